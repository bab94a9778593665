"""From what an inquiry brought to a fact that a rule can weigh."""

from renkei.agency.asking import Told
from renkei.layouts import Content
from renkei.layouts.household import slots
from renkei.layouts.model import Value
from welfare_agency.domain.model import (
    Fact,
    HouseholdMember,
    Information,
    ItemValue,
    Outcome,
    PersonRef,
    Serial,
)


class AnswerUnusable(Exception):  # noqa: N818 - states the fact
    """A genuine answer that contradicts itself: the people it names are not those it seals."""


def fact_of(told: Told, *, person: str, information: str, fiscal_year: int | None) -> Fact | None:
    """Return the fact that an answer brought; None for a refusal, or while it is under way.

    Raises:
        AnswerUnusable: the people named in the content and those sealed beside it differ, or one
            stands twice, or is the person asked about.
    """
    if told.content is None or told.serial is None:
        if told.state == "answered":
            raise AnswerUnusable
        return None
    people = {slot: ref for slot, ref in enumerate(told.people) if ref is not None}
    _check_people(told.content, people, person)
    return Fact(
        person=PersonRef(person),
        information=Information(information),
        outcome=Outcome(told.content.outcome.value),
        items={code: _value(value, people) for code, value in told.content.items.items()},
        serial=Serial(str(told.serial)),
        fiscal_year=fiscal_year,
    )


def _check_people(content: Content, people: dict[int, str], person: str) -> None:
    named = set(people.values())
    if slots(content) != people.keys() or len(named) != len(people) or person in named:
        raise AnswerUnusable


def _value(value: Value, people: dict[int, str]) -> ItemValue:
    if not isinstance(value, list):
        return value
    return tuple(
        HouseholdMember(PersonRef(people[member["slot"]]), member["relationship"])
        for member in value
    )
