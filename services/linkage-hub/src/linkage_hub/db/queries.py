"""Every statement of the hub, named by what it returns or does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from linkage_hub.db.tables import entry, inquiry, participant, used_grant
from renkei.ledger.entries import SealedEntry
from renkei.messages.outcome import State


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptParticipant:
    """A participant as the operator admitted it."""

    id: str
    registration: str
    status: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptInquiry:
    """One inquiry as it stands. `permit` is kept while the provider may still need it."""

    serial: UUID
    requester: str
    inquiry_id: UUID
    message_digest: bytes
    provider: str
    information: str
    state: State
    reason: str | None = None
    permit: str | None = field(default=None, repr=False)
    portal_key: str | None = None
    requester_key: str | None = None
    answer: str | None = field(default=None, repr=False)
    related: list[dict[str, Any]] | None = field(default=None, repr=False)
    receipt: str = field(repr=False)
    accepted_at: datetime
    deadline_at: datetime
    ended_at: datetime | None = None


async def participants(tx: AsyncConnection) -> Sequence[KeptParticipant]:
    """Return all participants by id."""
    columns = (participant.c[name] for name in KeptParticipant.__slots__)
    rows = await tx.execute(select(*columns).order_by(participant.c.id))
    return [KeptParticipant(**row) for row in rows.mappings()]


async def admit_participant(
    tx: AsyncConnection, *, participant_id: str, registration: str, at: datetime
) -> None:
    """Add a participant in its first epoch, or replace the registration of a known one."""
    changed = await tx.execute(
        update(participant)
        .where(participant.c.id == participant_id)
        .values(registration=registration, changed_at=at)
    )
    if not changed.rowcount:
        await tx.execute(
            insert(participant).values(
                id=participant_id,
                registration=registration,
                registered_at=at,
                status="active",
                epoch=1,
                changed_at=at,
            )
        )


async def set_participant_status(
    tx: AsyncConnection, *, participant_id: str, status: str, at: datetime
) -> bool:
    """Suspend or reinstate; False if there is no such participant."""
    changed = await tx.execute(
        update(participant)
        .where(participant.c.id == participant_id)
        .values(status=status, changed_at=at)
    )
    return bool(changed.rowcount)


async def inquiry_by_id(
    tx: AsyncConnection, inquiry_id: UUID, *, requester: str
) -> KeptInquiry | None:
    """Return one of the requester's inquiries by the id that it chose."""
    rows = await tx.execute(
        select(inquiry).where(inquiry.c.requester == requester, inquiry.c.inquiry_id == inquiry_id)
    )
    return _inquiry(rows.mappings().first())


async def inquiry_by_serial(
    tx: AsyncConnection, serial: UUID, *, requester: str
) -> KeptInquiry | None:
    """Return one of the requester's inquiries by its transaction serial."""
    rows = await tx.execute(
        select(inquiry).where(inquiry.c.serial == serial, inquiry.c.requester == requester)
    )
    return _inquiry(rows.mappings().first())


async def add_inquiry(tx: AsyncConnection, kept: KeptInquiry) -> None:
    """Keep a new inquiry.

    Raises:
        sqlalchemy.exc.IntegrityError: the requester used this inquiry id before.
    """
    values = {name: getattr(kept, name) for name in KeptInquiry.__slots__}
    await tx.execute(insert(inquiry).values(values))


async def end_inquiry(
    tx: AsyncConnection,
    serial: UUID,
    *,
    state: State,
    reason: str | None,
    answer: str | None,
    related: list[dict[str, Any]] | None,
    receipt: str,
    at: datetime,
) -> bool:
    """Give an accepted inquiry its one end; False if it has one already."""
    ended = await tx.execute(
        update(inquiry)
        .where(inquiry.c.serial == serial, inquiry.c.state == "accepted")
        .values(
            state=state,
            reason=reason,
            answer=answer,
            related=related,
            receipt=receipt,
            permit=None,
            ended_at=at,
        )
    )
    return bool(ended.rowcount)


async def erase_answer(tx: AsyncConnection, serial: UUID, *, requester: str) -> bool:
    """Drop the sealed answer of an inquiry that ended; False if there is no such inquiry."""
    erased = await tx.execute(
        update(inquiry)
        .where(
            inquiry.c.serial == serial,
            inquiry.c.requester == requester,
            inquiry.c.state != "accepted",
        )
        .values(answer=None, related=None)
    )
    return bool(erased.rowcount)


async def add_entry(
    tx: AsyncConnection, *, serial: UUID, kind: str, sealed: SealedEntry, at: datetime
) -> None:
    """Append an entry to the record.

    Raises:
        sqlalchemy.exc.IntegrityError: this serial has an entry of this kind.
    """
    await tx.execute(
        insert(entry).values(
            serial=serial,
            kind=kind,
            body=sealed.body,
            salt=sealed.salt,
            leaf=sealed.leaf,
            entered_at=at,
        )
    )


async def entries(tx: AsyncConnection, *, after: int, limit: int) -> Sequence[RowMapping]:
    """Return up to `limit` entries after a position, oldest first."""
    rows = await tx.execute(
        select(entry).where(entry.c.position > after).order_by(entry.c.position).limit(limit)
    )
    return rows.mappings().all()


async def use_grant(
    tx: AsyncConnection, *, grant_id: UUID, forget_after: datetime, now: datetime
) -> None:
    """Note that a grant is used; forget those that could not be used any more anyway.

    Raises:
        sqlalchemy.exc.IntegrityError: it was used before.
    """
    await tx.execute(delete(used_grant).where(used_grant.c.forget_after < now))
    await tx.execute(insert(used_grant).values(grant_id=grant_id, forget_after=forget_after))


def _inquiry(row: RowMapping | None) -> KeptInquiry | None:
    return None if row is None else KeptInquiry(**row)
