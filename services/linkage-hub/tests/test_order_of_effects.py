"""Accepted means on disk, and no answer leaves before its entry."""

import json
from typing import Any

import pytest
from hub_asking import ask, inquiry, outcome_in, permit_in, receipt_in, signed
from hub_world import World
from sqlalchemy import text


async def _run(world: World, statement: str) -> None:
    async with world.hub.db.transaction() as tx:
        await tx.execute(text(statement))


async def test_inquiry_and_entry_are_on_disk_when_the_permit_arrives(world: World) -> None:
    seen: list[dict[str, Any]] = []

    async def instead(endpoint: str, permit: str) -> str:
        seen.append(await world.tables())
        return await world.providers.truly(endpoint, permit)

    world.providers.instead = instead
    await world.send(ask(world))

    [tables] = seen
    [kept], [entry] = tables["inquiry"], tables["entry"]
    permit = permit_in(world, world.providers.presented[0])
    assert (kept["state"], kept["permit"]) == ("accepted", world.providers.presented[0])
    assert (entry["kind"], entry["serial"]) == ("accepted", permit.serial)
    assert receipt_in(world, permit.receipt).leaf == entry["leaf"]


async def test_no_transaction_is_open_while_a_provider_is_asked(world: World) -> None:
    async def instead(endpoint: str, permit: str) -> str:
        await _run(world, "UPDATE participant SET changed_at = changed_at")
        return await world.providers.truly(endpoint, permit)

    world.providers.instead = instead

    reply = await world.send(ask(world))

    assert reply.status_code == 200


async def test_no_answer_leaves_when_its_entry_cannot_be_written(world: World) -> None:
    async def instead(endpoint: str, permit: str) -> str:
        answer = await world.providers.truly(endpoint, permit)
        await _run(world, "ALTER TABLE entry RENAME TO away")
        return answer

    world.providers.instead = instead
    token = ask(world)

    reply = await world.send(token)

    [kept] = await world.rows("inquiry")
    assert reply.status_code == 500
    assert reply.json().keys() == {"type", "title", "status"}
    assert (kept["state"], kept["answer"]) == ("accepted", None)


async def test_after_a_failed_entry_the_same_inquiry_ends_it(world: World) -> None:
    async def instead(endpoint: str, permit: str) -> str:
        answer = await world.providers.truly(endpoint, permit)
        await _run(world, "ALTER TABLE entry RENAME TO away")
        return answer

    world.providers.instead = instead
    token = ask(world)
    await world.send(token)
    await _run(world, "ALTER TABLE away RENAME TO entry")
    world.providers.instead = None

    reply = await world.send(token)

    assert outcome_in(world, reply).state == "answered"
    assert len(await world.rows("entry")) == 2


@pytest.mark.parametrize("procedure", ["long-term-care-insurance", "no-such"])
async def test_nothing_is_accepted_or_refused_without_its_entry(
    world: World, procedure: str
) -> None:
    await _run(world, "ALTER TABLE entry RENAME TO away")

    reply = await world.send(signed(world, inquiry(world, procedure=procedure)))

    assert reply.status_code == 500
    assert "outcome" not in reply.json()
    assert await world.rows("inquiry") == []
    assert world.providers.presented == []


async def test_the_answer_on_disk_is_the_answer_handed_on(world: World) -> None:
    outcome = outcome_in(world, await world.send(ask(world)))

    [kept] = await world.rows("inquiry")
    answered = json.loads((await world.rows("entry"))[1]["body"])
    assert kept["answer"] == outcome.answer
    assert kept["receipt"] == outcome.receipt
    assert answered["serial"] == str(outcome.serial)
