"""Signing and verifying messages: JWS (RFC 7515), Ed25519 (RFC 8037), typed (RFC 8725).

The header's `typ` says which kind of statement it is, so that none can be taken for another;
`kid` names the key, and a key belongs to one participant, who must be the issuer.
"""

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar, TypeVar

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from renkei.messages.fields import Claims, Slug, from_base64url, to_base64url

MAX_MESSAGE_BYTES = 512 * 1024
MAX_SKEW = timedelta(seconds=60)
"""How far the clocks of two participants may differ."""

_JWS = jwt.PyJWS(algorithms=["EdDSA"])
_YEAR_2100 = 4_102_444_800
_HEADER_FIELDS = {"alg", "typ", "kid"}


class MessageRejected(Exception):  # noqa: N818 - states the fact
    """A message that is not a genuine, timely statement of its issuer to us.

    `reason` is one of: malformed, wrong-type, unknown-key, bad-signature, wrong-issuer,
    wrong-audience, expired, not-yet-valid, invalid-claims. `places` names claims that break a
    rule, as `claim: rule`.
    """

    def __init__(self, reason: str, places: tuple[str, ...] = ()) -> None:
        self.reason = reason
        self.places = places
        super().__init__(f"The message is refused: {reason}.")


class Message(Claims):
    """What every message says: who states it, and when (seconds since 1970, UTC)."""

    typ: ClassVar[str]

    iss: Slug
    iat: int


class TimedMessage(Message):
    """A message for one audience and a limited time."""

    aud: Slug
    exp: int


AnyMessage = TypeVar("AnyMessage", bound=Message)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A participant's Ed25519 key with its key id."""

    kid: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> "SigningKey":
        """Draw a new key."""
        return cls.of(Ed25519PrivateKey.generate())

    @classmethod
    def of(cls, private: Ed25519PrivateKey) -> "SigningKey":
        """Give a private key its key id."""
        return cls(key_id("sign", private.public_key().public_bytes_raw()), private)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self.private.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """Whose key it is, and the key."""

    participant: str
    public: Ed25519PublicKey


def moment(seconds: int) -> datetime:
    """Return the time of a claim, or the nearest between 1970 and 2100."""
    return datetime.fromtimestamp(min(max(seconds, 0), _YEAR_2100), UTC)


def key_id(use: str, public: bytes) -> str:
    """Return the key's id: 16 characters that depend on its use and every byte of it."""
    return to_base64url(hashlib.sha256(f"renkei/v1/{use}:".encode() + public).digest()[:12])


def digest_of(token: str) -> bytes:
    """Return the SHA-256 (32 bytes) of a message as sent: how one message refers to another."""
    return hashlib.sha256(token.encode("ascii")).digest()


def sign(message: Message, key: SigningKey) -> str:
    """Sign a message; the result is ASCII in JWS compact form."""
    payload = message.model_dump_json(exclude_none=True).encode()
    return _JWS.encode(
        payload, key.private, algorithm="EdDSA", headers={"typ": message.typ, "kid": key.kid}
    )


def verify(
    token: str,
    expected: type[AnyMessage],
    *,
    key_of: Callable[[str], VerifyingKey | None],
    audience: str,
    now: datetime,
) -> AnyMessage:
    """Accept a message of the expected type from a known participant, for us, now.

    Args:
        token: JWS compact form.
        expected: the message's type; its `typ` must stand in the header.
        key_of: finds a key in force by its id.
        audience: our own participant id.
        now: aware time, for freshness.

    Raises:
        MessageRejected: with the reason, and never a value from the message.
    """
    message = verify_undated(token, expected, key_of=key_of, audience=audience)
    check_fresh(message, now=now)
    return message


def verify_undated(
    token: str,
    expected: type[AnyMessage],
    *,
    key_of: Callable[[str], VerifyingKey | None],
    audience: str,
) -> AnyMessage:
    """Do what `verify` does except for time: for evidence, and for refusals to be recorded."""
    key = key_of(signing_key_id(token, expected.typ))
    if key is None:
        raise MessageRejected("unknown-key")
    message = _parsed(_payload(token, key), expected)
    if message.iss != key.participant:
        raise MessageRejected("wrong-issuer")
    if isinstance(message, TimedMessage) and message.aud != audience:
        raise MessageRejected("wrong-audience")
    return message


def check_fresh(message: Message, *, now: datetime) -> None:
    """Check the times of a message against our clock, give or take `MAX_SKEW`.

    Raises:
        MessageRejected: expired, or from the future.
    """
    seconds, skew = now.timestamp(), MAX_SKEW.total_seconds()
    if message.iat > seconds + skew:
        raise MessageRejected("not-yet-valid")
    if isinstance(message, TimedMessage) and message.exp <= seconds - skew:
        raise MessageRejected("expired")


def unverified(token: str, expected: type[AnyMessage]) -> AnyMessage:
    """Read a message without its signature: only to find the key that it brings with it.

    Raises:
        MessageRejected: malformed, of another type, or with claims that break a rule.
    """
    signing_key_id(token, expected.typ)
    try:
        payload = from_base64url(token.split(".")[1])
    except ValueError:
        raise MessageRejected("malformed") from None
    return _parsed(payload, expected)


def signing_key_id(token: str, typ: str) -> str:
    """Return the id of the key that a message of this type says it is signed with.

    Raises:
        MessageRejected: malformed, or of another type.
    """
    if len(token) > MAX_MESSAGE_BYTES or not token.isascii():
        raise MessageRejected("malformed")
    # One statement has one spelling: its digest stands for it in other messages.
    if not all(_is_canonical(segment) for segment in token.split(".")):
        raise MessageRejected("malformed")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise MessageRejected("malformed") from None
    # Only the three fields we write: no `crit`, no `jwk`, no key by URL (RFC 8725, section 3).
    if header.keys() != _HEADER_FIELDS or header["alg"] != "EdDSA":
        raise MessageRejected("malformed")
    if header["typ"] != typ:
        raise MessageRejected("wrong-type")
    if not isinstance(header["kid"], str):
        raise MessageRejected("malformed")
    return header["kid"]


def _is_canonical(segment: str) -> bool:
    try:
        from_base64url(segment)
    except ValueError:
        return False
    return True


def _payload(token: str, key: VerifyingKey) -> bytes:
    try:
        decoded = _JWS.decode_complete(token, key.public, algorithms=["EdDSA"])
    except jwt.InvalidSignatureError:
        raise MessageRejected("bad-signature") from None
    except jwt.InvalidTokenError:
        raise MessageRejected("malformed") from None
    payload: bytes = decoded["payload"]
    return payload


def _parsed(payload: bytes, expected: type[AnyMessage]) -> AnyMessage:
    try:
        return expected.model_validate_json(payload, strict=True)
    except ValidationError as refused:
        # Only places that the type declares are named; what the sender wrote never is.
        declared = expected.model_fields.keys()
        errors = refused.errors(include_url=False, include_context=False, include_input=False)
        places = tuple(f"{_place(error['loc'], declared)}: {error['type']}" for error in errors)
        raise MessageRejected("invalid-claims", places) from None


def _place(location: tuple[int | str, ...], declared: Container[str]) -> str:
    return str(location[0]) if location and location[0] in declared else "?"
