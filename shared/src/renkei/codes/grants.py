"""How an agency obtains its code for a person (符号取得), in two halves that never meet.

Identity names the person, the hub makes the code.  Identity encrypts the person's point to the
agency's key; the hub multiplies by the agency's factor.  The agency must never open what identity
made, since it would learn the point that all codes derive from: it travels sealed to the hub.
"""

import hashlib
import hmac

from renkei.codes.conversion import convert
from renkei.codes.group import Point, Scalar, hash_to_point, plus, random_scalar, times, times_base
from renkei.codes.subjects import Ciphertext

_PERSON = b"renkei/v1/person-point"


def person_point(identity_key: bytes, person_id: bytes) -> Point:
    """Return the point that all codes of one person derive from; only identity can.

    Args:
        identity_key: identity's secret for this purpose, at least 32 bytes.
        person_id: the random id of the person, which survives a change of the Individual Number.
    """
    return hash_to_point(hmac.digest(identity_key, person_id, hashlib.sha512), dst=_PERSON)


def encrypt_point(point: Point, *, to: Point) -> Ciphertext:
    """Encrypt a person's point to the agency that asked, as identity does."""
    secret = random_scalar()
    return Ciphertext(times_base(secret), plus(point, times(secret, to)))


def issue(encrypted: Ciphertext, *, factor: Scalar, to: Point) -> Ciphertext:
    """Make the agency's code, as the hub does: the result opens to `factor * point`."""
    return convert(encrypted.r, encrypted.c, ratio=factor, to=to)
