"""The municipality in process, with a real database and real keys, and a world around it."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parents[3] / "shared" / "tests" / "agency"))

from provider_world import World, four_items

from municipality.app import create_app
from municipality.context import Context
from municipality.db import tables
from municipality.settings import Settings
from renkei.agency.context import build_context
from renkei.numbers import IndividualNumber
from renkei.service.database import Database
from renkei.service.http import service_client
from renkei.service.migrations import migrate
from renkei.testing.client import asgi_client
from renkei.testing.plugin import clock, database_url, sqlite_url

__all__ = ["clock", "database_url", "sqlite_url"]


@pytest.fixture
def world(tmp_path, clock):
    return World(tmp_path / "keys", clock, provider="municipality")


@pytest_asyncio.fixture
async def ctx(world, database_url):
    await migrate(database_url, "municipality")
    settings = Settings.load(world.environment("MUNICIPALITY_", database_url))
    http = service_client("http://nowhere.test", timeout_s=1)
    kit = build_context(
        settings,
        db=Database(database_url),
        tables=tables.kit,
        clock=world.clock,
        hub_http=http,
        identity_http=http,
        identity=settings.identity,
    )
    yield Context.of(world.surround(kit), world)
    await http.aclose()
    await kit.db.close()


@dataclass(frozen=True)
class Resident:
    """A registered resident, as the register has it."""

    number: IndividualNumber
    person_ref: str

    def __str__(self):
        return self.person_ref


@dataclass
class Office:
    """The register as its staff and the hub see it."""

    world: World
    http: object

    async def register(self, body=None):
        return await self.staff("POST", "/v1/residents", body or four_items())

    async def resident(self):
        said = (await self.register()).json()
        return Resident(IndividualNumber(said["number"]), said["person_ref"])

    async def household(self, *members, household_id=None):
        """Put residents, given in pairs with their relationship, into a household."""
        body = {
            "members": [
                {"person_ref": str(who), "relationship": relationship}
                for who, relationship in members
            ]
        }
        body |= {} if household_id is None else {"household_id": household_id}
        return await self.staff("PUT", "/v1/households", body)

    async def staff(self, method, path, body=None):
        return await self.http.request(method, path, json=body, headers=self.world.staff())

    async def present(self, permit):
        return await self.http.post("/v1/permits", json={"permit": permit})

    async def answered(self, permit, items):
        reply = await self.present(permit)
        assert reply.status_code == 200
        return self.world.opened(reply.json()["answer"], items)


@pytest_asyncio.fixture
async def office(ctx, world):
    async with asgi_client(create_app(ctx)) as http:
        yield Office(world, http)
