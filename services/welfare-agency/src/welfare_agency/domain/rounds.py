"""Which questions of a case are still to be asked, when it is decided for the first time or anew.

A case is decided in attempts. A renewed attempt asks again only what stayed open before: what was
settled is not asked twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from welfare_agency.domain.facts import is_settled
from welfare_agency.domain.model import Application, Fact, Information, Outcome, PersonRef
from welfare_agency.domain.plans import Plan, Question, open_questions


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was put to a provider, or could not be.

    Attributes:
        attempt: from 1.
        person: whom it is about.
        information: what it asks for.
        is_ended: whether nothing more is to come.
        fact: what came; None for a refusal, and while it is under way.
    """

    attempt: int
    person: PersonRef
    information: Information
    is_ended: bool
    fact: Fact | None = field(default=None, repr=False)


def standing(application: Application, asked: Iterable[Asked], *, attempt: int) -> tuple[Fact, ...]:
    """The facts that count in an attempt: its own, and those that settled a question earlier."""
    return tuple(
        one.fact
        for one in asked
        if one.fact is not None and (one.attempt == attempt or _settles(application, one.fact))
    )


def still_open(
    plan: Plan, application: Application, asked: Iterable[Asked], *, attempt: int
) -> tuple[Question, ...]:
    """What this attempt has yet to bring to an end; empty when it can decide.

    Raises:
        FactRepeated: two facts answer one question.
        FactIncomplete: a household was provided without its members.
    """
    known = tuple(asked)
    ended = {
        (one.person, one.information) for one in known if one.attempt == attempt and one.is_ended
    }
    questions = open_questions(plan, application, standing(application, known, attempt=attempt))
    return tuple(
        question for question in questions if (question.person, question.information) not in ended
    )


def _settles(application: Application, fact: Fact) -> bool:
    if fact.information is Information.HOUSEHOLD:
        return fact.outcome is Outcome.PROVIDED
    return is_settled(application, fact.person, fact)
