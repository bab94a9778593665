"""What a synthetic population consists of: people, households, and tax facts per fiscal year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Final, Literal

from renkei.layouts import Relationship

FISCAL_YEARS: Final = (2023, 2024, 2025, 2026)
"""相当年度: 2024 is the income of 2023, levied where the person lived on 2024-01-01."""

AS_OF: Final = date(2026, 11, 1)
"""The day the register is stated for: everybody is born, and every move has happened, before it."""

Sex = Literal["female", "male"]

TaxState = Literal["registered", "undeclared", "none", "no-replica"]
"""Assessed and copied; 未申告; 該当なし; 副本未登録. A true zero is `registered` with zeros."""

TaxValue = int | bool | str
"""The value of a `local-tax` item: yen or a number of people, a yes or no, a listed code."""


@dataclass(frozen=True, slots=True)
class Person:
    """A resident (住民). The four basic items are name, birth date, sex and address.

    Attributes:
        key: Names the person inside this population only, such as `p0001`; not an identifier of
            any office.
        name: In the register's characters, which may be variants or carry a variation selector;
            U+3000 between surname and given name. Roman letters for some foreign residents.
        kana: Reading in katakana, U+3000 in between.
        birth_date: Calendar date.
        birth_date_as_written: The same date as the person wrote it: ISO, or in an era (和暦).
        sex: As in the register.
        address: Whole address, prefecture first; shared by the household.
        municipality_code: 6 digits of a made-up municipality, with a right check digit.
        household: Key of the household.
        relationship: 続柄 to the head of the household.
        previous_names: Earlier names (旧氏), whole, oldest first.
        alias: 通称 of a foreign resident, if registered.
    """

    key: str
    name: str = field(repr=False)
    kana: str = field(repr=False)
    birth_date: date = field(repr=False)
    birth_date_as_written: str = field(repr=False)
    sex: Sex = field(repr=False)
    address: str = field(repr=False)
    municipality_code: str
    household: str
    relationship: Relationship
    previous_names: tuple[str, ...] = field(default=(), repr=False)
    alias: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Move:
    """A whole household's arrival in the municipality (転入).

    Attributes:
        moved_on: First day at the new address.
        from_address: Address before.
        from_municipality_code: Municipality before, 6 digits; None for an arrival from abroad.
    """

    moved_on: date
    from_address: str = field(repr=False)
    from_municipality_code: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """A household (世帯).

    Attributes:
        key: Such as `h0001`; inside this population only.
        address: Address of every member.
        municipality_code: Municipality of the address.
        members: Keys of its people, the head first.
        move: The latest arrival, if there was one in the fiscal years covered.
    """

    key: str
    address: str = field(repr=False)
    municipality_code: str
    members: tuple[str, ...]
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """What a municipal tax office (課税庁) holds about one person for one fiscal year.

    Attributes:
        person: Key of the person.
        fiscal_year: 相当年度.
        municipality_code: The office that taxes: of the residence on 1 January of the fiscal year.
        state: What the office would answer.
        items: Every item of the `local-tax` layout by code, when `registered`; otherwise empty, so
            that nobody can take an absent value for zero.
        updated_at: When the replica (副本) last changed, aware UTC; None when there is none.
        claimed_by: Key of the taxpayer who claims this person as spouse or dependant, if any.
    """

    person: str
    fiscal_year: int
    municipality_code: str
    state: TaxState
    items: Mapping[str, TaxValue] = field(repr=False)
    updated_at: datetime | None
    claimed_by: str | None = None


@dataclass(frozen=True)
class Population:
    """A town of synthetic people, with look-ups by key.

    Attributes:
        seed: What it was generated from.
        households: In order of generation.
        people: In order of generation, household by household.
        tax_facts: One for every person and fiscal year, of whichever office taxes.
    """

    seed: int
    households: tuple[Household, ...] = field(repr=False)
    people: tuple[Person, ...] = field(repr=False)
    tax_facts: tuple[TaxFacts, ...] = field(repr=False)

    def person(self, key: str) -> Person:
        """Return a person by key. Raises `KeyError` if there is none."""
        return self._people[key]

    def household(self, key: str) -> Household:
        """Return a household by key. Raises `KeyError` if there is none."""
        return self._households[key]

    def members(self, household: str) -> tuple[Person, ...]:
        """Return the people of a household, head first. Raises `KeyError` if there is none."""
        return tuple(self._people[key] for key in self._households[household].members)

    def facts(self, person: str, fiscal_year: int) -> TaxFacts:
        """Return a person's tax facts of a fiscal year. Raises `KeyError` if not covered."""
        return self._facts[person, fiscal_year]

    def tax_register(self, municipality_code: str) -> tuple[TaxFacts, ...]:
        """Return what the tax office of one municipality holds, in order."""
        return tuple(f for f in self.tax_facts if f.municipality_code == municipality_code)

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def _households(self) -> dict[str, Household]:
        return {household.key: household for household in self.households}

    @cached_property
    def _facts(self) -> dict[tuple[str, int], TaxFacts]:
        return {(facts.person, facts.fiscal_year): facts for facts in self.tax_facts}
