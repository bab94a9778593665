"""An agency's code key pair, registered with a proof that the agency holds it."""

from dataclasses import dataclass, field

from renkei.codes.group import (
    NotInGroup,
    Point,
    Scalar,
    decode_point,
    decode_scalar,
    hash_to_scalar,
    joined,
    random_scalar,
    times_base,
)
from renkei.codes.proofs import Proof, ProofRejected, check_knowledge, prove_knowledge

_POSSESSION = b"renkei/v1/code-key-possession"


class KeyRejected(ValueError):  # noqa: N818 - states the fact
    """A code key that is no usable point, or that comes without a valid proof of possession."""


@dataclass(frozen=True, slots=True)
class CodeKey:
    """The secret `y` and the public `Y = y * G`, 32 bytes each."""

    secret: Scalar = field(repr=False)
    public: Point

    @classmethod
    def generate(cls) -> "CodeKey":
        """Draw a new key pair."""
        return cls.of(random_scalar())

    @classmethod
    def of(cls, secret: bytes) -> "CodeKey":
        """Restore a key pair from its secret.

        Raises:
            NotInGroup: the secret is no scalar.
        """
        scalar = decode_scalar(secret)
        return cls(scalar, times_base(scalar))

    def prove_possession(self, participant: str) -> bytes:
        """Return 64 bytes that show to anyone that `participant` holds the secret."""
        return prove_knowledge(
            self.secret, lambda commitment: _challenge(participant, self.public, commitment)
        ).encode()


def check_possession(participant: str, public: bytes, proof: bytes) -> Point:
    """Accept a public code key that its owner has shown to hold.

    Without the proof, a rogue key made from others' keys could cancel theirs out.

    Raises:
        KeyRejected: no usable point, or the proof is not this participant's for this key.
    """
    try:
        point = decode_point(public)
        check_knowledge(Proof.decode(proof), point, lambda t: _challenge(participant, point, t))
    except (NotInGroup, ProofRejected):
        raise KeyRejected("the code key comes without a valid proof of possession") from None
    return point


def _challenge(participant: str, public: Point, commitment: Point) -> Scalar:
    return hash_to_scalar(joined(participant.encode(), public, commitment), dst=_POSSESSION)
