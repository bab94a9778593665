"""A case as it was filed: what the rules depend on, and what the inquiries depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from welfare_agency.domain import foster, premium
from welfare_agency.domain.facts import gather
from welfare_agency.domain.foster import Confirmation
from welfare_agency.domain.model import Application, Decision, Fact, PersonRef, Serial, Verdict
from welfare_agency.domain.plans import (
    FOSTER_PARENTS,
    PREMIUM_REDUCTION,
    Paper,
    Plan,
    Source,
    attachments,
    plan_of,
)


@dataclass(frozen=True, slots=True)
class Filing:
    """What an applicant handed in, and what the caseworker noted on it.

    Attributes:
        procedure: code of the procedure 事務.
        application: what the rules depend on.
        residence_municipality: 6-digit code of where the applicants live on the day of the
            application; its register is asked for the household.
        january_municipality: 6-digit code of where they lived on 1 January of the fiscal year; its
            tax office is asked for every member. A member who lived elsewhere has no record there,
            which leaves the case undetermined.
        consent: whether the people concerned agreed to inquiries about their taxes.
        confirmed: what the caseworker confirmed; foster parents only.
    """

    procedure: str
    application: Application = field(repr=False)
    residence_municipality: str = field(repr=False)
    january_municipality: str = field(repr=False)
    consent: bool = False
    confirmed: frozenset[Confirmation] = frozenset()

    def named(self) -> frozenset[PersonRef]:
        """Everybody whom the filing names."""
        return frozenset(self.application.applicants) | self.application.minors

    def municipality(self, source: Source) -> str:
        """The municipality whose office holds the facts of a source."""
        if source is Source.REGISTER_OF_RESIDENCE:
            return self.residence_municipality
        return self.january_municipality


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision, and which papers are needed before it can be another.

    Attributes:
        decision: the verdict and what it rests on.
        papers: how many of each are still to be attached; none once the verdict is settled.
    """

    decision: Decision
    papers: Mapping[Paper, int]

    @property
    def attachments(self) -> int:
        """How many papers the applicant still has to attach."""
        return sum(self.papers.values())


def rule(filing: Filing, facts: tuple[Fact, ...]) -> Ruling:
    """Decide a case on the facts at hand.

    Raises:
        UnknownProcedure: no rule is declared for the procedure.
        FactRepeated: two facts answer one question.
        FactIncomplete: a provided fact lacks an item of the plan.
    """
    plan = plan_of(filing.procedure)
    decision = _RULES[plan.procedure](filing, facts)
    is_open = decision.outcome is Verdict.UNDETERMINED
    needed = attachments(plan, filing.application, facts) if is_open else {}
    return Ruling(decision, {paper: count for paper, count in needed.items() if count})


def held_back(filing: Filing, facts: tuple[Fact, ...]) -> Ruling:
    """Say how a case stands while inquiries are under way: undetermined, whatever is known.

    A verdict that the facts at hand would settle waits for the rest, so that every exchange is
    in this agency's own record before the case is closed.
    """
    gathered = gather(filing.application, facts)
    decision = replace(
        rule(filing, facts).decision,
        outcome=Verdict.UNDETERMINED,
        reasons=tuple(sorted(gathered.gaps)),
        unresolved=gathered.unresolved,
    )
    needed = attachments(plan_of(filing.procedure), filing.application, facts)
    return Ruling(decision, {paper: count for paper, count in needed.items() if count})


def deemed_submissions(plan: Plan, facts: tuple[Fact, ...]) -> dict[Serial, Paper]:
    """Which inquiry stands for which paper 書類の提出とみなす (Individual Number Act, Art. 22(2)).

    Only what a provider provided stands for a paper: that there is no record is no certificate.
    """
    paper_of = {need.information: need.replaces for need in plan.needs}
    return {fact.serial: paper_of[fact.information] for fact in facts if fact.outcome == "provided"}


def _premium(filing: Filing, facts: tuple[Fact, ...]) -> Decision:
    return premium.decide(filing.application, facts)


def _foster(filing: Filing, facts: tuple[Fact, ...]) -> Decision:
    return foster.decide(filing.application, facts, confirmed=filing.confirmed)


_RULES: Final = MappingProxyType(
    {PREMIUM_REDUCTION.procedure: _premium, FOSTER_PARENTS.procedure: _foster}
)
