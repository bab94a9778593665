"""Inquiries that this agency makes: the intent before it is sent, and how it ended."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.messages.fields import canonical_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What an agency wants to know of one of its people, for one case.

    `attempt` tells a renewed question of the same case from a repetition of the same one, which
    is answered from what came.
    """

    person_ref: str
    procedure: str
    provider: str
    information: str
    items: tuple[str, ...]
    case_ref: str
    office: str
    fiscal_year: int | None = None
    as_of: date | None = None
    consent: bool = False
    attempt: int = 1

    def digest(self) -> bytes:
        """Return 32 bytes that are the same for the same question of the same case."""
        stated = asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None}
        return hashlib.sha256(canonical_json(stated)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptInquiry:
    """One inquiry as it stands with us."""

    inquiry_id: UUID
    asking: Asking
    message: str | None = field(repr=False)
    message_digest: bytes
    state: str
    reason: str | None
    serial: UUID | None
    content_sealed: bytes | None = field(repr=False)
    intended_at: datetime


class Inquiries:
    """The table of our inquiries."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def by_question(self, tx: AsyncConnection, asking: Asking) -> KeptInquiry | None:
        """Return the inquiry that asks exactly this, if it was made."""
        rows = await tx.execute(
            select(self._table).where(self._table.c.question_digest == asking.digest())
        )
        row = rows.first()
        return None if row is None else _kept(row._mapping, asking)  # noqa: SLF001 - public name

    async def of_case(self, tx: AsyncConnection, case_ref: str) -> Sequence[RowMapping]:
        """Return serial, state, reason, provider and information of each inquiry of a case."""
        columns = (
            self._table.c[name]
            for name in ("serial", "state", "reason", "provider", "information", "intended_at")
        )
        rows = await tx.execute(
            select(*columns)
            .where(self._table.c.case_ref == case_ref)
            .order_by(self._table.c.intended_at, self._table.c.inquiry_id)
        )
        return rows.mappings().all()

    async def intend(
        self,
        tx: AsyncConnection,
        *,
        inquiry_id: UUID,
        asking: Asking,
        message: str,
        message_digest: bytes,
        at: datetime,
        deadline: datetime,
    ) -> None:
        """Keep the intent and the signed message, so that it can be sent again unchanged.

        Raises:
            sqlalchemy.exc.IntegrityError: the question was asked already.
        """
        await tx.execute(
            insert(self._table).values(
                inquiry_id=inquiry_id,
                question_digest=asking.digest(),
                person_ref=asking.person_ref,
                case_ref=asking.case_ref,
                provider=asking.provider,
                procedure=asking.procedure,
                information=asking.information,
                items=list(asking.items),
                fiscal_year=asking.fiscal_year,
                as_of=asking.as_of,
                message=message,
                message_digest=message_digest,
                state="intended",
                intended_at=at,
                deadline_at=deadline,
            )
        )

    async def end(
        self,
        tx: AsyncConnection,
        inquiry_id: UUID,
        *,
        state: str,
        reason: str | None,
        serial: UUID,
        content_sealed: bytes | None,
        at: datetime,
    ) -> bool:
        """Note how an inquiry ended and drop its message; False if it had ended already."""
        ended = await tx.execute(
            update(self._table)
            .where(self._table.c.inquiry_id == inquiry_id, self._table.c.state == "intended")
            .values(
                state=state,
                reason=reason,
                serial=serial,
                content_sealed=content_sealed,
                message=None,
                ended_at=at,
            )
        )
        return bool(ended.rowcount)


def _kept(row: RowMapping, asking: Asking) -> KeptInquiry:
    names: dict[str, Any] = {name: row[name] for name in KeptInquiry.__slots__ if name != "asking"}
    return KeptInquiry(asking=asking, **names)
