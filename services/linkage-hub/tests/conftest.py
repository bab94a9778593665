"""A hub that everybody of `hub_world` takes part in."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio

from renkei.keyring import Keyring
from renkei.service.database import Database
from renkei.testing.clock import FixedClock
from renkei.testing.plugin import clock, database, database_url, sqlite_url

sys.path.insert(0, str(Path(__file__).parent))

from hub_world import (
    PROVIDES,
    World,
    make_rings,
    open_world,
    prepare_agency,
    prepare_hub,
)

__all__ = ["clock", "database", "database_url", "sqlite_url"]


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders with the keys of every participant."""
    folder = tmp_path_factory.mktemp("keys")
    make_rings(folder)
    return folder


@pytest.fixture(scope="session")
def rings(keys: Path) -> Mapping[str, Keyring]:
    """The keys of every participant."""
    return make_rings(keys)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, rings: Mapping[str, Keyring]) -> Path:
    """Databases to copy: of a migrated hub that admitted everybody, and of its providers."""
    folder = tmp_path_factory.mktemp("prepared")
    asyncio.run(prepare_hub(f"sqlite:///{folder / 'service.db'}", rings))
    for name in PROVIDES:
        asyncio.run(prepare_agency(f"sqlite:///{folder / name}.db", name, rings[name]))
    return folder


@pytest_asyncio.fixture
async def prepared_url(
    database_url: str, prepared: Path, rings: Mapping[str, Keyring], tmp_path: Path
) -> str:
    """A hub's database that is ready, of this test's own; beside it those of the providers."""
    for file in prepared.glob("*.db"):
        shutil.copyfile(file, tmp_path / file.name)
    if not database_url.startswith("sqlite"):
        await prepare_hub(database_url, rings)
    return database_url


@pytest_asyncio.fixture
async def world(
    prepared_url: str, clock: FixedClock, keys: Path, rings: Mapping[str, Keyring], tmp_path: Path
) -> AsyncIterator[World]:
    """A hub with providers that answer."""
    database = Database(prepared_url)
    async with open_world(database, clock, rings, keys=keys, agencies=tmp_path) as opened:
        yield opened
    await database.close()
