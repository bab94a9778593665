"""One run of the whole demo, shared by the tests that look at what it left behind."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from capture import Capture, capture


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Capture:
    """The demo, played once by five processes, recorded, and stopped."""
    return capture(tmp_path_factory.mktemp("run") / ".devstack")
