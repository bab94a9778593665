"""What the process is told, what it keeps on disk, and what it looks like from outside."""

import json

import pytest
from provider_world import four_items

from municipality.app import build
from municipality.db import tables
from municipality.domain.errors import MunicipalityError
from municipality.problems import PROBLEMS
from municipality.settings import Settings
from renkei.service.migrations import differences
from renkei.service.settings import SettingsRefused


async def test_the_migrations_build_what_the_tables_say(ctx, database_url):
    assert await differences(database_url, tables.metadata) == []


def test_settings_name_the_port_and_the_hub(world):
    settings = Settings.load(world.environment("MUNICIPALITY_", "sqlite:///x.db"))

    assert (settings.port, settings.participant, settings.identity) == (
        8005,
        "municipality",
        "identity",
    )
    assert settings.hub_registration == (world.folder / "hub.jwt").read_text()


@pytest.mark.parametrize("name", ["DATABASE_URL", "KEYS_DIR", "HUB_URL", "IDENTITY_URL"])
def test_no_setting_that_matters_has_a_default(world, name):
    environment = world.environment("MUNICIPALITY_", "sqlite:///x.db")
    del environment[f"MUNICIPALITY_{name}"]

    with pytest.raises(SettingsRefused, match=f"MUNICIPALITY_{name} is missing"):
        Settings.load(environment)


async def test_the_application_is_built_from_settings_alone(world):
    settings = Settings.load(world.environment("MUNICIPALITY_", f"sqlite:///{world.folder}/x.db"))

    app = build(settings)

    assert {"/v1/permits", "/v1/records", "/v1/residents"} <= app.openapi()["paths"].keys()
    async with app.router.lifespan_context(app):
        pass


async def test_no_path_or_query_has_room_for_a_person(world):
    settings = Settings.load(world.environment("MUNICIPALITY_", f"sqlite:///{world.folder}/x.db"))
    app = build(settings)
    paths = app.openapi()["paths"]
    calls = [call for path in paths.values() for call in path.values()]
    parameters = [found for call in calls for found in call.get("parameters", [])]

    assert not any("{" in path for path in paths)
    assert {p["name"] for p in parameters if p["in"] != "header"} <= {"after", "limit"}
    async with app.router.lifespan_context(app):
        pass


async def test_the_database_holds_no_number_name_or_code_in_the_clear(office, ctx, world):
    head, wife = await office.resident(), await office.resident()
    await office.register(four_items(other_names=["白樺 ミサキ"]))
    await office.household((head, "head"), (wife, "wife"))
    await office.present(world.permit(head.number, "94.2.household", as_of=world.clock().date()))
    codes = [world.code("municipality", person.number).point for person in (head, wife)]

    files = list(world.folder.parent.glob("service.db*"))
    kept = b"".join(path.read_bytes() for path in files)

    assert str(wife).encode() in kept
    for secret in (
        head.number.reveal(),
        wife.number.reveal(),
        "白樺",
        "ミサキ",
        "1984-03-05",
        "若草市",
    ):
        assert secret.encode() not in kept
        assert json.dumps(secret)[1:-1].encode() not in kept
    for code in codes:
        assert code not in kept
        assert code.hex().encode() not in kept.lower()


def test_every_refusal_has_a_problem_type_of_its_own():
    assert set(MunicipalityError.__subclasses__()) <= PROBLEMS.keys()
    slugs = [problem.slug for problem in PROBLEMS.values()]
    assert len(slugs) == len(set(slugs))
