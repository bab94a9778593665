import asyncio
import traceback
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, ForeignKey, Integer, String, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from renkei.service.database import Database, UtcDateTime, new_metadata

METADATA = new_metadata()
ENTRY = Table(
    "entry",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("at", UtcDateTime),
    Column("amount", Integer),
)
NOTE = Table("note", METADATA, Column("entry_id", ForeignKey("entry.id"), primary_key=True))


@pytest.fixture
async def tables(database: Database) -> Database:
    async with database.transaction() as tx:
        await tx.run_sync(METADATA.drop_all)
        await tx.run_sync(METADATA.create_all)
    return database


async def count(database: Database) -> int:
    async with database.read() as tx:
        return await tx.scalar(select(func.count()).select_from(ENTRY))


async def test_leaving_a_transaction_commits_it(tables):
    async with tables.transaction() as tx:
        await tx.execute(insert(ENTRY), {"id": "a"})

    assert await count(tables) == 1


async def test_an_exception_rolls_the_transaction_back(tables):
    with pytest.raises(ZeroDivisionError):
        async with tables.transaction() as tx:
            await tx.execute(insert(ENTRY), {"id": "a"})
            raise ZeroDivisionError

    assert await count(tables) == 0


async def test_a_cancelled_transaction_is_rolled_back_and_the_next_one_works(tables):
    async def write_and_wait() -> None:
        async with tables.transaction() as tx:
            await tx.execute(insert(ENTRY), {"id": "a"})
            await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(write_and_wait(), 0.1)
    async with tables.transaction() as tx:
        await tx.execute(insert(ENTRY), {"id": "b"})

    assert await count(tables) == 1


async def test_the_database_refuses_a_write_in_a_read(tables):
    with pytest.raises(DBAPIError):
        async with tables.read() as tx:
            await tx.execute(insert(ENTRY), {"id": "a"})

    assert await count(tables) == 0


async def test_a_read_sees_one_snapshot(tables):
    async with tables.read() as reading:
        before = (await reading.execute(select(ENTRY.c.id))).all()
        async with tables.transaction() as tx:
            await tx.execute(insert(ENTRY), {"id": "a"})
        after = (await reading.execute(select(ENTRY.c.id))).all()

    assert before == after == []


async def test_writers_of_several_processes_take_turns(tables, database_url):
    # A second Database stands for a second process: it shares no pool with the first.
    other = Database(database_url)

    async def append(number: int) -> None:
        async with (tables, other)[number % 2].transaction() as tx:
            await tx.execute(select(ENTRY))
            await tx.execute(insert(ENTRY), {"id": str(number)})

    await asyncio.gather(*(append(number) for number in range(60)))
    await other.close()

    assert await count(tables) == 60


async def test_an_integrity_error_shows_no_values(tables, canary):
    async with tables.transaction() as tx:
        await tx.execute(insert(ENTRY), {"id": canary})

    with pytest.raises(IntegrityError) as failure:
        async with tables.transaction() as tx:
            await tx.execute(insert(ENTRY), {"id": canary})

    assert canary not in "".join(traceback.format_exception(failure.value))
    assert canary not in repr(failure.value.orig)


async def test_a_foreign_key_is_enforced(tables):
    with pytest.raises(IntegrityError):
        async with tables.transaction() as tx:
            await tx.execute(insert(NOTE), {"entry_id": "nobody"})


async def test_a_moment_comes_back_in_utc_and_sorts_by_time(tables):
    tokyo = timezone(timedelta(hours=9))
    moments = {
        "later": datetime(2026, 4, 1, 9, 0, 0, 1, tzinfo=tokyo),
        "sooner": datetime(2026, 4, 1, 0, 0, 0, tzinfo=UTC),
    }
    async with tables.transaction() as tx:
        for name, at in moments.items():
            await tx.execute(insert(ENTRY), {"id": name, "at": at})

    async with tables.read() as tx:
        rows = (await tx.execute(select(ENTRY.c.id, ENTRY.c.at).order_by(ENTRY.c.at))).all()

    assert [row.id for row in rows] == ["sooner", "later"]
    assert [row.at for row in rows] == sorted(moments.values())
    assert {row.at.tzinfo for row in rows} == {UTC}


async def test_a_naive_moment_is_refused(tables):
    with pytest.raises(StatementError, match="no time zone"):
        async with tables.transaction() as tx:
            await tx.execute(insert(ENTRY), {"id": "a", "at": datetime(2026, 4, 1)})  # noqa: DTZ001 - the point


async def test_a_commit_on_sqlite_is_on_disk(sqlite_url):
    database = Database(sqlite_url)

    async with database.transaction() as tx:
        pragmas = {
            name: await tx.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    await database.close()

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


async def test_ping_fails_when_the_database_is_out_of_reach(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/no-folder/service.db")

    with pytest.raises(DBAPIError):
        await database.ping()
    await database.close()
    # The driver's thread reports once more after a failed connect, to this test's loop.
    await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://h/d", "postgresql+psycopg://h/d"]
)
def test_another_kind_of_database_is_refused(url):
    with pytest.raises(ValueError, match="SQLite"):
        Database(url)


def test_a_database_does_not_print_its_address():
    assert repr(Database("postgresql://user:swordfish@host/name")) == "Database(postgresql)"
