"""Which facts a procedure needs, of whom, from whom, and which papers they replace.

A plan asks for no item that its decision does not use. The household comes first: only it tells
whose taxes matter. A fact provided over the network counts as the document submitted (Individual
Number Act 番号法, Art. 22(2)), so asking for the paper as well would be unlawful.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from welfare_agency.domain.errors import UnknownProcedure
from welfare_agency.domain.facts import gather
from welfare_agency.domain.model import Application, Fact, Information, PersonRef

NEW_YEAR_MONTH: Final = 6
"""From June tax offices answer for the new fiscal year; until May for the one before.

Source: municipalities' pages on tax certificates: Suzuka (from 1 June), Nagano (page of 2025-04-18:
from 10 June 2024), Chiryu (early June; the year before from January to May). The Local Tax Act
地方税法 was not read for this. A municipality that is later answers 副本未登録 meanwhile.
"""


class Whom(StrEnum):
    """Whom a need concerns."""

    FIRST_APPLICANT = "first-applicant"
    EVERY_MEMBER = "every-member"


class Source(StrEnum):
    """Who holds the fact. Routing is the requester's duty: it names the provider."""

    REGISTER_OF_RESIDENCE = "register-of-residence"
    """The resident register of the municipality where the person lives on the day in question."""
    TAX_OFFICE_OF_1_JANUARY = "tax-office-of-1-january"
    """The tax office of the municipality where the person lived on 1 January of the fiscal year."""


class Paper(StrEnum):
    """A document that residents had to fetch and attach."""

    RESIDENT_RECORD_COPY = "resident-record-copy"  # 住民票の写し, one for the household
    TAX_CERTIFICATE = "tax-certificate"  # 課税証明書, one for each member


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of fact that a procedure needs.

    Attributes:
        information: its type.
        of: whom it concerns.
        source: who holds it.
        items: item codes, exactly those that the decision uses.
        replaces: the paper it makes unnecessary.
        is_waived_for_relatives: whether relatives of the foster child are not asked.
    """

    information: Information
    of: Whom
    source: Source
    items: frozenset[str]
    replaces: Paper
    is_waived_for_relatives: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The needs of one procedure, in the order in which they are asked.

    Attributes:
        procedure: code of the procedure 事務.
        statute_row: row of appended table 2 別表第二 of the Individual Number Act, as of
            2015-09-09; rows were renumbered when the table moved to an ordinance in 2024.
        requester_kind: the kind of participant that the row entitles.
        needs: the household, then taxes.
    """

    procedure: str
    statute_row: int
    requester_kind: str
    needs: tuple[Need, Need]


@dataclass(frozen=True, slots=True)
class Question:
    """One inquiry to send.

    Attributes:
        person: whom to ask about.
        information: the type of information.
        items: item codes to ask for.
        source: who is to be asked: the municipality of the person's residence on `residence_on`.
        residence_on: the day whose residence decides which municipality that is.
        fiscal_year: 相当年度 for taxes; None for a household, which is asked as of `residence_on`.
    """

    person: PersonRef
    information: Information
    items: frozenset[str]
    source: Source
    residence_on: date
    fiscal_year: int | None


_HOUSEHOLD: Final = Need(
    information=Information.HOUSEHOLD,
    of=Whom.FIRST_APPLICANT,
    source=Source.REGISTER_OF_RESIDENCE,
    items=frozenset({"relationship", "members"}),
    replaces=Paper.RESIDENT_RECORD_COPY,
)

PREMIUM_REDUCTION: Final = Plan(
    procedure="long-term-care-insurance",
    statute_row=94,
    requester_kind="municipal-mayor",
    needs=(
        _HOUSEHOLD,
        Need(
            information=Information.LOCAL_TAX,
            of=Whom.EVERY_MEMBER,
            source=Source.TAX_OFFICE_OF_1_JANUARY,
            items=frozenset(
                {
                    "taxation-class",
                    "dependant-of-taxed-person",
                    "pension-revenue",
                    "pension-income",
                    "total-income",
                }
            ),
            replaces=Paper.TAX_CERTIFICATE,
        ),
    ),
)
"""介護保険料の減免."""

FOSTER_PARENTS: Final = Plan(
    procedure="foster-parent-certification",
    statute_row=8,
    requester_kind="prefectural-governor",
    needs=(
        _HOUSEHOLD,
        Need(
            information=Information.LOCAL_TAX,
            of=Whom.EVERY_MEMBER,
            source=Source.TAX_OFFICE_OF_1_JANUARY,
            items=frozenset({"taxation-class", "total-income"}),
            replaces=Paper.TAX_CERTIFICATE,
            is_waived_for_relatives=True,
        ),
    ),
)
"""里親の認定."""

PLANS: Final[Mapping[str, Plan]] = MappingProxyType(
    {plan.procedure: plan for plan in (PREMIUM_REDUCTION, FOSTER_PARENTS)}
)
"""Every plan, by procedure."""


def plan_of(procedure: str) -> Plan:
    """The plan of a procedure.

    Raises:
        UnknownProcedure: none is declared.
    """
    plan = PLANS.get(procedure)
    if plan is None:
        raise UnknownProcedure("no plan is declared for this procedure")
    return plan


def fiscal_year(on: date) -> int:
    """The fiscal year 相当年度 that tax offices answer for on a day (see `NEW_YEAR_MONTH`).

    >>> fiscal_year(date(2024, 5, 31)), fiscal_year(date(2024, 6, 1))
    (2023, 2024)
    """
    return on.year if on.month >= NEW_YEAR_MONTH else on.year - 1


def open_questions(
    plan: Plan, application: Application, facts: Iterable[Fact]
) -> tuple[Question, ...]:
    """What can be asked now and has no answer yet, of any outcome; empty when all is asked.

    Call it again after the household has come: it then names every member's taxes. To ask anew
    after 副本未登録, leave that fact out.

    Raises:
        FactRepeated: two facts answer one question.
        FactIncomplete: a household was provided without its members.
    """
    known = tuple(facts)
    answered = {(fact.person, fact.information, fact.fiscal_year) for fact in known}
    questions = _questions(plan, application, gather(application, known).household)
    return tuple(
        question
        for question in questions
        if (question.person, question.information, question.fiscal_year) not in answered
    )


def attachments(plan: Plan, application: Application, facts: Iterable[Fact]) -> Mapping[Paper, int]:
    """How many papers the applicant would still have to attach: none when every fact came.

    While the household is unknown, only the applicants' certificates can be counted.

    Raises:
        FactRepeated: two facts answer one question.
        FactIncomplete: a household was provided without its members.
    """
    gathered = gather(application, facts)
    household_need, tax_need = plan.needs
    if gathered.household is None:
        certificates = len(application.applicants) - len(gathered.taxes)
    else:
        certificates = len(gathered.unresolved)
    if _is_waived(tax_need, application):
        certificates = 0
    return {
        household_need.replaces: int(gathered.household is None),
        tax_need.replaces: certificates,
    }


def _is_waived(need: Need, application: Application) -> bool:
    return need.is_waived_for_relatives and application.is_relative_of_child


def _questions(
    plan: Plan, application: Application, household: frozenset[PersonRef] | None
) -> Iterable[Question]:
    household_need, tax_need = plan.needs
    yield Question(
        person=application.applicants[0],
        information=household_need.information,
        items=household_need.items,
        source=household_need.source,
        residence_on=application.as_of,
        fiscal_year=None,
    )
    if household is None or _is_waived(tax_need, application):
        return
    for person in sorted(household):
        yield Question(
            person=person,
            information=tax_need.information,
            items=tax_need.items,
            source=tax_need.source,
            residence_on=date(application.fiscal_year, 1, 1),
            fiscal_year=application.fiscal_year,
        )
