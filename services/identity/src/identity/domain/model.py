"""People, the numbers they have had, and what agencies claim about them.

The Individual Number itself is no value here.  Rules know it by its key: a keyed digest, by which
the database finds it, and which says nothing without the key.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType, Self

from identity.domain.errors import NumberAlreadyUsed, OutOfOrder
from identity.domain.four_items import FourItems, Item

PersonId = NewType("PersonId", bytes)
"""16 random bytes, for life: through every change of number, name and address.  Never leaves."""

NumberKey = NewType("NumberKey", bytes)
"""Keyed digest of an Individual Number, 32 bytes."""

PERSON_ID_BYTES: Final = 16


def generate_person_id(token_bytes: Callable[[int], bytes]) -> PersonId:
    """Return a new random id; `token_bytes` is `secrets.token_bytes` or a seeded stand-in."""
    return PersonId(token_bytes(PERSON_ID_BYTES))


class NumberStatus(StrEnum):
    """What a number is to a person."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A number that is or was a person's.

    Attributes:
        number_key: Of the number.
        assigned_at: Aware UTC.
        superseded_at: Aware UTC; None while the number is current.
    """

    number_key: NumberKey = field(repr=False)
    assigned_at: datetime
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of one person, oldest first; the last one is current.

    A number changes only when it leaked and may be misused (番号法 Art. 7(2)); the old one stays
    known as this person's: a paper that still bears it finds the person, and nobody gets it again.
    """

    history: tuple[Assignment, ...]

    @classmethod
    def first(cls, number_key: NumberKey, *, at: datetime) -> Self:
        """Return the numbering of a person who has just got a number."""
        return cls((Assignment(number_key, at),))

    @property
    def current(self) -> Assignment:
        """The assignment in force."""
        return self.history[-1]

    def status_of(self, number_key: NumberKey) -> NumberStatus:
        """Return what that number is to this person."""
        if number_key == self.current.number_key:
            return NumberStatus.CURRENT
        if any(number_key == past.number_key for past in self.history):
            return NumberStatus.SUPERSEDED
        return NumberStatus.NEVER

    def changed_to(self, number_key: NumberKey, *, at: datetime) -> Self:
        """Return the numbering after a change of number.

        Raises:
            NumberAlreadyUsed: This person has had the number; that nobody else has is for the
                database to refuse, by a unique key over all assignments ever made.
            OutOfOrder: `at` is before the current number's assignment.
        """
        if self.status_of(number_key) is not NumberStatus.NEVER:
            raise NumberAlreadyUsed
        if at < self.current.assigned_at:
            raise OutOfOrder
        ended = replace(self.current, superseded_at=at)
        return type(self)((*self.history[:-1], ended, Assignment(number_key, at)))


@dataclass(frozen=True, slots=True)
class Person:
    """A registered person.

    Attributes:
        person_id: See `PersonId`.
        items: The four basic items, as registered.
        other_names: Full names registered beside the name: alias (通称), name with the former
            surname (旧氏).
    """

    person_id: PersonId = field(repr=False)
    items: FourItems = field(repr=False)
    other_names: frozenset[str] = field(default=frozenset(), repr=False)


class Purpose(StrEnum):
    """What somebody wants who shows a number and four items."""

    CODE_GRANT = "code-grant"
    NUMBER_CHANGE = "number-change"
    ITEM_CHANGE = "item-change"


@dataclass(frozen=True, slots=True)
class Claim:
    """A number was sent, and with it these items.

    Attributes:
        purpose: What for.
        agency: Participant id of the sender.
        items: The items that were sent.
        claimed_at: Aware UTC.
    """

    purpose: Purpose
    agency: str
    items: FourItems = field(repr=False)
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """A claim that did not match, held for a clerk; it names items and holds none.

    Attributes:
        purpose: Of the claim.
        agency: Whose claim.
        claimed_at: Aware UTC.
        items: Which items differ; empty if nobody has the number.
        person_id: Whose number it was, None if nobody's.  For the clerk, never for the agency.
    """

    purpose: Purpose
    agency: str
    claimed_at: datetime
    items: frozenset[Item]
    person_id: PersonId | None = field(default=None, repr=False)
