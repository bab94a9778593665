"""Residents (住民): registered, numbered (付番), and known to the hub by a code (符号取得).

Each step is committed before the next begins, so that the same request continues where it stopped.
"""

import logging
from dataclasses import dataclass, field
from http import HTTPStatus

from municipality.context import Context
from municipality.domain.errors import NumberNotAssigned
from renkei.agency.clients import RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.agency.people import NewPerson, NumberTaken, Person
from renkei.agency.people_codes import CodeCounts, CodeOutcome, obtain, obtain_missing
from renkei.numbers import IndividualNumber

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered resident, the number, and what became of the code."""

    person_ref: str
    number: IndividualNumber = field(repr=False)
    code: CodeOutcome


async def register_resident(ctx: Context, new: NewPerson) -> Registered:
    """Register a resident, have the number assigned, and try to obtain the code.

    Raises:
        RequestReused: the request's id stands for another registration.
        NumberNotAssigned: identity does not answer; the resident is kept.
        RemoteProblem: identity refuses to number the resident, who is kept.
        NumberTaken: identity gave a number that another resident has.
        UnexpectedAnswer: identity answered with no number.
    """
    async with ctx.kit.db.transaction() as tx:
        person_ref = await ctx.people.register(tx, new, at=ctx.kit.clock())
    async with ctx.kit.db.read() as tx:
        person = await ctx.people.person(tx, person_ref)
    number = person.number or await _assign(ctx, person)
    return Registered(person_ref, number, await obtain(ctx.kit, ctx.people, person_ref))


async def obtain_codes(ctx: Context, *, limit: int) -> CodeCounts:
    """Try to obtain codes for up to `limit` residents who lack one, after numbers they lack."""
    async with ctx.kit.db.read() as tx:
        unnumbered = await ctx.people.without_number(tx, limit)
    for person in unnumbered:
        try:
            await _assign(ctx, person)
        except NumberNotAssigned:
            break
        except (RemoteProblem, UnexpectedAnswer, NumberTaken) as exc:
            log.warning("number not assigned", extra={"error": type(exc).__name__})
    return await obtain_missing(ctx.kit, ctx.people, limit=limit)


async def set_non_disclosable(ctx: Context, person_ref: str, *, value: bool) -> None:
    """Set or clear 不開示該当 of a resident.

    Raises:
        PersonUnknown: nobody has the reference.
    """
    async with ctx.kit.db.transaction() as tx:
        await ctx.people.set_non_disclosable(tx, person_ref, value=value)


async def _assign(ctx: Context, person: Person) -> IndividualNumber:
    try:
        number = await ctx.numbering.assign(person.request_id, person.items, person.other_names)
    except Unreachable:
        raise NumberNotAssigned from None
    except RemoteProblem as problem:
        if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise NumberNotAssigned from None
        raise
    async with ctx.kit.db.transaction() as tx:
        await ctx.people.give_number(tx, person.person_ref, number)
    return number
