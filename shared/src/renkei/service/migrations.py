"""Alembic without ini files or env.py: a service keeps only its revisions.

They lie in `<import>/db/migrations/versions`. All pending ones are applied in one transaction, on
SQLite too, by one process at a time.
"""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, text

from renkei.service.database import Database
from renkei.service.engines import writing_engine

_LOCK: Final = 0x52454E4B  # "RENK"; advisory locks belong to one database, so one number will do
_LOCK_TIMEOUT: Final = "5s"


class MigrationRefused(Exception):  # noqa: N818 - errors state the fact
    """The revisions and the database do not fit together; nothing was changed."""


async def migrate(url: str, package: str) -> None:
    """Bring the database at `url` to the newest revision of the service `package`.

    Args:
        url: as for `Database`.
        package: the service's import name, such as `linkage_hub`.

    Raises:
        MigrationRefused: the database is newer than the code, or rows break a foreign key.
        sqlalchemy.exc.SQLAlchemyError: a revision failed; nothing was changed.
    """
    # SQLite changes a table by building it anew, which must not cascade to those that refer to it.
    engine = writing_engine(url, foreign_keys=False)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, _revisions(package))
    finally:
        await engine.dispose()


async def is_current(database: Database, package: str) -> bool:
    """Tell whether the database is at the newest revision of the service `package`."""
    newest = _revisions(package).get_current_head()
    async with database.read() as tx:
        return await tx.run_sync(_revision) == newest


async def differences(url: str, metadata: MetaData) -> list[Any]:
    """List what separates the database from `metadata`, as Alembic's operations."""
    engine = writing_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_compare, metadata)
    finally:
        await engine.dispose()


def _revisions(package: str) -> ScriptDirectory:
    # With `versions` as its only content, the folder is a script directory as Alembic wants it.
    return ScriptDirectory(Path(str(files(f"{package}.db"))) / "migrations")


def _upgrade(connection: Connection, revisions: ScriptDirectory) -> None:
    _take_turns(connection)

    def pending(current: Any, _: MigrationContext) -> Any:  # noqa: ANN401 - Alembic's own types
        return revisions._upgrade_revs("head", current)  # noqa: SLF001 - what `upgrade` itself calls

    with EnvironmentContext(Config(), revisions, fn=pending) as environment:
        environment.configure(connection=connection)
        try:
            environment.run_migrations()
        except CommandError:
            raise MigrationRefused(
                "the database is at a revision this code does not have"
            ) from None
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise MigrationRefused(f"rows of {broken[0]} refer to rows that do not exist")


def _take_turns(connection: Connection) -> None:
    """Wait for another migration; SQLite's BEGIN IMMEDIATE has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        # Only now: a migration waits for another, but holds no service up for longer than this.
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _compare(connection: Connection, metadata: MetaData) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))
