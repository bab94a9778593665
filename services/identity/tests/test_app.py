from datetime import timedelta

import pytest

from identity.app import build, read_point_key
from identity.db.tables import metadata
from identity.domain.errors import IdentityError
from identity.problems import PROBLEMS
from identity.settings import Settings
from renkei.keyring import KeysUnusable, write_secret
from renkei.service.migrations import differences, is_current, migrate
from renkei.service.settings import SettingsRefused
from renkei.testing.client import asgi_client
from renkei.testing.serve import serve

ENVIRON = {
    "IDENTITY_DATABASE_URL": "sqlite:///identity.db",
    "IDENTITY_KEYS_DIR": "keys",
    "IDENTITY_HUB_URL": "http://hub.test",
    "IDENTITY_HUB_REGISTRATION": "token",
}


async def test_the_migrations_build_exactly_the_tables(database_url, database):
    await migrate(database_url, "identity")

    assert await differences(database_url, metadata) == []
    assert await is_current(database, "identity")


def test_every_refusal_has_a_problem_of_its_own():
    slugs = [problem.slug for problem in PROBLEMS.values()]

    assert set(IdentityError.__subclasses__()) <= PROBLEMS.keys()
    assert len(slugs) == len(set(slugs))


def test_settings_have_safe_defaults():
    settings = Settings.load(ENVIRON)

    assert (settings.participant, settings.port) == ("identity", 8001)
    assert settings.grant_lifetime == timedelta(minutes=5)


@pytest.mark.parametrize("missing", list(ENVIRON))
def test_a_missing_setting_is_named(missing):
    with pytest.raises(SettingsRefused, match=f"^{missing} is missing$"):
        Settings.load({name: value for name, value in ENVIRON.items() if name != missing})


@pytest.mark.parametrize("lifetime", ["PT0S", "PT61M", "-PT1M", "soon"])
def test_a_grant_lives_up_to_an_hour(lifetime):
    with pytest.raises(SettingsRefused) as refusal:
        Settings.load(ENVIRON | {"IDENTITY_GRANT_LIFETIME": lifetime})

    assert "IDENTITY_GRANT_LIFETIME" in str(refusal.value)
    assert lifetime not in str(refusal.value)


@pytest.mark.parametrize("secret", [None, b"", b"\x01" * 31, b"\x01" * 33])
def test_a_point_key_of_another_size_does_not_serve(tmp_path, secret):
    if secret is not None:
        write_secret(tmp_path / "point.key", secret)

    with pytest.raises(KeysUnusable, match=r"point\.key") as refusal:
        read_point_key(tmp_path)

    assert "0101" not in str(refusal.value)


async def test_the_service_starts_from_its_settings(settings, database_url):
    await migrate(database_url, "identity")
    app = build(settings.model_copy(update={"hub_url": "http://127.0.0.1:9"}))
    async with serve(app) as base_url:
        from renkei.service.http import service_client

        async with service_client(base_url, timeout_s=5) as client:
            ready = await client.get("/readyz")
            refused = await client.post(
                "/v1/code-grants", json={}, headers={"authorization": "Bearer x"}
            )

    assert ready.json() == {"status": "ready", "checks": {"database": "ok"}}
    assert refused.status_code == 503
    assert refused.json()["type"].endswith("/unreachable")


async def test_a_number_is_in_no_path_or_query_of_the_description(app):
    async with asgi_client(app) as client:
        description = (await client.get("/openapi.json")).json()
    parameters = {
        parameter["name"]
        for path in description["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", [])
    }

    assert parameters <= {"authorization", "after", "limit"}
    assert not any("{" in path for path in description["paths"])
