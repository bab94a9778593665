"""How connections are made, so that `database` can promise what it promises."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_BUSY_TIMEOUT_MS = 15_000


def driver_url(url: str) -> URL:
    """Return `url` with the asynchronous driver that is used for its database.

    Raises:
        ValueError: it is neither SQLite in a file nor PostgreSQL.
    """
    parsed = make_url(url)
    drivername = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if drivername not in _DRIVERS.values():
        raise ValueError("the database is neither SQLite nor PostgreSQL")
    if drivername.startswith("sqlite") and parsed.database in {None, "", ":memory:"}:
        raise ValueError("SQLite in memory is a new database for every connection")
    return parsed.set(drivername=drivername)


def writing_engine(url: str, *, pool_size: int = 10, foreign_keys: bool = True) -> AsyncEngine:
    """Return an engine whose transactions may write.

    Args:
        url: the database.
        pool_size: connections; SQLite has one, so that writers wait in the process.
        foreign_keys: whether SQLite checks them as it goes; a migration rebuilds tables.
    """
    target = driver_url(url)
    if target.get_backend_name() == "sqlite":
        pragma = f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}"
        return _sqlite(target, begin="BEGIN IMMEDIATE", pragma=pragma, pool_size=1)
    return _postgresql(target, pool_size=pool_size, execution_options={})


def reading_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """Return an engine whose transactions see one snapshot and cannot write."""
    target = driver_url(url)
    if target.get_backend_name() == "sqlite":
        return _sqlite(target, begin="BEGIN", pragma="PRAGMA query_only=ON", pool_size=pool_size)
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _postgresql(target, pool_size=pool_size, execution_options=options)


def _sqlite(target: URL, *, begin: str, pragma: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        target,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        # The driver opens no transaction of its own, so that ours includes DDL and reads.
        connect_args={"isolation_level": None},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: sqlite3.Connection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(target: URL, *, pool_size: int, execution_options: dict[str, Any]) -> AsyncEngine:
    engine = create_async_engine(
        target,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        execution_options=execution_options,
    )
    event.listen(engine.sync_engine, "handle_error", _hide_values)
    return engine


def _hide_values(context: ExceptionContext) -> None:
    """Keep the code and the constraint of a PostgreSQL error, and drop its text.

    `hide_parameters` covers what SQLAlchemy adds; the server's own text repeats values too
    ("Key (number)=(...) already exists").
    """
    exposed: list[BaseException] = [context.original_exception]
    while (cause := exposed[-1].__cause__) is not None and cause not in exposed:
        exposed.append(cause)
    said = " ".join(
        f"{field}={value}"
        for field in ("sqlstate", "schema_name", "table_name", "column_name", "constraint_name")
        if (value := getattr(exposed[-1], field, None))
    )
    for exc in exposed:
        exc.args = (said or type(exc).__name__,)
        for field in ("detail", "hint", "query", "internal_query", "context"):
            if getattr(exc, field, None):
                setattr(exc, field, None)
    if isinstance(context.sqlalchemy_exception, DBAPIError):
        context.sqlalchemy_exception.args = (f"({type(exposed[-1]).__name__}) {said}",)
