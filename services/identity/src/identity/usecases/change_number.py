"""Changing a number that leaked (番号法 Art. 7(2)): the person and all codes stay the same."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from identity.context import Context
from identity.db import queries
from identity.domain.errors import NumberSuperseded
from identity.domain.four_items import FourItems
from identity.domain.model import Claim, Numbering, NumberStatus, PersonId, Purpose
from identity.usecases.claiming import claimed_person
from identity.usecases.numbering import Asked, Numbered, carried_out, draw_number, settled
from identity.usecases.sealing import number_key, request_digest, seal_number
from renkei.numbers import IndividualNumber


async def change_number(
    ctx: Context, *, agency: str, request_id: UUID, number: IndividualNumber, items: FourItems
) -> Numbered:
    """Give a person a new number and end the old one; the same request again changes nothing.

    Args:
        ctx: identity.
        agency: participant id of the municipality.
        request_id: the municipality's own, for this one change.
        number: the number in force, which leaked.
        items: as in the resident record.

    Raises:
        RequestIdReused: the municipality used the id for something else.
        NotMatched: number and items do not agree; the claim is held.
        NumberSuperseded: the number is not in force any more.
        NumbersExhausted: no number was free.
    """
    digest = request_digest(ctx.keyring.at_rest, items, number=number)
    asked = Asked(agency, request_id, digest)
    claim = Claim(Purpose.NUMBER_CHANGE, agency, items, ctx.clock())

    async def attempt() -> Numbered:
        async with ctx.db.read() as tx:
            if known := await carried_out(ctx, tx, asked):
                return known
        person, _ = await claimed_person(ctx, number, claim)
        async with ctx.db.transaction() as tx:
            return await _change(ctx, tx, person.person_id, number, asked)

    return await settled(attempt)


async def _change(
    ctx: Context, tx: AsyncConnection, person_id: PersonId, old: IndividualNumber, asked: Asked
) -> Numbered:
    cipher, now = ctx.keyring.at_rest, ctx.clock()
    numbering = Numbering(tuple(await queries.assignments_of(tx, person_id)))
    old_key = number_key(cipher, old)
    if numbering.status_of(old_key) is not NumberStatus.CURRENT:
        raise NumberSuperseded
    number, key = await draw_number(ctx, tx)
    changed = numbering.changed_to(key, at=now)
    await queries.supersede(tx, old_key, at=now)
    sealed = seal_number(cipher, number, person_id=person_id)
    ordinal = len(changed.history)
    await queries.add_assignment(tx, sealed, number_key=key, ordinal=ordinal, at=now)
    await queries.add_request(
        tx,
        asked.request_id,
        agency=asked.agency,
        digest=asked.digest,
        number_key=key,
        at=now,
    )
    return Numbered(number, is_new=True)
