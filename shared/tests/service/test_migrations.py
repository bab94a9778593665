import asyncio
import sys
from textwrap import dedent

import pytest
from sqlalchemy import Column, ForeignKey, Integer, String, Table, text
from sqlalchemy.exc import DBAPIError

from renkei.service.database import Database, new_metadata
from renkei.service.migrations import MigrationRefused, differences, is_current, migrate

METADATA = new_metadata()
Table("owner", METADATA, Column("id", Integer, primary_key=True), Column("name", String(40)))
Table(
    "pet",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("owner_id", ForeignKey("owner.id", ondelete="CASCADE"), nullable=False),
)

FIRST = """
    revision, down_revision = "0001", None

    def upgrade():
        op.create_table(
            "owner",
            sa.Column("id", sa.Integer, nullable=False),
            sa.PrimaryKeyConstraint("id", name="pk_owner"),
        )
        op.create_table(
            "pet",
            sa.Column("id", sa.Integer, nullable=False),
            sa.Column("owner_id", sa.Integer, nullable=False),
            sa.PrimaryKeyConstraint("id", name="pk_pet"),
            sa.ForeignKeyConstraint(
                ["owner_id"], ["owner.id"], name="fk_pet_owner_id_owner", ondelete="CASCADE"
            ),
        )
"""
SECOND = """
    revision, down_revision = "0002", "0001"

    def upgrade():
        rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "never"
        with op.batch_alter_table("owner", recreate=rebuild) as owner:
            owner.add_column(sa.Column("name", sa.String(40)))
"""
FAILING = """
    revision, down_revision = "0002", "0001"

    def upgrade():
        op.create_table("half", sa.Column("id", sa.Integer))
        op.execute("INSERT INTO half VALUES (1)")
        op.execute("INSERT INTO nowhere VALUES (1)")
"""


class Service:
    """A package `pets` with revisions, as a service has them."""

    def __init__(self, root):
        self.versions = root / "pets" / "db" / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        for package in ("pets", "pets/db"):
            (root / package / "__init__.py").touch()

    def has(self, **revisions):
        for old in self.versions.glob("*.py"):
            old.unlink()
        for name, body in revisions.items():
            source = "import sqlalchemy as sa\nfrom alembic import op\n" + dedent(body)
            (self.versions / f"{name}.py").write_text(source)


@pytest.fixture
def service(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Service(tmp_path)
    for name in [name for name in sys.modules if name.split(".")[0] == "pets"]:
        del sys.modules[name]


async def rows(database_url, statement):
    database = Database(database_url)
    async with database.read() as tx:
        found = (await tx.execute(text(statement))).all()
    await database.close()
    return found


async def test_the_revisions_build_what_the_tables_say(service, database_url):
    service.has(m0001=FIRST, m0002=SECOND)

    await migrate(database_url, "pets")

    assert await differences(database_url, METADATA) == []


async def test_a_missing_revision_shows_as_a_difference(service, database_url):
    service.has(m0001=FIRST)

    await migrate(database_url, "pets")

    assert [change[0] for change in await differences(database_url, METADATA)] == ["add_column"]


async def test_a_revision_that_fails_half_way_leaves_nothing(service, database_url):
    service.has(m0001=FIRST, m0002=FAILING)

    with pytest.raises(DBAPIError):
        await migrate(database_url, "pets")

    changes = await differences(database_url, METADATA)
    assert {change[0] for change in changes} == {"add_table"}
    assert len(changes) == 2


async def test_an_applied_revision_survives_a_later_one_that_fails(service, database_url):
    service.has(m0001=FIRST)
    await migrate(database_url, "pets")
    service.has(m0001=FIRST, m0002=FAILING)

    with pytest.raises(DBAPIError):
        await migrate(database_url, "pets")

    assert await rows(database_url, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert [change[0] for change in await differences(database_url, METADATA)] == ["add_column"]


async def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(service, sqlite_url):
    service.has(m0001=FIRST)
    await migrate(sqlite_url, "pets")
    database = Database(sqlite_url)
    async with database.transaction() as tx:
        await tx.execute(text("INSERT INTO owner (id) VALUES (1)"))
        await tx.execute(text("INSERT INTO pet (id, owner_id) VALUES (7, 1)"))
    await database.close()
    service.has(m0001=FIRST, m0002=SECOND)

    await migrate(sqlite_url, "pets")

    assert await rows(sqlite_url, "SELECT id, owner_id FROM pet") == [(7, 1)]


async def test_migrating_again_changes_nothing_even_at_the_same_time(service, database_url):
    service.has(m0001=FIRST)

    await asyncio.gather(*(migrate(database_url, "pets") for _ in range(4)))

    assert await rows(database_url, "SELECT version_num FROM alembic_version") == [("0001",)]


async def test_a_database_newer_than_the_code_is_refused(service, database_url):
    service.has(m0001=FIRST, m0002=SECOND)
    await migrate(database_url, "pets")
    service.has(m0001=FIRST)

    with pytest.raises(MigrationRefused):
        await migrate(database_url, "pets")


async def test_a_database_is_current_only_at_the_newest_revision(service, database):
    service.has(m0001=FIRST)
    url = database._writing.url.render_as_string(hide_password=False)
    before = await is_current(database, "pets")
    await migrate(url, "pets")
    after = await is_current(database, "pets")
    service.has(m0001=FIRST, m0002=SECOND)
    with_a_new_one = await is_current(database, "pets")

    assert (before, after, with_a_new_one) == (False, True, False)
