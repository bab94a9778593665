"""What the process is told, what it keeps on disk, and what it looks like from outside."""

import json

import pytest

from renkei.service.migrations import differences
from renkei.service.settings import SettingsRefused
from tax_agency.app import build
from tax_agency.db import tables
from tax_agency.domain.errors import TaxAgencyError
from tax_agency.problems import PROBLEMS
from tax_agency.settings import Settings


async def test_the_migrations_build_what_the_tables_say(ctx, database_url):
    assert await differences(database_url, tables.metadata) == []


def test_settings_name_the_port_and_the_hub(world):
    settings = Settings.load(world.environment("TAX_AGENCY_", "sqlite:///x.db"))

    assert (settings.port, settings.participant, settings.identity) == (
        8003,
        "tax-agency",
        "identity",
    )
    assert settings.hub_registration == (world.folder / "hub.jwt").read_text()


@pytest.mark.parametrize("name", ["DATABASE_URL", "KEYS_DIR", "HUB_URL", "IDENTITY_URL"])
def test_no_setting_that_matters_has_a_default(world, name):
    environment = world.environment("TAX_AGENCY_", "sqlite:///x.db")
    del environment[f"TAX_AGENCY_{name}"]

    with pytest.raises(SettingsRefused, match=f"TAX_AGENCY_{name} is missing"):
        Settings.load(environment)


async def test_the_application_is_built_from_settings_alone(world):
    settings = Settings.load(world.environment("TAX_AGENCY_", f"sqlite:///{world.folder}/x.db"))

    app = build(settings)

    assert {"/v1/permits", "/v1/records", "/v1/taxpayers"} <= app.openapi()["paths"].keys()
    async with app.router.lifespan_context(app):
        pass


async def test_no_path_or_query_has_room_for_a_person(world):
    settings = Settings.load(world.environment("TAX_AGENCY_", f"sqlite:///{world.folder}/x.db"))
    app = build(settings)
    paths = app.openapi()["paths"]
    calls = [call for path in paths.values() for call in path.values()]
    parameters = [found for call in calls for found in call.get("parameters", [])]

    assert not any("{" in path for path in paths)
    assert {p["name"] for p in parameters if p["in"] != "header"} <= {"after", "limit"}
    async with app.router.lifespan_context(app):
        pass


async def test_the_database_holds_no_number_name_or_code_in_the_clear(office, ctx, world, sheet):
    number, person_ref = await office.taxpayer()
    await office.assess(person_ref, sheet | {"stock-income": 0})
    await office.present(world.permit(number, "94.2.local-tax", fiscal_year=2026))
    code = world.code("tax-agency", number)

    files = list(world.folder.parent.glob("service.db*"))
    kept = b"".join(path.read_bytes() for path in files)

    assert person_ref.encode() in kept
    assert number.reveal().encode() not in kept
    for item in ("白樺", "美咲", "1984-03-05", "若草市", "2600000", 'total-income":'):
        assert item.encode() not in kept
        assert json.dumps(item)[1:-1].encode() not in kept
    assert code.point not in kept
    assert code.point.hex().encode() not in kept.lower()


def test_every_refusal_has_a_problem_type_of_its_own():
    assert set(TaxAgencyError.__subclasses__()) <= PROBLEMS.keys()
    slugs = [problem.slug for problem in PROBLEMS.values()]
    assert len(slugs) == len(set(slugs))
