"""Answers (情報提供): local tax information (地方税関係情報), from the replica alone."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.agency.answering import Asked, Declined, Facts
from renkei.layouts import LOCAL_TAX, Content, Outcome, select
from tax_agency.context import Context
from tax_agency.domain.model import Replica, State

_OUTCOMES: Final = {
    State.REGISTERED: Outcome.PROVIDED,
    State.UNDECLARED: Outcome.UNDECLARED,
    State.NONE: Outcome.NO_RECORD,
}


class LocalTaxSource:
    """Answers item by item what was asked, for one person and fiscal year (相当年度)."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def facts(self, tx: AsyncConnection, asked: Asked) -> Facts:
        """Return what the replica says.

        Raises:
            Declined: other information, or no fiscal year: before anyone is looked up.
        """
        if asked.information != LOCAL_TAX.code:
            raise Declined("information-not-held")
        if asked.fiscal_year is None:
            raise Declined("fiscal-year-missing")
        if asked.person_ref is None:
            return Facts(content=_content(asked, Outcome.NO_RECORD))
        replica = await self._ctx.assessments.current_replica(
            tx, asked.person_ref, asked.fiscal_year
        )
        hidden = await self._ctx.people.is_non_disclosable(tx, [asked.person_ref])
        return Facts(content=_stated(asked, replica), non_disclosable=hidden)


def _stated(asked: Asked, replica: Replica | None) -> Content:
    if replica is None:
        return _content(asked, Outcome.REPLICA_NOT_REGISTERED)
    return _content(asked, _OUTCOMES[replica.assessment.state], replica)


def _content(asked: Asked, outcome: Outcome, replica: Replica | None = None) -> Content:
    provided = replica is not None and outcome is Outcome.PROVIDED
    return Content(
        layout=LOCAL_TAX.code,
        version=LOCAL_TAX.version,
        outcome=outcome,
        items=select(replica.assessment.items, asked.items) if replica and provided else {},
        as_of=asked.on,
        source_updated_at=None if replica is None else replica.valid_from,
    )
