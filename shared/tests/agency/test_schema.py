import sys

import pytest
from kit_world import ASKER, HUB, World

from renkei.agency.context import build_context
from renkei.agency.tables import kit_tables
from renkei.keyring import KeysUnusable
from renkei.permits import load_statute
from renkei.service.database import new_metadata
from renkei.service.http import service_client
from renkei.service.migrations import differences, migrate

REVISION = """
from renkei.agency import schema_v1

revision, down_revision = "0001", None


def upgrade():
    schema_v1.upgrade()
"""


@pytest.fixture
def agency(tmp_path, monkeypatch):
    """A package `small_agency` whose one revision is the kit's."""
    versions = tmp_path / "small_agency" / "db" / "migrations" / "versions"
    versions.mkdir(parents=True)
    for package in ("small_agency", "small_agency/db"):
        (tmp_path / package / "__init__.py").touch()
    (versions / "2026-04-01_kit.py").write_text(REVISION)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield "small_agency"
    for name in [name for name in sys.modules if name.split(".")[0] == "small_agency"]:
        del sys.modules[name]


async def test_the_first_version_of_the_schema_builds_exactly_the_kits_tables(agency, database_url):
    metadata = new_metadata()
    kit_tables(metadata)
    await migrate(database_url, agency)

    assert await differences(database_url, metadata) == []


async def test_the_schema_enforces_the_rules_that_the_tables_state(agency, database_url, database):
    metadata = new_metadata()
    kit_tables(metadata)
    await migrate(database_url, agency)

    def checks(connection):
        from sqlalchemy import inspect

        found = inspect(connection)
        return {
            (table, rule["name"])
            for table in metadata.tables
            for rule in found.get_check_constraints(table)
        } | {
            (table, tuple(rule["column_names"]))
            for table in metadata.tables
            for rule in (*found.get_unique_constraints(table), *found.get_indexes(table))
            if rule.get("unique", True)
        }

    async with database.read() as tx:
        enforced = await tx.run_sync(checks)

    assert enforced >= {
        ("inquiry", "ck_inquiry_state"),
        ("provision_record", "ck_provision_record_role"),
        ("inquiry", ("question_digest",)),
        ("code_vault", ("code_index",)),
        ("provision_record", ("serial", "role")),
    }


async def test_the_kit_is_put_together_from_settings(tmp_path, clock):
    world = await World(tmp_path, clock).open()
    settings, made = world.asker.settings, None
    async with service_client("http://hub.test", timeout_s=1) as http:
        parts = {
            "db": world.asker.db,
            "tables": world.asker.tables,
            "clock": clock,
            "hub_http": http,
            "identity_http": http,
            "identity": "identity",
        }
        made = build_context(settings, **parts)
        (tmp_path / ASKER / "code.key").unlink()
        with pytest.raises(KeysUnusable):
            build_context(settings, **parts)
    await world.close()

    assert (made.participant, made.directory.anchor.id) == (ASKER, HUB)
    assert made.permits is load_statute()
    assert made.keyring.code == world.keys[ASKER].code
    assert settings.hub_registration not in repr(made)
