"""What a clerk looks at: the claims that were held."""

from collections.abc import Sequence

from identity.context import Context
from identity.db import queries
from identity.domain.model import QuarantineEntry


async def held_claims(
    ctx: Context, *, after: int, limit: int
) -> Sequence[tuple[int, QuarantineEntry]]:
    """List held claims with their ids, oldest first, from the one after `after` on."""
    async with ctx.db.read() as tx:
        return await queries.quarantine_after(tx, after, limit=limit)
