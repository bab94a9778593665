# ruff: noqa: PLR0917 - pytest passes fixtures by name
import contextlib
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from identity.app import create_app, read_point_key
from identity.context import Context
from identity.settings import Settings
from renkei.agency.clients import IssuedCode, Unreachable
from renkei.agency.directory_view import DirectoryView
from renkei.codes.conversion import Factors
from renkei.directory import read_registration
from renkei.keyring import Keyring, make_keys, write_secret
from renkei.messages.registration import DirectoryDocument, DirectoryEntry
from renkei.messages.signing import sign
from renkei.service.callers import Credentials
from renkei.service.migrations import migrate
from renkei.testing.client import asgi_client
from renkei.testing.plugin import clock, database, database_url, sqlite_url

__all__ = ["clock", "database", "database_url", "sqlite_url"]

KINDS = {
    "linkage-hub": ("linkage-core",),
    "identity": ("numbering-body",),
    "municipality": ("municipal-mayor", "resident-register"),
    "other-municipality": ("municipal-mayor", "resident-register"),
    "tax-agency": ("municipal-mayor",),
    "welfare-agency": ("prefectural-governor",),
}


class FakeHub:
    """Serves a directory signed with a hub's real key; whom it lists is the test's to say."""

    def __init__(self, rings, clock):
        self.rings = rings
        self.clock = clock
        self.suspended = set()
        self.missing = set()
        self.without_code_key = set()
        self.answers = True
        self.signs_with = rings["linkage-hub"]

    def registration(self, participant):
        ring = self.rings[participant]
        issued = int(self.clock().timestamp())
        token = ring.register(
            participant, name=participant, kinds=KINDS[participant], issued_at=issued
        )
        if participant not in self.without_code_key:
            return token
        return without_code_key(token, ring)

    async def directory(self):
        if not self.answers:
            raise Unreachable("the hub does not answer")
        entries = tuple(
            DirectoryEntry(
                registration=self.registration(name),
                status="suspended" if name in self.suspended else "active",
            )
            for name in self.rings
            if name not in self.missing
        )
        now = int(self.clock().timestamp())
        document = DirectoryDocument(iss="linkage-hub", iat=now, participants=entries)
        return sign(document, self.signs_with.signing)

    async def send_inquiry(self, inquiry: str) -> str:
        raise NotImplementedError

    async def present_grant(self, grant: str) -> IssuedCode:
        raise NotImplementedError


def without_code_key(token, ring):
    from renkei.messages.registration import Registration
    from renkei.messages.signing import unverified

    stated = unverified(token, Registration)
    keys = tuple(key for key in stated.keys if key.use != "code")
    return sign(stated.model_copy(update={"keys": keys}), ring.signing)


class Draws:
    """Stands in for `secrets.randbelow`: gives what is listed, then counts up from there."""

    def __init__(self):
        self.listed = []
        self.counter = itertools.count(12345678901)
        self.made = 0

    def __call__(self, below):
        self.made += 1
        return self.listed.pop(0) if self.listed else next(self.counter)


@pytest.fixture(scope="session")
def keyrings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    for name in KINDS:
        make_keys(folder / name)
    write_secret(folder / "identity" / "point.key", b"\x05" * 32)
    return folder


@pytest.fixture
def rings(keyrings: Path):
    return {name: Keyring.load(keyrings / name) for name in KINDS}


@pytest.fixture
def hub(rings, clock):
    return FakeHub(rings, clock)


@pytest.fixture
def draws():
    return Draws()


@pytest.fixture
def settings(keyrings, hub, database_url):
    return Settings(
        database_url=database_url,
        keys_dir=keyrings / "identity",
        hub_url="http://hub.test",
        hub_registration=hub.registration("linkage-hub"),
    )


@pytest_asyncio.fixture
async def context(settings, rings, hub, clock, database, database_url, draws):
    await migrate(database_url, "identity")
    anchor = read_registration(settings.hub_registration)
    return Context(
        settings=settings,
        db=database,
        clock=clock,
        keyring=rings["identity"],
        point_key=read_point_key(settings.keys_dir),
        directory=DirectoryView(hub, anchor=anchor, participant="identity", clock=clock),
        randbelow=draws,
    )


@pytest.fixture
def app(context):
    return create_app(context)


@pytest_asyncio.fixture
async def speak_as(app, rings, clock) -> AsyncIterator:
    """Return a client that speaks for one participant."""
    async with contextlib.AsyncExitStack() as clients:

        async def client_of(participant, *, audience="identity"):
            credentials = Credentials(participant, rings[participant].signing, clock)
            return await clients.enter_async_context(
                asgi_client(app, headers=credentials.header(audience))
            )

        yield client_of


@pytest_asyncio.fixture
async def mayor(speak_as):
    return await speak_as("municipality")


@pytest_asyncio.fixture
async def welfare(speak_as):
    return await speak_as("welfare-agency")


@pytest_asyncio.fixture
async def staff(speak_as):
    return await speak_as("identity")


@pytest.fixture
def request_ids():
    numbers = itertools.count(1)
    return lambda: str(UUID(int=next(numbers)))


@pytest.fixture
def mother():
    return {
        "name": "渡邉 花子",
        "birth_date": "昭和33年3月1日",
        "sex": "female",
        "address": "愛知県碧南市松本町28番地",
    }


@pytest.fixture
def son(mother):
    return mother | {"name": "渡邉 一郎", "birth_date": "1985-07-09", "sex": "male"}


@pytest.fixture
def canaries(mother, son):
    """Every item of both, in the forms in which it could come back."""
    # None so short that a random id could hold it.
    forms = {
        "渡邉",
        "渡辺",
        "花子",
        "一郎",
        "はなこ",
        "1958-03",
        "昭和33",
        "昭和33年3月1日",
        "1985-07",
        "碧南",
        "松本町",
    }
    return forms | {value for who in (mother, son) for value in who.values() if len(value) > 6}


@pytest.fixture
def registered(mayor, request_ids):
    """Register a person; return the number."""

    async def register(items, **more):
        body = {"request_id": request_ids(), **items, **more}
        answer = await mayor.post("/v1/people", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["number"]

    return register


@pytest.fixture
def factors():
    return Factors(b"\x09" * 32)
