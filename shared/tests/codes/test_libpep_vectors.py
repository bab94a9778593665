"""libpep 0.13 as an oracle: its conversions and openings, byte for byte, with our operations."""

import functools
import hashlib
import hmac

import pytest

from renkei.codes import group, subjects
from renkei.codes.keys import CodeKey
from renkei.codes.subjects import Ciphertext

REKEYING, RESHUFFLING = 1, 3
CASES = 50


def factor(kind, secret, context):
    message = kind.to_bytes(4, "big") + context.encode()
    return group.reduce_wide(hmac.digest(secret.encode(), message, hashlib.sha512))


def ratio(kind, secret, *, to, before):
    return group.scalar_times(
        factor(kind, secret, to), group.scalar_inverse(factor(kind, secret, before))
    )


def transcrypt(pair, case, secrets):
    """One transcryptor of the two: `((s/k)*B, s*C)`."""
    reshuffle, rekey = secrets
    s = ratio(RESHUFFLING, reshuffle, to="welfare", before="tax")
    k = ratio(REKEYING, rekey, to=case["cb"], before=case["ca"])
    return Ciphertext(
        group.times(group.scalar_times(s, group.scalar_inverse(k)), pair.r), group.times(s, pair.c)
    )


def session_key(case, context):
    """The key of a context: the blinded key of all, times each transcryptor's share."""
    shares = [
        group.scalar_times(factor(REKEYING, rekey, context), group.decode_scalar(bytes.fromhex(b)))
        for (_, rekey), b in zip(case["secrets"], case["blind"], strict=True)
    ]
    blinded = group.decode_scalar(bytes.fromhex(case["blinded"]))
    return CodeKey.of(functools.reduce(group.scalar_times, shares, blinded))


@pytest.fixture(params=range(CASES))
def case(request, libpep_vectors):
    return libpep_vectors[request.param]


def read(case, name):
    return Ciphertext.decode(bytes.fromhex(case[name]))


def test_there_are_as_many_cases_as_are_run(libpep_vectors):
    assert len(libpep_vectors) == CASES


def test_both_transcryptors_are_reproduced(case):
    first = transcrypt(read(case, "c0"), case, case["secrets"][0])
    second = transcrypt(first, case, case["secrets"][1])

    assert first.encode().hex() == case["c1"]
    assert second.encode().hex() == case["c2"]


def test_sender_and_receiver_open_their_pseudonyms(case):
    sent = subjects.open_code(read(case, "c0"), session_key(case, case["ca"]), epoch=1)
    received = subjects.open_code(read(case, "c2"), session_key(case, case["cb"]), epoch=1)

    assert sent.point.hex() == case["p"]
    assert received.point.hex() == case["q"]


def test_the_pseudonyms_are_related_by_the_reshuffling_alone(case):
    s = functools.reduce(
        group.scalar_times,
        (ratio(RESHUFFLING, secret, to="welfare", before="tax") for secret, _ in case["secrets"]),
    )

    assert group.times(s, group.decode_point(bytes.fromhex(case["p"]))).hex() == case["q"]
