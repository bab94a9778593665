"""The code vault: which of the agency's people has which code, encrypted and keyed."""

from datetime import datetime

from sqlalchemy import Table, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.codes.subjects import Code
from renkei.service.at_rest import FieldCipher

_PURPOSE = "code-vault"


class CodeVault:
    """Codes of one agency, by the agency's own reference of the person (宛名番号).

    A person whom only an answer named has a reference too.  Should that person register later, the
    code moves to the new reference, and the earlier one stays known as an alias.
    """

    def __init__(self, table: Table, alias: Table, cipher: FieldCipher) -> None:
        self._table = table
        self._alias = alias
        self._cipher = cipher

    async def keep(
        self,
        tx: AsyncConnection,
        *,
        person_ref: str,
        code: Code,
        at: datetime,
        is_named_only: bool = False,
    ) -> None:
        """Keep a person's code.

        Raises:
            sqlalchemy.exc.IntegrityError: the person has a code, or the code has a person.
        """
        await tx.execute(
            insert(self._table).values(
                person_ref=person_ref,
                epoch=code.epoch,
                code_index=self._index(code),
                code_sealed=self._sealed(code, person_ref),
                is_named_only=is_named_only,
                obtained_at=at,
            )
        )

    async def adopt(self, tx: AsyncConnection, *, person_ref: str, code: Code) -> bool:
        """Move the code of somebody whom only an answer named to a person who registered.

        False if the code is nobody's, or a registered person's.
        """
        named = await self.person_of(tx, code)
        moved = await tx.execute(
            update(self._table)
            .where(self._table.c.code_index == self._index(code), self._table.c.is_named_only)
            .values(
                person_ref=person_ref,
                code_sealed=self._sealed(code, person_ref),
                is_named_only=False,
            )
        )
        if not moved.rowcount:
            return False
        await tx.execute(insert(self._alias).values(alias=named, person_ref=person_ref))
        return True

    async def code_of(self, tx: AsyncConnection, person_ref: str) -> Code | None:
        """Return the code of one of our people, if we have obtained it."""
        current = select(self._alias.c.person_ref).where(self._alias.c.alias == person_ref)
        rows = await tx.execute(
            select(self._table.c.person_ref, self._table.c.code_sealed).where(
                or_(
                    self._table.c.person_ref == person_ref,
                    self._table.c.person_ref == current.scalar_subquery(),
                )
            )
        )
        row = rows.first()
        if row is None:
            return None
        bound_to = row.person_ref.encode()
        return Code.decode(self._cipher.open(row.code_sealed, purpose=_PURPOSE, bound_to=bound_to))

    async def person_of(self, tx: AsyncConnection, code: Code) -> str | None:
        """Return which of our people has this code, if any."""
        person_ref: str | None = await tx.scalar(
            select(self._table.c.person_ref).where(
                self._table.c.code_index == self._index(code), self._table.c.epoch == code.epoch
            )
        )
        return person_ref

    def _sealed(self, code: Code, person_ref: str) -> bytes:
        bound_to = person_ref.encode()
        return self._cipher.seal(code.encode(), purpose=_PURPOSE, bound_to=bound_to)

    def _index(self, code: Code) -> bytes:
        return self._cipher.index(code.encode(), purpose=_PURPOSE)
