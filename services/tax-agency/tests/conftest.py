"""The tax agency in process, with a real database and real keys, and a world around it."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parents[3] / "shared" / "tests" / "agency"))

from provider_world import World, four_items

from renkei.agency.context import build_context
from renkei.service.database import Database
from renkei.service.http import service_client
from renkei.service.migrations import migrate
from renkei.testing.client import asgi_client
from renkei.testing.plugin import clock, database_url, sqlite_url
from tax_agency.app import create_app
from tax_agency.context import Context
from tax_agency.db import tables
from tax_agency.settings import Settings

__all__ = ["clock", "database_url", "sqlite_url"]


@pytest.fixture
def world(tmp_path, clock):
    return World(tmp_path / "keys", clock, provider="tax-agency")


@pytest_asyncio.fixture
async def ctx(world, database_url):
    await migrate(database_url, "tax_agency")
    settings = Settings.load(world.environment("TAX_AGENCY_", database_url))
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
    yield Context.of(world.surround(kit))
    await http.aclose()
    await kit.db.close()


@dataclass
class Office:
    """The office as its staff and the hub see it."""

    world: World
    http: object

    async def register(self, number=None, **changes):
        number = number or self.world.born()
        body = four_items(number=number.reveal(), **changes)
        return await self.staff("POST", "/v1/taxpayers", body)

    async def taxpayer(self):
        """A registered taxpayer: the number, and the office's reference."""
        number = self.world.born()
        return number, (await self.register(number)).json()["person_ref"]

    async def assess(self, person_ref, items=None, *, fiscal_year=2026, state="registered"):
        body = {"person_ref": person_ref, "fiscal_year": fiscal_year, "state": state}
        body |= {} if items is None else {"items": items}
        return await self.staff("PUT", "/v1/assessments", body)

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


@pytest.fixture
def sheet():
    """Every item of a consistent assessment: a salary, a pension and two different levies."""
    return {
        "taxation-class": "taxed",
        "dependant-of-taxed-person": False,
        "salary-revenue": 3_000_000,
        "salary-income": 2_020_000,
        "pension-revenue": 900_000,
        "pension-income": 300_000,
        "business-income": -120_000,
        "agricultural-income": 0,
        "real-estate-income": 0,
        "interest-income": 0,
        "dividend-income": 0,
        "transfer-and-occasional-income": 0,
        "separate-transfer-income": 400_000,
        "stock-income": 0,
        "total-income": 2_600_000,
        "total-income-after-losses": 2_500_000,
        "comprehensive-income": 2_100_000,
        "deduction-total": 1_000_000,
        "deduction-social-insurance": 400_000,
        "deduction-medical": 0,
        "deduction-disability": 0,
        "dependants": 1,
        "dependants-elderly": 0,
        "dependants-specified": 0,
        "dependants-minor": 1,
        "spouse-deduction": "none",
        "widow-or-single-parent": "none",
        "taxable-base": 1_500_000,
        "municipal-income-levy": 90_000,
        "municipal-per-capita-levy": 3_000,
        "prefectural-income-levy": 60_000,
        "prefectural-per-capita-levy": 1_000,
        "forest-environment-tax": 1_000,
        "levy-reduction": 0,
    }
