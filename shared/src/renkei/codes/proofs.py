"""Proofs in the exponent: that one knows a key, and that two pairs share one scalar.

Both are Fiat-Shamir proofs in the form of RFC 9497, section 2.2: a challenge `c` and a response
`s = nonce - c * secret`, 64 bytes on the wire.  The caller supplies the challenge, a hash of all
that the proof is bound to and of the commitments.
"""

from collections.abc import Callable
from dataclasses import dataclass

from renkei.codes.group import (
    NotInGroup,
    Point,
    Scalar,
    decode_scalar,
    plus,
    random_scalar,
    same,
    scalar_minus,
    scalar_times,
    times,
    times_base,
)

PROOF_BYTES = 64


class ProofRejected(ValueError):  # noqa: N818 - states the fact
    """A proof that does not hold for what it is said to be about."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Challenge and response, each a scalar of 32 bytes."""

    challenge: Scalar
    response: Scalar

    def encode(self) -> bytes:
        """Return challenge and response, 64 bytes."""
        return self.challenge + self.response

    @classmethod
    def decode(cls, data: bytes) -> "Proof":
        """Read 64 bytes.

        Raises:
            ProofRejected: wrong length, or a scalar that is zero or not reduced.
        """
        if len(data) != PROOF_BYTES:
            raise ProofRejected("a proof has 64 bytes")
        try:
            return cls(decode_scalar(data[:32]), decode_scalar(data[32:]))
        except NotInGroup:
            raise ProofRejected("a proof holds two reduced scalars") from None


def prove_knowledge(secret: Scalar, challenge: Callable[[Point], Scalar]) -> Proof:
    """Prove that one knows `secret` of the public point `secret * G` (Schnorr).

    Args:
        secret: the key.
        challenge: hashes the context, the public point and the commitment.
    """
    nonce = random_scalar()
    drawn = challenge(times_base(nonce))
    return Proof(drawn, scalar_minus(nonce, scalar_times(drawn, secret)))


def check_knowledge(proof: Proof, public: Point, challenge: Callable[[Point], Scalar]) -> None:
    """Check `prove_knowledge` for a public point.

    Raises:
        ProofRejected: it does not hold.
    """
    try:
        commitment = plus(times_base(proof.response), times(proof.challenge, public))
        holds = same(challenge(commitment), proof.challenge)
    except NotInGroup:
        holds = False
    if not holds:
        raise ProofRejected("the proof of possession does not hold")


def prove_equality(
    secret: Scalar,
    *,
    base: Point,
    challenge: Callable[[Point, Point], Scalar],
    nonce: Scalar | None = None,
) -> Proof:
    """Prove that `secret * G` and `secret * base` share `secret` (DLEQ; RFC 9497, section 2.2.1).

    Args:
        secret: the shared scalar.
        base: the second base.
        challenge: hashes the context and the two commitments, over `G` and over `base`.
        nonce: given only by test vectors.
    """
    drawn_nonce = nonce or random_scalar()
    drawn = challenge(times_base(drawn_nonce), times(drawn_nonce, base))
    return Proof(drawn, scalar_minus(drawn_nonce, scalar_times(drawn, secret)))


def check_equality(
    proof: Proof,
    *,
    image_of_g: Point,
    base: Point,
    image_of_base: Point,
    challenge: Callable[[Point, Point], Scalar],
) -> None:
    """Check `prove_equality` (RFC 9497, section 2.2.2), with four multiplications.

    Raises:
        ProofRejected: it does not hold.
    """
    try:
        over_g = plus(times_base(proof.response), times(proof.challenge, image_of_g))
        over_base = plus(times(proof.response, base), times(proof.challenge, image_of_base))
        holds = same(challenge(over_g, over_base), proof.challenge)
    except NotInGroup:
        holds = False
    if not holds:
        raise ProofRejected("the proof of equality does not hold")
