"""What registering and changing a number share: a number nobody ever had, given once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from identity.context import Context
from identity.db import queries
from identity.domain.errors import NumbersExhausted, RequestIdReused
from identity.domain.model import NumberKey
from identity.usecases.sealing import number_key, open_number
from renkei.numbers import IndividualNumber, generate_individual_number

_ATTEMPTS: Final = 5
_DRAWS: Final = 100
"""About one number in a thousand is taken: so many failures in a row mean broken randomness."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that a request led to.

    Attributes:
        number: The number.
        is_new: False if the request had been carried out before.
    """

    number: IndividualNumber
    is_new: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One numbering request: whose, which, and a keyed digest (32 bytes) of what it asks."""

    agency: str
    request_id: UUID
    digest: bytes


async def settled(attempt: Callable[[], Awaitable[T]]) -> T:
    """Return what `attempt` returns; it is made anew if another request came in between.

    Two requests may want the same request id, person or number at once.  The database refuses the
    second; when it looks again, it sees the first.

    Raises:
        sqlalchemy.exc.IntegrityError: it never came through.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return await attempt()
        except IntegrityError:
            continue
    return await attempt()


async def carried_out(ctx: Context, tx: AsyncConnection, asked: Asked) -> Numbered | None:
    """Return the number that the request led to when it was made before.

    Raises:
        RequestIdReused: the id stood for something else.
    """
    known = await queries.request_by_id(tx, asked.request_id, agency=asked.agency)
    if known is None:
        return None
    if known.digest != asked.digest:
        raise RequestIdReused
    return Numbered(open_number(ctx.keyring.at_rest, known.number), is_new=False)


async def draw_number(ctx: Context, tx: AsyncConnection) -> tuple[IndividualNumber, NumberKey]:
    """Draw a number that nobody has, or had, and its key.

    Raises:
        NumbersExhausted: none was found.
    """
    for _ in range(_DRAWS):
        number = generate_individual_number(ctx.randbelow)
        key = number_key(ctx.keyring.at_rest, number)
        if not await queries.was_ever_assigned(tx, key):
            return number, key
    raise NumbersExhausted
