"""Looking at one's inquiries, and acknowledging answers."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
from hub_asking import ask, household, outcome_in, signed
from hub_world import World

from renkei.messages.access import Access
from renkei.messages.signing import sign
from renkei.service.ids import uuid7


async def _get(world: World, serial: object, by: str | None) -> httpx2.Response:
    headers = {} if by is None else world.bearer(by)
    return await world.client.get(f"/v1/inquiries/{serial}", headers=headers)


async def _acknowledge(world: World, serial: object, by: str | None) -> httpx2.Response:
    headers = {} if by is None else world.bearer(by)
    return await world.client.post(f"/v1/inquiries/{serial}/acknowledgement", headers=headers)


async def _answered(world: World) -> UUID:
    return outcome_in(world, await world.send(signed(world, household(world)))).serial


async def test_a_requester_sees_its_own_inquiry_as_it_was_told(world: World) -> None:
    sent = await world.send(ask(world))

    seen = await _get(world, outcome_in(world, sent).serial, "welfare-agency")

    assert (seen.status_code, seen.json()) == (200, sent.json())


async def test_an_inquiry_without_an_end_is_still_accepted(world: World) -> None:
    world.providers.fail("timeout")
    serial = outcome_in(world, await world.send(ask(world))).serial

    seen = await _get(world, serial, "welfare-agency")

    assert seen.status_code == 202
    assert seen.headers["location"] == f"/v1/inquiries/{serial}"
    assert "retry-after" in seen.headers
    assert outcome_in(world, seen).state == "accepted"


async def test_a_refused_inquiry_can_be_looked_at(world: World) -> None:
    refused = await world.send(ask(world, procedure="no-such"))

    seen = await _get(world, refused.json()["serial"], "welfare-agency")

    assert outcome_in(world, seen).reason == "unknown-procedure"
    assert seen.json()["outcome"] == refused.json()["outcome"]


@pytest.mark.parametrize("other", ["tax-agency", "municipality", "portal", "identity"])
@pytest.mark.parametrize("do", [_get, _acknowledge])
async def test_anothers_inquiry_is_like_one_that_does_not_exist(
    world: World, other: str, do: object
) -> None:
    assert callable(do)
    serial = await _answered(world)

    anothers, unknown = await do(world, serial, other), await do(world, uuid4(), other)

    assert anothers.status_code == unknown.status_code == 404
    assert anothers.content == unknown.content
    assert str(serial) not in anothers.text
    assert (await world.rows("inquiry"))[0]["answer"] is not None


def _bad_headers(world: World) -> dict[str, dict[str, str]]:
    now = int(world.clock().timestamp())
    key = world.rings["welfare-agency"].signing

    def bearer(**changes: object) -> dict[str, str]:
        stated = {"iss": "welfare-agency", "aud": "linkage-hub", "iat": now, "exp": now + 300}
        access = Access.model_validate({"jti": uuid7(world.clock)} | stated | changes)
        return {"authorization": f"Bearer {sign(access, key)}"}

    return {
        "none": {},
        "empty": {"authorization": ""},
        "no token": {"authorization": "Bearer "},
        "basic": {"authorization": "Basic Y2FuYXJ5"},
        "inquiry": {"authorization": f"Bearer {ask(world)}"},
        "for another audience": bearer(aud="identity"),
        "expired": bearer(iat=now - 400, exp=now - 61),
        "from the future": bearer(iat=now + 61),
        "for an hour": bearer(exp=now + 3600),
        "in another's name": bearer(iss="tax-agency"),
    }


BAD = ("none", "empty", "no token", "basic", "inquiry", "for another audience", "expired")


@pytest.mark.parametrize("kind", [*BAD, "from the future", "for an hour", "in another's name"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/inquiries/{}"),
        ("POST", "/v1/inquiries/{}/acknowledgement"),
        ("POST", "/v1/codes"),
    ],
)
async def test_whoever_is_not_authenticated_sees_and_changes_nothing(
    world: World, kind: str, method: str, path: str
) -> None:
    serial = await _answered(world)
    before = await world.tables()
    headers = _bad_headers(world)[kind]
    body = {"grant": "x"} if path.endswith("codes") else None

    reply = await world.client.request(method, path.format(serial), headers=headers, json=body)

    assert reply.status_code == 401
    assert reply.json()["type"].endswith("/not-authenticated")
    assert reply.headers["www-authenticate"] == "Bearer"
    assert await world.tables() == before


async def test_an_acknowledged_answer_is_erased_and_its_record_stays(world: World) -> None:
    serial = await _answered(world)
    before = await world.tables()

    reply = await _acknowledge(world, serial, "welfare-agency")

    after = await world.tables()
    seen = outcome_in(world, await _get(world, serial, "welfare-agency"))
    assert (reply.status_code, reply.content) == (204, b"")
    assert after["entry"] == before["entry"]
    assert after["inquiry"] == [before["inquiry"][0] | {"answer": None, "related": None}]
    assert (seen.state, seen.answer, seen.related) == ("answered", None, ())


async def test_acknowledging_again_changes_nothing(world: World) -> None:
    serial = await _answered(world)
    await _acknowledge(world, serial, "welfare-agency")
    before = await world.tables()

    reply = await _acknowledge(world, serial, "welfare-agency")

    assert reply.status_code == 204
    assert await world.tables() == before


async def test_what_has_no_end_cannot_be_acknowledged(world: World) -> None:
    world.providers.fail("timeout")
    serial = outcome_in(world, await world.send(ask(world))).serial

    reply = await _acknowledge(world, serial, "welfare-agency")

    assert reply.status_code == 404
    assert (await world.rows("inquiry"))[0]["permit"] is not None


async def test_an_acknowledged_inquiry_asked_again_is_not_asked_of_the_provider(
    world: World,
) -> None:
    token = ask(world)
    serial = outcome_in(world, await world.send(token)).serial
    await _acknowledge(world, serial, "welfare-agency")
    world.clock.advance(timedelta(days=2))

    again = await world.send(token)

    assert outcome_in(world, again).state == "answered"
    assert len(world.providers.presented) == 1


async def test_a_serial_that_is_none_is_not_repeated(world: World) -> None:
    reply = await _get(world, "canary", "welfare-agency")

    assert reply.status_code == 422
    assert "canary" not in reply.text
