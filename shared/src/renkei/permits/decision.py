"""The legal gate: is this question permitted on this day? Deny by default."""

from collections.abc import Sequence
from datetime import date

from renkei.permits.errors import (
    ConsentRequired,
    InformationNotPermitted,
    ItemsNotPermitted,
    NoItems,
    NotInForce,
    NotPermitted,
    RequesterNotEntitled,
    UnknownInformation,
    UnknownProcedure,
)
from renkei.permits.model import Question, Rule
from renkei.permits.table import PermitTable


def decide(table: PermitTable, question: Question, on: date) -> Rule:
    """Return the rule that carries `question` in full on the day `on`.

    All or nothing: trimming a question to what is permitted would teach the requester to ask
    for everything and keep what comes back. One rule must carry it: two that each carry half
    do not add up, since a permit cites one rule.

    `on` is the day of the inquiry, in Japan: the law of that day decides.

    Raises:
        NotPermitted: one of its subclasses says why, the first that holds in the order below.
    """
    for rule in table.rules_on(question.procedure, question.information):
        if _carries(rule, question, on):
            return rule
    raise _refusal(table, question, on)


def _carries(rule: Rule, question: Question, on: date) -> bool:
    return (
        bool(question.items)
        and question.items <= rule.items
        and not rule.requester_kinds.isdisjoint(question.requester_kinds)
        and not rule.provider_kinds.isdisjoint(question.provider_kinds)
        and rule.is_in_force(on)
        and (question.consent or not rule.consent_required)
    )


def _refusal(table: PermitTable, question: Question, on: date) -> NotPermitted:
    if not question.items:
        return NoItems()
    if question.procedure not in table.procedures:
        return UnknownProcedure()
    if question.information not in table.information_types:
        return UnknownInformation()
    asking = question.requester_kinds
    if table.requesters_of(question.procedure).isdisjoint(asking):
        return RequesterNotEntitled()
    near = [
        rule
        for rule in table.rules_on(question.procedure, question.information)
        if not rule.requester_kinds.isdisjoint(asking)
        and not rule.provider_kinds.isdisjoint(question.provider_kinds)
    ]
    if not near:
        return InformationNotPermitted()
    return _near_miss(near, question, on)


def _near_miss(near: Sequence[Rule], question: Question, on: date) -> NotPermitted:
    law_of_the_day = [rule for rule in near if rule.is_in_force(on)]
    if not law_of_the_day:
        return NotInForce()
    excess = min((question.items - rule.items for rule in law_of_the_day), key=len)
    if excess:
        return ItemsNotPermitted(excess)
    return ConsentRequired()
