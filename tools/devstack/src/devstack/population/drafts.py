"""People before they have a key or an address: their relation to each other, their livelihood."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random  # noqa: TID251 - the caller's seeded generator of synthetic people
from typing import Final

from devstack.population import names
from devstack.population.livelihoods import Livelihood
from devstack.population.model import AS_OF, Sex
from devstack.population.names import Name
from renkei.layouts import Relationship

_VARIANT_SHARE: Final = 0.12
_OLD_UNTIL: Final = 1960
_MIDDLE_UNTIL: Final = 2001

_LAST_YEAR: Final = AS_OF.year - 1
"""Of births, so that everybody is born before the register's day."""

_GIVEN: Final[dict[Sex, tuple[tuple[Name, ...], tuple[Name, ...], tuple[Name, ...]]]] = {
    "female": (names.FEMALE_OLD, names.FEMALE_MIDDLE, names.FEMALE_YOUNG),
    "male": (names.MALE_OLD, names.MALE_MIDDLE, names.MALE_YOUNG),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """One person to be.

    Attributes:
        relationship: 続柄 to the head.
        sex: As in the register.
        birth_date: Calendar date.
        name: Characters and reading, surname and given name joined.
        livelihood: What the person lives on.
        previous_names: Earlier names, oldest first.
        alias: 通称 of a foreign resident.
    """

    relationship: Relationship
    sex: Sex
    birth_date: date = field(repr=False)
    name: Name = field(repr=False)
    livelihood: Livelihood
    previous_names: tuple[str, ...] = field(default=(), repr=False)
    alias: str | None = field(default=None, repr=False)


def surname(rng: Random) -> Name:
    """Return a frequent surname, now and then in variant characters."""
    variant = rng.random() < _VARIANT_SHARE
    return rng.choice(names.VARIANT_SURNAMES if variant else names.SURNAMES)


def joined(family: Name, given: Name) -> Name:
    """Return surname and given name as one name, in characters and in reading."""
    return (
        f"{family[0]}{names.SEPARATOR}{given[0]}",
        f"{family[1]}{names.SEPARATOR}{given[1]}",
    )


def birth_date(rng: Random, first_year: int, last_year: int) -> date:
    """Return a random day of the years given, both included, but not of the register's own year."""
    first = date(min(first_year, _LAST_YEAR), 1, 1)
    end = date(min(last_year, _LAST_YEAR) + 1, 1, 1)
    return first + timedelta(days=rng.randrange((end - first).days))


def draft(
    rng: Random,
    relationship: Relationship,
    sex: Sex,
    *,
    family: Name,
    born: tuple[int, int],
    livelihood: Livelihood,
) -> Draft:
    """Return a person born within two years, both included, with a given name of the time."""
    day = birth_date(rng, *born)
    generation = (day.year >= _OLD_UNTIL) + (day.year >= _MIDDLE_UNTIL)
    name = joined(family, rng.choice(_GIVEN[sex][generation]))
    return Draft(relationship, sex, day, name, livelihood)


def foreign(rng: Random, sex: Sex, *, born: tuple[int, int], livelihood: Livelihood) -> Draft:
    """Return a foreign resident who heads a household; half of them have an alias (通称)."""
    name = rng.choice(names.FOREIGN_FEMALE if sex == "female" else names.FOREIGN_MALE)
    alias = joined(surname(rng), rng.choice(_GIVEN[sex][1]))[0] if rng.random() < 0.5 else None  # noqa: PLR2004 - half
    return Draft(Relationship.HEAD, sex, birth_date(rng, *born), name, livelihood, alias=alias)


def with_maiden_name(rng: Random, person: Draft) -> Draft:
    """Return a person who had another surname before (旧氏)."""
    given = person.name[0].partition(names.SEPARATOR)[2]
    before = f"{surname(rng)[0]}{names.SEPARATOR}{given}"
    return replace(person, previous_names=(before,)) if before != person.name[0] else person
