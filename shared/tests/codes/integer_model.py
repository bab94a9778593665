"""The scheme of the codes once more, in plain integers: slow, variable in time, for tests only.

Written from RFC 9496 (the group), RFC 9380 and RFC 9497 (hashing, proofs) and the specification of
the codes, sharing nothing with `renkei.codes`: an error would have to be made twice to go unseen.
A point is `(x, y, z, t)` on the Edwards curve, a scalar an `int` modulo `ORDER`; both meet the
library as 32 bytes.
"""

import hashlib
import hmac
from dataclasses import dataclass

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
IDENTITY: Point = (0, 1, 1, 0)


class Invalid(ValueError):  # noqa: N818 - states the fact
    """The model refuses."""


def is_negative(value: int) -> bool:
    """RFC 9496, section 3.1: the least significant bit of the reduced value."""
    return value % P % 2 == 1


def magnitude(value: int) -> int:
    """RFC 9496, section 3.1: of a value and its negation, the one that is not negative."""
    return -value % P if is_negative(value) else value % P


def sqrt_ratio(u: int, v: int) -> tuple[bool, int]:
    """RFC 9496, section 4.2: whether u/v is a square, and the root of u/v or of i*u/v."""
    root = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    square = v * root * root % P
    if square == u % P:
        return True, magnitude(root)
    if square == -u % P:
        return True, magnitude(SQRT_M1 * root)
    return False, magnitude(root if square == SQRT_M1 * u % P else SQRT_M1 * root)


INVSQRT_A_MINUS_D = sqrt_ratio(1, -1 - D)[1]
SQRT_AD_MINUS_ONE = -sqrt_ratio(-D - 1, 1)[1] % P  # the negative root is the RFC's
ONE_MINUS_D_SQ = (1 - D * D) % P
D_MINUS_ONE_SQ = (D - 1) ** 2 % P


def decode(data: bytes) -> Point:
    """RFC 9496, section 4.3.1; the identity is a point here."""
    s = int.from_bytes(data, "little")
    if len(data) != 32 or s >= P or is_negative(s):
        raise Invalid("not canonical")
    u1 = (1 - s * s) % P
    u2 = (1 + s * s) % P
    v = (-D * u1 * u1 - u2 * u2) % P
    was_square, inverse = sqrt_ratio(1, v * u2 * u2 % P)
    x = magnitude(2 * s * inverse * u2)
    y = u1 * inverse * inverse * u2 * v % P
    if not was_square or is_negative(x * y) or y == 0:
        raise Invalid("not on the group")
    return (x, y, 1, x * y % P)


def encode(point: Point) -> bytes:
    """RFC 9496, section 4.3.2."""
    x0, y0, z0, t0 = point
    u1 = (z0 + y0) * (z0 - y0) % P
    u2 = x0 * y0 % P
    inverse = sqrt_ratio(1, u1 * u2 * u2)[1]
    d1, d2 = u1 * inverse % P, u2 * inverse % P
    z_inverse = d1 * d2 * t0 % P
    x, y, d_inverse = x0, y0, d2
    if is_negative(t0 * z_inverse):
        x, y, d_inverse = y0 * SQRT_M1, x0 * SQRT_M1, d1 * INVSQRT_A_MINUS_D
    if is_negative(x * z_inverse):
        y = -y
    return magnitude(d_inverse * (z0 - y)).to_bytes(32, "little")


def add(left: Point, right: Point) -> Point:
    """The complete addition of twisted Edwards curves with a = -1 (Hisil and others, 2008)."""
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * D * t1 * t2 % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def negate(point: Point) -> Point:
    """Return the inverse element."""
    x, y, z, t = point
    return (-x % P, y, z, -t % P)


def subtract(left: Point, right: Point) -> Point:
    """Return the difference."""
    return add(left, negate(right))


def multiply(scalar: int, point: Point) -> Point:
    """Double and add."""
    result = IDENTITY
    for bit in f"{scalar % ORDER:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def equal(left: Point, right: Point) -> bool:
    """RFC 9496, section 4.3.3: equality of the classes, not of the coordinates."""
    x1, y1, *_ = left
    x2, y2, *_ = right
    return (x1 * y2 - y1 * x2) % P == 0 or (y1 * y2 - x1 * x2) % P == 0


def map_to_point(half: bytes) -> Point:
    """RFC 9496, section 4.3.4: MAP, of one half of the input."""
    t = int.from_bytes(half, "little") % 2**255
    r = SQRT_M1 * t * t % P
    u = (r + 1) * ONE_MINUS_D_SQ % P
    v = (-1 - r * D) * (r + D) % P
    was_square, s = sqrt_ratio(u, v)
    c = -1
    if not was_square:
        s, c = -magnitude(s * t) % P, r
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1, w2, w3 = 2 * s * v, n * SQRT_AD_MINUS_ONE, 1 - s * s, 1 + s * s
    return (w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P)


def one_way_map(wide: bytes) -> Point:
    """RFC 9496, section 4.3.4: 64 uniform bytes to a point."""
    return add(map_to_point(wide[:32]), map_to_point(wide[32:]))


GENERATOR = decode(
    bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
)


def base(scalar: int) -> Point:
    """Return a multiple of the generator."""
    return multiply(scalar, GENERATOR)


def scalar_bytes(scalar: int) -> bytes:
    """Return the 32 bytes of a scalar, little-endian."""
    return (scalar % ORDER).to_bytes(32, "little")


def scalar_of(data: bytes) -> int:
    """Read any number of bytes, little-endian, modulo the order."""
    return int.from_bytes(data, "little") % ORDER


def expand(message: bytes, dst: bytes) -> bytes:
    """RFC 9380, section 5.3.1, in its general form, for SHA-512 and 64 bytes."""
    wanted, output = 64, b""
    dst_prime = dst + len(dst).to_bytes(1, "big")
    b_0 = hashlib.sha512(
        bytes(128) + message + wanted.to_bytes(2, "big") + b"\x00" + dst_prime
    ).digest()
    block, index = bytes(64), 0
    while len(output) < wanted:
        index += 1
        mixed = bytes(a ^ b for a, b in zip(b_0, block, strict=True))
        block = hashlib.sha512(mixed + bytes([index]) + dst_prime).digest()
        output += block
    return output[:wanted]


def framed(*fields: bytes) -> bytes:
    """Put a 4-byte big-endian length before each field."""
    out = bytearray()
    for field in fields:
        out += len(field).to_bytes(4, "big")
        out += field
    return bytes(out)


# The scheme.


def factor(master: bytes, agency: str, epoch: int) -> int:
    """Return the hub's secret factor of an agency in an epoch."""
    message = framed(b"renkei/v1/agency-factor", agency.encode(), epoch.to_bytes(4, "big"))
    return scalar_of(hmac.new(master, message, "sha512").digest())


def person_point(identity_key: bytes, person_id: bytes) -> Point:
    """Return the point from which all codes of a person derive."""
    prf = hmac.new(identity_key, person_id, "sha512").digest()
    return one_way_map(expand(prf, b"renkei/v1/person-point"))


def encrypt(point: Point, to: Point, secret: int) -> tuple[Point, Point]:
    """ElGamal: `(r*G, M + r*Y)`."""
    return base(secret), add(point, multiply(secret, to))


def convert(pair: tuple[Point, Point], ratio: int, to: Point, fresh: int) -> tuple[Point, Point]:
    """Multiply what is encrypted by a ratio of factors, and add an encryption of nothing."""
    r, c = pair
    return add(multiply(ratio, r), base(fresh)), add(multiply(ratio, c), multiply(fresh, to))


def decrypt(pair: tuple[Point, Point], secret: int) -> Point:
    """Return `C - y*R`."""
    r, c = pair
    return subtract(c, multiply(secret, r))


@dataclass(frozen=True)
class Sealed:
    """A sealed subject: the epoch, three points, challenge and response."""

    epoch: int
    r: Point
    to: Point
    portal: Point
    challenge: int
    response: int


def seal(
    code: Point, epoch: int, *, to: Point, portal: Point, binding: bytes, secret: int, nonce: int
) -> Sealed:
    """Seal a code to recipient and portal, with given randomness."""
    between = subtract(to, portal)
    if equal(between, IDENTITY):
        raise Invalid("one key for both parts")
    r, to_part = encrypt(code, to, secret)
    portal_part = add(code, multiply(secret, portal))
    challenge = _challenge(
        epoch,
        [to, portal, r, to_part, portal_part, base(nonce), multiply(nonce, between)],
        binding,
    )
    return Sealed(epoch, r, to_part, portal_part, challenge, (nonce - challenge * secret) % ORDER)


def accepts(sealed: Sealed, *, to: Point, portal: Point, binding: bytes) -> bool:
    """Check the proof that both parts hold the same, for this binding."""
    between, image = subtract(to, portal), subtract(sealed.to, sealed.portal)
    if equal(between, IDENTITY) or equal(image, IDENTITY):
        return False
    over_g = add(base(sealed.response), multiply(sealed.challenge, sealed.r))
    over_between = add(multiply(sealed.response, between), multiply(sealed.challenge, image))
    expected = _challenge(
        sealed.epoch,
        [to, portal, sealed.r, sealed.to, sealed.portal, over_g, over_between],
        binding,
    )
    return expected == sealed.challenge


def _challenge(epoch: int, points: list[Point], binding: bytes) -> int:
    fields = [epoch.to_bytes(4, "big"), *map(encode, points), binding]
    return scalar_of(expand(framed(*fields), b"renkei/v1/sealed-subject"))


def possession(secret: int, participant: str, nonce: int) -> tuple[int, int]:
    """Prove that a participant holds the secret of a code key: challenge and response."""
    message = framed(participant.encode(), encode(base(secret)), encode(base(nonce)))
    challenge = scalar_of(expand(message, b"renkei/v1/code-key-possession"))
    return challenge, (nonce - challenge * secret) % ORDER
