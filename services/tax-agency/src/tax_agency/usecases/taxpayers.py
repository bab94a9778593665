"""Taxpayers (納税義務者): registered once, with the code that the hub knows them by to us."""

from dataclasses import dataclass

from renkei.agency.people import NewPerson
from renkei.agency.people_codes import CodeCounts, CodeOutcome, obtain, obtain_missing
from tax_agency.context import Context


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered person and what became of the code."""

    person_ref: str
    code: CodeOutcome


async def register_taxpayer(ctx: Context, new: NewPerson) -> Registered:
    """Register a taxpayer and try to obtain the code; the same again continues.

    The taxpayer is on disk before anyone is asked for a code.

    Raises:
        RequestReused: the request's id stands for another registration.
        NumberTaken: the number is registered with other items.
    """
    async with ctx.kit.db.transaction() as tx:
        person_ref = await ctx.people.register(tx, new, at=ctx.kit.clock())
    return Registered(person_ref, await obtain(ctx.kit, ctx.people, person_ref))


async def obtain_codes(ctx: Context, *, limit: int) -> CodeCounts:
    """Try to obtain codes for up to `limit` taxpayers who lack one."""
    return await obtain_missing(ctx.kit, ctx.people, limit=limit)


async def set_non_disclosable(ctx: Context, person_ref: str, *, value: bool) -> None:
    """Set or clear 不開示該当 of a taxpayer.

    Raises:
        PersonUnknown: nobody has the reference.
    """
    async with ctx.kit.db.transaction() as tx:
        await ctx.people.set_non_disclosable(tx, person_ref, value=value)
