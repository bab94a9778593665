"""The vectors of RFC 9497 (ristretto255-SHA512) through the group and the proof of equality.

The protocol's own parts (composites, challenge, finalisation) are built here from the RFC; the
operations on points and scalars and the proof are the library's.
"""

import hashlib

import integer_model as model
import pytest

from renkei.codes import group
from renkei.codes.proofs import Proof, ProofRejected, check_equality, prove_equality

GENERATOR = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")


def context(mode):
    return b"OPRFV1-" + bytes([mode]) + b"-ristretto255-SHA512"


def short(field):
    return len(field).to_bytes(2, "big") + field


def split(text):
    return [bytes.fromhex(part) for part in text.split(",")]


def tweak(suite, vector):
    """The scalar that the server multiplies by, before inversion in POPRF (section 3.3.3)."""
    secret = group.decode_scalar(bytes.fromhex(suite["skSm"]))
    if suite["mode"] != 2:
        return secret
    framed = b"Info" + short(bytes.fromhex(vector["Info"]))
    added = group.hash_to_scalar(framed, dst=b"HashToScalar-" + context(2))
    return group.Scalar(model.scalar_bytes(model.scalar_of(secret) + model.scalar_of(added)))


def composites(public, first, second, mode):
    """ComputeComposites (section 2.2.1): one pair from many, weighted by a hash."""
    seed = hashlib.sha512(short(public) + short(b"Seed-" + context(mode))).digest()
    sums = []
    for index, (c, d) in enumerate(zip(first, second, strict=True)):
        transcript = short(seed) + index.to_bytes(2, "big") + short(c) + short(d) + b"Composite"
        weight = group.hash_to_scalar(transcript, dst=b"HashToScalar-" + context(mode))
        weighted = [group.times(weight, point) for point in (c, d)]
        sums = weighted if not sums else [group.plus(*p) for p in zip(sums, weighted, strict=True)]
    return sums


def challenge(public, m, z, mode):
    def of(over_g, over_m):
        transcript = b"".join(map(short, (public, m, z, over_g, over_m))) + b"Challenge"
        return group.hash_to_scalar(transcript, dst=b"HashToScalar-" + context(mode))

    return of


def vectors(suites, mode):
    return [(suites[mode], vector) for vector in suites[mode]["vectors"]]


@pytest.mark.parametrize("mode", [0, 1, 2])
def test_the_key_of_the_server_derives_from_its_seed(rfc9497_suites, mode):
    suite = rfc9497_suites[mode]
    info = bytes.fromhex(suite["keyInfo"])
    derivation = bytes.fromhex(suite["seed"]) + short(info) + b"\x00"
    secret = group.hash_to_scalar(derivation, dst=b"DeriveKeyPair" + context(mode))

    assert secret.hex() == suite["skSm"]
    if mode:
        assert group.times_base(secret).hex() == suite["pkSm"]


@pytest.mark.parametrize("mode", [0, 1, 2])
def test_blinding_evaluating_and_unblinding_give_the_outputs(rfc9497_suites, mode):
    for suite, vector in vectors(rfc9497_suites, mode):
        key = tweak(suite, vector)
        factor = key if mode != 2 else group.scalar_inverse(key)
        rows = zip(
            *(split(vector[name]) for name in ("Input", "Blind", "BlindedElement")),
            *(split(vector[name]) for name in ("EvaluationElement", "Output")),
            strict=True,
        )
        for entered, blind, blinded, evaluated, output in rows:
            scalar = group.decode_scalar(blind)
            point = group.hash_to_point(entered, dst=b"HashToGroup-" + context(mode))
            element = group.times(group.scalar_inverse(scalar), group.decode_point(evaluated))
            info = short(bytes.fromhex(vector["Info"])) if mode == 2 else b""
            transcript = short(entered) + info + short(element) + b"Finalize"

            assert group.times(scalar, point) == blinded
            assert group.times(factor, group.decode_point(blinded)) == evaluated
            assert hashlib.sha512(transcript).digest() == output


@pytest.mark.parametrize("mode", [1, 2])
def test_the_proofs_of_equality_are_reproduced_and_accepted(rfc9497_suites, mode):
    for suite, vector in vectors(rfc9497_suites, mode):
        key = tweak(suite, vector)
        public = group.times_base(key)
        blinded, evaluated = split(vector["BlindedElement"]), split(vector["EvaluationElement"])
        # POPRF divides by the key: the roles of the two lists are exchanged (section 3.3.3).
        pair = (blinded, evaluated) if mode == 1 else (evaluated, blinded)
        m, z = composites(public, *pair, mode)
        asked = challenge(public, m, z, mode)
        proof = prove_equality(
            key,
            base=m,
            challenge=asked,
            nonce=group.decode_scalar(bytes.fromhex(vector["Proof"]["r"])),
        )

        assert group.times(key, m) == z
        assert proof.encode().hex() == vector["Proof"]["proof"]
        check_equality(
            Proof.decode(proof.encode()),
            image_of_g=public,
            base=m,
            image_of_base=z,
            challenge=asked,
        )
        for bad in (
            {"image_of_g": z},
            {"base": z},
            {"image_of_base": m},
            {"challenge": challenge(public, z, m, mode)},
        ):
            statement = {"image_of_g": public, "base": m, "image_of_base": z, "challenge": asked}
            with pytest.raises(ProofRejected):
                check_equality(proof, **(statement | bad))


def test_the_generator_of_the_suite_is_ours():
    assert group.times_base(group.Scalar(model.scalar_bytes(1))) == GENERATOR
