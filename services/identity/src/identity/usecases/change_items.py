"""Changing a person's items, as after a move or a marriage; what they were is kept."""

from identity.context import Context
from identity.db import queries
from identity.domain.errors import AlreadyRegistered
from identity.domain.four_items import FourItems
from identity.domain.model import Claim, Person, Purpose
from identity.usecases.claiming import claimed_person
from identity.usecases.numbering import settled
from identity.usecases.sealing import look_alikes, number_key, open_items, seal_items
from renkei.numbers import IndividualNumber


async def change_items(
    ctx: Context,
    *,
    agency: str,
    number: IndividualNumber,
    old: FourItems,
    new: FourItems,
    other_names: frozenset[str] | None,
) -> None:
    """Replace a person's items; a change that is in force already is done.

    Args:
        ctx: identity.
        agency: participant id of the municipality.
        number: a number of the person.
        old: the items in force.
        new: the items from now on.
        other_names: the names beside the name from now on; None leaves them as they are.

    Raises:
        NotMatched: number and old items do not agree; the claim is held.
        AlreadyRegistered: somebody else has the new items.
    """
    claim = Claim(Purpose.ITEM_CHANGE, agency, old, ctx.clock())

    async def attempt() -> None:
        if await _is_done(ctx, number, old=old, new=new, other_names=other_names):
            return
        person, version = await claimed_person(ctx, number, claim)
        names = person.other_names if other_names is None else other_names
        await _change(ctx, Person(person.person_id, new, names), version=version + 1)

    await settled(attempt)


async def _is_done(
    ctx: Context,
    number: IndividualNumber,
    *,
    old: FourItems,
    new: FourItems,
    other_names: frozenset[str] | None,
) -> bool:
    cipher = ctx.keyring.at_rest
    async with ctx.db.read() as tx:
        now = await queries.items_by_number(tx, number_key(cipher, number))
        if now is None:
            return False
        before = await queries.items_of_version(tx, now.person_id, version=now.version - 1)
    person = open_items(cipher, now)
    if before is None or person.items != new or other_names not in {None, person.other_names}:
        return False
    return open_items(cipher, before).items == old


async def _change(ctx: Context, person: Person, *, version: int) -> None:
    digests = look_alikes(ctx.keyring.at_rest, person)
    kept = seal_items(ctx.keyring.at_rest, person, version=version)
    async with ctx.db.transaction() as tx:
        if await queries.is_looked_like(tx, digests, other_than=person.person_id):
            raise AlreadyRegistered
        await queries.add_items(tx, kept, look_alikes=digests, at=ctx.clock())
