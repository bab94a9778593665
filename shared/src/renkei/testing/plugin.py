"""Fixtures for every test.

The conftest at the root names this module in `pytest_plugins`; pytest takes that from no other. A
conftest elsewhere imports the fixtures it wants.
"""

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # it ships no type information
import pytest
import pytest_asyncio
from sqlalchemy import make_url

from renkei.service.database import Database
from renkei.testing.clock import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    """Time that stands still."""
    return FixedClock()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database of this test's own."""
    return f"sqlite:///{tmp_path / 'service.db'}"


@pytest_asyncio.fixture
async def database_url(sqlite_url: str) -> AsyncIterator[str]:
    """An empty database of this test's own: SQLite, or on the PostgreSQL of TEST_DATABASE_URL."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server is None:
        yield sqlite_url
        return
    name = f"renkei_test_{secrets.token_hex(6)}"
    administrator = await asyncpg.connect(server)
    await administrator.execute(f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open `Database` without tables, closed after the test."""
    opened = Database(database_url)
    yield opened
    await opened.close()
