"""One finished run of the whole demo, and one stack that runs; each is made once."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parent))

from capture import Capture, capture
from live import Live, live


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Capture:
    """The demo, played once by five processes, recorded, and stopped."""
    return capture(tmp_path_factory.mktemp("run") / ".devstack")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Live]:
    """Five processes that run until the last test is over."""
    async with live(tmp_path_factory.mktemp("live") / ".devstack") as running:
        yield running
