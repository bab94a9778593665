"""Sealing one message's content to one recipient: HPKE (RFC 9180), hybrid post-quantum.

Suite: ML-KEM-768 with X25519, HKDF-SHA-256, AES-256-GCM, base mode, single shot. The sender is
authenticated by the signature of the message that carries the sealed content. Content is padded
to a size class first, so that who carries it learns no more than the class.
"""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

PUBLIC_BYTES = 1184 + 32
SECRET_BYTES = 64 + 32
MAX_CONTENT_BYTES = 64 * 1024 - 4
_SMALLEST_CLASS = 1024
_LENGTH_BYTES = 4
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotSealedForUs(ValueError):  # noqa: N818 - states the fact
    """Sealed content that does not open with this key and these bindings."""


class UnusableSealingKey(ValueError):  # noqa: N818 - states the fact
    """Bytes that are no sealing key."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A recipient's public key: ML-KEM-768 (1,184 bytes) and X25519 (32 bytes)."""

    public: bytes
    _key: MLKEM768X25519PublicKey = field(repr=False, compare=False)

    @classmethod
    def decode(cls, public: bytes) -> "SealingKey":
        """Read 1,216 bytes.

        Raises:
            UnusableSealingKey: wrong length or no valid keys.
        """
        if len(public) != PUBLIC_BYTES:
            raise UnusableSealingKey("a sealing key has 1216 bytes")
        try:
            post_quantum = mlkem.MLKEM768PublicKey.from_public_bytes(public[:1184])
            classical = X25519PublicKey.from_public_bytes(public[1184:])
            key = MLKEM768X25519PublicKey(post_quantum, classical)
            # OpenSSL refuses a point of small order only when it is used: better now than then.
            X25519PrivateKey.generate().exchange(classical)
        except ValueError:
            raise UnusableSealingKey("the sealing key is not valid") from None
        return cls(public, key)

    def seal(self, content: bytes, *, info: bytes) -> bytes:
        """Seal content to this recipient; only its length class can be seen.

        Args:
            content: at most `MAX_CONTENT_BYTES`.
            info: what the content belongs to; opening needs the same.

        Raises:
            ValueError: the content is too long.
        """
        return _SUITE.encrypt(_padded(content), self._key, info)


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """The secret half: an ML-KEM-768 seed (64 bytes) and an X25519 secret (32 bytes)."""

    secret: bytes = field(repr=False)
    public: bytes = field(repr=False)
    _key: MLKEM768X25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def generate(cls) -> "OpeningKey":
        """Draw a new key."""
        seed = mlkem.MLKEM768PrivateKey.generate().private_bytes_raw()
        return cls.decode(seed + X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def decode(cls, secret: bytes) -> "OpeningKey":
        """Restore a key from its 96 secret bytes.

        Raises:
            UnusableSealingKey: wrong length.
        """
        if len(secret) != SECRET_BYTES:
            raise UnusableSealingKey("an opening key has 96 bytes")
        post_quantum = mlkem.MLKEM768PrivateKey.from_seed_bytes(secret[:64])
        classical = X25519PrivateKey.from_private_bytes(secret[64:])
        public = (
            post_quantum.public_key().public_bytes_raw() + classical.public_key().public_bytes_raw()
        )
        return cls(secret, public, MLKEM768X25519PrivateKey(post_quantum, classical))

    def open(self, sealed: bytes, *, info: bytes) -> bytes:
        """Open what was sealed to this key with the same `info`.

        Raises:
            NotSealedForUs: another key, another `info`, or altered bytes.
        """
        try:
            return _unpadded(_SUITE.decrypt(sealed, self._key, info))
        except (InvalidTag, ValueError):
            raise NotSealedForUs(
                "the content does not open with this key for this message"
            ) from None


def _padded(content: bytes) -> bytes:
    if len(content) > MAX_CONTENT_BYTES:
        raise ValueError("the content is too long to be sealed")
    size = _size_class(len(content))
    return (len(content).to_bytes(_LENGTH_BYTES, "big") + content).ljust(size, b"\0")


def _size_class(length: int) -> int:
    size = _SMALLEST_CLASS
    while size < length + _LENGTH_BYTES:
        size *= 2
    return size


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    content = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    is_ours = length <= MAX_CONTENT_BYTES and len(padded) == _size_class(length)
    if not is_ours or any(padded[_LENGTH_BYTES + length :]):
        raise NotSealedForUs("the padding is not ours")
    return content
