"""The code vault: which of the agency's people has which code, encrypted and keyed."""

from datetime import datetime

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.codes.subjects import Code
from renkei.service.at_rest import FieldCipher

_PURPOSE = "code-vault"


class CodeVault:
    """Codes of one agency, by the agency's own reference of the person (宛名番号)."""

    def __init__(self, table: Table, cipher: FieldCipher) -> None:
        self._table = table
        self._cipher = cipher

    async def keep(self, tx: AsyncConnection, *, person_ref: str, code: Code, at: datetime) -> None:
        """Keep a person's code.

        Raises:
            sqlalchemy.exc.IntegrityError: the person has a code, or the code has a person.
        """
        await tx.execute(
            insert(self._table).values(
                person_ref=person_ref,
                epoch=code.epoch,
                code_index=self._index(code),
                code_sealed=self._cipher.seal(
                    code.encode(), purpose=_PURPOSE, bound_to=person_ref.encode()
                ),
                obtained_at=at,
            )
        )

    async def code_of(self, tx: AsyncConnection, person_ref: str) -> Code | None:
        """Return the code of one of our people, if we have obtained it."""
        sealed = await tx.scalar(
            select(self._table.c.code_sealed).where(self._table.c.person_ref == person_ref)
        )
        if sealed is None:
            return None
        opened = self._cipher.open(sealed, purpose=_PURPOSE, bound_to=person_ref.encode())
        return Code.decode(opened)

    async def person_of(self, tx: AsyncConnection, code: Code) -> str | None:
        """Return which of our people has this code, if any."""
        person_ref: str | None = await tx.scalar(
            select(self._table.c.person_ref).where(
                self._table.c.code_index == self._index(code), self._table.c.epoch == code.epoch
            )
        )
        return person_ref

    def _index(self, code: Code) -> bytes:
        return self._cipher.index(code.encode(), purpose=_PURPOSE)
