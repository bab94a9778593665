"""A whole demo run on tape: what was said, what was printed, and the folder it left."""

import asyncio
import contextlib
import io
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from recorder import Exchange, recording
from sqlalchemy import MetaData, select

from devstack.demo import demo
from devstack.population import Population, generate, story
from devstack.records import citizens_of, hub_entries
from devstack.seed import request_id
from devstack.stack import Stack
from devstack.topology import MUNICIPALITY, SERVICES, TAX, WELFARE, Service
from renkei.agency.people import People, Person, person_table
from renkei.agency.tables import kit_tables
from renkei.agency.vault import CodeVault
from renkei.codes.subjects import Code
from renkei.service.database import Database

SEED = 1
HOUSEHOLDS = 3
AGENCIES = (MUNICIPALITY, TAX, WELFARE)
SERVICES_BY_NAME = {service.name: service for service in SERVICES}


@dataclass(frozen=True, slots=True)
class Capture:
    """One run after everything was stopped."""

    stack: Stack
    exchanges: tuple[Exchange, ...] = field(repr=False)
    output: str = field(repr=False)
    is_as_told: bool

    @property
    def folder(self) -> Path:
        """What the run left on disk."""
        return self.stack.folder


@dataclass(frozen=True, slots=True)
class Held:
    """What one agency holds of people, opened with its own keys: by its own references."""

    people: dict[str, Person] = field(repr=False)
    codes: dict[str, Code] = field(repr=False)
    answers: dict[UUID, str] = field(repr=False)
    """The content of the answers that it got, by inquiry id, as it was sealed."""


def capture(folder: Path) -> Capture:
    """Run the demo, tapped, on free ports."""
    return asyncio.run(_captured(folder))


async def _captured(folder: Path) -> Capture:
    async with recording(*SERVICES_BY_NAME) as recorder:
        stack = Stack(folder, ports=recorder.ports, urls=recorder.urls)
        with contextlib.redirect_stdout(io.StringIO()) as output:
            is_as_told = await demo(stack, number=SEED, households=HOUSEHOLDS)
    return Capture(stack, tuple(recorder.exchanges()), output.getvalue(), is_as_told)


def population() -> Population:
    """Return the town of the run."""
    return story(generate(SEED, HOUSEHOLDS)).population


def held_by(stack: Stack, agency: Service) -> Held:
    """Open what an agency keeps, as it does itself."""
    return asyncio.run(_held_by(stack, agency))


async def _held_by(stack: Stack, agency: Service) -> Held:
    metadata = MetaData()
    tables, person = kit_tables(metadata), person_table(metadata)
    cipher = stack.keyring(agency.name).at_rest
    people = People(person, tables.code_vault, cipher)
    vault = CodeVault(tables.code_vault, tables.person_alias, cipher)
    db = Database(stack.database_url(agency))
    async with db.read() as tx:
        registered = await tx.scalars(select(person.c.person_ref))
        coded = await tx.scalars(select(tables.code_vault.c.person_ref))
        asked = tables.inquiry
        inquiries = await tx.execute(
            select(asked.c.inquiry_id, asked.c.content_sealed).where(
                asked.c.content_sealed.is_not(None)
            )
        )
        held = Held(
            people={ref: await people.person(tx, ref) for ref in registered},
            codes={ref: code for ref in coded if (code := await vault.code_of(tx, ref))},
            answers={
                row.inquiry_id: cipher.open(
                    row.content_sealed, purpose="inquiry-content", bound_to=row.inquiry_id.bytes
                ).decode()
                for row in inquiries
            },
        )
    await db.close()
    return held


def portal_codes(stack: Stack) -> set[Code]:
    """Open the citizen's part of every entry, with the portal's key."""
    return {code for entry in hub_entries(stack) for code in citizens_of(stack, entry)}


def rows(stack: Stack, service: Service, query: str) -> list[dict[str, Any]]:
    """Read a service's database as its operator can."""
    with contextlib.closing(sqlite3.connect(stack.database(service))) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def numbers_by_key(stack: Stack) -> dict[str, str]:
    """Return the Individual Numbers of the town, by the population's keys."""
    residents = held_by(stack, MUNICIPALITY).people.values()
    numbers = {str(one.request_id): one.number for one in residents}
    keys = {request_id("resident", person.key): person.key for person in population().people}
    return {keys[request]: number.reveal() for request, number in numbers.items() if number}
