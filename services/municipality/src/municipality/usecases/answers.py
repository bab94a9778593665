"""Answers (情報提供): household information (住民票関係情報), from the replica alone."""

from sqlalchemy.ext.asyncio import AsyncConnection

from municipality.context import Context
from municipality.db import queries
from municipality.domain.model import Replica
from renkei.agency.answering import Asked, Declined, Facts
from renkei.layouts import HOUSEHOLD, Content, Member, Outcome, Value, select

_MEMBERS = "members"


class HouseholdSource:
    """Answers item by item what was asked about one resident's household."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def facts(self, tx: AsyncConnection, asked: Asked) -> Facts:
        """Return what the replica says; members go by slot, their references beside the content.

        Raises:
            Declined: other information.
        """
        if asked.information != HOUSEHOLD.code:
            raise Declined("information-not-held")
        if asked.person_ref is None:
            return Facts(content=_content(asked, Outcome.NO_RECORD))
        replica = await queries.replica(tx, asked.person_ref)
        # Whom nobody asked about is not named beside the content either.
        names_members = replica is not None and _MEMBERS in asked.items
        related = tuple(m.person_ref for m in replica.others) if replica and names_members else ()
        # One protected member is enough: the exchange would betray the place to the others.
        concerned = [asked.person_ref, *related]
        return Facts(
            content=_stated(asked, replica),
            related=related,
            non_disclosable=await self._ctx.people.is_non_disclosable(tx, concerned),
        )


def _stated(asked: Asked, replica: Replica | None) -> Content:
    if replica is None:
        return _content(asked, Outcome.REPLICA_NOT_REGISTERED)
    return _content(asked, Outcome.PROVIDED, replica)


def _content(asked: Asked, outcome: Outcome, replica: Replica | None = None) -> Content:
    return Content(
        layout=HOUSEHOLD.code,
        version=HOUSEHOLD.version,
        outcome=outcome,
        items={} if replica is None else select(_items(replica), asked.items),
        as_of=asked.on,
        source_updated_at=None if replica is None else replica.updated_at,
    )


def _items(replica: Replica) -> dict[str, Value]:
    return {
        "relationship": replica.relationship,
        _MEMBERS: [
            Member(slot=slot, relationship=member.relationship)
            for slot, member in enumerate(replica.others)
        ],
    }
