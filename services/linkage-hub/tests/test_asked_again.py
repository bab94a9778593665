"""The same inquiry again, another under its id, and many at once."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from hub_asking import ask, household, inquiry, outcome_in, signed
from hub_world import World


async def _kinds(world: World) -> list[str]:
    return [entry["kind"] for entry in await world.rows("entry")]


async def test_the_same_inquiry_again_gets_the_same_outcome_and_changes_nothing(
    world: World,
) -> None:
    token = ask(world)
    first = await world.send(token)
    before = await world.tables()
    world.clock.advance(timedelta(hours=3))

    again = await world.send(token)

    assert (again.status_code, again.json()) == (200, first.json())
    assert await world.tables() == before
    assert len(world.providers.presented) == 1


async def test_another_inquiry_under_a_used_id_is_a_conflict_and_changes_nothing(
    world: World,
) -> None:
    used = uuid4()
    await world.send(ask(world, jti=used))
    before = await world.tables()

    reply = await world.send(ask(world, "taro", jti=used))

    assert reply.status_code == 409
    assert reply.json()["type"].endswith("/inquiry-id-reused")
    assert "outcome" not in reply.json()
    assert str(used) not in reply.text
    assert await world.tables() == before


async def test_the_same_terms_sealed_anew_under_a_used_id_are_another_inquiry(
    world: World,
) -> None:
    used = uuid4()
    await world.send(ask(world, jti=used))

    reply = await world.send(ask(world, jti=used))

    assert reply.status_code == 409


async def test_a_refused_id_stays_used(world: World) -> None:
    used = uuid4()
    refused = await world.send(ask(world, jti=used, procedure="no-such"))

    reply = await world.send(ask(world, jti=used))

    assert (refused.status_code, reply.status_code) == (422, 409)
    assert await _kinds(world) == ["refused"]


async def test_one_id_of_two_requesters_is_two_inquiries(world: World) -> None:
    shared = uuid4()
    mine, theirs = (
        signed(world, household(world, jti=shared, iss=iss))
        for iss in ("welfare-agency", "tax-agency")
    )

    replies = [await world.send(token) for token in (mine, theirs)]

    outcomes = [outcome_in(world, reply) for reply in replies]
    assert [reply.status_code for reply in replies] == [200, 200]
    assert len({outcome.serial for outcome in outcomes}) == 2
    assert [outcome.aud for outcome in outcomes] == ["welfare-agency", "tax-agency"]


async def test_the_same_inquiry_many_times_at_once_is_one_inquiry(world: World) -> None:
    token = ask(world)

    replies = await asyncio.gather(*(world.send(token) for _ in range(8)))

    assert Counter(reply.status_code for reply in replies) == {200: 8}
    assert len({reply.json()["outcome"] for reply in replies}) == 1
    assert await _kinds(world) == ["accepted", "answered"]
    assert len(await world.rows("inquiry")) == 1
    assert len(set(world.providers.presented)) == 1


async def test_many_inquiries_at_once_under_one_id_leave_one(world: World) -> None:
    used = uuid4()
    tokens = [ask(world, person, jti=used) for person in ("hanako", "taro", "jiro")]

    replies = await asyncio.gather(*(world.send(token) for token in tokens))

    assert sorted(reply.status_code for reply in replies) == [200, 409, 409]
    assert await _kinds(world) == ["accepted", "answered"]


async def test_a_refusal_many_times_at_once_is_recorded_once(world: World) -> None:
    token = ask(world, procedure="no-such")

    replies = await asyncio.gather(*(world.send(token) for _ in range(8)))

    assert len({reply.text for reply in replies}) == 1
    assert await _kinds(world) == ["refused"]


async def test_different_inquiries_at_once_do_not_disturb_each_other(world: World) -> None:
    messages = [inquiry(world, person) for person in ("hanako", "taro", "jiro") * 4]

    replies = await asyncio.gather(*(world.send(signed(world, m)) for m in messages))

    outcomes = [outcome_in(world, reply) for reply in replies]
    assert [outcome.inquiry_id for outcome in outcomes] == [message.jti for message in messages]
    assert Counter(await _kinds(world)) == {"accepted": 12, "answered": 12}
