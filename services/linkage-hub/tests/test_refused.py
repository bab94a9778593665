"""Refusals of authenticated inquiries: recorded once, signed, and silent about everything else."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hub_asking import (
    about,
    ask,
    household,
    inquiry,
    outcome_in,
    receipt_in,
    resealed,
    shifted,
    signed,
    terms,
    with_subject,
)
from hub_world import World

from linkage_hub.domain.errors import REFUSALS
from renkei.codes.group import plus, random_scalar, times, times_base
from renkei.codes.subjects import seal
from renkei.ledger.entries import leaf_of
from renkei.messages.fields import to_base64url
from renkei.messages.inquiry import Inquiry
from renkei.messages.signing import digest_of

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Case:
    reason: str
    status: int
    at: str
    make: Callable[[World], Inquiry]


def _of_another_person(world: World) -> Inquiry:
    """The portal's part names taro, the provider's part hanako."""
    whole = inquiry(world)
    hanako, taro = (world.code(whole.iss, who).point for who in ("hanako", "taro"))
    return with_subject(whole, portal=shifted(whole.subject.portal, taro, hanako))


def _both_parts_moved(world: World) -> Inquiry:
    """Both parts still name one person, and the equation of the proof still holds."""
    whole = inquiry(world)
    by = times_base(random_scalar())
    return with_subject(whole, to=plus(whole.subject.to, by), portal=plus(whole.subject.portal, by))


def _scaled(world: World) -> Inquiry:
    whole, by = inquiry(world), random_scalar()
    points = {name: times(by, getattr(whole.subject, name)) for name in ("r", "to", "portal")}
    return with_subject(whole, **points)


def _taken_from(world: World, **changes: Any) -> Inquiry:
    """A genuine subject of another inquiry of the same requester."""
    whole, other = inquiry(world), inquiry(world, **changes)
    return whole.model_copy(update={"subject": other.subject})


def _copied_by_another_requester(world: World) -> Inquiry:
    seen = household(world)
    stated = terms(world, **(_terms_of(seen) | {"iss": "tax-agency"}))
    return Inquiry(**dict(stated), subject=seen.subject)


def _terms_of(message: Inquiry) -> dict[str, Any]:
    names = ("jti", "provider", "information", "items", "fiscal_year", "as_of", "procedure")
    return {"issued": HOUR * 0, "life": HOUR} | {n: getattr(message, n) for n in names}


def _roles_swapped(world: World) -> Inquiry:
    whole = inquiry(world)
    ring = world.rings
    sealed = seal(
        world.code(whole.iss, "hanako"),
        to=ring["portal"].code.public,
        portal=ring["tax-agency"].code.public,
        binding=whole.binding(),
    )
    return resealed(whole, sealed)


def _without_layout(world: World) -> Inquiry:
    mayor = {"municipal-mayor"}
    rule = next(
        rule
        for rule in world.hub.permits.rules
        if rule.information not in {"local-tax", "household"}
        and mayor <= rule.requester_kinds & rule.provider_kinds
        and not rule.consent_required
    )
    return inquiry(
        world, procedure=rule.procedure, information=rule.information, items=tuple(rule.items)
    )


_CHILD_CARE = {"procedure": "child-care-support"}
_MUNICIPAL, _PREFECTURAL = "municipal-income-levy", "prefectural-income-levy"
_FOSTER = {"procedure": "foster-parent-certification", "items": ("total-income",)}

CASES = {
    "expired": Case(
        "inquiry-expired", 422, "exp", lambda w: inquiry(w, issued=-HOUR, life=HOUR - 60 * SECOND)
    ),
    "expired when Japan was an empire": Case(
        "inquiry-expired", 422, "exp", lambda w: inquiry(w, iat=-(10**10), exp=-(10**10))
    ),
    "expired before any calendar begins": Case(
        "inquiry-expired", 422, "exp", lambda w: inquiry(w, exp=-(10**15))
    ),
    "from the future": Case(
        "inquiry-from-the-future", 422, "iat", lambda w: inquiry(w, issued=61 * SECOND)
    ),
    "lives too long": Case(
        "lifetime-too-long", 422, "exp", lambda w: inquiry(w, life=24 * HOUR + SECOND)
    ),
    "lives longer than calendars do": Case(
        "lifetime-too-long", 422, "exp", lambda w: inquiry(w, exp=10**15)
    ),
    "unknown procedure": Case(
        "unknown-procedure", 422, "procedure", lambda w: inquiry(w, procedure="no-such")
    ),
    "unknown information": Case(
        "unknown-information", 422, "information", lambda w: inquiry(w, information="no-such")
    ),
    "information without layout": Case("layout-not-available", 422, "information", _without_layout),
    "unknown provider": Case(
        "unknown-provider", 422, "provider", lambda w: inquiry(w, provider="nobody")
    ),
    "a provider that takes no permits": Case(
        "unknown-provider", 422, "provider", lambda w: inquiry(w, provider="welfare-agency")
    ),
    "the portal as provider": Case(
        "unknown-provider",
        422,
        "provider",
        lambda w: inquiry(w, provider="portal", portal="identity"),
    ),
    "a provider of something else": Case(
        "unknown-provider", 422, "provider", lambda w: inquiry(w, provider="municipality")
    ),
    "another body's procedure": Case(
        "requester-not-entitled",
        403,
        "procedure",
        lambda w: household(w, iss="tax-agency", procedure="foster-parent-certification"),
    ),
    "household for child allowance (row 74)": Case(
        "information-not-permitted",
        403,
        "information",
        lambda w: household(w, procedure="child-allowance"),
    ),
    "tax for nursery care (row 13)": Case(
        "information-not-permitted",
        403,
        "information",
        lambda w: inquiry(w, procedure="nursery-care"),
    ),
    "the prefecture's levy for the municipality's": Case(
        "items-not-permitted",
        403,
        "items",
        lambda w: inquiry(w, items=(_PREFECTURAL,), **_CHILD_CARE),
    ),
    "the prefecture's levy beside the municipality's": Case(
        "items-not-permitted",
        403,
        "items",
        lambda w: inquiry(w, items=(_MUNICIPAL, _PREFECTURAL), **_CHILD_CARE),
    ),
    "an item that no layout has": Case(
        "items-not-permitted", 403, "items", lambda w: inquiry(w, items=("total-income", "no-such"))
    ),
    "without consent": Case("consent-required", 403, "consent", lambda w: inquiry(w, **_FOSTER)),
    "unknown key of the provider": Case(
        "unknown-code-key", 422, "subject", lambda w: with_subject(inquiry(w), key="A" * 16)
    ),
    "unknown key of the portal": Case(
        "unknown-code-key", 422, "subject", lambda w: with_subject(inquiry(w), portal_key="A" * 16)
    ),
    "sealed to another provider": Case(
        "unknown-code-key", 422, "subject", lambda w: inquiry(w, sealed_for="municipality")
    ),
    "recorded for another than the portal": Case(
        "unknown-code-key", 422, "subject", lambda w: inquiry(w, portal="identity")
    ),
    "an epoch to come": Case("epoch-not-accepted", 422, "subject", lambda w: inquiry(w, epoch=2)),
    "parts of two people": Case("proof-invalid", 422, "subject", _of_another_person),
    "both parts moved": Case("proof-invalid", 422, "subject", _both_parts_moved),
    "scaled": Case("proof-invalid", 422, "subject", _scaled),
    "of another inquiry": Case("proof-invalid", 422, "subject", _taken_from),
    "of another case": Case(
        "proof-invalid", 422, "subject", lambda w: _taken_from(w, case_ref="case-2")
    ),
    "with other items": Case(
        "proof-invalid",
        422,
        "subject",
        lambda w: inquiry(w).model_copy(update={"items": ("total-income",)}),
    ),
    "copied by another requester": Case(
        "proof-invalid", 422, "subject", _copied_by_another_requester
    ),
    "recipient and portal swapped": Case("proof-invalid", 422, "subject", _roles_swapped),
    "bound to nothing": Case(
        "proof-invalid",
        422,
        "subject",
        lambda w: resealed(
            inquiry(w),
            seal(
                w.code("welfare-agency", "hanako"),
                to=w.rings["tax-agency"].code.public,
                portal=w.rings["portal"].code.public,
                binding=bytes(64),
            ),
        ),
    ),
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
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
    values = {"items": ("total-income", "canary-item")}
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
    reply = await world.send(ask(world, items=(_MUNICIPAL,), **_CHILD_CARE))

    assert reply.status_code == 200


async def test_consent_opens_what_needs_consent(world: World) -> None:
    reply = await world.send(ask(world, consent=True, **_FOSTER))

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
