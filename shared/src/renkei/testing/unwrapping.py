"""Undoing encodings wherever they may stand in some bytes, without knowing what the bytes are.

Each function takes bytes and returns those that an encoding in them may stand for, all finds put
together with NUL in between: NUL belongs to no encoding here, so that neighbours do not run
together. What was no encoding comes out as noise, in which nothing is found.
"""

import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Final

_SHORTEST_TOKEN: Final = 12
_MOST_INFLATED: Final = 1 << 24
_BETWEEN: Final = b"\0\0"
_LINE_END: Final = b"\r\n"

_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{%d,}" % _SHORTEST_TOKEN)
_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_HEX = re.compile(rb"[0-9A-Fa-f]{%d,}" % _SHORTEST_TOKEN)
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(
    rb"\\(?:u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})"
    rb"|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([\"\\/]))"
)
_COMPRESSED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_CHUNKED = re.compile(rb"(?i:\r\ntransfer-encoding:[^\r\n]*chunked)")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]*\r\n")

_WIDE: Final = {
    **{chr(0xFF10 + digit).encode(): b"%d" % digit for digit in range(10)},
    **{space.encode(): b" " for space in "\u3000\u00a0\u2002\u2003\u2009"},
    **{dash.encode(): b"-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"},
}
_WIDE_ANY = re.compile(b"|".join(re.escape(wide) for wide in _WIDE))


def unwrapped(data: bytes, seen: set[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield what the encodings in `data` may stand for, each with the encoding's name.

    Args:
        data: anything.
        seen: what was decoded already, and is left out; what is found here is added.
    """
    tokens = _new(_BASE64, data, seen)
    if tokens:
        for skipped in range(4):
            yield "base64", _BETWEEN.join(_from_base64(token[skipped:]) for token in tokens)
        hexadecimal = _HEX.findall(_BETWEEN.join(tokens))
        for skipped in range(2 if hexadecimal else 0):
            yield "hex", _BETWEEN.join(_from_hex(token[skipped:]) for token in hexadecimal)
    for name, undo in _WHOLE.items():
        undone = undo(data)
        if undone and undone != data and undone not in seen:
            seen.add(undone)
            yield name, undone


def folded(data: bytes) -> bytes:
    """Return digits, spaces and dashes of other widths (UTF-8) as ASCII."""
    return _WIDE_ANY.sub(lambda found: _WIDE[found[0]], data)


def _new(pattern: re.Pattern[bytes], data: bytes, seen: set[bytes]) -> list[bytes]:
    found = set(pattern.findall(data)) - seen
    seen |= found
    return sorted(found)


def _from_base64(token: bytes) -> bytes:
    # One character alone in the last group carries no whole byte.
    whole = token[:-1] if len(token) % 4 == 1 else token
    return binascii.a2b_base64(whole.translate(_TO_STANDARD) + b"=" * (-len(whole) % 4))


def _from_hex(token: bytes) -> bytes:
    return bytes.fromhex(token[: len(token) // 2 * 2].decode("ascii"))


def _unescaped(data: bytes) -> bytes:
    return _ESCAPE.sub(_character, data) if b"\\" in data else data


def _character(found: re.Match[bytes]) -> bytes:
    high, low, unit, byte, itself = found.groups()
    if high is not None:
        pair = binascii.unhexlify(high + low).decode("utf-16-be")
        return pair.encode()
    if unit is not None:
        return chr(int(unit, 16)).encode("utf-8", "surrogatepass")
    return binascii.unhexlify(byte) if byte is not None else itself


def _unquoted(data: bytes) -> bytes:
    return _PERCENT.sub(lambda found: binascii.unhexlify(found[1]), data)


def _inflated(data: bytes) -> bytes:
    view = memoryview(data)
    parts = []
    for found in _COMPRESSED.finditer(data):
        try:
            part = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(
                view[found.start() :], _MOST_INFLATED
            )
        except zlib.error:
            continue
        parts.append(part)
    return _BETWEEN.join(parts)


def _dechunked(data: bytes) -> bytes:
    bodies = []
    for header in _CHUNKED.finditer(data):
        _, _, rest = data[header.end() :].partition(b"\r\n\r\n")
        body = bytearray()
        while (size := _CHUNK_SIZE.match(rest)) and (length := int(size[1], 16)):
            body += rest[size.end() : size.end() + length]
            rest = rest[size.end() + length + len(_LINE_END) :]
        bodies.append(bytes(body))
    return _BETWEEN.join(bodies)


_WHOLE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "escapes": _unescaped,
    "percent": _unquoted,
    "compressed": _inflated,
    "chunks": _dechunked,
    "width": folded,
}
