"""An agency's own people: Individual Numbers (個人番号) and four items (基本4情報), encrypted.

A person is known inside the agency by a random reference (宛名番号), which says nothing to anyone
else. Registration is idempotent by the request's id.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    Column,
    LargeBinary,
    MetaData,
    RowMapping,
    Select,
    Table,
    Uuid,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.agency.clients import FourItems
from renkei.agency.tables import PERSON_REF
from renkei.messages.fields import canonical_json
from renkei.numbers import IndividualNumber
from renkei.service.at_rest import FieldCipher
from renkei.service.database import UtcDateTime
from renkei.service.problems import ProblemType

_NUMBER = "person.individual-number"
_ITEMS = "person.four-items"
_REQUEST = "person.request"


class RequestReused(Exception):  # noqa: N818 - states the fact
    """The request's id was used for another registration."""

    def __init__(self) -> None:
        super().__init__("This request id stands for another registration.")


class NumberTaken(Exception):  # noqa: N818 - states the fact
    """The Individual Number is registered here with other four items."""

    def __init__(self) -> None:
        super().__init__("The number is registered with other items.")


class PersonUnknown(Exception):  # noqa: N818 - states the fact
    """No person of this agency has the reference."""

    def __init__(self) -> None:
        super().__init__("No such person is registered.")


PEOPLE_PROBLEMS: dict[type[Exception], ProblemType] = {
    RequestReused: ProblemType("request-reused", "Request id used before", HTTPStatus.CONFLICT),
    NumberTaken: ProblemType("number-taken", "Registered with other items", HTTPStatus.CONFLICT),
    PersonUnknown: ProblemType("person-unknown", "No such person", HTTPStatus.UNPROCESSABLE_ENTITY),
}
"""What a service answers these errors with, beside `AGENCY_PROBLEMS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A registration; `number` is None where the number is still to be assigned (付番)."""

    request_id: UUID
    number: IndividualNumber | None = None
    items: FourItems
    other_names: tuple[str, ...] = field(default=(), repr=False)
    """Former names (旧氏) and aliases (通称)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of this agency, decrypted; shows nothing but the reference."""

    person_ref: str
    request_id: UUID
    number: IndividualNumber | None = field(repr=False)
    items: FourItems
    other_names: tuple[str, ...] = field(repr=False)
    registered_at: datetime


def person_table(metadata: MetaData) -> Table:
    """Add the table of people to a schema."""
    return Table(
        "person",
        metadata,
        Column("person_ref", PERSON_REF, primary_key=True),
        Column("request_id", Uuid, nullable=False, unique=True),
        Column("request_digest", LargeBinary(32), nullable=False),
        Column("number_index", LargeBinary(32), unique=True),
        Column("number_sealed", LargeBinary),
        Column("items_sealed", LargeBinary, nullable=False),
        Column("registered_at", UtcDateTime, nullable=False),
        Column("non_disclosable", Boolean, nullable=False),
        Column("code_attempted_at", UtcDateTime),
    )


class People:
    """The people of one agency; every statement runs in the caller's transaction."""

    def __init__(self, table: Table, vault: Table, cipher: FieldCipher) -> None:
        self._table = table
        self._vault = vault
        self._cipher = cipher

    async def register(self, tx: AsyncConnection, new: NewPerson, *, at: datetime) -> str:
        """Register a person; return the reference, the same one for the same request or number.

        Raises:
            RequestReused: the request's id stands for another registration.
            NumberTaken: the number is registered with other items.
        """
        known = await self._known(tx, new)
        if known is not None:
            return known
        person_ref = uuid4().hex
        try:
            async with tx.begin_nested():
                await tx.execute(insert(self._table).values(self._row(person_ref, new, at)))
        except IntegrityError:
            # The same request, or the same number, was committed a moment ago.
            known = await self._known(tx, new)
            if known is None:
                raise
            return known
        return person_ref

    async def give_number(
        self, tx: AsyncConnection, person_ref: str, number: IndividualNumber
    ) -> None:
        """Keep the number that was assigned to a person (付番); the same again changes nothing.

        Raises:
            NumberTaken: it is somebody else's here, or the person has another.
        """
        table, numbered = self._table, self._numbered(person_ref, number)
        has_it = table.c.number_index == numbered["number_index"]
        if await tx.scalar(select(table.c.person_ref).where(has_it)) == person_ref:
            return
        try:
            done = await tx.execute(
                update(table)
                .where(table.c.person_ref == person_ref, table.c.number_index.is_(None))
                .values(numbered)
            )
        except IntegrityError:
            raise NumberTaken from None
        if done.rowcount == 0:
            raise NumberTaken

    async def person(self, tx: AsyncConnection, person_ref: str) -> Person:
        """Return one person.

        Raises:
            PersonUnknown: nobody has the reference.
        """
        rows = await tx.execute(select(self._table).where(self._table.c.person_ref == person_ref))
        row = rows.mappings().first()
        if row is None:
            raise PersonUnknown
        return self._person(row)

    async def lock(self, tx: AsyncConnection, person_refs: Iterable[str]) -> None:
        """Make other writers about these people wait until the transaction ends.

        Raises:
            PersonUnknown: nobody has one of the references.
        """
        wanted, column = set(person_refs), self._table.c.person_ref
        # In one order, so that two writers cannot wait for each other.
        statement = select(column).where(column.in_(wanted)).order_by(column).with_for_update()
        if set(await tx.scalars(statement)) != wanted:
            raise PersonUnknown

    async def without_code(self, tx: AsyncConnection, limit: int) -> Sequence[Person]:
        """Return up to `limit` people who lack a code, those never attempted first."""
        return await self._people(tx, self._lacking_code().limit(limit))

    async def without_number(self, tx: AsyncConnection, limit: int) -> Sequence[Person]:
        """Return up to `limit` people who lack a number, and so a code."""
        unnumbered = self._table.c.number_index.is_(None)
        return await self._people(tx, self._lacking_code().where(unnumbered).limit(limit))

    async def note_attempt(self, tx: AsyncConnection, person_ref: str, *, at: datetime) -> None:
        """Note that obtaining the code was tried, so that others get their turn first."""
        chosen = update(self._table).where(self._table.c.person_ref == person_ref)
        await tx.execute(chosen.values(code_attempted_at=at))

    async def set_non_disclosable(
        self, tx: AsyncConnection, person_ref: str, *, value: bool
    ) -> None:
        """Set or clear 不開示該当: exchanges about the person stay out of the citizen's view.

        Raises:
            PersonUnknown: nobody has the reference.
        """
        chosen = update(self._table).where(self._table.c.person_ref == person_ref)
        done = await tx.execute(chosen.values(non_disclosable=value))
        if done.rowcount == 0:
            raise PersonUnknown

    async def is_non_disclosable(self, tx: AsyncConnection, person_refs: Iterable[str]) -> bool:
        """Whether any of these people is flagged 不開示該当."""
        table = self._table
        flagged = select(table.c.person_ref).where(
            table.c.person_ref.in_(list(person_refs)), table.c.non_disclosable
        )
        return await tx.scalar(flagged.limit(1)) is not None

    async def _known(self, tx: AsyncConnection, new: NewPerson) -> str | None:
        table = self._table
        rows = await tx.execute(
            select(table.c.person_ref, table.c.request_digest).where(
                table.c.request_id == new.request_id
            )
        )
        if (row := rows.first()) is not None:
            if row.request_digest != self._digest(new):
                raise RequestReused
            return str(row.person_ref)
        if new.number is None:
            return None
        index = self._cipher.index(new.number.reveal().encode(), purpose=_NUMBER)
        found = await self._people(tx, select(table).where(table.c.number_index == index))
        if found and found[0].items != new.items:
            raise NumberTaken
        return found[0].person_ref if found else None

    def _lacking_code(self) -> Select[tuple[object, ...]]:
        table, vault = self._table, self._vault
        return (
            select(table)
            .outerjoin(vault, vault.c.person_ref == table.c.person_ref)
            .where(vault.c.person_ref.is_(None))
            .order_by(table.c.code_attempted_at.nulls_first(), table.c.registered_at)
        )

    async def _people(
        self, tx: AsyncConnection, statement: Select[tuple[object, ...]]
    ) -> Sequence[Person]:
        return [self._person(row) for row in (await tx.execute(statement)).mappings()]

    def _row(self, person_ref: str, new: NewPerson, at: datetime) -> dict[str, object]:
        written = canonical_json([*astuple(new.items), list(new.other_names)])
        numbered = {} if new.number is None else self._numbered(person_ref, new.number)
        return {
            "person_ref": person_ref,
            "request_id": new.request_id,
            "request_digest": self._digest(new),
            "items_sealed": self._cipher.seal(
                written, purpose=_ITEMS, bound_to=person_ref.encode()
            ),
            "registered_at": at,
            "non_disclosable": False,
            **numbered,
        }

    def _numbered(self, person_ref: str, number: IndividualNumber) -> dict[str, bytes]:
        digits = number.reveal().encode()
        return {
            "number_index": self._cipher.index(digits, purpose=_NUMBER),
            "number_sealed": self._cipher.seal(
                digits, purpose=_NUMBER, bound_to=person_ref.encode()
            ),
        }

    def _digest(self, new: NewPerson) -> bytes:
        number = None if new.number is None else new.number.reveal()
        stated = canonical_json([number, *astuple(new.items), list(new.other_names)])
        return self._cipher.index(stated, purpose=_REQUEST)

    def _person(self, row: RowMapping) -> Person:
        place = row["person_ref"].encode()
        opened = self._cipher.open(row["items_sealed"], purpose=_ITEMS, bound_to=place)
        *items, other_names = json.loads(opened)
        number = None
        if (sealed := row["number_sealed"]) is not None:
            digits = self._cipher.open(sealed, purpose=_NUMBER, bound_to=place)
            number = IndividualNumber(digits.decode())
        return Person(
            person_ref=row["person_ref"],
            request_id=row["request_id"],
            number=number,
            items=FourItems(*items),
            other_names=tuple(other_names),
            registered_at=row["registered_at"],
        )
