"""Finding the person of a number, and holding every claim that does not agree."""

import logging

from identity.context import Context
from identity.db import queries
from identity.domain.errors import NotMatched
from identity.domain.model import Claim, Person
from identity.domain.rules import check_linking, quarantine
from identity.usecases.sealing import number_key, open_items
from renkei.numbers import IndividualNumber

log = logging.getLogger(__name__)


async def claimed_person(
    ctx: Context, number: IndividualNumber, claim: Claim
) -> tuple[Person, int]:
    """Return the person that number and items agree on, and the version of the person's items.

    A number that was superseded finds its person too.

    Raises:
        NotMatched: they do not agree, or nobody has the number; the claim is held by then.
    """
    async with ctx.db.read() as tx:
        kept = await queries.items_by_number(tx, number_key(ctx.keyring.at_rest, number))
    person = None if kept is None else open_items(ctx.keyring.at_rest, kept)
    try:
        check_linking(person, claim.items)
    except NotMatched:
        async with ctx.db.transaction() as tx:
            await queries.add_quarantine(tx, quarantine(claim, person))
        log.warning("claim held", extra={"participant": claim.agency})
        raise
    if person is None or kept is None:
        raise NotMatched  # for the type checker; `check_linking` has seen to it
    return person, kept.version
