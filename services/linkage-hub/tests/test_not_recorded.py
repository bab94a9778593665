"""Messages that are no genuine inquiry: refused, and nothing is written anywhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hub_asking import (
    ask,
    claims_of,
    inquiry,
    permit_in,
    signed,
    signed_claims,
    stranger,
    with_subject,
)
from hub_forgeries import BROKEN, NOT_GENUINE, welfare_key
from hub_world import World, hub_context

from linkage_hub.usecases.participants import set_status
from renkei.messages.signing import MAX_MESSAGE_BYTES, sign


@pytest.mark.parametrize("make", NOT_GENUINE.values(), ids=NOT_GENUINE.keys())
async def test_what_is_not_genuine_is_refused_and_leaves_nothing(
    world: World, make: Callable[[World], str]
) -> None:
    before = await world.tables()

    reply = await world.send(make(world))

    assert reply.status_code == 401
    assert reply.json()["type"].endswith("/message-refused")
    assert reply.json().keys() == {"type", "title", "status", "detail"}
    assert await world.tables() == before
    assert world.providers.presented == []


async def test_a_permit_is_no_inquiry(world: World) -> None:
    await world.send(ask(world))
    before, permit = await world.tables(), world.providers.presented[0]

    reply = await world.send(permit)

    assert permit_in(world, permit).aud == "tax-agency"
    assert reply.status_code == 401
    assert await world.tables() == before


@pytest.mark.parametrize(("place", "make"), BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_claim_is_named_and_leaves_nothing(
    world: World, place: str, make: Callable[[World], object]
) -> None:
    before = await world.tables()

    reply = await world.send(signed_claims(welfare_key(world), make(world)))

    problem = reply.json()
    assert (reply.status_code, problem["type"].rsplit("/", 1)[1]) == (422, "message-invalid")
    assert {error["at"] for error in problem["errors"]} == {place}
    assert all(error.keys() == {"at", "rule"} and error["rule"] for error in problem["errors"])
    assert "canary" not in reply.text
    assert await world.tables() == before


async def test_a_broken_claim_repeats_no_byte_of_the_subject(world: World) -> None:
    message = inquiry(world, case_ref="canary-1")
    claims = claims_of(with_subject(message)) | {"consent": "canary"}

    reply = await world.send(signed_claims(welfare_key(world), claims))

    sent = [value for value in claims["subject"].values() if isinstance(value, str)]
    assert reply.status_code == 422
    assert all(value not in reply.text for value in (*sent, "canary"))


PAYLOADS = [b"", b"null", b"[]", b"7", b"{", b"\xff", b'{"a":NaN}', b"[" * 10_000]


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_signed_payload_that_is_no_claims_is_refused(world: World, payload: bytes) -> None:
    before = await world.tables()

    reply = await world.send(signed_claims(welfare_key(world), payload))

    assert reply.status_code in {401, 422}
    assert await world.tables() == before


async def test_suspension_takes_effect_between_two_inquiries(world: World) -> None:
    first = await world.send(ask(world))
    await set_status(world.hub, "welfare-agency", "suspended")
    before = await world.tables()

    second = await world.send(ask(world))

    assert (first.status_code, second.status_code) == (200, 401)
    assert second.json()["type"].endswith("/message-refused")
    assert await world.tables() == before


async def test_a_suspended_participant_is_like_a_stranger(world: World) -> None:
    await set_status(world.hub, "welfare-agency", "suspended")

    suspended = await world.send(ask(world))
    unknown = await world.send(sign(inquiry(world), stranger()))

    assert suspended.json() == unknown.json()


async def test_a_suspended_participant_is_not_told_how_its_inquiries_stand(world: World) -> None:
    token = ask(world)
    await world.send(token)
    await set_status(world.hub, "welfare-agency", "suspended")

    again = await world.send(token)

    assert again.status_code == 401


async def test_suspension_by_another_process_takes_effect_within_a_second(world: World) -> None:
    await world.send(ask(world))
    elsewhere = hub_context(world.hub.db, world.clock, world.rings)
    await set_status(elsewhere, "welfare-agency", "suspended")
    world.clock.advance(timedelta(seconds=1.1))

    reply = await world.send(ask(world))

    assert reply.status_code == 401


async def test_a_reinstated_participant_asks_again(world: World) -> None:
    await set_status(world.hub, "welfare-agency", "suspended")
    await set_status(world.hub, "welfare-agency", "active")

    reply = await world.send(ask(world))

    assert reply.status_code == 200


async def test_an_oversized_body_is_refused_unread(world: World) -> None:
    before = await world.tables()

    reply = await world.send("A" * (1 << 20))

    assert reply.status_code == 413
    assert reply.json()["type"].endswith("/content-too-large")
    assert await world.tables() == before


async def test_a_message_beyond_the_longest_is_refused_unverified(world: World) -> None:
    reply = await world.send("A" * (MAX_MESSAGE_BYTES + 1))

    assert reply.status_code == 422
    assert reply.json()["errors"] == [{"at": "body/inquiry", "rule": "string_too_long"}]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"inquiry": 7}', b"[" * 100_000, b"\xff"])
async def test_a_body_that_is_no_inquiry_is_a_problem_document(world: World, body: bytes) -> None:
    reply = await world.client.post(
        "/v1/inquiries", content=body, headers={"content-type": "application/json"}
    )

    assert reply.status_code in {400, 422}
    assert reply.headers["content-type"] == "application/problem+json"


async def test_an_unknown_member_beside_the_inquiry_is_refused_and_not_repeated(
    world: World,
) -> None:
    body = {"inquiry": signed(world, inquiry(world)), "canary": "canary"}

    reply = await world.client.post("/v1/inquiries", json=body)

    assert reply.status_code == 422
    assert "canary" not in reply.text
    assert await world.rows("inquiry") == []
