"""A service's own database: two ways in, one to write and one to read.

SQLite through aiosqlite, PostgreSQL through asyncpg, both by SQLAlchemy Core.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from renkei.service.engines import reading_engine, writing_engine

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names, the same on both databases and in migrations."""


def new_metadata() -> MetaData:
    """Return an empty schema that names its constraints by `NAMING`."""
    return MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and returned in UTC; sorts by time on both databases.

    Raises:
        ValueError: (wrapped by SQLAlchemy in `StatementError`) the value is naive.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment has no time zone")
        moment = value.astimezone(UTC)
        # SQLite keeps text of fixed width, and would drop the zone without a word.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """SQLite for one machine, PostgreSQL for the rest.

    Args:
        url: `sqlite:///path` or `postgresql://user@host/name`, with or without the driver's name.
        pool_size: connections for each of writing and reading; SQLite has always one writer.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self._writing = writing_engine(url, pool_size=pool_size)
        self._reading = reading_engine(url, pool_size=pool_size)

    @override
    def __repr__(self) -> str:
        return f"Database({self.dialect})"

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writing.dialect.name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commit on leaving, roll back on any exception. No call to another service in here."""
        async with self._writing.begin() as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Read one consistent snapshot; the database itself refuses a write."""
        async with self._reading.begin() as tx:
            yield tx

    async def ping(self) -> None:
        """Ask the database for an answer.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it gave none.
        """
        async with self.read() as tx:
            await tx.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self._writing.dispose()
        await self._reading.dispose()
