import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
async def world(tmp_path, clock):
    """Two agencies, a hub between them, and one person whom both know."""
    from kit_world import World

    opened = await World(tmp_path, clock).open()
    await opened.everybody_knows()
    yield opened
    await opened.close()
