"""Every statement about households and their replica."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from municipality.db import tables
from municipality.domain.model import Member, Replica


async def lock_household(tx: AsyncConnection, household_id: str, *, at: datetime) -> None:
    """Create a household, or make other writers about it wait until the transaction ends."""
    table = tables.household
    done = await tx.execute(
        update(table).where(table.c.household_id == household_id).values(updated_at=at)
    )
    if done.rowcount == 0:
        await tx.execute(insert(table).values(household_id=household_id, updated_at=at))


async def households_of(tx: AsyncConnection, person_refs: Iterable[str]) -> set[str]:
    """Return the ids of the households that these people live in."""
    table = tables.household_member
    chosen = table.c.person_ref.in_(list(person_refs))
    return set(await tx.scalars(select(table.c.household_id).where(chosen)))


async def members(tx: AsyncConnection, household_id: str) -> Sequence[Member]:
    """Return the members of a household, in its order; empty if there is no such household."""
    table = tables.household_member
    rows = await tx.execute(
        select(table.c.person_ref, table.c.relationship)
        .where(table.c.household_id == household_id)
        .order_by(table.c.position)
    )
    return [Member(row.person_ref, row.relationship) for row in rows]


async def remove_people(tx: AsyncConnection, person_refs: Iterable[str]) -> None:
    """Take people out of their households, and their replicas away."""
    for table in (tables.household_member, tables.replica):
        await tx.execute(delete(table).where(table.c.person_ref.in_(list(person_refs))))


async def add_members(tx: AsyncConnection, household_id: str, joining: Sequence[Member]) -> None:
    """Put people into a household that is empty."""
    rows = [
        {
            "household_id": household_id,
            "position": position,
            "person_ref": member.person_ref,
            "relationship": member.relationship,
        }
        for position, member in enumerate(joining)
    ]
    await tx.execute(insert(tables.household_member), rows)


async def remove_household(tx: AsyncConnection, household_id: str) -> None:
    """Remove a household that is empty."""
    table = tables.household
    await tx.execute(delete(table).where(table.c.household_id == household_id))


async def replica(tx: AsyncConnection, person_ref: str) -> Replica | None:
    """Return what is answered about a resident, if anything is."""
    table = tables.replica
    rows = await tx.execute(select(table).where(table.c.person_ref == person_ref))
    row = rows.first()
    if row is None:
        return None
    return Replica(
        relationship=row.relationship,
        others=tuple(Member(*pair) for pair in row.others),
        resident_since=row.resident_since,
        updated_at=row.updated_at,
    )


async def write_replica(tx: AsyncConnection, person_ref: str, stated: Replica) -> None:
    """Write what is answered about a resident, in place of what was."""
    table = tables.replica
    values = {
        "relationship": stated.relationship,
        "others": [[member.person_ref, member.relationship] for member in stated.others],
        "resident_since": stated.resident_since,
        "updated_at": stated.updated_at,
    }
    await tx.execute(delete(table).where(table.c.person_ref == person_ref))
    await tx.execute(insert(table).values(person_ref=person_ref, **values))
