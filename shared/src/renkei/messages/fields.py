"""The types that claims are made of: strict on the way in, canonical on the way out."""

import base64
import binascii
import json
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from renkei.codes.group import NotInGroup, Point, decode_point
from renkei.codes.proofs import Proof, ProofRejected
from renkei.codes.subjects import Ciphertext, SealedSubject

MAX_ITEMS = 64
MAX_RELATED = 32


def to_base64url(data: bytes) -> str:
    """Encode without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Decode unpadded base64url, accepting only the one encoding that `to_base64url` gives.

    Raises:
        ValueError: other characters, padding, or stray bits.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64url") from None
    if to_base64url(data) != text:
        raise ValueError("not the canonical base64url")
    return data


def _decoded(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever came
    return from_base64url(value) if isinstance(value, str) else value


def _point(value: bytes) -> Point:
    try:
        return decode_point(value)
    except NotInGroup:
        raise ValueError("not a point of the group") from None


def _proof(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever came
    if not isinstance(value, str):
        return value
    try:
        return Proof.decode(from_base64url(value))
    except ProofRejected:
        raise ValueError("not a proof") from None


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise ValueError("named twice")
    return values


def _canonical_uuid(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever came
    # One id has one spelling: it is a key of idempotency.
    if isinstance(value, str) and value != str(UUID(value)):
        raise ValueError("not the canonical form")
    return value


Base64Url = Annotated[bytes, BeforeValidator(_decoded), PlainSerializer(to_base64url, str)]
Digest = Annotated[Base64Url, Field(min_length=32, max_length=32)]
PointClaim = Annotated[
    Point, BeforeValidator(_decoded), AfterValidator(_point), PlainSerializer(to_base64url, str)
]
ProofClaim = Annotated[
    Proof, BeforeValidator(_proof), PlainSerializer(lambda p: to_base64url(p.encode()), str)
]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
KeyId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16}$")]
Opaque = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Items = Annotated[
    tuple[Slug, ...], Field(min_length=1, max_length=MAX_ITEMS), AfterValidator(_unique)
]
FiscalYear = Annotated[int, Field(ge=1989, le=2200)]
Epoch = Annotated[int, Field(ge=1, lt=2**31)]
Id = Annotated[UUID, BeforeValidator(_canonical_uuid)]
Day = date


class Claims(BaseModel):
    """A part of a message: immutable, nothing unknown, and errors that show no input."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True
    )

    def canonical(self, *, exclude: set[str] | None = None) -> bytes:
        """Return the one byte string of these claims: RFC 8785 for text, integers and objects."""
        return canonical_json(self.model_dump(mode="json", exclude=exclude))


def canonical_json(value: object) -> bytes:
    """Serialise to the form that RFC 8785 gives for ASCII keys and whole numbers."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


class SealedSubjectClaim(Claims):
    """A person sealed to a recipient and to the portal (see `renkei.codes.subjects`)."""

    epoch: Epoch
    key: KeyId
    """The recipient's code key that `to` is sealed to."""
    portal_key: KeyId
    r: PointClaim
    to: PointClaim
    portal: PointClaim
    proof: ProofClaim

    @classmethod
    def of(cls, sealed: SealedSubject, *, key: str, portal_key: str) -> "SealedSubjectClaim":
        """Write a sealed subject as claims."""
        return cls(
            epoch=sealed.epoch,
            key=key,
            portal_key=portal_key,
            r=sealed.r,
            to=sealed.to,
            portal=sealed.portal,
            proof=sealed.proof,
        )

    def sealed(self) -> SealedSubject:
        """Return the sealed subject."""
        return SealedSubject(self.epoch, self.r, self.to, self.portal, self.proof)


class ConvertedClaim(Claims):
    """A person as the hub hands on: sealed to one recipient's key, in that recipient's epoch."""

    epoch: Epoch
    key: KeyId
    r: PointClaim
    c: PointClaim

    @classmethod
    def of(cls, converted: Ciphertext, *, epoch: int, key: str) -> "ConvertedClaim":
        """Write a converted subject as claims."""
        return cls(epoch=epoch, key=key, r=converted.r, c=converted.c)

    def ciphertext(self) -> Ciphertext:
        """Return the pair of points."""
        return Ciphertext(self.r, self.c)
