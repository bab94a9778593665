"""Lay the facts of a case side by side: the household, each member's tax, and every gap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from welfare_agency.domain.errors import FactIncomplete, FactRepeated
from welfare_agency.domain.model import (
    Application,
    Fact,
    HouseholdMember,
    Information,
    Outcome,
    PersonRef,
    Reason,
    Serial,
)

_Question = tuple[PersonRef, Information, int | None]

_TAXATION_CLASSES: Final = {"taxed", "per-capita-only", "non-taxed"}
_HOUSEHOLD_GAPS: Final = {
    None: Reason.HOUSEHOLD_NOT_ANSWERED,
    Outcome.NO_RECORD: Reason.HOUSEHOLD_NO_RECORD,
    Outcome.REPLICA_NOT_REGISTERED: Reason.HOUSEHOLD_REPLICA_NOT_REGISTERED,
    # A household cannot be undeclared; a provider that says so has not answered.
    Outcome.UNDECLARED: Reason.HOUSEHOLD_NOT_ANSWERED,
}
_TAX_GAPS: Final = {
    None: Reason.TAX_NOT_ANSWERED,
    Outcome.NO_RECORD: Reason.TAX_NO_RECORD,
    Outcome.REPLICA_NOT_REGISTERED: Reason.TAX_REPLICA_NOT_REGISTERED,
    Outcome.UNDECLARED: Reason.TAX_UNDECLARED,
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of one case, in order.

    Attributes:
        household: every member with the first applicant; None while it is unknown.
        taxes: the tax facts that were provided, by person.
        gaps: why facts are missing; empty when none is.
        unresolved: whose facts are missing.
        evidence: serials of the facts considered, sorted.
    """

    household: frozenset[PersonRef] | None
    taxes: Mapping[PersonRef, Fact]
    gaps: frozenset[Reason]
    unresolved: frozenset[PersonRef]
    evidence: tuple[Serial, ...]


def gather(application: Application, facts: Iterable[Fact]) -> Gathered:
    """Lay out what is known of the household and of its members' taxes.

    Facts of another fiscal year, or of people outside the household, are left aside. While the
    household is unknown, that is the one gap: whose taxes to ask about is not known yet.

    Raises:
        FactRepeated: two facts answer one question.
        FactIncomplete: a household was provided without its members.
    """
    by_question = _indexed(facts)
    first = application.applicants[0]
    answer = by_question.get((first, Information.HOUSEHOLD, None))
    household = _household(first, answer)
    taxes = {
        person: by_question.get((person, Information.LOCAL_TAX, application.fiscal_year))
        for person in household or application.applicants
    }
    gaps = (
        {first: _HOUSEHOLD_GAPS[_outcome(answer)]}
        if household is None
        else {
            person: _TAX_GAPS[_outcome(fact)]
            for person, fact in taxes.items()
            if not is_settled(application, person, fact)
        }
    )
    return Gathered(
        household=household,
        taxes={person: fact for person, fact in taxes.items() if fact and _is_provided(fact)},
        gaps=frozenset(gaps.values()),
        unresolved=frozenset(gaps),
        evidence=tuple(sorted({fact.serial for fact in (answer, *taxes.values()) if fact})),
    )


def is_settled(application: Application, person: PersonRef, tax: Fact | None) -> bool:
    """Whether a person's tax needs no further fact: it was provided, or a minor has no record."""
    if tax is None:
        return False
    is_minor_without_record = tax.outcome is Outcome.NO_RECORD and person in application.minors
    return _is_provided(tax) or is_minor_without_record


def members(household: Fact) -> tuple[HouseholdMember, ...]:
    """The other members that a household fact names.

    Raises:
        FactIncomplete: it names none, not even an empty list.
    """
    value = household.items.get("members")
    if not isinstance(value, tuple):
        raise FactIncomplete("members")
    return value


def yen(fact: Fact, item: str) -> int:
    """An amount of a fact, in whole yen.

    Raises:
        FactIncomplete: the fact has no such amount.
    """
    value = fact.items.get(item)
    if isinstance(value, bool) or not isinstance(value, int):
        raise FactIncomplete(item)
    return value


def is_taxed(fact: Fact) -> bool:
    """Whether the person pays the municipal tax, be it the per-capita levy alone 均等割のみ.

    Raises:
        FactIncomplete: the fact has no taxation class 課税区分.
    """
    value = fact.items.get("taxation-class")
    if value not in _TAXATION_CLASSES:
        raise FactIncomplete("taxation-class")
    return value != "non-taxed"


def is_dependant_of_taxed_person(fact: Fact) -> bool:
    """Whether a taxed person counts this one as dependant 課税者の被扶養.

    Raises:
        FactIncomplete: the fact does not say.
    """
    value = fact.items.get("dependant-of-taxed-person")
    if not isinstance(value, bool):
        raise FactIncomplete("dependant-of-taxed-person")
    return value


def _outcome(fact: Fact | None) -> Outcome | None:
    return None if fact is None else fact.outcome


def _is_provided(fact: Fact) -> bool:
    return fact.outcome is Outcome.PROVIDED


def _household(first: PersonRef, answer: Fact | None) -> frozenset[PersonRef] | None:
    if answer is None or not _is_provided(answer):
        return None
    return frozenset({first, *(member.person for member in members(answer))})


def _indexed(facts: Iterable[Fact]) -> dict[_Question, Fact]:
    by_question: dict[_Question, Fact] = {}
    for fact in facts:
        question = (fact.person, fact.information, fact.fiscal_year)
        if question in by_question:
            raise FactRepeated("two facts answer one question")
        by_question[question] = fact
    return by_question
