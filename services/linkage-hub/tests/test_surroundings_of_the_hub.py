"""Schema, settings, clients, commands, and the built application on real sockets."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from hub_asking import ask, outcome_in
from hub_world import HUB, KINDS, MASTER, World, hub_context, registration
from sqlalchemy import inspect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from linkage_hub.app import build
from linkage_hub.clients import HttpProviders, ProviderFailed
from linkage_hub.db.tables import metadata
from linkage_hub.settings import Settings
from renkei.agency.routes import provider_router
from renkei.keyring import Keyring, KeysUnusable, write_secret
from renkei.service.database import Database
from renkei.service.http import service_client
from renkei.service.migrations import differences, migrate
from renkei.service.settings import SettingsRefused
from renkei.testing.client import asgi_client
from renkei.testing.serve import serve

ENVIRON = {
    "LINKAGE_HUB_DATABASE_URL": "sqlite:///secret-canary.db",
    "LINKAGE_HUB_KEYS_DIR": "/keys",
    "LINKAGE_HUB_REGISTRATIONS_DIR": "/registrations",
}


async def test_migrations_build_exactly_the_tables(database_url: str, database: Database) -> None:
    await migrate(database_url, "linkage_hub")

    async with database.read() as tx:
        names = await tx.run_sync(lambda connection: inspect(connection).get_table_names())
    assert await differences(database_url, metadata) == []
    assert set(names) == {"participant", "inquiry", "entry", "used_grant", "alembic_version"}


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url, "linkage_hub")
    await migrate(database_url, "linkage_hub")

    assert await differences(database_url, metadata) == []


def test_settings_have_safe_defaults_and_hide_the_database() -> None:
    settings = Settings.load(ENVIRON)

    assert (settings.participant, settings.port, settings.host) == (HUB, 8002, "127.0.0.1")
    assert settings.longest_lifetime == timedelta(hours=24)
    assert 0 < settings.provider_timeout_s <= 60
    assert "canary" not in repr(settings)


@pytest.mark.parametrize("missing", ENVIRON)
def test_settings_without_a_variable_are_refused_by_its_name(missing: str) -> None:
    environ = {name: value for name, value in ENVIRON.items() if name != missing}

    with pytest.raises(SettingsRefused, match=missing):
        Settings.load(environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UNKNOWN", "1"),
        ("PROVIDER_TIMEOUT_S", "0"),
        ("PROVIDER_TIMEOUT_S", "61"),
        ("LONGEST_LIFETIME", "P8D"),
        ("LONGEST_LIFETIME", "PT0S"),
        ("PORT", "canary"),
    ],
)
def test_settings_out_of_range_are_refused_and_not_repeated(name: str, value: str) -> None:
    variable = f"LINKAGE_HUB_{name}"

    with pytest.raises(SettingsRefused, match=variable) as refused:
        Settings.load(ENVIRON | {variable: value})

    assert "canary" not in str(refused.value)


# Providers over HTTP, on real sockets.


async def _hang(_: Request) -> Response:
    await asyncio.sleep(30)
    return Response()


async def _broken(_: Request) -> Response:
    return JSONResponse({"type": "canary"}, 500)


async def _garbage(_: Request) -> Response:
    return Response(b"canary")


async def _no_answer(_: Request) -> Response:
    return JSONResponse({"answer": 7})


async def _elsewhere(_: Request) -> Response:
    return Response(status_code=307, headers={"location": "http://canary.test/"})


async def _endless(_: Request) -> Response:
    return JSONResponse({"answer": "A" * (2 << 20)})


async def _echo(request: Request) -> Response:
    return JSONResponse({"answer": (await request.json())["permit"], "more": 1})


@asynccontextmanager
async def _provider(endpoint: object) -> AsyncIterator[tuple[HttpProviders, str]]:
    assert callable(endpoint)
    app = Starlette(routes=[Route("/v1/permits", endpoint, methods=["POST"])])
    providers = HttpProviders(lambda url: service_client(url, timeout_s=0.3))
    async with serve(app) as url:
        yield providers, url
        await providers.close()


@pytest.mark.parametrize(
    ("endpoint", "cause"),
    [
        (_hang, "timeout"),
        (_broken, "status-500"),
        (_garbage, "no-answer"),
        (_no_answer, "no-answer"),
        (_elsewhere, "status-307"),
        (_endless, "unreachable"),
    ],
)
async def test_a_provider_that_gives_no_answer_is_told_by_its_cause(
    endpoint: object, cause: str
) -> None:
    async with _provider(endpoint) as (providers, url):
        with pytest.raises(ProviderFailed) as failed:
            await providers.present(url, "permit-canary")

    assert failed.value.cause == cause
    assert "canary" not in str(failed.value)
    assert failed.value.__cause__ is None


async def test_an_answer_is_handed_on_as_it_came() -> None:
    async with _provider(_echo) as (providers, url):
        first, second = [await providers.present(url, permit) for permit in ("one", "two")]

    assert (first, second) == ("one", "two")


async def test_a_provider_that_does_not_listen_is_unreachable(unused_tcp_port: int) -> None:
    providers = HttpProviders(lambda url: service_client(url, timeout_s=1))

    with pytest.raises(ProviderFailed) as failed:
        await providers.present(f"http://127.0.0.1:{unused_tcp_port}", "permit")
    await providers.close()

    assert failed.value.cause == "unreachable"


# The hub as its commands build it.


def _built(
    folder: Path, keys: Path, rings: Mapping[str, Keyring], url: str, **changes: str
) -> Settings:
    registrations = folder / "registrations"
    registrations.mkdir(exist_ok=True)
    for name in KINDS:
        extra = {"endpoint": changes[name]} if name in changes else {}
        (registrations / f"{name}.jwt").write_text(registration(rings, name, **extra), "ascii")
    write_secret(keys / HUB / "master.key", MASTER)
    return Settings(
        database_url=url, keys_dir=keys / HUB, registrations_dir=registrations, port=8002
    )


async def test_the_built_hub_relays_over_real_sockets(
    world: World, keys: Path, rings: Mapping[str, Keyring], tmp_path: Path
) -> None:
    from renkei.service.clock import utc_now

    world.clock.now = utc_now()
    kit, source = world.providers.agencies["http://tax-agency.test"]
    provider = FastAPI()
    provider.include_router(provider_router(kit, source))
    url = f"sqlite:///{tmp_path / 'built.db'}"
    await migrate(url, "linkage_hub")
    async with serve(provider) as endpoint:
        hub = build(_built(tmp_path, keys, rings, url, **{"tax-agency": endpoint}))
        async with serve(hub) as base, service_client(base, timeout_s=10) as client:
            reply = await client.post("/v1/inquiries", json={"inquiry": ask(world)})
            ready = await client.get("/readyz")

    assert reply.status_code == 200
    assert outcome_in(world, reply).state == "answered"
    assert ready.status_code in {200, 404}


async def test_a_registration_that_does_not_hold_stops_the_start(
    keys: Path, rings: Mapping[str, Keyring], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'built.db'}"
    await migrate(url, "linkage_hub")
    settings = _built(tmp_path, keys, rings, url)
    (settings.registrations_dir / "zz.jwt").write_text("garbage", "ascii")

    with pytest.raises(RuntimeError, match="did not start"):
        async with serve(build(settings)):
            pass


def test_a_hub_without_keys_is_not_built(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'a.db'}",
        keys_dir=tmp_path,
        registrations_dir=tmp_path,
    )

    with pytest.raises(KeysUnusable, match=r"\.key"):
        build(settings)


@pytest.mark.slow
async def test_the_commands_suspend_and_reinstate(
    world: World, keys: Path, rings: Mapping[str, Keyring], tmp_path: Path, database_url: str
) -> None:
    settings = _built(tmp_path, keys, rings, database_url)
    environ = os.environ | {
        "LINKAGE_HUB_DATABASE_URL": database_url,
        "LINKAGE_HUB_KEYS_DIR": str(settings.keys_dir),
        "LINKAGE_HUB_REGISTRATIONS_DIR": str(settings.registrations_dir),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "linkage_hub", *arguments],
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    suspended = await asyncio.to_thread(run, "suspend", "tax-agency")
    status = {row["id"]: row["status"] for row in await world.rows("participant")}
    reinstated = await asyncio.to_thread(run, "reinstate", "tax-agency")
    unknown = await asyncio.to_thread(run, "suspend", "nobody")

    assert (suspended.returncode, suspended.stderr) == (0, "")
    assert status["tax-agency"] == "suspended"
    assert {row["status"] for row in await world.rows("participant")} == {"active"}
    assert reinstated.returncode == 0
    assert (unknown.returncode, unknown.stderr) == (2, "no such participant\n")


async def test_the_description_names_every_route_and_problem(world: World) -> None:
    described = (await world.client.get("/openapi.json")).json()

    inquiries = described["paths"]["/v1/inquiries"]["post"]["responses"]
    assert {"200", "202", "401", "403", "409", "422"} <= inquiries.keys()
    assert {path for path in described["paths"] if path.startswith("/v1")} == {
        "/v1/inquiries",
        "/v1/inquiries/{serial}",
        "/v1/inquiries/{serial}/acknowledgement",
        "/v1/codes",
        "/v1/directory",
    }
    assert "number" not in json.dumps(sorted(described["components"]["schemas"])).lower()


async def test_a_hub_whose_database_is_away_answers_with_a_problem(
    database: Database, clock: object, rings: Mapping[str, Keyring]
) -> None:
    from linkage_hub.app import create_app
    from renkei.testing.clock import FixedClock

    assert isinstance(clock, FixedClock)
    app = create_app(hub_context(database, clock, rings))
    async with asgi_client(app) as client:
        reply = await client.post("/v1/inquiries", json={"inquiry": "a.b.c"})

    assert reply.status_code == 500
    assert reply.json().keys() == {"type", "title", "status"}
