"""Refusals of authenticated inquiries: recorded once, signed, and silent about everything else."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hub_asking import (
    about,
    ask,
    inquiry,
    outcome_in,
    receipt_in,
    resealed,
    signed,
    terms,
)
from hub_refusals import CASES, CHILD_CARE, FOSTER, HOUR, MUNICIPAL, SECOND, Case
from hub_world import World

from linkage_hub.domain.errors import REFUSALS
from renkei.ledger.entries import leaf_of
from renkei.messages.fields import to_base64url
from renkei.messages.inquiry import Inquiry
from renkei.messages.signing import digest_of


@pytest.fixture(params=list(CASES.values()), ids=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


async def test_a_refusal_names_the_rule_and_the_place(world: World, case: Case) -> None:
    reply = await world.send(signed(world, case.make(world)))

    problem = reply.json()
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"https://problems.renkei.example/{case.reason}"
    assert (reply.status_code, problem["status"]) == (case.status, case.status)
    assert problem["errors"] == [{"at": case.at, "rule": case.reason}]


async def test_a_refusal_is_signed_and_recorded_once(world: World, case: Case) -> None:
    token = signed(world, case.make(world))

    first, again = await world.send(token), await world.send(token)

    outcome, [entry] = outcome_in(world, first), await world.rows("entry")
    receipt = receipt_in(world, outcome.receipt)
    assert (outcome.state, outcome.reason) == ("refused", case.reason)
    assert outcome.inquiry_digest == digest_of(token)
    assert first.json()["serial"] == str(outcome.serial) == str(entry["serial"])
    assert (entry["kind"], json.loads(entry["body"])["reason"]) == ("refused", case.reason)
    assert receipt.leaf == entry["leaf"] == leaf_of(entry["body"], salt=entry["salt"])
    assert again.json() == first.json()
    assert len(await world.rows("inquiry")) == 1


async def test_a_refusal_sends_no_permit(world: World, case: Case) -> None:
    await world.send(signed(world, case.make(world)))

    assert world.providers.presented == []
    assert [row["permit"] for row in await world.rows("inquiry")] == [None]


async def test_a_refusal_repeats_nothing_of_the_person_or_the_case(
    world: World, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    made = case.make(world)
    stated = dict(made) | {"case_ref": "canary-123456789018", "office": "office-canary"}
    canaried = Inquiry(**(stated | {"items": (*made.items, "item-canary")}))

    reply = await world.send(signed(world, canaried))

    subject = json.loads(canaried.subject.model_dump_json())
    points = [subject[name] for name in ("r", "to", "portal", "proof")]
    raw = [getattr(canaried.subject, name).hex() for name in ("r", "to", "portal")]
    log = caplog.text + "".join(repr(vars(record)) for record in caplog.records)
    for told in (reply.text, str(reply.headers), log):
        for canary in ("canary", *points, *raw):
            assert canary not in told


@pytest.mark.parametrize("field", ["case_ref", "office", "items"])
async def test_the_signed_outcome_of_a_refusal_repeats_no_canary(world: World, field: str) -> None:
    values: dict[str, Any] = {"items": ("total-income", "canary-item")}
    token = ask(world, **{"items": ("no-such",), field: values.get(field, "canary-value")})

    outcome = outcome_in(world, await world.send(token))

    assert outcome.state == "refused"
    assert "canary" not in outcome.model_dump_json()


async def test_the_record_of_a_refusal_has_no_case_and_no_point_as_sent(world: World) -> None:
    message = inquiry(world, case_ref="case-canary", items=("no-such",))

    await world.send(signed(world, message))

    [entry] = await world.rows("entry")
    sent = (message.subject.r, message.subject.to, message.subject.portal)
    assert b"case-canary" not in entry["body"]
    assert all(to_base64url(point).encode() not in entry["body"] for point in sent)


@pytest.mark.parametrize("reason", sorted({"proof-invalid", "unknown-code-key"}))
async def test_a_subject_that_is_not_proved_is_not_recorded_for_anybody(
    world: World, reason: str
) -> None:
    for name, case in CASES.items():
        if case.reason == reason:
            await world.send(signed(world, case.make(world)))
            entries = await world.rows("entry")

            assert "portal" not in json.loads(entries[-1]["body"]), name


async def test_a_rule_begins_on_its_day_in_japan(world: World) -> None:
    world.clock.now = datetime(2017, 7, 17, 14, 59, 59, tzinfo=UTC)
    early = await world.send(ask(world))
    world.clock.advance(SECOND)
    in_force = await world.send(ask(world))

    assert early.json()["errors"] == [{"at": "procedure", "rule": "not-in-force"}]
    assert early.status_code == 403
    assert outcome_in(world, early).reason == "not-in-force"
    assert in_force.status_code == 200


def test_every_reason_has_a_case() -> None:
    elsewhere = {"not-in-force", "requester-without-keys"}  # see below, and test_participants

    assert {case.reason for case in CASES.values()} | elsewhere == REFUSALS.keys()


async def test_what_the_clocks_may_differ_is_not_refused(world: World) -> None:
    from_a_fast_clock = await world.send(ask(world, issued=60 * SECOND))
    whole_day = await world.send(ask(world, life=24 * HOUR))

    assert (from_a_fast_clock.status_code, whole_day.status_code) == (200, 200)


async def test_a_suspended_provider_is_like_an_unknown_one(world: World) -> None:
    from linkage_hub.usecases.participants import set_status

    await set_status(world.hub, "tax-agency", "suspended")
    suspended = await world.send(ask(world))
    unknown = await world.send(ask(world, provider="nobody"))

    assert suspended.json()["errors"] == unknown.json()["errors"]
    assert suspended.json()["detail"] == unknown.json()["detail"]


async def test_the_municipal_levy_alone_is_answered(world: World) -> None:
    reply = await world.send(ask(world, items=(MUNICIPAL,), **CHILD_CARE))

    assert reply.status_code == 200


async def test_consent_opens_what_needs_consent(world: World) -> None:
    reply = await world.send(ask(world, consent=True, **FOSTER))

    assert reply.status_code == 200


async def test_a_subject_of_nobody_reaches_no_content(world: World) -> None:
    from renkei.codes.subjects import seal_nobody

    whole = inquiry(world, jti=uuid4())
    keys = world.rings["tax-agency"].code.public, world.rings["portal"].code.public
    sealed = seal_nobody(1, to=keys[0], portal=keys[1], binding=whole.binding())

    reply = await world.send(signed(world, resealed(whole, sealed)))

    outcome = outcome_in(world, reply)
    assert (outcome.state, outcome.reason) == ("declined", "subject-holds-nobody")


def test_about_seals_what_it_is_told(world: World) -> None:
    stated = terms(world, issued=HOUR * 0, life=HOUR)
    message = about(world, stated, world.code("welfare-agency", "taro"), sealed_for="tax-agency")

    assert message.subject.key == world.rings["tax-agency"].code_kid
