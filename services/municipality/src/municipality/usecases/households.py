"""Households (世帯): the register and every replica it touches change together, or not at all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from municipality.context import Context
from municipality.db import queries
from municipality.domain import rules
from municipality.domain.errors import HouseholdWithoutHead
from municipality.domain.model import Member, Replica
from renkei.service.clock import japan_day


async def put_household(
    ctx: Context, *, household_id: str | None, members: Sequence[Member]
) -> str:
    """Make these people, and nobody else, the members of a household; return its id.

    People come from wherever they lived; whoever lived here and is not named lives nowhere until
    named elsewhere, and has no replica meanwhile. A household that everybody left is gone.

    Raises:
        HouseholdRejected: it does not have exactly one head, or names somebody twice.
        HouseholdWithoutHead: another household would keep members, but no head.
        PersonUnknown: nobody has one of the references.
    """
    rules.check_household(members)
    chosen, here = [member.person_ref for member in members], household_id or uuid4().hex
    now = ctx.kit.clock()
    async with ctx.kit.db.transaction() as tx:
        await ctx.people.lock(tx, chosen)
        elsewhere = await queries.households_of(tx, chosen) - {here}
        # In one order, so that two writers cannot wait for each other.
        for household in sorted({here, *elsewhere}):
            await queries.lock_household(tx, household, at=now)
        leaving = [member.person_ref for member in await queries.members(tx, here)]
        await queries.remove_people(tx, {*chosen, *leaving})
        await queries.add_members(tx, here, members)
        await _copy(ctx, tx, members, at=now)
        for left in sorted(elsewhere):
            await _settle(ctx, tx, left, at=now)
    return here


async def _settle(ctx: Context, tx: AsyncConnection, household_id: str, *, at: datetime) -> None:
    """Bring a household that people left up to date."""
    staying = await queries.members(tx, household_id)
    if not staying:
        await queries.remove_household(tx, household_id)
    elif not rules.has_head(staying):
        raise HouseholdWithoutHead
    await _copy(ctx, tx, staying, at=at)


async def _copy(
    ctx: Context, tx: AsyncConnection, members: Sequence[Member], *, at: datetime
) -> None:
    """Write the replica (副本) of every member."""
    for member in members:
        person = await ctx.people.person(tx, member.person_ref)
        stated = Replica(
            relationship=member.relationship,
            others=rules.others(members, member.person_ref),
            resident_since=japan_day(person.registered_at),
            updated_at=at,
        )
        await queries.write_replica(tx, member.person_ref, stated)
