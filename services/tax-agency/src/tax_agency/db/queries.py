"""Every statement about assessments. Items are encrypted at rest: tax secrecy (地方税法22条)."""

import json
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.messages.fields import canonical_json
from renkei.service.at_rest import FieldCipher
from tax_agency.db import tables
from tax_agency.domain.model import Assessment, Replica, State

_PURPOSE = "assessment.items"


class Assessments:
    """Assessments and their replica, in the caller's transaction."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def current_replica(
        self, tx: AsyncConnection, person_ref: str, fiscal_year: int
    ) -> Replica | None:
        """Return the replica of one year that is answered from now, if there is one."""
        table = tables.replica
        rows = await tx.execute(
            select(table).where(
                table.c.person_ref == person_ref,
                table.c.fiscal_year == fiscal_year,
                table.c.superseded_at.is_(None),
            )
        )
        row = rows.first()
        if row is None:
            return None
        assessment = Assessment(
            person_ref=person_ref,
            fiscal_year=fiscal_year,
            state=State(row.state),
            items=self._opened(row.items_sealed, _place(person_ref, fiscal_year)),
        )
        return Replica(assessment=assessment, revision=row.revision, valid_from=row.valid_from)

    async def keep_original(
        self, tx: AsyncConnection, assessment: Assessment, *, at: datetime
    ) -> None:
        """Write the original; the one of the same year before it is replaced."""
        table = tables.assessment
        values = {**self._stated(assessment), "updated_at": at}
        done = await tx.execute(
            update(table)
            .where(
                table.c.person_ref == assessment.person_ref,
                table.c.fiscal_year == assessment.fiscal_year,
            )
            .values(values)
        )
        if done.rowcount == 0:
            await tx.execute(insert(table).values(values))

    async def supersede(
        self, tx: AsyncConnection, assessment: Assessment, *, after: Replica | None, at: datetime
    ) -> Replica:
        """Register a new replica after the current one, which stays as history."""
        table, revision = tables.replica, 1
        if after is not None:
            revision = after.revision + 1
            await tx.execute(
                update(table)
                .where(
                    table.c.person_ref == assessment.person_ref,
                    table.c.fiscal_year == assessment.fiscal_year,
                    table.c.revision == after.revision,
                )
                .values(superseded_at=at)
            )
        await tx.execute(
            insert(table).values(
                **self._stated(assessment), revision=revision, valid_from=at, superseded_at=None
            )
        )
        return Replica(assessment=assessment, revision=revision, valid_from=at)

    def _stated(self, assessment: Assessment) -> dict[str, object]:
        place = _place(assessment.person_ref, assessment.fiscal_year)
        sealed = None
        if assessment.state is State.REGISTERED:
            written = canonical_json(dict(assessment.items))
            sealed = self._cipher.seal(written, purpose=_PURPOSE, bound_to=place)
        return {
            "person_ref": assessment.person_ref,
            "fiscal_year": assessment.fiscal_year,
            "state": assessment.state.value,
            "items_sealed": sealed,
        }

    def _opened(self, sealed: bytes | None, place: bytes) -> dict[str, int | bool | str]:
        if sealed is None:
            return {}
        items: dict[str, int | bool | str] = json.loads(
            self._cipher.open(sealed, purpose=_PURPOSE, bound_to=place)
        )
        return items


def _place(person_ref: str, fiscal_year: int) -> bytes:
    return f"{person_ref}/{fiscal_year}".encode()
