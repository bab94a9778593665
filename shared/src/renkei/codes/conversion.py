"""What the hub alone does: from one agency's code to another's, without seeing either.

A factor `f_X` is derived from the hub's master key, the agency's id and an epoch, so the hub stores
nothing per person.
"""

import hashlib
import hmac

from renkei.codes.group import (
    Point,
    Scalar,
    joined,
    plus,
    random_scalar,
    reduce_wide,
    scalar_inverse,
    scalar_times,
    times,
    times_base,
)
from renkei.codes.subjects import Ciphertext, Code

MASTER_BYTES = 32
_FACTOR = b"renkei/v1/agency-factor"


class Factors:
    """The hub's secret factors, one per agency and epoch, and the ratios between them.

    Ratios are kept once computed: an inversion costs as much as a quarter of a conversion, and
    there are only agencies x agencies of them.
    """

    def __init__(self, master: bytes) -> None:
        """Take the master key, 32 bytes.

        Raises:
            ValueError: another length.
        """
        if len(master) != MASTER_BYTES:
            raise ValueError("the hub's master key has 32 bytes")
        self._master = master
        self._ratios: dict[tuple[str, int, str, int], Scalar] = {}

    def factor(self, agency: str, epoch: int) -> Scalar:
        """Return `f` of an agency in an epoch."""
        message = joined(_FACTOR, agency.encode(), epoch.to_bytes(4, "big"))
        return reduce_wide(hmac.digest(self._master, message, hashlib.sha512))

    def ratio(self, *, from_agency: str, from_epoch: int, to_agency: str, to_epoch: int) -> Scalar:
        """Return `f_to / f_from`."""
        key = (from_agency, from_epoch, to_agency, to_epoch)
        known = self._ratios.get(key)
        if known is None:
            inverse = scalar_inverse(self.factor(from_agency, from_epoch))
            known = self._ratios[key] = scalar_times(self.factor(to_agency, to_epoch), inverse)
        return known


def convert(r: Point, c: Point, *, ratio: Scalar, to: Point) -> Ciphertext:
    """Multiply a sealed code by a ratio of factors and re-randomise it under the recipient's key.

    Three variable multiplications, one of the base, two additions.

    Raises:
        NotInGroup: an input is no point.
    """
    fresh = random_scalar()
    return Ciphertext(
        plus(times(ratio, r), times_base(fresh)),
        plus(times(ratio, c), times(fresh, to)),
    )


def advance(code: Code, delta: Scalar, *, epoch: int) -> Code:
    """Bring a code to its agency's new epoch.

    Args:
        code: the agency's code in the old epoch.
        delta: `f_new / f_old`, which the hub sealed to that agency alone.
        epoch: the new epoch.
    """
    return Code(times(delta, code.point), epoch)
