"""Providers that fail, are slow, or lie: nothing changes but the time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from hub_asking import ask, household, outcome_in, permit_in, receipt_in, signed, stranger
from hub_world import World

from linkage_hub.clients import ProviderFailed
from linkage_hub.usecases.participants import set_status
from renkei.codes.group import plus, random_scalar, times_base
from renkei.codes.subjects import seal
from renkei.messages.answer import Answer, related_binding
from renkei.messages.fields import SealedSubjectClaim
from renkei.messages.permit import Permit
from renkei.messages.signing import sign, unverified
from renkei.service.ids import uuid7

Lie = Callable[[World, str, str], Awaitable[str]]


async def _true_answer(world: World, endpoint: str, permit: str) -> Answer:
    return unverified(await world.providers.truly(endpoint, permit), Answer)


def _fails(cause: str) -> Lie:
    async def lie(world: World, endpoint: str, permit: str) -> str:
        raise ProviderFailed(cause)

    return lie


def _says(text: str) -> Lie:
    async def lie(world: World, endpoint: str, permit: str) -> str:
        return text

    return lie


def _alters(by: str | None = "municipality", **changes: Any) -> Lie:
    async def lie(world: World, endpoint: str, permit: str) -> str:
        answer = await _true_answer(world, endpoint, permit)
        key = stranger() if by is None else world.rings[by].signing
        made = {name: value(world) if callable(value) else value for name, value in changes.items()}
        return sign(answer.model_copy(update=made), key)

    return lie


async def _echoes_the_permit(world: World, endpoint: str, permit: str) -> str:
    return permit


def _forges_a_person(forge: Callable[[World, Permit, int], dict[str, Any]]) -> Lie:
    async def lie(world: World, endpoint: str, permit: str) -> str:
        answer = await _true_answer(world, endpoint, permit)
        last = len(answer.related) - 1
        changes = forge(world, permit_in(world, permit), last)
        related = (*answer.related[:last], answer.related[last].model_copy(update=changes))
        return sign(
            answer.model_copy(update={"related": related}), world.rings["municipality"].signing
        )

    return lie


def _person(world: World, permit: Permit, slot: int, **changes: Any) -> dict[str, Any]:
    """A person whose proof holds, but for `changes` of what it should be sealed to or bound to."""
    to = changes.get("to", "welfare-agency")
    code = world.code("municipality", "taro", epoch=changes.get("epoch", 1))
    binding = related_binding(
        serial=changes.get("serial", permit.serial),
        inquiry_digest=permit.inquiry_digest,
        slot=changes.get("place", slot),
    )
    portal = world.rings[changes.get("portal", "portal")]
    sealed = seal(code, to=world.rings[to].code.public, portal=portal.code.public, binding=binding)
    claim = SealedSubjectClaim.of(sealed, key=world.rings[to].code_kid, portal_key=portal.code_kid)
    return dict(claim)


def _moved(world: World, permit: Permit, slot: int) -> dict[str, Any]:
    whole, by = _person(world, permit, slot), times_base(random_scalar())
    return {"to": plus(whole["to"], by), "portal": plus(whole["portal"], by)}


TROUBLE: dict[str, Lie] = {
    "timeout": _fails("timeout"),
    "unreachable": _fails("unreachable"),
    "internal error": _fails("status-500"),
    "no answer in the reply": _fails("no-answer"),
    "garbage": _says("garbage"),
    "garbage of other alphabets": _says("花子"),
    "nothing": _says(""),
    "too much": _says("A" * 600_000),
    "the permit itself": _echoes_the_permit,
    "signed by a stranger": _alters(by=None),
    "signed by another participant": _alters(by="tax-agency"),
    "said to be another's": _alters(iss="tax-agency"),
    "another's, signed by it": _alters(by="tax-agency", iss="tax-agency"),
    "for another requester": _alters(aud="tax-agency"),
    "for another serial": _alters(serial=lambda w: uuid7(w.clock)),
    "for another inquiry": _alters(inquiry_digest=bytes(32)),
    "forged person": _forges_a_person(_moved),
    "person of another slot": _forges_a_person(lambda w, p, n: _person(w, p, n, place=0)),
    "person of another answer": _forges_a_person(
        lambda w, p, n: _person(w, p, n, serial=uuid7(w.clock))
    ),
    "person sealed to another": _forges_a_person(lambda w, p, n: _person(w, p, n, to="tax-agency")),
    "person recorded for another": _forges_a_person(
        lambda w, p, n: _person(w, p, n, portal="identity")
    ),
    "person of another epoch": _forges_a_person(lambda w, p, n: _person(w, p, n, epoch=2)),
}


@pytest.fixture(params=list(TROUBLE.values()), ids=list(TROUBLE))
def trouble(request: pytest.FixtureRequest) -> Lie:
    found: Lie = request.param
    return found


def _in_place(world: World, lie: Lie) -> None:
    async def instead(endpoint: str, permit: str) -> str:
        return await lie(world, endpoint, permit)

    world.providers.instead = instead


async def test_trouble_leaves_the_inquiry_accepted_and_says_where_to_look(
    world: World, trouble: Lie
) -> None:
    _in_place(world, trouble)

    reply = await world.send(signed(world, household(world)))

    outcome = outcome_in(world, reply)
    assert reply.status_code == 202
    assert reply.headers["location"] == f"/v1/inquiries/{outcome.serial}"
    assert int(reply.headers["retry-after"]) > 0
    assert (outcome.state, outcome.reason, outcome.answer) == ("accepted", None, None)
    assert outcome.related == ()
    assert receipt_in(world, outcome.receipt).kind == "accepted"
    assert [entry["kind"] for entry in await world.rows("entry")] == ["accepted"]


async def test_asking_again_presents_the_same_permit_and_ends_the_inquiry(
    world: World, trouble: Lie
) -> None:
    _in_place(world, trouble)
    token = signed(world, household(world))
    waiting = outcome_in(world, await world.send(token))
    world.providers.instead = None
    world.clock.advance(timedelta(minutes=30))

    reply = await world.send(token)

    outcome = outcome_in(world, reply)
    first, second = world.providers.presented
    assert (reply.status_code, outcome.state) == (200, "answered")
    assert outcome.serial == waiting.serial
    assert first == second
    assert [entry["kind"] for entry in await world.rows("entry")] == ["accepted", "answered"]


async def test_a_true_answer_passes_the_same_forger_unaltered(world: World) -> None:
    _in_place(world, _forges_a_person(_person))

    reply = await world.send(signed(world, household(world)))

    assert reply.status_code == 200


async def test_people_in_an_answer_whose_layout_names_none_are_refused(world: World) -> None:
    async def instead(endpoint: str, permit: str) -> str:
        answer = await _true_answer(world, endpoint, permit)
        person = SealedSubjectClaim(**_person(world, permit_in(world, permit), 0))
        made = answer.model_copy(update={"related": (person,)})
        return sign(made, world.rings["tax-agency"].signing)

    world.providers.instead = instead

    reply = await world.send(ask(world))

    assert reply.status_code == 202


async def test_an_inquiry_past_its_deadline_expires_once(world: World) -> None:
    world.providers.fail("timeout")
    token = ask(world)
    await world.send(token)
    world.clock.advance(timedelta(hours=1, seconds=1))
    world.providers.instead = None

    replies = [await world.send(token) for _ in range(3)]

    outcome = outcome_in(world, replies[0])
    entries = await world.rows("entry")
    assert [reply.status_code for reply in replies] == [200, 200, 200]
    assert len({reply.text for reply in replies}) == 1
    assert (outcome.state, outcome.answer) == ("expired", None)
    assert receipt_in(world, outcome.receipt).leaf == entries[1]["leaf"]
    assert [entry["kind"] for entry in entries] == ["accepted", "expired"]
    assert len(world.providers.presented) == 1


async def test_an_inquiry_expires_once_however_many_ask_at_once(world: World) -> None:
    world.providers.fail("timeout")
    token = ask(world)
    await world.send(token)
    world.clock.advance(timedelta(hours=2))

    replies = await asyncio.gather(*(world.send(token) for _ in range(6)))

    assert len({reply.text for reply in replies}) == 1
    assert [entry["kind"] for entry in await world.rows("entry")] == ["accepted", "expired"]


async def test_an_ended_inquiry_keeps_no_permit(world: World) -> None:
    await world.send(ask(world))

    assert [row["permit"] for row in await world.rows("inquiry")] == [None]


async def test_a_provider_suspended_meanwhile_is_not_asked(world: World) -> None:
    world.providers.fail("timeout")
    token = ask(world)
    await world.send(token)
    await set_status(world.hub, "tax-agency", "suspended")
    world.providers.instead = None

    reply = await world.send(token)

    assert reply.status_code == 202
    assert len(world.providers.presented) == 1


async def test_an_answer_of_a_provider_suspended_while_it_answered_is_not_taken(
    world: World,
) -> None:
    async def instead(endpoint: str, permit: str) -> str:
        answer = await world.providers.truly(endpoint, permit)
        await set_status(world.hub, "tax-agency", "suspended")
        await world.hub.book.current()
        return answer

    world.providers.instead = instead

    reply = await world.send(ask(world))

    assert reply.status_code == 202


async def test_a_slow_provider_holds_nobody_else_up(world: World) -> None:
    release, waiting = asyncio.Event(), asyncio.Event()

    async def instead(endpoint: str, permit: str) -> str:
        if "tax" in endpoint:
            waiting.set()
            await release.wait()
        return await world.providers.truly(endpoint, permit)

    world.providers.instead = instead
    slow = asyncio.create_task(world.send(ask(world)))
    await waiting.wait()

    quick = await world.send(signed(world, household(world)))

    assert quick.status_code == 200
    assert not slow.done()
    release.set()
    assert (await slow).status_code == 200


async def test_two_answers_at_once_give_one_end(world: World) -> None:
    both = asyncio.Barrier(2)

    async def instead(endpoint: str, permit: str) -> str:
        await both.wait()
        answer = await _true_answer(world, endpoint, permit)
        return sign(
            answer.model_copy(update={"iat": answer.iat + len(world.providers.presented)}),
            world.rings["tax-agency"].signing,
        )

    world.providers.fail("timeout")
    token = ask(world)
    await world.send(token)
    world.providers.instead = instead

    replies = await asyncio.gather(world.send(token), world.send(token))

    entries = await world.rows("entry")
    assert len({reply.text for reply in replies}) == 1
    assert [json.loads(entry["body"])["kind"] for entry in entries] == ["accepted", "answered"]
