"""A participant's registration, signed by itself, and the directory that the hub publishes."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from renkei.messages.fields import Base64Url, Claims, KeyId, Slug
from renkei.messages.signing import Message

KeyUse = Literal["sign", "seal", "code"]


class RegisteredKey(Claims):
    """One public key; a code key comes with its proof of possession (64 bytes)."""

    use: KeyUse
    kid: KeyId
    public: Annotated[Base64Url, Field(max_length=2048)]
    proof: Annotated[Base64Url, Field(max_length=64)] | None = None


class Registration(Message):
    """What a participant states about itself; `iss` is its id."""

    typ: ClassVar[str] = "renkei-registration+jwt"

    name: Annotated[str, Field(max_length=120)]
    kinds: tuple[Slug, ...]
    """Which bodies of the law it acts as, in the permit table's codes."""
    endpoint: Annotated[str, Field(pattern=r"^https?://[^\s/]+$", max_length=200)] | None = None
    """Base URL where it receives permits, if it provides information."""
    provides: tuple[Slug, ...] = ()
    jurisdiction: tuple[Annotated[str, Field(pattern=r"^[0-9]{6}$")], ...] = ()
    """Municipality codes (6 digits) whose people it answers for."""
    keys: Annotated[tuple[RegisteredKey, ...], Field(min_length=1, max_length=12)]


class DirectoryEntry(Claims):
    """A registration as its participant signed it, and whether the hub admits it now."""

    registration: str
    status: Literal["active", "suspended"]


class DirectoryDocument(Message):
    """All participants, signed by the hub."""

    typ: ClassVar[str] = "renkei-directory+jwt"

    participants: tuple[DirectoryEntry, ...]
