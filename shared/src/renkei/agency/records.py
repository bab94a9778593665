"""The agency's record of provision (情報提供等記録; My Number Act, Art. 23): kept seven years.

It says who, whom, when and which items, never values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import RowMapping, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

Role = Literal["requester", "provider"]


@dataclass(frozen=True, slots=True)
class ProvisionRecord:
    """One exchange as this agency took part in it."""

    serial: UUID
    role: Role
    counterpart: str
    person_ref: str | None
    procedure: str
    information: str
    items: tuple[str, ...]
    fiscal_year: int | None
    as_of: date | None
    outcome: str
    reason: str | None
    inquiry_digest: bytes
    receipt: str
    non_disclosable: bool
    requested_at: datetime
    provided_at: datetime


class Records:
    """The append-only table of records."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def add(self, tx: AsyncConnection, record: ProvisionRecord) -> None:
        """Append a record.

        Raises:
            sqlalchemy.exc.IntegrityError: this serial is recorded in this role.
        """
        values = {name: getattr(record, name) for name in ProvisionRecord.__slots__}
        await tx.execute(insert(self._table).values(values | {"items": list(record.items)}))

    async def page(
        self, tx: AsyncConnection, *, after: int, limit: int
    ) -> Sequence[tuple[int, ProvisionRecord]]:
        """Return up to `limit` records with their positions, oldest first, after a position."""
        rows = await tx.execute(
            select(self._table)
            .where(self._table.c.id > after)
            .order_by(self._table.c.id)
            .limit(limit)
        )
        return [(row.id, _record(row._mapping)) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def _record(row: RowMapping) -> ProvisionRecord:
    values = {name: row[name] for name in ProvisionRecord.__slots__}
    return ProvisionRecord(**(values | {"items": tuple(row["items"])}))
