"""Generate a population: the same one from the same seed, always and everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random  # noqa: TID251 - a seeded generator of synthetic people; nothing secret
from typing import Final

from devstack.population.addresses import (
    ELSEWHERE,
    HOME_CODE,
    address,
    address_abroad,
)
from devstack.population.assessment import Resident, assess
from devstack.population.drafts import Draft
from devstack.population.eras import in_era
from devstack.population.model import (
    AS_OF,
    FISCAL_YEARS,
    Household,
    Move,
    Person,
    Population,
    TaxFacts,
)
from devstack.population.recipes import RECIPES, Recipe, elderly_alone

_MOVED_SHARE: Final = 0.07
_FROM_ABROAD_SHARE: Final = 0.08
_UNDECLARED_SHARE: Final = 0.03
_NO_REPLICA_SHARE: Final = 0.015
_ERA_SHARE: Final = 0.4
_NAMESAKE_SHARE: Final = 0.02


@dataclass(slots=True)
class _Town:
    """What must not repeat while the town grows."""

    rng: Random
    addresses: set[str] = field(default_factory=set)
    alone: list[Draft] = field(default_factory=list)
    people: int = 0

    def address(self) -> str:
        while (candidate := address(self.rng)) in self.addresses:
            pass
        self.addresses.add(candidate)
        return candidate


def generate(seed: int, households: int) -> Population:
    """Return a population of `households` households, fully determined by the arguments.

    The first fifteen households are one of each kind; from the second pensioner who lives alone on,
    there is a pair of the same name, reading, birth date and sex at different addresses. No two
    people share all four basic items: no two households share an address, nor two members a name.

    Raises:
        ValueError: `households` is negative, or more than the town has room for.
    """
    if not 0 <= households <= MAX_HOUSEHOLDS:
        raise ValueError("The number of households is out of range.")
    town = _Town(Random(seed))  # noqa: S311 - synthetic people, not secrets
    homes: list[Household] = []
    people: list[Person] = []
    facts: list[TaxFacts] = []
    for number in range(1, households + 1):
        drafts = _drafts(town, _recipe(town.rng, number))
        home, residents = _settle(town, number, drafts)
        homes.append(home)
        people.extend(resident.person for resident in residents)
        facts.extend(tax_facts(home, residents))
    return Population(seed, tuple(homes), tuple(people), tuple(facts))


MAX_HOUSEHOLDS: Final = 50_000
"""Half of the addresses that need no flat."""


def tax_facts(household: Household, residents: Sequence[Resident]) -> tuple[TaxFacts, ...]:
    """Return a household's tax facts, fiscal year by fiscal year."""
    return tuple(facts for year in FISCAL_YEARS for facts in assess(household, residents, year))


def resident(draft: Draft, *, key: str, household: Household, written_in_era: bool) -> Resident:
    """Return a draft as a person with a key and an address."""
    day = draft.birth_date
    person = Person(
        key=key,
        name=draft.name[0],
        kana=draft.name[1],
        birth_date=day,
        birth_date_as_written=in_era(day) if written_in_era else day.isoformat(),
        sex=draft.sex,
        address=household.address,
        municipality_code=household.municipality_code,
        household=household.key,
        relationship=draft.relationship,
        previous_names=draft.previous_names,
        alias=draft.alias,
    )
    return Resident(person, draft.livelihood)


def _recipe(rng: Random, number: int) -> Recipe:
    if number <= len(RECIPES):
        return RECIPES[number - 1][0]
    recipes, weights = zip(*RECIPES, strict=True)
    chosen: Recipe = rng.choices(recipes, weights)[0]
    return chosen


def _drafts(town: _Town, recipe: Recipe) -> tuple[Draft, ...]:
    drafts = recipe(town.rng)
    while len({draft.name[0] for draft in drafts}) < len(drafts):
        drafts = recipe(town.rng)
    if recipe is elderly_alone:
        drafts = (_namesake(town, drafts[0]),)
    return tuple(_with_gaps(town.rng, draft) for draft in drafts)


def _namesake(town: _Town, draft: Draft) -> Draft:
    """Now and then, give a pensioner the name, birth date and sex of another one."""
    first_pair = len(town.alone) == 1
    town.alone.append(draft)
    if not first_pair and (len(town.alone) == 1 or town.rng.random() >= _NAMESAKE_SHARE):
        return draft
    other = town.rng.choice(town.alone[:-1])
    return replace(other, livelihood=replace(draft.livelihood, is_widow=other.livelihood.is_widow))


def _with_gaps(rng: Random, draft: Draft) -> Draft:
    living, chance = draft.livelihood, rng.random()
    if chance < _UNDECLARED_SHARE:
        living = replace(living, undeclared_from=rng.choice(FISCAL_YEARS))
    elif chance < _UNDECLARED_SHARE + _NO_REPLICA_SHARE:
        living = replace(living, no_replica_from=rng.choice(FISCAL_YEARS[-2:]))
    return replace(draft, livelihood=living)


def _settle(
    town: _Town, number: int, drafts: Sequence[Draft]
) -> tuple[Household, tuple[Resident, ...]]:
    keys = tuple(f"p{town.people + n:04d}" for n in range(1, len(drafts) + 1))
    town.people += len(drafts)
    home = Household(
        key=f"h{number:04d}",
        address=town.address(),
        municipality_code=HOME_CODE,
        members=keys,
        move=_move(town.rng),
    )
    return home, tuple(
        resident(draft, key=key, household=home, written_in_era=_writes_era(town.rng, draft))
        for key, draft in zip(keys, drafts, strict=True)
    )


def _writes_era(rng: Random, draft: Draft) -> bool:
    return not draft.name[0].isascii() and rng.random() < _ERA_SHARE


def _move(rng: Random) -> Move | None:
    if rng.random() >= _MOVED_SHARE:
        return None
    # Between the 1 January of the last three fiscal years and the register's day.
    first = date(AS_OF.year - 2, 1, 2)
    moved_on = first + timedelta(days=rng.randrange((AS_OF - first).days))
    if rng.random() < _FROM_ABROAD_SHARE:
        return Move(moved_on, address_abroad(rng), None)
    name, code = rng.choice(ELSEWHERE)
    return Move(moved_on, address(rng, name), code)
