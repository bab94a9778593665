"""One entry: its body, and the salted commitment that is all the public tree will hold of it.

Bodies name bodies, rules and items, never values. The salt lets a body be erased after its years
without a trace, while the leaf stays in the tree (RFC 9162 hashing, section 2.1).
"""

import hashlib
from dataclasses import dataclass

from renkei.messages.fields import canonical_json

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """A body in canonical JSON, its salt (16 bytes) and its leaf (32 bytes)."""

    body: bytes
    salt: bytes
    leaf: bytes


def commit(body: dict[str, object], *, salt: bytes) -> SealedEntry:
    """Commit to a body: `leaf = SHA-256(0x00 || SHA-256(salt || body))`.

    Raises:
        ValueError: the salt has another length.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("the salt has 16 bytes")
    encoded = canonical_json(body)
    return SealedEntry(encoded, salt, leaf_of(encoded, salt=salt))


def leaf_of(body: bytes, *, salt: bytes) -> bytes:
    """Return the leaf of a body and its salt."""
    commitment = hashlib.sha256(salt + body).digest()
    return hashlib.sha256(b"\x00" + commitment).digest()
