"""The person an inquiry is about, sealed to the recipient and to the citizen's record.

With the asker's code `c`, the recipient's key `Y_B` and the portal's `Y_P`, the asker sends
`R = r*G`, `C_B = c + r*Y_B`, `C_P = c + r*Y_P` and one proof that `R` over `G` and `C_B - C_P` over
`Y_B - Y_P` share `r`: the two parts concern one person. Specification: `docs/specs/codes.md`,
after Camenisch and Lehmann (CCS 2015) and polymorphic encryption and pseudonymisation (PEP).
"""

from dataclasses import dataclass, field

from renkei.codes.group import (
    IDENTITY,
    NotInGroup,
    Point,
    Scalar,
    decode_point,
    hash_to_scalar,
    joined,
    minus,
    plus,
    random_scalar,
    times,
    times_base,
)
from renkei.codes.keys import CodeKey
from renkei.codes.proofs import Proof, ProofRejected, check_equality, prove_equality

_SUBJECT = b"renkei/v1/sealed-subject"
_EPOCH_BYTES = 4
_CODE_BYTES = _EPOCH_BYTES + 32


class SubjectRejected(ValueError):  # noqa: N818 - states the fact
    """A sealed subject that is malformed, not proved, or bound to something else."""


@dataclass(frozen=True, slots=True)
class Code:
    """One agency's code for one person (機関別符号): a point, and the epoch of its factor.

    By law it is itself an Individual Number (My Number Act, Art. 2(8)); its representation shows
    nothing.
    """

    point: Point = field(repr=False)
    epoch: int

    def encode(self) -> bytes:
        """Return epoch (4 bytes, big-endian) and point, 36 bytes: the stored form."""
        return self.epoch.to_bytes(_EPOCH_BYTES, "big") + self.point

    @classmethod
    def decode(cls, data: bytes) -> "Code":
        """Read the stored form.

        Raises:
            NotInGroup: wrong length or no point.
        """
        if len(data) != _CODE_BYTES:
            raise NotInGroup("a code has 36 bytes")
        return cls(decode_point(data[_EPOCH_BYTES:]), int.from_bytes(data[:_EPOCH_BYTES], "big"))


@dataclass(frozen=True, slots=True)
class SealedSubject:
    """What travels to the hub: the epoch of the sender's code, three points and a proof."""

    epoch: int
    r: Point
    to: Point
    portal: Point
    proof: Proof


def seal(code: Code, *, to: Point, portal: Point, binding: bytes) -> SealedSubject:
    """Seal a code to the recipient's and the portal's keys, for one message only.

    Args:
        code: the sender's own code for the person.
        to: the recipient's public code key.
        portal: the portal's public code key.
        binding: digest of the whole message that carries the subject; the proof holds for no other.

    Raises:
        SubjectRejected: recipient and portal share a key, which would make the proof void.
    """
    return _seal(code.point, code.epoch, to, portal, binding)


def seal_nobody(epoch: int, *, to: Point, portal: Point, binding: bytes) -> SealedSubject:
    """Seal the identity element: padding that only recipient and portal tell from a person."""
    return _seal(IDENTITY, epoch, to, portal, binding)


def check(sealed: SealedSubject, *, to: Point, portal: Point, binding: bytes) -> None:
    """Check, unread, that both parts concern one person and belong to this message.

    Raises:
        SubjectRejected: the proof does not hold for these keys and this binding.
    """
    try:
        check_equality(
            sealed.proof,
            image_of_g=sealed.r,
            base=_between(to, portal),
            image_of_base=decode_point(minus(sealed.to, sealed.portal)),
            challenge=lambda over_g, over_base: _challenge(
                sealed.epoch,
                (to, portal, sealed.r, sealed.to, sealed.portal),
                (over_g, over_base),
                binding,
            ),
        )
    except (NotInGroup, ProofRejected, OverflowError):
        raise SubjectRejected("the proof does not hold for this subject and this message") from None


def _seal(point: Point, epoch: int, to: Point, portal: Point, binding: bytes) -> SealedSubject:
    base = _between(to, portal)
    secret = random_scalar()
    r = times_base(secret)
    to_part = plus(point, times(secret, to))
    portal_part = plus(point, times(secret, portal))
    proof = prove_equality(
        secret,
        base=base,
        challenge=lambda over_g, over_base: _challenge(
            epoch, (to, portal, r, to_part, portal_part), (over_g, over_base), binding
        ),
    )
    return SealedSubject(epoch, r, to_part, portal_part, proof)


def _between(to: Point, portal: Point) -> Point:
    difference = minus(to, portal)
    if difference == IDENTITY:
        raise SubjectRejected("recipient and portal must have different keys")
    return difference


def _challenge(
    epoch: int, statement: tuple[Point, ...], commitments: tuple[Point, Point], binding: bytes
) -> Scalar:
    fields = (epoch.to_bytes(_EPOCH_BYTES, "big"), *statement, *commitments, binding)
    return hash_to_scalar(joined(*fields), dst=_SUBJECT)


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """An ElGamal pair `(r*G, M + r*Y)`, 64 bytes: what the hub hands on after conversion."""

    r: Point
    c: Point

    def encode(self) -> bytes:
        """Return both points, 64 bytes."""
        return self.r + self.c

    @classmethod
    def decode(cls, data: bytes) -> "Ciphertext":
        """Read 64 bytes.

        Raises:
            NotInGroup: wrong length, or not two points.
        """
        return cls(decode_point(data[:32]), decode_point(data[32:]))


def open_code(ciphertext: Ciphertext, key: CodeKey, *, epoch: int) -> Code:
    """Open a subject that the hub converted to this agency, or a code that it issued.

    Args:
        ciphertext: what the hub sent.
        key: the agency's own code key.
        epoch: the epoch of the agency's factor, as the hub named it.

    Raises:
        SubjectRejected: it holds nobody.
    """
    code = open_related(ciphertext, key, epoch=epoch)
    if code is None:
        raise SubjectRejected("the sealed subject holds nobody")
    return code


def open_related(ciphertext: Ciphertext, key: CodeKey, *, epoch: int) -> Code | None:
    """Open one of an answer's related people; None is padding."""
    point = minus(ciphertext.c, times(key.secret, ciphertext.r))
    return None if point == IDENTITY else Code(point, epoch)
