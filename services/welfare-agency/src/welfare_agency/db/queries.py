"""Every statement on cases, named by what it returns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from welfare_agency.db.tables import (
    case_decision,
    case_inquiry,
    deemed_submission,
    welfare_case,
)

OPEN_STATES = ("chosen", "accepted")
"""States of an inquiry that has no end yet."""


async def case_of_request(tx: AsyncConnection, request_id: UUID) -> RowMapping | None:
    """Return the case that a request opened."""
    rows = await tx.execute(select(welfare_case).where(welfare_case.c.request_id == request_id))
    return rows.mappings().first()


async def case(tx: AsyncConnection, case_id: str) -> RowMapping | None:
    """Return one case."""
    rows = await tx.execute(select(welfare_case).where(welfare_case.c.case_id == case_id))
    return rows.mappings().first()


async def cases(tx: AsyncConnection, *, after: int, limit: int) -> Sequence[RowMapping]:
    """Return up to `limit` cases after a position, oldest first, each with its last ruling."""
    columns = (
        *(welfare_case.c[name] for name in ("position", "case_id", "procedure", "opened_at")),
        case_decision.c.ruling_sealed,
    )
    of_attempt = (case_decision.c.case_id == welfare_case.c.case_id) & (
        case_decision.c.attempt == welfare_case.c.attempt
    )
    rows = await tx.execute(
        select(*columns)
        .outerjoin(case_decision, of_attempt)
        .where(welfare_case.c.position > after)
        .order_by(welfare_case.c.position)
        .limit(limit)
    )
    return rows.mappings().all()


async def add_case(
    tx: AsyncConnection,
    *,
    case_id: str,
    request_id: UUID,
    request_digest: bytes,
    procedure: str,
    filing_sealed: bytes,
    at: datetime,
) -> None:
    """Keep a new case, in its first attempt.

    Raises:
        sqlalchemy.exc.IntegrityError: the request has opened a case.
    """
    await tx.execute(
        insert(welfare_case).values(
            case_id=case_id,
            request_id=request_id,
            request_digest=request_digest,
            procedure=procedure,
            attempt=1,
            filing_sealed=filing_sealed,
            opened_at=at,
        )
    )


async def begin_attempt(tx: AsyncConnection, case_id: str, *, after: int) -> None:
    """Begin the attempt after one, unless somebody else has begun it."""
    await tx.execute(
        update(welfare_case)
        .where(welfare_case.c.case_id == case_id, welfare_case.c.attempt == after)
        .values(attempt=after + 1)
    )


async def inquiries(tx: AsyncConnection, case_id: str) -> Sequence[RowMapping]:
    """Return the inquiries of a case in the order in which they were chosen."""
    rows = await tx.execute(
        select(case_inquiry)
        .where(case_inquiry.c.case_id == case_id)
        .order_by(case_inquiry.c.position)
    )
    return rows.mappings().all()


async def inquiry(
    tx: AsyncConnection, case_id: str, *, attempt: int, information: str, person_ref: str
) -> RowMapping | None:
    """Return the inquiry that puts one question in one attempt."""
    rows = await tx.execute(
        select(case_inquiry).where(
            case_inquiry.c.case_id == case_id,
            case_inquiry.c.attempt == attempt,
            case_inquiry.c.information == information,
            case_inquiry.c.person_ref == person_ref,
        )
    )
    return rows.mappings().first()


async def add_inquiry(tx: AsyncConnection, values: Mapping[str, object]) -> None:
    """Keep what is going to be asked of whom.

    Raises:
        sqlalchemy.exc.IntegrityError: the question is chosen in this attempt.
    """
    await tx.execute(insert(case_inquiry).values(values))


async def move_inquiry(
    tx: AsyncConnection,
    position: int,
    *,
    state: str,
    reason: str | None,
    serial: UUID | None,
    fact_sealed: bytes | None,
) -> None:
    """Note how an inquiry stands or ended; one that has ended stays as it is."""
    await tx.execute(
        update(case_inquiry)
        .where(case_inquiry.c.position == position, case_inquiry.c.state.in_(OPEN_STATES))
        .values(state=state, reason=reason, serial=serial, fact_sealed=fact_sealed)
    )


async def decision(tx: AsyncConnection, case_id: str, *, attempt: int) -> RowMapping | None:
    """Return the sealed ruling of an attempt, and when it was made."""
    rows = await tx.execute(
        select(case_decision.c.ruling_sealed, case_decision.c.decided_at).where(
            case_decision.c.case_id == case_id, case_decision.c.attempt == attempt
        )
    )
    return rows.mappings().first()


async def add_decision(
    tx: AsyncConnection, case_id: str, *, attempt: int, ruling_sealed: bytes, at: datetime
) -> None:
    """Keep the ruling of an attempt.

    Raises:
        sqlalchemy.exc.IntegrityError: the attempt is decided.
    """
    await tx.execute(
        insert(case_decision).values(
            case_id=case_id, attempt=attempt, ruling_sealed=ruling_sealed, decided_at=at
        )
    )


async def deemed_submissions(tx: AsyncConnection, case_id: str) -> Sequence[RowMapping]:
    """Return which serial stands for which paper in a case."""
    rows = await tx.execute(
        select(deemed_submission.c.serial, deemed_submission.c.paper)
        .where(deemed_submission.c.case_id == case_id)
        .order_by(deemed_submission.c.serial)
    )
    return rows.mappings().all()


async def add_deemed_submissions(
    tx: AsyncConnection, case_id: str, papers: Mapping[UUID, str], *, at: datetime
) -> None:
    """Note which serials stand for which papers; those noted before stay as they are."""
    noted = {row["serial"] for row in await deemed_submissions(tx, case_id)}
    new = [
        {"serial": serial, "case_id": case_id, "paper": paper, "deemed_at": at}
        for serial, paper in papers.items()
        if serial not in noted
    ]
    if new:
        await tx.execute(insert(deemed_submission), new)
