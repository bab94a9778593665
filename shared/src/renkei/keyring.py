"""A participant's own keys, kept as files that only it may read.

    signing.key   Ed25519, 32 bytes       states who one is
    opening.key   ML-KEM-768 + X25519, 96 bytes   opens what is sealed to one
    code.key      ristretto255 scalar, 32 bytes   opens codes
    at-rest.key   32 bytes                encrypts codes and numbers in the own database

Each file holds the secret in hexadecimal.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from renkei.codes.group import NotInGroup
from renkei.codes.keys import CodeKey
from renkei.messages.registration import RegisteredKey, Registration
from renkei.messages.signing import SigningKey, VerifyingKey, key_id, sign
from renkei.sealing import OpeningKey, UnusableSealingKey
from renkei.service.at_rest import FieldCipher

_AT_REST_BYTES = 32


class KeysUnusable(RuntimeError):  # noqa: N818 - states the fact
    """A key file is missing, or holds no such key; names the file, never its content."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys of one participant."""

    signing: SigningKey
    opening: OpeningKey
    code: CodeKey
    at_rest: FieldCipher = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> "Keyring":
        """Read the four files of a folder.

        Raises:
            KeysUnusable: a file is missing or holds no such key.
        """
        return cls(
            signing=SigningKey.of(_private(_secret(folder, "signing.key"))),
            opening=_opening(_secret(folder, "opening.key")),
            code=_code(_secret(folder, "code.key")),
            at_rest=_cipher(_secret(folder, "at-rest.key")),
        )

    @property
    def opening_kid(self) -> str:
        """Key id of the key that content is sealed to."""
        return key_id("seal", self.opening.public)

    @property
    def code_kid(self) -> str:
        """Key id of the code key."""
        return key_id("code", self.code.public)

    def own_keys(self, participant: str) -> dict[str, VerifyingKey]:
        """Return one's own signing key for look-up by id, as for tokens of one's own staff."""
        key = VerifyingKey(participant, self.signing.private.public_key())
        return {self.signing.kid: key}

    def register(
        self,
        participant: str,
        *,
        name: str,
        kinds: tuple[str, ...],
        issued_at: int,
        endpoint: str | None = None,
        provides: tuple[str, ...] = (),
        jurisdiction: tuple[str, ...] = (),
    ) -> str:
        """Sign the registration of a participant with these keys.

        Args:
            participant: its id.
            name: as the citizen is to read it.
            kinds: which bodies of the law it acts as.
            issued_at: seconds since 1970.
            endpoint: base URL for permits, if it provides.
            provides: information types.
            jurisdiction: municipality codes.
        """
        keys = (
            RegisteredKey(use="sign", kid=self.signing.kid, public=self.signing.public),
            RegisteredKey(use="seal", kid=self.opening_kid, public=self.opening.public),
            RegisteredKey(
                use="code",
                kid=self.code_kid,
                public=self.code.public,
                proof=self.code.prove_possession(participant),
            ),
        )
        registration = Registration(
            iss=participant,
            iat=issued_at,
            name=name,
            kinds=kinds,
            endpoint=endpoint,
            provides=provides,
            jurisdiction=jurisdiction,
            keys=keys,
        )
        return sign(registration, self.signing)


def make_keys(folder: Path) -> None:
    """Write new keys into a folder; files that exist stay as they are."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = {
        "signing.key": SigningKey.generate().private.private_bytes_raw(),
        "opening.key": OpeningKey.generate().secret,
        "code.key": CodeKey.generate().secret,
        "at-rest.key": secrets.token_bytes(_AT_REST_BYTES),
    }
    for name, secret in drawn.items():
        write_secret(folder / name, secret)


def write_secret(path: Path, secret: bytes) -> None:
    """Write a secret in hexadecimal, readable by the owner alone, unless the file exists."""
    if path.exists():
        return
    # Written beside and then named, so that a crash leaves no empty key behind.
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(secret.hex(), "ascii")
    fresh.replace(path)


def read_secret(path: Path) -> bytes:
    """Read a secret that `write_secret` wrote.

    Raises:
        KeysUnusable: no such file, or not hexadecimal.
    """
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        raise KeysUnusable(f"{path.name} is missing or is not hexadecimal") from None


def _secret(folder: Path, name: str) -> bytes:
    return read_secret(folder / name)


def _private(secret: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(secret)
    except ValueError:
        raise KeysUnusable("signing.key holds no Ed25519 key") from None


def _opening(secret: bytes) -> OpeningKey:
    try:
        return OpeningKey.decode(secret)
    except UnusableSealingKey:
        raise KeysUnusable("opening.key holds no opening key") from None


def _code(secret: bytes) -> CodeKey:
    try:
        return CodeKey.of(secret)
    except NotInGroup:
        raise KeysUnusable("code.key holds no code key") from None


def _cipher(key: bytes) -> FieldCipher:
    try:
        return FieldCipher(key)
    except ValueError:
        raise KeysUnusable("at-rest.key does not hold 32 bytes") from None
