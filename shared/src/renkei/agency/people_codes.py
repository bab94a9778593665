"""Obtaining codes (符号取得) for registered people: of one at once, of those lacking one later."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from renkei.agency.clients import RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.agency.context import AgencyContext
from renkei.agency.obtaining import CodeBelongsToAnother, obtain_code
from renkei.agency.people import People, Person

log = logging.getLogger(__name__)


class CodeOutcome(StrEnum):
    """What became of obtaining one code."""

    OBTAINED = "obtained"
    REFUSED = "refused"
    """Number and items do not belong together, or another person here has the code: for a clerk."""
    PENDING = "pending"
    """Identity or the hub gave no usable answer: worth another attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCounts:
    """How many people of a batch had which outcome."""

    obtained: int
    refused: int
    pending: int


async def obtain(kit: AgencyContext, people: People, person_ref: str) -> CodeOutcome:
    """Try to obtain the code of one registered person (符号取得).

    Raises:
        PersonUnknown: nobody has the reference.
    """
    async with kit.db.read() as tx:
        person = await people.person(tx, person_ref)
    try:
        return await _attempt(kit, people, person)
    except Unreachable:
        return CodeOutcome.PENDING


async def obtain_missing(kit: AgencyContext, people: People, *, limit: int) -> CodeCounts:
    """Try to obtain the code of up to `limit` people who lack one; each commits by itself.

    The first time nobody answers ends the batch: the rest would wait for the same silence.
    """
    async with kit.db.read() as tx:
        lacking = await people.without_code(tx, limit)
    outcomes: list[CodeOutcome] = []
    for person in lacking:
        try:
            outcomes.append(await _attempt(kit, people, person))
        except Unreachable:
            break
    obtained, refused = (outcomes.count(o) for o in (CodeOutcome.OBTAINED, CodeOutcome.REFUSED))
    pending = len(lacking) - obtained - refused
    return CodeCounts(obtained=obtained, refused=refused, pending=pending)


async def _attempt(kit: AgencyContext, people: People, person: Person) -> CodeOutcome:
    outcome = await _outcome(kit, person)
    if outcome is not CodeOutcome.OBTAINED:
        async with kit.db.transaction() as tx:
            await people.note_attempt(tx, person.person_ref, at=kit.clock())
    return outcome


async def _outcome(kit: AgencyContext, person: Person) -> CodeOutcome:
    if person.number is None:
        return CodeOutcome.PENDING
    try:
        await obtain_code(
            kit, person_ref=person.person_ref, number=person.number, items=person.items
        )
    except RemoteProblem as problem:
        log.warning("code not obtained", extra={"error": "RemoteProblem", "status": problem.status})
        final = problem.status < HTTPStatus.INTERNAL_SERVER_ERROR
        passing = problem.status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
        return CodeOutcome.REFUSED if final and not passing else CodeOutcome.PENDING
    except CodeBelongsToAnother:
        log.warning("code not obtained", extra={"error": "CodeBelongsToAnother"})
        return CodeOutcome.REFUSED
    except UnexpectedAnswer:
        log.warning("code not obtained", extra={"error": "UnexpectedAnswer"})
        return CodeOutcome.PENDING
    return CodeOutcome.OBTAINED
