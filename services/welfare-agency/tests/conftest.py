"""The office under test, with the whole network around it."""

import sys
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from welfare_world import Network, Office  # noqa: E402 - the path above makes it importable

from renkei.agency.context import build_context  # noqa: E402
from renkei.agency.people import People  # noqa: E402
from renkei.service.migrations import migrate  # noqa: E402
from renkei.testing.client import asgi_client  # noqa: E402
from welfare_agency.app import create_app  # noqa: E402
from welfare_agency.context import Context  # noqa: E402
from welfare_agency.db import tables  # noqa: E402
from welfare_agency.settings import Settings  # noqa: E402


@pytest.fixture
def network(tmp_path, clock):
    return Network(tmp_path / "keys", clock)


@pytest.fixture
def environment(network, database_url):
    anchor = network.folder / "hub.jwt"
    anchor.write_text(network.registration("linkage-hub"))
    return {
        "WELFARE_AGENCY_DATABASE_URL": database_url,
        "WELFARE_AGENCY_KEYS_DIR": str(network.folder / "welfare-agency"),
        "WELFARE_AGENCY_HUB_URL": "http://hub.test",
        "WELFARE_AGENCY_HUB_REGISTRATION_FILE": str(anchor),
        "WELFARE_AGENCY_IDENTITY_URL": "http://identity.test",
    }


@pytest_asyncio.fixture
async def ctx(network, environment, database, clock):
    settings = Settings.load(environment)
    await migrate(settings.database_url.get_secret_value(), "welfare_agency")
    async with httpx2.AsyncClient() as nobody:
        kit = build_context(
            settings,
            db=database,
            tables=tables.kit,
            clock=clock,
            hub_http=nobody,
            identity_http=nobody,
            identity="identity",
        )
        people = People(tables.person, tables.kit.code_vault, kit.keyring.at_rest)
        yield replace(
            Context(kit=kit, people=people, office=settings.office), kit=network.surround(kit)
        )


@pytest_asyncio.fixture
async def office(network, ctx):
    async with asgi_client(create_app(ctx)) as client:
        yield Office(client, network, ctx)
