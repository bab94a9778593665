"""Numbering a person (付番): random number, random id, once."""

import secrets
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from identity.context import Context
from identity.db import queries
from identity.domain.errors import AlreadyRegistered
from identity.domain.four_items import FourItems
from identity.domain.model import Person, generate_person_id
from identity.usecases.numbering import Asked, Numbered, carried_out, draw_number, settled
from identity.usecases.sealing import look_alikes, request_digest, seal_items, seal_number


async def register_person(
    ctx: Context, *, agency: str, request_id: UUID, items: FourItems, other_names: frozenset[str]
) -> Numbered:
    """Register a person and assign an Individual Number; the same request again changes nothing.

    Args:
        ctx: identity.
        agency: participant id of the municipality.
        request_id: the municipality's own, for this one registration.
        items: as in the resident record.
        other_names: see `Person`.

    Raises:
        RequestIdReused: the municipality used the id for something else.
        AlreadyRegistered: somebody with these four items is registered.
        NumbersExhausted: no number was free.
    """
    digest = request_digest(ctx.keyring.at_rest, items, other_names=other_names)
    asked = Asked(agency, request_id, digest)
    person = Person(generate_person_id(secrets.token_bytes), items, other_names)

    async def attempt() -> Numbered:
        async with ctx.db.transaction() as tx:
            return await carried_out(ctx, tx, asked) or await _register(ctx, tx, person, asked)

    return await settled(attempt)


async def _register(ctx: Context, tx: AsyncConnection, person: Person, asked: Asked) -> Numbered:
    cipher, now = ctx.keyring.at_rest, ctx.clock()
    digests = look_alikes(cipher, person)
    if await queries.is_looked_like(tx, digests):
        raise AlreadyRegistered
    number, key = await draw_number(ctx, tx)
    await queries.add_person(tx, person.person_id, at=now)
    items = seal_items(cipher, person, version=1)
    await queries.add_items(tx, items, look_alikes=digests, at=now)
    sealed = seal_number(cipher, number, person_id=person.person_id)
    await queries.add_assignment(tx, sealed, number_key=key, ordinal=1, at=now)
    await queries.add_request(
        tx,
        asked.request_id,
        agency=asked.agency,
        digest=asked.digest,
        number_key=key,
        at=now,
    )
    return Numbered(number, is_new=True)
