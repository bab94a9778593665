"""libsodium's ristretto255, bound by `ctypes` (which releases the GIL for each call).

The system's library is used where there is one (Debian's `libsodium23`, as in our images).  On a
bare machine the copy that the `rbcl` wheel carries serves; importing `rbcl` would unpack it to a
new temporary file each time and leave it there, so it is unpacked once, here, into the user's
cache.
"""

import ctypes
import ctypes.util
import hashlib
import importlib.util
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

POINT_BYTES = 32
SCALAR_BYTES = 32
WIDE_BYTES = 64

_NAMES = ("libsodium.so.23", "libsodium.so.26", "libsodium.dylib")
_RBCL_MARK = "bytes.fromhex('"


class SodiumMissing(RuntimeError):  # noqa: N818 - states the fact
    """No libsodium with ristretto255 was found on this machine."""


def _load() -> ctypes.CDLL:
    for path in _candidates():
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        if hasattr(library, "crypto_scalarmult_ristretto255") and library.sodium_init() >= 0:
            return library
    raise SodiumMissing("install libsodium (Debian: libsodium23) or the Python package rbcl")


def _candidates() -> Iterator[str]:
    yield from _NAMES
    found = ctypes.util.find_library("sodium")
    if found is not None:
        yield found
    carried = _carried_by_rbcl()
    if carried is not None:
        yield str(carried)


def _carried_by_rbcl() -> Path | None:
    """Return the path of rbcl's copy, unpacked into a folder that only this user may write."""
    spec = importlib.util.find_spec("rbcl")
    if spec is None or spec.origin is None:
        return None
    source = Path(spec.origin).with_name("_sodium.py").read_text("ascii")
    start = source.index(_RBCL_MARK) + len(_RBCL_MARK)
    binary = bytes.fromhex(source[start : source.index("'", start)])
    target = _cache_folder() / f"libsodium-{hashlib.sha256(binary).hexdigest()[:16]}.so"
    # The content is compared, not trusted by its name: this file is about to be executed.
    if not target.exists() or target.read_bytes() != binary:
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as fresh:
            fresh.write(binary)
        Path(fresh.name).replace(target)
    return target


def _cache_folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    folder = base / "renkei"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
        private = status.st_uid == os.getuid() and not status.st_mode & (
            stat.S_IWGRP | stat.S_IWOTH
        )
    except OSError:
        private = False
    return folder if private else Path(tempfile.mkdtemp(prefix="renkei-"))


_sodium = _load()


def _bind(name: str, arguments: int) -> "ctypes._NamedFuncPointer":
    function = getattr(_sodium, name)
    function.argtypes = [ctypes.c_char_p] * arguments
    function.restype = ctypes.c_int
    return function  # type: ignore[no-any-return]  # CDLL attributes are untyped


is_valid_point = _bind("crypto_core_ristretto255_is_valid_point", 1)
point_add = _bind("crypto_core_ristretto255_add", 3)
point_sub = _bind("crypto_core_ristretto255_sub", 3)
point_from_hash = _bind("crypto_core_ristretto255_from_hash", 2)
scalarmult = _bind("crypto_scalarmult_ristretto255", 3)
scalarmult_base = _bind("crypto_scalarmult_ristretto255_base", 2)
scalar_add = _bind("crypto_core_ristretto255_scalar_add", 3)
scalar_sub = _bind("crypto_core_ristretto255_scalar_sub", 3)
scalar_mul = _bind("crypto_core_ristretto255_scalar_mul", 3)
scalar_invert = _bind("crypto_core_ristretto255_scalar_invert", 2)
scalar_reduce = _bind("crypto_core_ristretto255_scalar_reduce", 2)
scalar_random = _bind("crypto_core_ristretto255_scalar_random", 1)
