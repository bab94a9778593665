"""From livelihoods to tax facts: one household, one fiscal year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from devstack.population.claims import Taxpayer, claim
from devstack.population.livelihoods import Livelihood, age_at_year_end
from devstack.population.model import Household, Person, TaxFacts, TaxState
from devstack.population.tax_items import tax_items


@dataclass(frozen=True, slots=True)
class Resident:
    """A person together with what the person lives on."""

    person: Person
    livelihood: Livelihood


def assess(
    household: Household, residents: Sequence[Resident], fiscal_year: int
) -> tuple[TaxFacts, ...]:
    """Return the tax facts of every resident of a household, in the same order.

    The income is that of the year before; the office, that of the residence on 1 January. Who has
    not declared takes no part in the household's claims.
    """
    states = [_state(household, resident, fiscal_year) for resident in residents]
    taxpayers = {
        resident.person.key: Taxpayer(resident.person, resident.livelihood, fiscal_year - 1)
        for resident, state in zip(residents, states, strict=True)
        if state == "registered"
    }
    claim(tuple(taxpayers.values()))
    return tuple(
        _facts(household, resident.person, state, fiscal_year, taxpayers.get(resident.person.key))
        for resident, state in zip(residents, states, strict=True)
    )


def _state(household: Household, resident: Resident, fiscal_year: int) -> TaxState:
    person, livelihood = resident.person, resident.livelihood
    if person.birth_date > date(fiscal_year, 1, 1) or _was_abroad(household, fiscal_year):
        return "none"
    # A minor without income has nothing to declare: the office registers zeros.
    adult = age_at_year_end(person.birth_date, fiscal_year - 1) >= livelihood.works_from
    undeclared_from = livelihood.undeclared_from
    if undeclared_from is not None and fiscal_year >= undeclared_from and adult:
        return "undeclared"
    missing_from = livelihood.no_replica_from
    return (
        "no-replica" if missing_from is not None and fiscal_year >= missing_from else "registered"
    )


def _lived_elsewhere(household: Household, fiscal_year: int) -> bool:
    return household.move is not None and household.move.moved_on > date(fiscal_year, 1, 1)


def _was_abroad(household: Household, fiscal_year: int) -> bool:
    move = household.move
    return (
        move is not None
        and move.from_municipality_code is None
        and _lived_elsewhere(household, fiscal_year)
    )


def _facts(
    household: Household,
    person: Person,
    state: TaxState,
    fiscal_year: int,
    taxpayer: Taxpayer | None,
) -> TaxFacts:
    office = household.municipality_code
    if household.move is not None and _lived_elsewhere(household, fiscal_year):
        office = household.move.from_municipality_code or office
    items = {} if taxpayer is None else tax_items(taxpayer, fiscal_year)
    claimant = None if taxpayer is None else taxpayer.claimed_by
    return TaxFacts(
        person=person.key,
        fiscal_year=fiscal_year,
        municipality_code=office,
        state=state,
        items=MappingProxyType(items),
        updated_at=_updated_at(person, state, fiscal_year),
        claimed_by=None if claimant is None else claimant.person.key,
    )


def _updated_at(person: Person, state: TaxState, fiscal_year: int) -> datetime | None:
    if state not in ("registered", "undeclared"):
        return None
    # New figures appear in June; spread over the month by the day of birth.
    return datetime(fiscal_year, 6, 1, 16, tzinfo=UTC) + timedelta(
        days=person.birth_date.day % 28, minutes=7 * person.birth_date.month
    )
