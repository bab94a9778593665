"""The group ristretto255 (RFC 9496): points, scalars, and hashing into both.

Points and scalars are 32 bytes in their canonical encoding.  Bytes from outside become a `Point` or
a `Scalar` only through `decode_point` and `decode_scalar`; everything else takes and returns
decoded values. All arithmetic is libsodium's.
"""

import ctypes
import hashlib
import hmac
from typing import NewType

from renkei.codes import sodium

Point = NewType("Point", bytes)
Scalar = NewType("Scalar", bytes)

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Number of elements of the group (RFC 9496, section 4)."""

IDENTITY = Point(bytes(sodium.POINT_BYTES))
_ZERO = Scalar(bytes(sodium.SCALAR_BYTES))

_HASH_BLOCK = 128  # bytes, SHA-512
_MAX_DST = 255


class NotInGroup(ValueError):  # noqa: N818 - states the fact
    """Bytes that encode no usable point or scalar, or an operation that ends in the identity."""


def decode_point(data: bytes) -> Point:
    """Accept a canonical encoding (32 bytes) of a point other than the identity.

    Raises:
        NotInGroup: wrong length, non-canonical, not on the group, or the identity.
    """
    # libsodium 1.0.18 overlooks the top bit, which RFC 9496, section 4.3.1, requires to be clear.
    canonical = len(data) == sodium.POINT_BYTES and not data[-1] >> 7
    if not canonical or data == IDENTITY or not sodium.is_valid_point(data):
        raise NotInGroup("not a point of the group")
    return Point(data)


def decode_scalar(data: bytes) -> Scalar:
    """Accept 32 bytes, little-endian and below the group's order, of a scalar other than zero.

    Raises:
        NotInGroup: wrong length, not reduced, or zero.
    """
    if len(data) != sodium.SCALAR_BYTES or not 0 < int.from_bytes(data, "little") < ORDER:
        raise NotInGroup("not a scalar of the group")
    return Scalar(data)


def times(scalar: Scalar, point: Point) -> Point:
    """Multiply a point by a scalar.

    Raises:
        NotInGroup: the product is the identity.
    """
    out = ctypes.create_string_buffer(sodium.POINT_BYTES)
    if sodium.scalarmult(out, scalar, point):
        raise NotInGroup("the product is the identity")
    return Point(out.raw)


def times_base(scalar: Scalar) -> Point:
    """Multiply the generator by a scalar.

    Raises:
        NotInGroup: the scalar is zero.
    """
    out = ctypes.create_string_buffer(sodium.POINT_BYTES)
    if sodium.scalarmult_base(out, scalar):
        raise NotInGroup("the product is the identity")
    return Point(out.raw)


def plus(left: Point, right: Point) -> Point:
    """Add two points; the sum may be the identity."""
    out = ctypes.create_string_buffer(sodium.POINT_BYTES)
    if sodium.point_add(out, left, right):
        raise NotInGroup("not a point of the group")
    return Point(out.raw)


def minus(left: Point, right: Point) -> Point:
    """Subtract two points; the difference may be the identity."""
    out = ctypes.create_string_buffer(sodium.POINT_BYTES)
    if sodium.point_sub(out, left, right):
        raise NotInGroup("not a point of the group")
    return Point(out.raw)


def random_scalar() -> Scalar:
    """Draw a uniform scalar other than zero."""
    out = ctypes.create_string_buffer(sodium.SCALAR_BYTES)
    sodium.scalar_random(out)
    return Scalar(out.raw)


def scalar_minus(left: Scalar, right: Scalar) -> Scalar:
    """Subtract modulo the group's order."""
    out = ctypes.create_string_buffer(sodium.SCALAR_BYTES)
    sodium.scalar_sub(out, left, right)
    return Scalar(out.raw)


def scalar_times(left: Scalar, right: Scalar) -> Scalar:
    """Multiply modulo the group's order."""
    out = ctypes.create_string_buffer(sodium.SCALAR_BYTES)
    sodium.scalar_mul(out, left, right)
    return Scalar(out.raw)


def scalar_inverse(scalar: Scalar) -> Scalar:
    """Invert modulo the group's order.

    Raises:
        NotInGroup: the scalar is zero.
    """
    out = ctypes.create_string_buffer(sodium.SCALAR_BYTES)
    if sodium.scalar_invert(out, scalar):
        raise NotInGroup("zero has no inverse")
    return Scalar(out.raw)


def reduce_wide(wide: bytes) -> Scalar:
    """Reduce 64 bytes, little-endian, modulo the group's order.

    Raises:
        NotInGroup: the result is zero (probability 2^-252), or not 64 bytes were given.
    """
    if len(wide) != sodium.WIDE_BYTES:
        raise NotInGroup("64 bytes are reduced")
    out = ctypes.create_string_buffer(sodium.SCALAR_BYTES)
    sodium.scalar_reduce(out, wide)
    if out.raw == _ZERO:
        raise NotInGroup("the scalar is zero")
    return Scalar(out.raw)


def hash_to_point(message: bytes, *, dst: bytes) -> Point:
    """Hash to a point whose logarithm nobody knows (RFC 9497, section 4.1: HashToGroup)."""
    out = ctypes.create_string_buffer(sodium.POINT_BYTES)
    sodium.point_from_hash(out, expand_message(message, dst=dst))
    return decode_point(out.raw)


def hash_to_scalar(message: bytes, *, dst: bytes) -> Scalar:
    """Hash a message to a scalar other than zero (RFC 9497, section 4.1: HashToScalar)."""
    return reduce_wide(expand_message(message, dst=dst))


def expand_message(message: bytes, *, dst: bytes) -> bytes:
    """Return the 64 bytes of expand_message_xmd with SHA-512 (RFC 9380, section 5.3.1).

    One block of output: b_0 = H(zero block, message, length, 0, dst'), b_1 = H(b_0, 1, dst').
    """
    if len(dst) > _MAX_DST:
        raise ValueError("a domain separation tag has at most 255 bytes")
    tag = dst + bytes([len(dst)])
    first = hashlib.sha512(bytes(_HASH_BLOCK) + message + b"\x00\x40\x00" + tag).digest()
    return hashlib.sha512(first + b"\x01" + tag).digest()


def joined(*fields: bytes) -> bytes:
    """Concatenate with 4-byte lengths, so that no two different lists give the same bytes."""
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)
