import pytest

from renkei.testing.plugin import clock, database, database_url, sqlite_url

__all__ = ["clock", "database", "database_url", "sqlite_url"]


@pytest.fixture
def canary() -> str:
    """A well-formed Individual Number, which must come back nowhere."""
    return "123456789018"
