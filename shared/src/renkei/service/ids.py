"""Identifiers that sort by the time they were made."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from renkei.service.clock import Clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def uuid7(clock: Clock) -> UUID:
    """Make a version 7 UUID: 48 bits of Unix milliseconds, then 74 random bits.

    Two made in the same millisecond sort in any order.

    Source:
        RFC 9562, section 5.7.
    """
    milliseconds = (clock() - _EPOCH) // timedelta(milliseconds=1)
    random_bits = secrets.randbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76
    value |= (random_bits >> 62) << 64 | 0b10 << 62 | random_bits & (1 << 62) - 1
    return UUID(int=value)
