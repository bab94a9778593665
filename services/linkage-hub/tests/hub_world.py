"""A hub and those who take part around it, with real keys, real codes and a real database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import select

from linkage_hub.app import create_app
from linkage_hub.clients import ProviderFailed
from linkage_hub.context import Context, ParticipantBook
from linkage_hub.db.tables import metadata
from linkage_hub.settings import Settings
from linkage_hub.usecases.participants import admit
from renkei.agency.answering import Asked, Declined, Facts, answer_permit
from renkei.agency.context import AgencyContext, build_context
from renkei.agency.settings import AgencySettings
from renkei.agency.tables import kit_tables
from renkei.agency.vault import CodeVault
from renkei.codes.conversion import Factors
from renkei.codes.grants import person_point
from renkei.codes.group import Point, times
from renkei.codes.subjects import Code
from renkei.keyring import Keyring, make_keys
from renkei.layouts import LAYOUTS, Content, Outcome
from renkei.permits import load_statute
from renkei.service.callers import Credentials
from renkei.service.database import Database, new_metadata
from renkei.service.migrations import migrate
from renkei.testing.client import asgi_client
from renkei.testing.clock import FixedClock

HUB = "linkage-hub"
KINDS = {
    HUB: ("linkage-core",),
    "identity": ("numbering-body",),
    "portal": ("disclosure-system",),
    "welfare-agency": ("municipal-mayor", "prefectural-governor"),
    "tax-agency": ("municipal-mayor",),
    "municipality": ("municipal-mayor",),
}
PROVIDES = {"tax-agency": "local-tax", "municipality": "household"}
PEOPLE = ("hanako", "taro", "jiro")
HOUSEHOLD = ("taro", "jiro")
"""Who lives with hanako, by slot."""
INCOME = 1_234_567
"""Stands in every tax answer, and must stand nowhere at the hub."""
MASTER = bytes(range(32))
POINTS = {name: person_point(b"k" * 32, name.encode()) for name in PEOPLE}
_TAX = {"taxation-class": "taxed", "dependant-of-taxed-person": False}


@dataclass(frozen=True)
class TinySource:
    """Knows the same of everybody, and declines when it is told to."""

    declines: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    async def facts(self, tx: object, asked: Asked) -> Facts:
        self.asked.append(asked)
        if self.declines:
            raise Declined(self.declines[0])
        if asked.information == "local-tax":
            return Facts(content=_content(asked, {i: _TAX.get(i, INCOME) for i in asked.items}))
        members = [{"slot": s, "relationship": "child"} for s in range(len(HOUSEHOLD))]
        held = {"relationship": "head", "members": members}
        people = HOUSEHOLD if "members" in asked.items else ()
        return Facts(content=_content(asked, {i: held[i] for i in asked.items}), related=people)


def _content(asked: Asked, items: dict[str, Any]) -> Content:
    return Content(
        layout=asked.information,
        version=LAYOUTS[asked.information].version,
        outcome=Outcome.PROVIDED,
        items=items,
        as_of=date(2026, 1, 1),
        source_updated_at=None,
    )


Reply = Callable[[str, str], Awaitable[str]]
"""From endpoint and permit to what the provider says."""


class Providers:
    """Neighbours of the hub: the agency kit answers, unless a test puts something in its place."""

    def __init__(self) -> None:
        self.presented: list[str] = []
        self.agencies: dict[str, tuple[AgencyContext, TinySource]] = {}
        self.instead: Reply | None = None

    async def present(self, endpoint: str, permit: str) -> str:
        self.presented.append(permit)
        if self.instead is not None:
            return await self.instead(endpoint, permit)
        return await self.truly(endpoint, permit)

    async def truly(self, endpoint: str, permit: str) -> str:
        kit, source = self.agencies[endpoint]
        return await answer_permit(kit, source, permit)

    def fail(self, cause: str) -> None:
        async def failing(_: str, __: str) -> str:
            raise ProviderFailed(cause)

        self.instead = failing


@dataclass(frozen=True)
class World:
    """All that a test needs to ask the hub, and to look behind it."""

    clock: FixedClock
    hub: Context
    app: FastAPI
    rings: Mapping[str, Keyring]
    points: Mapping[str, Point]
    providers: Providers
    client: httpx2.AsyncClient

    def code(self, participant: str, person: str, *, epoch: int = 1) -> Code:
        return code_of(participant, person, epoch=epoch)

    def bearer(self, participant: str, *, audience: str = HUB) -> dict[str, str]:
        ring = self.rings[participant]
        return Credentials(participant, ring.signing, self.clock).header(audience)

    async def send(self, token: str) -> httpx2.Response:
        return await self.client.post("/v1/inquiries", json={"inquiry": token})

    async def rows(self, table: str) -> list[dict[str, Any]]:
        async with self.hub.db.read() as tx:
            found = await tx.execute(select(metadata.tables[table]))
            return [dict(row) for row in found.mappings()]

    async def tables(self) -> dict[str, list[dict[str, Any]]]:
        return {name: await self.rows(name) for name in metadata.tables}


def code_of(participant: str, person: str, *, epoch: int = 1) -> Code:
    """Return a participant's code of a person, as the scheme defines it."""
    factor = Factors(MASTER).factor(participant, epoch)
    return Code(times(factor, POINTS[person]), epoch)


def make_rings(folder: Path) -> dict[str, Keyring]:
    """Make the keys of every participant."""
    for name in KINDS:
        make_keys(folder / name)
    return {name: Keyring.load(folder / name) for name in KINDS}


def registration(rings: Mapping[str, Keyring], name: str, /, **changes: Any) -> str:
    """Sign the registration of a participant."""
    stated: dict[str, Any] = {
        "name": name.title(),
        "kinds": KINDS[name],
        "issued_at": 1_700_000_000,
        "jurisdiction": ("131016",),
    }
    if name in PROVIDES:
        stated |= {"endpoint": f"http://{name}.test", "provides": (PROVIDES[name],)}
    return rings[name].register(name, **(stated | changes))


def hub_context(db: Database, clock: FixedClock, rings: Mapping[str, Keyring]) -> Context:
    """Return a hub's context on a database, without participants."""
    return Context(
        settings=Settings(
            database_url="sqlite:///not-used", keys_dir=Path("none"), registrations_dir=Path("none")
        ),
        db=db,
        clock=clock,
        keyring=rings[HUB],
        factors=Factors(MASTER),
        permits=load_statute(),
        book=ParticipantBook(db, keyring=rings[HUB], hub=HUB, clock=clock),
        providers=Providers(),
    )


async def prepare_hub(url: str, rings: Mapping[str, Keyring]) -> None:
    """Migrate a hub's database and admit everybody."""
    await migrate(url, "linkage_hub")
    db = Database(url)
    hub = hub_context(db, FixedClock(), rings)
    await admit(hub, [registration(rings, name) for name in KINDS])
    await db.close()


async def prepare_agency(url: str, name: str, ring: Keyring) -> None:
    """Make an agency's tables, and put everybody's code into its vault."""
    db, schema = Database(url), new_metadata()
    kit = kit_tables(schema)
    vault = CodeVault(kit.code_vault, kit.person_alias, ring.at_rest)
    async with db.transaction() as tx:
        await tx.run_sync(schema.create_all)
        for person in PEOPLE:
            code = code_of(name, person)
            await vault.keep(tx, person_ref=person, code=code, at=FixedClock()())
    await db.close()


@asynccontextmanager
async def open_world(
    db: Database, clock: FixedClock, rings: Mapping[str, Keyring], *, keys: Path, agencies: Path
) -> AsyncIterator[World]:
    """Put the hub and its providers around databases that are prepared."""
    hub = hub_context(db, clock, rings)
    app = create_app(hub)
    async with asgi_client(app) as client:
        providers = hub.providers
        assert isinstance(providers, Providers)
        world = World(clock, hub, app, rings, POINTS, providers, client)
        databases = [_open_agency(world, name, keys, agencies) for name in PROVIDES]
        yield world
        for opened in databases:
            await opened.close()


def _open_agency(world: World, name: str, keys: Path, agencies: Path) -> Database:
    url = f"sqlite:///{agencies / name}.db"
    db = Database(url)
    settings = AgencySettings(
        database_url=url,
        port=1,
        participant=name,
        keys_dir=keys / name,
        hub_url="http://hub.test",
        hub_registration=registration(world.rings, HUB),
        identity_url="http://identity.test",
    )
    kit = build_context(
        settings,
        db=db,
        tables=kit_tables(new_metadata()),
        clock=world.clock,
        hub_http=world.client,
        identity_http=world.client,
        identity="identity",
    )
    world.providers.agencies[f"http://{name}.test"] = kit, TinySource()
    return db
