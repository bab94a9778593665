"""What an inquiry that is answered does, leaves, and shows to whom."""

import json
from typing import Any

import pytest
from hub_asking import ask, household, outcome_in, permit_in, receipt_in, signed
from hub_world import HOUSEHOLD, INCOME, World

from renkei.codes.subjects import Code, open_code, open_related
from renkei.layouts import LAYOUTS, decode
from renkei.ledger.entries import leaf_of
from renkei.messages.answer import Answer, content_info
from renkei.messages.fields import ConvertedClaim
from renkei.messages.outcome import Outcome
from renkei.messages.signing import digest_of, verify_undated


async def _entries(world: World) -> list[dict[str, Any]]:
    return [row | {"stated": json.loads(row["body"])} for row in await world.rows("entry")]


def _portal_opens(world: World, stated: dict[str, Any]) -> Code | None:
    claim = ConvertedClaim.model_validate_json(json.dumps(stated))
    ring = world.rings["portal"]
    assert claim.key == ring.code_kid
    return open_related(claim.ciphertext(), ring.code, epoch=claim.epoch)


def _answer(world: World, outcome: Outcome, *, provider: str) -> Answer:
    key_of = world.rings[provider].own_keys(provider).get
    return verify_undated(outcome.answer or "", Answer, key_of=key_of, audience="welfare-agency")


async def test_an_inquiry_is_answered_in_the_same_call(world: World) -> None:
    token = ask(world)

    reply = await world.send(token)

    outcome = outcome_in(world, reply)
    assert reply.status_code == 200
    assert (outcome.state, outcome.reason, outcome.aud) == ("answered", None, "welfare-agency")
    assert outcome.inquiry_digest == digest_of(token)
    assert "location" not in reply.headers


async def test_the_provider_sees_its_own_code_of_the_person_and_no_other(world: World) -> None:
    await world.send(ask(world, "taro"))

    permit = permit_in(world, world.providers.presented[0])
    code = open_code(
        permit.subject.ciphertext(), world.rings["tax-agency"].code, epoch=permit.subject.epoch
    )
    source = world.providers.agencies["http://tax-agency.test"][1]
    assert code == world.code("tax-agency", "taro")
    assert [asked.person_ref for asked in source.asked] == ["taro"]


async def test_the_requester_opens_the_content_and_nobody_else(world: World) -> None:
    outcome = outcome_in(world, await world.send(ask(world)))
    answer = _answer(world, outcome, provider="tax-agency")

    info = content_info(serial=outcome.serial, provider="tax-agency", requester="welfare-agency")
    opened = world.rings["welfare-agency"].opening.open(answer.sealed or b"", info=info)
    asked = frozenset({"dependant-of-taxed-person", "taxation-class", "total-income"})
    content = decode(opened, layout=LAYOUTS["local-tax"], asked=asked)
    assert content.items["total-income"] == INCOME
    for other in ("linkage-hub", "portal", "tax-agency"):
        with pytest.raises(ValueError, match="does not open"):
            world.rings[other].opening.open(answer.sealed or b"", info=info)


async def test_the_permit_states_the_question_the_rule_and_the_receipt(world: World) -> None:
    token = ask(world)
    await world.send(token)

    permit = permit_in(world, world.providers.presented[0])
    receipt = receipt_in(world, permit.receipt)
    assert permit.aud == "tax-agency"
    assert permit.rule == "94.2.local-tax"
    assert permit.table == world.hub.permits.digest
    assert permit.inquiry_digest == digest_of(token)
    assert (receipt.kind, receipt.serial) == ("accepted", permit.serial)


async def test_acceptance_and_answer_are_entries_and_both_have_receipts(world: World) -> None:
    outcome = outcome_in(world, await world.send(ask(world)))

    entries = await _entries(world)
    permit = permit_in(world, world.providers.presented[0])
    promised = [receipt_in(world, permit.receipt), receipt_in(world, outcome.receipt)]
    assert [entry["kind"] for entry in entries] == ["accepted", "answered"]
    assert [(r.kind, r.serial, r.leaf) for r in promised] == [
        (entry["kind"], outcome.serial, leaf_of(entry["body"], salt=entry["salt"]))
        for entry in entries
    ]
    assert [entry["leaf"] for entry in entries] == [receipt.leaf for receipt in promised]


async def test_entries_say_who_asked_whom_for_which_items(world: World) -> None:
    outcome = outcome_in(world, await world.send(ask(world)))

    accepted, answered = [entry["stated"] for entry in await _entries(world)]
    assert accepted | {"portal": None} == {
        "version": 1,
        "serial": str(outcome.serial),
        "kind": "accepted",
        "at": "2026-04-01T09:00:00.000+00:00",
        "requester": "welfare-agency",
        "office": "premium-desk",
        "provider": "tax-agency",
        "procedure": "long-term-care-insurance",
        "information": "local-tax",
        "items": ["dependant-of-taxed-person", "taxation-class", "total-income"],
        "fiscal_year": 2026,
        "consent": False,
        "rule": "94.2.local-tax",
        "table": world.hub.permits.digest,
        "inquiry_digest": accepted["inquiry_digest"],
        "portal": None,
    }
    assert answered.keys() == {
        *("version", "serial", "kind", "at", "requester", "provider"),
        *("answer_digest", "non_disclosable", "related"),
    }


async def test_the_hub_keeps_no_value_no_case_and_no_code(world: World) -> None:
    await world.send(ask(world, case_ref="case-canary-7"))
    await world.send(signed(world, household(world)))

    kept = repr(await world.tables()).encode() + b"".join(
        value
        for rows in (await world.tables()).values()
        for row in rows
        for value in row.values()
        if isinstance(value, bytes)
    )
    assert str(INCOME).encode() not in kept
    assert b"case-canary-7" not in kept
    for participant in world.rings:
        for person in world.points:
            point = world.code(participant, person).point
            assert bytes(point) not in kept
            assert point.hex().encode() not in kept


async def test_the_portal_opens_its_part_of_the_record_to_the_same_person(world: World) -> None:
    await world.send(ask(world, "jiro"))

    accepted = (await _entries(world))[0]["stated"]
    assert _portal_opens(world, accepted["portal"]) == world.code("portal", "jiro")


async def test_related_people_open_to_the_requesters_codes_and_padding_to_nobody(
    world: World,
) -> None:
    outcome = outcome_in(world, await world.send(signed(world, household(world))))

    ring = world.rings["welfare-agency"]
    opened = [open_related(c.ciphertext(), ring.code, epoch=c.epoch) for c in outcome.related]
    assert {claim.key for claim in outcome.related} == {ring.code_kid}
    assert opened == [*(world.code("welfare-agency", who) for who in HOUSEHOLD), None, None]


async def test_related_people_are_in_the_record_for_the_portal(world: World) -> None:
    await world.send(signed(world, household(world)))

    answered = (await _entries(world))[1]["stated"]
    opened = [_portal_opens(world, stated) for stated in answered["related"]]
    assert opened == [*(world.code("portal", who) for who in HOUSEHOLD), None, None]


async def test_a_refusal_with_a_valid_proof_is_recorded_for_the_citizen(world: World) -> None:
    await world.send(ask(world, "taro", procedure="nursery-care"))

    [refused] = [entry["stated"] for entry in await _entries(world)]
    assert refused["kind"] == "refused"
    assert _portal_opens(world, refused["portal"]) == world.code("portal", "taro")


async def test_a_decline_is_an_end_with_the_providers_reason(world: World) -> None:
    world.providers.agencies["http://tax-agency.test"][1].declines.append("released-by-clerk-only")

    reply = await world.send(ask(world))

    outcome = outcome_in(world, reply)
    [_, ended] = await _entries(world)
    assert reply.status_code == 200
    assert (outcome.state, outcome.reason) == ("declined", "released-by-clerk-only")
    assert _answer(world, outcome, provider="tax-agency").status == "declined"
    assert ended["kind"] == "declined"


async def test_kinds_come_from_the_directory_and_never_from_the_inquiry(world: World) -> None:
    as_mayor = ask(world, iss="tax-agency", **_foster())
    as_governor = ask(world, **_foster())

    refused, answered = await world.send(as_mayor), await world.send(as_governor)

    assert refused.json()["type"].endswith("/requester-not-entitled")
    assert answered.status_code == 200


def _foster() -> dict[str, Any]:
    return {
        "procedure": "foster-parent-certification",
        "provider": "municipality",
        "information": "household",
        "items": ("members",),
    }
