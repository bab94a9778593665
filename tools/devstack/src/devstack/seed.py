"""Filling a running stack with a synthetic population, at the counters where it would be filled."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from devstack.desk import Desk
from devstack.population import Person, Story, TaxFacts, generate, story
from devstack.population.addresses import HOME_CODE
from devstack.stack import Stack
from devstack.topology import MUNICIPALITY, TAX

_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Seeded:
    """The town, and what its people's papers say: Individual Numbers by the generator's keys."""

    story: Story = field(repr=False)
    numbers: dict[str, str] = field(repr=False)


async def seed(stack: Stack, *, number: int, households: int) -> Seeded:
    """Register a town: residents with their numbers and households, taxpayers with their years.

    Args:
        stack: a running one.
        number: what the population is generated from; the same gives the same town.
        households: how many, beside the demo's own.
    """
    town = story(generate(number, households))
    async with Desk(stack, MUNICIPALITY) as register, Desk(stack, TAX) as tax:
        numbers = await _residents(register, town)
        await _taxpayers(tax, town, numbers)
    return Seeded(town, numbers)


def paper(person: Person) -> dict[str, str]:
    """Return the four basic items as the person would write them on a form."""
    return {
        "name": person.name,
        "birth_date": person.birth_date_as_written,
        "sex": person.sex,
        "address": person.address,
    }


def request_id(purpose: str, key: str) -> str:
    """Return the id of a request that is the same whenever it is repeated."""
    return str(uuid5(NAMESPACE_URL, f"devstack:{purpose}:{key}"))


async def _residents(register: Desk, town: Story) -> dict[str, str]:
    population = town.population
    refs: dict[str, str] = {}
    numbers: dict[str, str] = {}

    async def add(person: Person) -> None:
        others = [*person.previous_names, *([person.alias] if person.alias else [])]
        body = paper(person) | {
            "request_id": request_id("resident", person.key),
            "other_names": others,
        }
        answer = await register.post("/v1/residents", body)
        refs[person.key], numbers[person.key] = answer["person_ref"], answer["number"]

    await _all(add(person) for person in population.people)
    await _all(
        register.put(
            "/v1/households",
            {
                "members": [
                    {"person_ref": refs[key], "relationship": population.person(key).relationship}
                    for key in household.members
                ]
            },
        )
        for household in population.households
    )
    return numbers


async def _taxpayers(tax: Desk, town: Story, numbers: dict[str, str]) -> None:
    facts_of: dict[str, list[TaxFacts]] = {}
    for facts in town.population.tax_register(HOME_CODE):
        facts_of.setdefault(facts.person, []).append(facts)

    async def add(key: str) -> None:
        person = town.population.person(key)
        answer = await tax.post(
            "/v1/taxpayers",
            paper(person) | {"request_id": request_id("taxpayer", key), "number": numbers[key]},
        )
        for facts in facts_of[key]:
            if facts.state != "no-replica":
                await tax.put(
                    "/v1/assessments",
                    {
                        "person_ref": answer["person_ref"],
                        "fiscal_year": facts.fiscal_year,
                        "state": facts.state,
                        "items": dict(facts.items),
                    },
                )

    await _all(add(key) for key in facts_of)


async def _all(tasks: Iterable[Awaitable[object]]) -> None:
    """Do everything, a few at a time."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(task: Awaitable[object]) -> None:
        async with slots:
            await task

    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(one(task))
