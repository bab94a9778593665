"""Households and what is answered about them."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a household.

    Attributes:
        person_ref: Our reference of the resident.
        relationship: 続柄 to the head: a code of the layout.
    """

    person_ref: str
    relationship: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """What is answered about one resident (副本).

    Attributes:
        relationship: The resident's own 続柄.
        others: The other members, in the order of their slots.
        resident_since: Day of becoming a resident (住民となった日).
        updated_at: When the replica was last brought up to date, aware UTC.
    """

    relationship: str = field(repr=False)
    others: tuple[Member, ...] = field(repr=False)
    resident_since: date = field(repr=False)
    updated_at: datetime
