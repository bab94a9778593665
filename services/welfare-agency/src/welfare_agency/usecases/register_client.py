"""Registering a client, and obtaining the client's code (符号取得)."""

from renkei.agency.people import NewPerson
from renkei.agency.people_codes import CodeCounts, CodeOutcome, obtain, obtain_missing
from welfare_agency.context import Context
from welfare_agency.domain.model import PersonRef


async def register_client(ctx: Context, new: NewPerson) -> tuple[PersonRef, CodeOutcome]:
    """Register a client and try to obtain the code; the same request again tries again.

    Raises:
        RequestReused: the request's id stands for another registration.
        NumberTaken: the number is registered with other items.
    """
    async with ctx.db.transaction() as tx:
        person_ref = await ctx.people.register(tx, new, at=ctx.clock())
    return PersonRef(person_ref), await obtain(ctx.kit, ctx.people, person_ref)


async def obtain_missing_codes(ctx: Context, *, limit: int) -> CodeCounts:
    """Try to obtain codes for up to `limit` clients who lack one."""
    return await obtain_missing(ctx.kit, ctx.people, limit=limit)
