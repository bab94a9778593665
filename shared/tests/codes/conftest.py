"""Makes the integer model importable, and finds the vectors."""

import json
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def own_vectors():
    return json.loads((REPOSITORY / "vectors" / "renkei_codes_v1.json").read_text())


@pytest.fixture(scope="session")
def libpep_vectors():
    return json.loads((REPOSITORY / "vectors" / "libpep_vectors.json").read_text())


@pytest.fixture(scope="session")
def rfc9497_suites():
    """The ristretto255-SHA512 suites by mode: 0 OPRF, 1 VOPRF, 2 POPRF."""
    path = REPOSITORY.parent / "shared" / "vectors" / "rfc9497.json"
    if not path.exists() and "CI" not in os.environ:
        pytest.skip("the vectors of RFC 9497 are not beside the repository")
    suites = json.loads(path.read_text())
    return {s["mode"]: s for s in suites if s["identifier"] == "ristretto255-SHA512"}
