"""Bytes from outside: decoded, or refused with the documented error, and never anything else."""

import integer_model as model
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rfc9496 import BAD_ENCODINGS, MULTIPLES

from renkei.codes.group import IDENTITY, NotInGroup, decode_point, decode_scalar
from renkei.codes.keys import CodeKey, KeyRejected, check_possession
from renkei.codes.proofs import Proof, ProofRejected
from renkei.codes.subjects import Ciphertext, Code

KEY = CodeKey.of(model.scalar_bytes(4711))

points = st.sampled_from([bytes.fromhex(point) for point in MULTIPLES])
near_points = points.flatmap(
    lambda point: st.integers(0, 255).map(
        lambda bit: (int.from_bytes(point, "little") ^ 1 << bit).to_bytes(32, "little")
    )
)
bad_points = st.sampled_from(
    [bytes.fromhex(bad) for group in BAD_ENCODINGS.values() for bad in group]
)
any_scalar = st.integers(0, 2**256 - 1) | st.integers(model.ORDER - 2, model.ORDER + 2)
pieces = (
    st.binary(max_size=40)
    | points
    | near_points
    | bad_points
    | any_scalar.map(lambda value: value.to_bytes(32, "little"))
)
anything = st.binary(max_size=130) | st.lists(pieces, max_size=4).map(b"".join)


def decoded(function, data, error):
    """Return what was decoded, or None if it was refused as documented."""
    refusal = None
    try:
        return function(data)
    except error as caught:
        refusal = caught

    # The very type: an accident further down (a subclass of ValueError) is no refusal.
    assert type(refusal) is error
    assert len(data) < 8 or data[:8].hex() not in str(refusal)
    return None


@given(anything)
@example(b"")
def test_a_point_is_decoded_or_refused(data):
    point = decoded(decode_point, data, NotInGroup)

    if point is not None:
        assert point == data != IDENTITY
        assert model.encode(model.decode(data)) == data


@given(anything)
def test_a_scalar_is_decoded_or_refused(data):
    scalar = decoded(decode_scalar, data, NotInGroup)

    assert (scalar is not None) == (
        len(data) == 32 and 0 < int.from_bytes(data, "little") < model.ORDER
    )


@given(anything)
def test_a_proof_is_decoded_or_refused(data):
    proof = decoded(Proof.decode, data, ProofRejected)

    if proof is not None:
        assert proof.encode() == data


@given(anything)
@example(bytes(64))
def test_a_ciphertext_is_decoded_or_refused(data):
    ciphertext = decoded(Ciphertext.decode, data, NotInGroup)

    if ciphertext is not None:
        assert ciphertext.encode() == data
        assert all(any(model.encode(model.decode(p))) for p in (ciphertext.r, ciphertext.c))


@given(anything)
@example(bytes(36))
def test_a_code_is_decoded_or_refused(data):
    code = decoded(Code.decode, data, NotInGroup)

    if code is not None:
        assert code.encode() == data


@given(st.text(max_size=20), anything | st.just(KEY.public), anything)
def test_no_made_up_proof_of_possession_is_accepted(participant, public, proof):
    with pytest.raises(KeyRejected) as refusal:
        check_possession(participant, public, proof)

    assert type(refusal.value) is KeyRejected
    assert refusal.value.__cause__ is None


@given(st.text(max_size=20), st.integers(0, 511))
def test_a_proof_of_possession_with_one_wrong_bit_is_refused(participant, bit):
    proof = int.from_bytes(KEY.prove_possession(participant), "little") ^ 1 << bit

    with pytest.raises(KeyRejected):
        check_possession(participant, KEY.public, proof.to_bytes(64, "little"))
