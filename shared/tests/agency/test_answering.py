import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from kit_world import (
    ASKER,
    HOUSEHOLD_ITEMS,
    HUB,
    INCOME,
    OTHER,
    PORTAL,
    PROVIDER,
    SPOUSE,
    TAX_ITEMS,
    content,
    later,
    opened,
    records,
    rows,
)

from renkei.agency.answering import Declined, Facts, PermitRejected, answer_permit
from renkei.codes.subjects import Ciphertext, seal_nobody
from renkei.layouts import LAYOUTS, decode, encode
from renkei.messages.fields import ConvertedClaim
from renkei.messages.signing import SigningKey, sign
from renkei.permits import PermitTable, load_statute
from renkei.service.ids import uuid7

ANOTHER = UUID("01970000-0000-7000-8000-00000000000f")
CANARY = "123456789018"


async def answered(world, permit):
    return await answer_permit(world.provider, world.replica, permit)


async def rejection(world, permit):
    """The reason why a permit is refused; nothing is stored and nobody was asked."""
    before = len(await records(world.provider))
    with pytest.raises(PermitRejected) as refused:
        await answered(world, permit)
    assert len(await records(world.provider)) == before
    assert refused.value.__cause__ is None
    assert CANARY not in f"{refused.value!r}"
    return refused.value.reason


async def decline(world, permit):
    """The reason of a signed, recorded answer that gives nothing."""
    answer = world._read(await answered(world, permit))
    (record,) = await records(world.provider)
    assert (answer.status, answer.sealed, answer.related) == ("declined", None, ())
    assert (record.outcome, record.reason) == ("declined", answer.reason)
    return answer.reason


# Answers


async def test_a_permit_is_answered_to_its_requester_alone(world):
    answer, plain = opened(world, await answered(world, world.permit()))
    read = decode(plain, layout=LAYOUTS["local-tax"], asked=frozenset(TAX_ITEMS))

    assert read == content()
    assert (answer.iss, answer.aud, answer.status) == (PROVIDER, ASKER, "provided")
    assert str(INCOME).encode() not in answer.sealed


async def test_the_record_and_the_answer_stand_together(world):
    permit = world.permit(serial=ANOTHER)
    token = await answered(world, permit)
    (record,) = await records(world.provider)
    (given,) = await rows(world.provider, world.provider.tables.given_answer)

    assert (record.serial, record.role, record.person_ref) == (ANOTHER, "provider", "taxpayer-1")
    assert (given["serial"], given["answer"]) == (ANOTHER, token)
    assert given["erase_after"] == world.clock() + timedelta(seconds=300)


async def test_a_record_that_fails_takes_the_answer_with_it(world):
    class Failing(type(world.provider.records)):
        async def add(self, tx, record):
            raise OSError("disk full")

    failing = replace(world.provider, records=Failing(world.provider.tables.provision_record))
    with pytest.raises(OSError, match="disk full"):
        await answer_permit(failing, world.replica, world.permit())

    assert await rows(world.provider, world.provider.tables.given_answer) == []


async def test_the_source_is_asked_what_the_permit_says_and_no_more(world):
    await answered(world, world.permit(items=("total-income",)))
    (asked,) = world.replica.asked

    assert asked.items == {"total-income"}
    assert asked.person_ref == "taxpayer-1"
    assert asked.on.isoformat() == "2026-04-01"


async def test_the_day_is_japans(world):
    world.clock.now = world.clock.now.replace(hour=15)
    await answered(world, world.permit())

    assert world.replica.asked[0].on.isoformat() == "2026-04-02"


async def test_somebody_we_do_not_know_is_answered_in_the_same_form(world):
    known = world._read(await answered(world, world.permit()))
    stranger = world._read(await answered(world, world.permit(subject=world.subject(SPOUSE))))

    assert [asked.person_ref for asked in world.replica.asked] == ["taxpayer-1", None]
    assert stranger.status == known.status
    assert len(stranger.sealed) == len(known.sealed)


@pytest.mark.parametrize(("people", "slots"), [(0, 4), (1, 4), (4, 4), (5, 8), (9, 16), (31, 32)])
async def test_related_people_come_in_padded_numbers(world, people, slots):
    refs = [f"taxpayer-m{n}" for n in range(people)]
    for n, ref in enumerate(refs):
        await world.know(PROVIDER, ref, b"member-%d" % n)
    members = [{"slot": n, "relationship": "child"} for n in range(people)]
    given = content("household", HOUSEHOLD_ITEMS, members=members)
    world.replica.facts_given = Facts(content=given, related=tuple(refs))
    answer = world._read(await answered(world, world.permit(information="household")))

    assert len(answer.related) == slots
    assert len({claim.epoch for claim in answer.related}) == 1
    assert len({claim.r for claim in answer.related}) == slots


# Once


async def test_the_same_permit_again_gets_the_same_bytes(world):
    permit = world.permit()
    first = await answered(world, permit)
    later(world.clock, seconds=100)
    world.replica.refusal = Declined("changed-since")

    assert await answered(world, permit) == first
    assert len(world.replica.asked) == 1
    assert len(await records(world.provider)) == 1


async def test_the_same_permit_many_times_at_once_gets_the_same_bytes(world):
    permit = world.permit()
    answers = await asyncio.gather(*(answered(world, permit) for _ in range(6)))

    assert len(set(answers)) == 1
    assert len(await records(world.provider)) == 1


async def test_another_permit_under_a_used_serial_is_refused(world):
    await answered(world, world.permit(serial=ANOTHER))

    assert await rejection(world, world.permit(serial=ANOTHER)) == "serial-in-use"


async def test_two_permits_under_one_serial_at_once_leave_one_answer(world):
    permits = [world.permit(serial=ANOTHER) for _ in range(2)]
    ended = await asyncio.gather(*(answered(world, p) for p in permits), return_exceptions=True)

    assert sorted(type(each).__name__ for each in ended) == ["PermitRejected", "str"]
    assert len(await records(world.provider)) == 1


# Permits that are none


async def test_a_permit_by_another_than_the_hub_is_refused(world):
    assert await rejection(world, world.permit(signer=OTHER)) == "unknown-key"
    assert await rejection(world, world.permit(signer=PROVIDER)) == "unknown-key"


async def test_a_permit_in_the_hubs_name_is_refused(world):
    posing = SigningKey(world.keys[HUB].signing.kid, world.keys[OTHER].signing.private)
    world.keys[HUB] = replace(world.keys[HUB], signing=posing)

    assert await rejection(world, world.permit()) == "bad-signature"


async def test_a_permit_for_another_provider_is_refused(world):
    assert await rejection(world, world.permit(aud=OTHER)) == "wrong-audience"


async def test_a_permit_that_states_another_issuer_is_refused(world):
    assert await rejection(world, world.permit(iss=OTHER)) == "wrong-issuer"


async def test_a_permit_out_of_its_time_is_refused(world):
    permit, early = world.permit(), world.permit(iat=world.seconds() + 61)
    reason = await rejection(world, early)
    later(world.clock, seconds=360)

    assert reason == "not-yet-valid"
    assert await rejection(world, permit) == "expired"


@pytest.mark.parametrize("token", ["", CANARY, "a.b.c"])
async def test_what_is_no_permit_is_refused(world, token):
    assert await rejection(world, token) == "malformed"


async def test_a_receipt_is_no_permit(world):
    assert await rejection(world, world.receipt(ANOTHER)) == "wrong-type"


async def test_no_permit_is_followed_without_its_receipt(world):
    serial = uuid7(world.clock)
    receipts = {
        "": "malformed",
        CANARY: "malformed",
        world.receipt(serial, signer=OTHER): "unknown-key",
        world.receipt(serial, kind="refused"): "receipt-of-another",
        world.receipt(serial, kind="answered"): "receipt-of-another",
        world.receipt(ANOTHER): "receipt-of-another",
    }
    reasons = {
        receipt: await rejection(world, world.permit(serial=serial, receipt=receipt))
        for receipt in receipts
    }

    assert reasons == receipts
    assert await rejection(world, world.permit(receipt=world.permit())) == "wrong-type"
    assert world.replica.asked == []


# Declined


async def test_a_requester_that_takes_no_part_is_declined(world):
    world.suspended.add(ASKER)

    assert await decline(world, world.permit()) == "unknown-requester"


async def test_an_unknown_requester_is_declined(world):
    assert await decline(world, world.permit(requester="nobody")) == "unknown-requester"


@pytest.mark.parametrize("name", ["sealing_key", "code_key"])
async def test_a_key_that_the_requester_never_registered_is_declined(world, name):
    kid = {"sealing_key": "opening_kid", "code_key": "code_kid"}[name]
    permit = world.permit(**{name: getattr(world.keys[OTHER], kid)})

    assert await decline(world, permit) == "unknown-requester-key"


async def test_a_decision_by_another_table_is_declined(world):
    assert await decline(world, world.permit(table="0" * 64)) == "permit-table-differs"


async def test_our_own_copy_of_the_table_decides(world):
    statute = load_statute()
    shorter = PermitTable(
        [rule for rule in statute.rules if rule.id != "94.2.local-tax"],
        procedures=statute.procedures.values(),
        kinds=statute.kinds.values(),
        information_types=statute.information_types.values(),
    )
    world.kits[PROVIDER] = replace(world.provider, permits=shorter)

    assert await decline(world, world.permit(table=shorter.digest)) == "information-not-permitted"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"items": (*TAX_ITEMS, "salary-income")}, "items-not-permitted"),
        ({"procedure": "no-such-thing"}, "unknown-procedure"),
        ({"information": "no-such-thing", "items": ("x",)}, "unknown-information"),
        ({"procedure": "child-allowance", "information": "household"}, "information-not-permitted"),
        ({"procedure": "war-victims-pensions"}, "requester-not-entitled"),
        ({"rule": "94.2.household"}, "rule-differs"),
        ({"rule": "74.1.local-tax"}, "rule-differs"),
        (
            {
                "procedure": "foster-parent-certification",
                "rule": "8.1.local-tax",
                "items": ("total-income",),
            },
            "consent-required",
        ),
    ],
    ids=range(8),
)
async def test_what_the_table_does_not_carry_is_declined(world, changes, reason):
    assert await decline(world, world.permit(**changes)) == reason
    assert world.replica.asked == []


async def test_with_consent_what_needs_it_is_answered(world):
    permit = world.permit(
        procedure="foster-parent-certification",
        rule="8.1.local-tax",
        items=("total-income",),
        consent=True,
    )

    assert world._read(await answered(world, permit)).status == "provided"


async def test_a_law_not_yet_in_force_is_declined(world):
    world.clock.now = world.clock.now.replace(year=2016)

    assert await decline(world, world.permit()) == "not-in-force"


async def test_a_subject_under_another_key_is_declined(world):
    wrong = world.subject().model_copy(update={"key": world.keys[OTHER].code_kid})

    assert await decline(world, world.permit(subject=wrong)) == "unknown-code-key"


async def test_a_subject_that_holds_nobody_is_declined(world):
    ours = world.keys[PROVIDER]
    nobody = seal_nobody(
        1, to=ours.code.public, portal=world.keys[PORTAL].code.public, binding=bytes(64)
    )
    claim = ConvertedClaim.of(Ciphertext(nobody.r, nobody.to), epoch=1, key=ours.code_kid)

    assert await decline(world, world.permit(subject=claim)) == "subject-holds-nobody"


async def test_the_sources_own_reason_travels_signed(world):
    world.replica.refusal = Declined("manual-answer-only")

    assert await decline(world, world.permit()) == "manual-answer-only"
    assert (await records(world.provider))[0].person_ref == "taxpayer-1"


async def test_people_are_not_sealed_to_a_portal_key_that_the_portal_never_registered(world):
    permit = world.permit(information="household", portal_key=world.keys[OTHER].code_kid)

    assert await decline(world, permit) == "unknown-portal-key"


async def test_a_related_person_without_a_code_is_declined(world):
    world.replica.facts_given = Facts(
        content=content("household", HOUSEHOLD_ITEMS), related=("taxpayer-7",)
    )

    reason = await decline(world, world.permit(information="household"))
    assert reason == "related-person-without-code"


async def test_more_related_people_than_an_answer_holds_are_declined(world):
    world.replica.facts_given = Facts(
        content=content("household", HOUSEHOLD_ITEMS), related=("taxpayer-1",) * 33
    )

    reason = await decline(world, world.permit(information="household"))
    assert reason == "too-many-related-people"


async def test_a_declined_permit_stays_declined(world):
    permit = world.permit()
    world.replica.refusal = Declined("manual-answer-only")
    first = await answered(world, permit)
    world.replica.refusal = None

    assert await answered(world, permit) == first


async def test_facts_show_no_content():
    shown = repr(Facts(content=content()))

    assert str(INCOME) not in shown
    assert encode(content()).decode() not in shown
    assert sign.__module__ == "renkei.messages.signing"
