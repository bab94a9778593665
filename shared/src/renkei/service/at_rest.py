"""Encryption of single fields at rest, and look-up of what is encrypted.

For Individual Numbers (個人番号) and codes: the database and its backups hold neither in the clear.
"""

import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from typing_extensions import override

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_VERSION: Final = b"\x01"


class CannotOpen(Exception):  # noqa: N818 - errors state the fact
    """The bytes were not sealed by this key for this purpose and place, or were changed since."""


class FieldCipher:
    """Seals fields under subkeys of one master key, a subkey for each purpose and use.

    AES-256-GCM-SIV (RFC 8452), because a repeated random nonce then reveals no more than that two
    equal plaintexts were equal. Subkeys by HKDF-Expand with SHA-256 (RFC 5869, section 2.3).
    """

    __slots__ = ("_key", "_subkeys")

    def __init__(self, key: bytes) -> None:
        """Take a uniformly random key of 32 bytes.

        Raises:
            ValueError: it has another length.
        """
        if len(key) != _KEY_BYTES:
            raise ValueError("the key is not 32 bytes")
        self._key = key
        self._subkeys: dict[tuple[str, str], bytes] = {}

    @override
    def __repr__(self) -> str:
        return "FieldCipher()"

    @override
    def __reduce__(self) -> str:
        raise TypeError("a FieldCipher is not copied or pickled: it holds a key")

    def seal(self, plaintext: bytes, *, purpose: str, bound_to: bytes) -> bytes:
        """Encrypt `plaintext` for one purpose and one place.

        Args:
            plaintext: what to hide; its length shows.
            purpose: the kind of field, such as `resident.individual-number`.
            bound_to: the place, such as the id of its row: moved elsewhere, it does not open.

        Returns:
            1 byte of version, 12 of nonce, the ciphertext, 16 of tag.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._aead(purpose).encrypt(nonce, plaintext, _associated(purpose, bound_to))
        return _VERSION + nonce + sealed

    def open(self, sealed: bytes, *, purpose: str, bound_to: bytes) -> bytes:
        """Decrypt what `seal` returned.

        Raises:
            CannotOpen: another key, purpose or place, or changed bytes.
        """
        body = sealed[1:]
        if sealed[:1] != _VERSION or len(body) < _NONCE_BYTES + _TAG_BYTES:
            raise CannotOpen("not a sealed field")
        nonce, ciphertext = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
        try:
            return self._aead(purpose).decrypt(nonce, ciphertext, _associated(purpose, bound_to))
        except InvalidTag:
            raise CannotOpen("sealed for another purpose, place or key, or changed") from None

    def index(self, value: bytes, *, purpose: str) -> bytes:
        """Return 32 bytes by which a sealed `value` is found: HMAC-SHA-256 under a subkey.

        Equal values have equal indexes, so that the database sees which rows agree.
        """
        return hmac.digest(self._subkey("index", purpose), value, "sha256")

    def _aead(self, purpose: str) -> AESGCMSIV:
        return AESGCMSIV(self._subkey("seal", purpose))

    def _subkey(self, use: str, purpose: str) -> bytes:
        known = self._subkeys.get((use, purpose))
        if known is None:
            info = f"renkei/at-rest/v1/{use}/{purpose}".encode()
            known = HKDFExpand(SHA256(), _KEY_BYTES, info).derive(self._key)
            self._subkeys[use, purpose] = known
        return known


def _associated(purpose: str, bound_to: bytes) -> bytes:
    label = purpose.encode()
    return len(label).to_bytes(2, "big") + label + bound_to
