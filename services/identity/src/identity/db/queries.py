"""Every statement of identity, named by what it returns or does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from identity.db.tables import (
    assignment,
    item_version,
    look_alike,
    numbering_request,
    person,
    quarantine,
)
from identity.domain.four_items import Item
from identity.domain.model import Assignment, NumberKey, PersonId, Purpose, QuarantineEntry


@dataclass(frozen=True, slots=True)
class KeptItems:
    """One version of a person's items, sealed."""

    person_id: PersonId = field(repr=False)
    version: int
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptNumber:
    """A number that is or was a person's, sealed."""

    person_id: PersonId = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A numbering request that was carried out: what it asked, and the number it led to."""

    digest: bytes = field(repr=False)
    number: KeptNumber


async def items_by_number(tx: AsyncConnection, number_key: NumberKey) -> KeptItems | None:
    """Find the items in force of whoever has, or had, a number."""
    # One statement either way: a number that nobody has costs what another does.
    rows = await tx.execute(
        select(item_version.c.person_id, item_version.c.version, item_version.c.sealed)
        .join(assignment, assignment.c.person_id == item_version.c.person_id)
        .where(assignment.c.number_key == number_key)
        .order_by(item_version.c.version.desc())
        .limit(1)
    )
    row = rows.one_or_none()
    return None if row is None else KeptItems(PersonId(row.person_id), row.version, row.sealed)


async def items_of_version(
    tx: AsyncConnection, person_id: PersonId, *, version: int
) -> KeptItems | None:
    """Find one version of a person's items."""
    sealed = await tx.scalar(
        select(item_version.c.sealed).where(
            item_version.c.person_id == person_id, item_version.c.version == version
        )
    )
    return None if sealed is None else KeptItems(person_id, version, sealed)


async def assignments_of(tx: AsyncConnection, person_id: PersonId) -> Sequence[Assignment]:
    """List all numbers of a person, oldest first."""
    rows = await tx.execute(
        select(assignment.c.number_key, assignment.c.assigned_at, assignment.c.superseded_at)
        .where(assignment.c.person_id == person_id)
        .order_by(assignment.c.ordinal)
    )
    return [Assignment(NumberKey(row.number_key), *row[1:]) for row in rows]


async def was_ever_assigned(tx: AsyncConnection, number_key: NumberKey) -> bool:
    """Say whether anybody has, or had, a number."""
    found = select(assignment.c.number_key).where(assignment.c.number_key == number_key)
    return await tx.scalar(found) is not None


async def request_by_id(
    tx: AsyncConnection, request_id: UUID, *, agency: str
) -> KeptRequest | None:
    """Find one request among the agency's own."""
    rows = await tx.execute(
        select(numbering_request.c.digest, assignment.c.person_id, assignment.c.sealed)
        .join(assignment, assignment.c.number_key == numbering_request.c.number_key)
        .where(numbering_request.c.agency == agency, numbering_request.c.request_id == request_id)
    )
    row = rows.one_or_none()
    if row is None:
        return None
    return KeptRequest(row.digest, KeptNumber(PersonId(row.person_id), row.sealed))


async def is_looked_like(
    tx: AsyncConnection, digests: Collection[bytes], *, other_than: PersonId | None = None
) -> bool:
    """Say whether a person, other than one, is registered under any of these digests."""
    found = select(func.count()).where(look_alike.c.digest.in_(digests))
    if other_than is not None:
        found = found.where(look_alike.c.person_id != other_than)
    return bool(await tx.scalar(found))


async def add_person(tx: AsyncConnection, person_id: PersonId, *, at: datetime) -> None:
    """Add a person of whom nothing is known yet."""
    await tx.execute(insert(person).values(id=person_id, registered_at=at))


async def add_items(
    tx: AsyncConnection, kept: KeptItems, *, look_alikes: Collection[bytes], at: datetime
) -> None:
    """Add a version of a person's items, which is in force from now on.

    Raises:
        sqlalchemy.exc.IntegrityError: the version exists, or another person looks alike.
    """
    await tx.execute(
        insert(item_version).values(
            person_id=kept.person_id, version=kept.version, sealed=kept.sealed, recorded_at=at
        )
    )
    await tx.execute(delete(look_alike).where(look_alike.c.person_id == kept.person_id))
    await tx.execute(
        insert(look_alike),
        [{"digest": digest, "person_id": kept.person_id} for digest in look_alikes],
    )


async def add_assignment(
    tx: AsyncConnection, number: KeptNumber, *, number_key: NumberKey, ordinal: int, at: datetime
) -> None:
    """Give a person a number.

    Raises:
        sqlalchemy.exc.IntegrityError: somebody has, or had, it; or the person has a number of this
            ordinal.
    """
    await tx.execute(
        insert(assignment).values(
            number_key=number_key,
            person_id=number.person_id,
            ordinal=ordinal,
            sealed=number.sealed,
            assigned_at=at,
        )
    )


async def supersede(tx: AsyncConnection, number_key: NumberKey, *, at: datetime) -> None:
    """End an assignment."""
    await tx.execute(
        update(assignment).where(assignment.c.number_key == number_key).values(superseded_at=at)
    )


async def add_request(
    tx: AsyncConnection,
    request_id: UUID,
    *,
    agency: str,
    digest: bytes,
    number_key: NumberKey,
    at: datetime,
) -> None:
    """Note that a request was carried out.

    Raises:
        sqlalchemy.exc.IntegrityError: the agency has used the id.
    """
    await tx.execute(
        insert(numbering_request).values(
            agency=agency,
            request_id=request_id,
            digest=digest,
            number_key=number_key,
            requested_at=at,
        )
    )


async def add_quarantine(tx: AsyncConnection, entry: QuarantineEntry) -> None:
    """Hold a claim for a clerk."""
    await tx.execute(
        insert(quarantine).values(
            purpose=entry.purpose,
            agency=entry.agency,
            claimed_at=entry.claimed_at,
            items=sorted(entry.items),
            person_id=entry.person_id,
        )
    )


async def quarantine_after(
    tx: AsyncConnection, after: int, *, limit: int
) -> Sequence[tuple[int, QuarantineEntry]]:
    """List held claims with their ids, oldest first."""
    rows = await tx.execute(
        select(quarantine).where(quarantine.c.id > after).order_by(quarantine.c.id).limit(limit)
    )
    return [
        (
            row.id,
            QuarantineEntry(
                purpose=Purpose(row.purpose),
                agency=row.agency,
                claimed_at=row.claimed_at,
                items=frozenset(Item(item) for item in row.items),
                person_id=None if row.person_id is None else PersonId(row.person_id),
            ),
        )
        for row in rows
    ]
