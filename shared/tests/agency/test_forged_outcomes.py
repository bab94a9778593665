"""What comes for an answer and is none: nothing of it is stored, and the question stays open.

Each forgery is one step beyond what a party could send: the hub signs outcomes, the provider signs
answers, others hold real keys of their own.
"""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from kit_world import (
    ASKER,
    HOUSEHOLD_ITEMS,
    HUB,
    OTHER,
    PROVIDER,
    SPOUSE,
    TAX_ITEMS,
    about_household,
    asking,
    content,
    records,
    rows,
)

from renkei.agency.answering import Declined, Facts
from renkei.agency.asking import AnswerNotGenuine, ask
from renkei.layouts import encode
from renkei.messages.answer import content_info
from renkei.messages.signing import SigningKey, sign

ANOTHER = UUID("01970000-0000-7000-8000-00000000000f")
CANARY = b"canary-2718"


def changed(**changes):
    return lambda _, outcome: outcome.model_copy(update=changes)


def by(participant, **changes):
    """The outcome signed by another participant."""

    def forge(world, outcome):
        return sign(outcome.model_copy(update=changes), world.keys[participant].signing)

    return forge


def posing_as_the_hub(world, outcome):
    posing = SigningKey(world.keys[HUB].signing.kid, world.keys[OTHER].signing.private)
    return sign(outcome, posing)


def dated(seconds):
    return lambda _, outcome: outcome.model_copy(update={"iat": outcome.iat + seconds})


def answer(**changes):
    """The provider's answer with other claims, signed by the provider."""
    return lambda world, outcome: outcome.model_copy(
        update={"answer": world.answered(outcome, **changes)}
    )


def answer_by(participant, **changes):
    """The provider's answer with other claims, signed by another."""

    def forge(world, outcome):
        altered = world._read(outcome.answer).model_copy(update=changes)
        token = sign(altered, world.keys[participant].signing)
        return outcome.model_copy(update={"answer": token})

    return forge


def sealed(plain, *, to=ASKER, provider=PROVIDER, requester=ASKER, serial=None):
    """Other bytes as content, sealed for another message, or to another key."""

    def forge(world, outcome):
        info = content_info(serial=serial or outcome.serial, provider=provider, requester=requester)
        made = world.sealing_key(to).seal(plain, info=info)
        return outcome.model_copy(update={"answer": world.answered(outcome, sealed=made)})

    return forge


GENUINE = encode(content())


def without(document, **changes):
    return json.dumps(
        json.loads(document) | changes, separators=(",", ":"), sort_keys=True, ensure_ascii=False
    ).encode()


FORGERIES = {
    "signed-by-the-provider": by(PROVIDER),
    "stated-by-the-provider": by(PROVIDER, iss=PROVIDER),
    "signed-by-the-asker": by(ASKER, iss=ASKER),
    "signed-under-the-hubs-key-id": posing_as_the_hub,
    "no-message": lambda *_: "no message",
    "an-answer-for-an-outcome": lambda _, outcome: outcome.answer,
    "from-the-future": dated(3600),
    "for-another": changed(aud=OTHER),
    "of-another-inquiry": changed(inquiry_id=ANOTHER),
    "of-other-bytes": changed(inquiry_digest=bytes(32)),
    "of-another-serial": changed(serial=ANOTHER),
    "answered-without-answer": changed(answer=None),
    "declined-without-answer": changed(answer=None, state="declined", reason="x"),
    "answer-no-message": changed(answer="no message"),
    "answer-by-another-provider": answer_by(OTHER, iss=OTHER),
    "answer-by-the-hub": answer_by(HUB, iss=HUB),
    "answer-by-ourselves": answer_by(ASKER, iss=ASKER),
    "answer-signed-by-another": answer_by(OTHER),
    "answer-of-another-serial": answer(serial=ANOTHER),
    "answer-of-another-inquiry": answer(inquiry_digest=bytes(32)),
    "answer-for-another": answer(aud=OTHER),
}

UNUSABLE = {
    "sealed-nothing": answer(sealed=b""),
    "sealed-noise": answer(sealed=CANARY * 300),
    "sealed-to-another": sealed(GENUINE, to=OTHER),
    "sealed-for-another-serial": sealed(GENUINE, serial=ANOTHER),
    "sealed-by-another-provider": sealed(GENUINE, provider=OTHER),
    "sealed-for-another-requester": sealed(GENUINE, requester=OTHER),
    "content-of-another-layout": sealed(encode(content("household", HOUSEHOLD_ITEMS))),
    "content-with-an-extra-item": sealed(encode(content(items=(*TAX_ITEMS, "taxation-class")))),
    "content-short-of-an-item": sealed(encode(content(items=("total-income",)))),
    "content-in-another-form": sealed(GENUINE + b"\n"),
    "content-of-another-version": sealed(without(GENUINE, version=2)),
    "content-with-another-key": sealed(without(GENUINE, canary="canary-2718")),
    "content-with-a-text-for-yen": sealed(
        without(GENUINE, items={"total-income": "canary-2718", "pension-revenue": 1})
    ),
    "content-empty": sealed(b""),
    "content-noise": sealed(CANARY),
    "content-not-utf-8": sealed(b"\xff\xfe"),
}


async def nothing_is_stored(world, question, people=1):
    """The refusal, after a look at the database."""
    with pytest.raises(AnswerNotGenuine) as refused:
        await ask(world.asker, question)
    (row,) = await rows(world.asker, world.asker.tables.inquiry)
    assert (row["state"], row["content_sealed"], row["serial"]) == ("intended", None, None)
    assert row["message"] == world.inquiries[0]
    assert await records(world.asker) == []
    assert len(await rows(world.asker, world.asker.tables.code_vault)) == people
    return refused.value


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_what_is_not_genuine_is_refused_and_not_stored(world, forgery):
    world.alter = FORGERIES[forgery]
    refused = await nothing_is_stored(world, asking())
    world.alter = None

    assert str(refused) == "The answer does not hold."
    assert (refused.__cause__, "canary" in repr(refused)) == (None, False)
    assert (await ask(world.asker, asking())).state == "answered"


async def is_ended_without_content(world, question, people=1):
    """The provider has spoken: the inquiry is over and recorded, and nothing of it is used."""
    told = await ask(world.asker, question)

    assert (told.state, told.reason) == ("answered", "answer-unusable")
    assert (told.content, told.people) == (None, ())
    (row,) = await rows(world.asker, world.asker.tables.inquiry)
    assert (row["content_sealed"], row["message"]) == (None, None)
    (record,) = await records(world.asker)
    assert (record.serial, record.reason) == (told.serial, "answer-unusable")
    assert len(await rows(world.asker, world.asker.tables.code_vault)) == people
    assert await ask(world.asker, question) == told


@pytest.mark.parametrize("answered", UNUSABLE)
async def test_what_the_provider_said_and_cannot_be_used_ends_the_inquiry(world, answered):
    world.alter = UNUSABLE[answered]

    await is_ended_without_content(world, asking())


async def test_an_answer_of_a_provider_suspended_meanwhile_is_refused(world):
    def suspend(world, outcome):
        world.suspended.add(PROVIDER)
        world.clock.now = world.clock.now.replace(minute=1)
        return outcome

    world.alter = suspend

    await nothing_is_stored(world, asking())


async def test_an_outcome_without_answer_is_still_bound_to_the_inquiry(world):
    world.state, world.alter = "refused", changed(inquiry_id=ANOTHER)

    await nothing_is_stored(world, asking())


# The hub's word against the provider's


@pytest.mark.parametrize("state", ["refused", "expired", "declined"])
async def test_an_answer_that_provides_does_not_end_otherwise(world, state):
    world.alter = changed(state=state, reason="no-items")

    await nothing_is_stored(world, asking())


@pytest.mark.parametrize("state", ["answered", "refused", "expired"])
async def test_an_answer_that_declines_does_not_end_otherwise(world, state):
    world.replica.refusal = Declined("manual-answer-only")
    world.alter = changed(state=state)

    await nothing_is_stored(world, asking())


async def test_the_reason_of_a_declined_question_is_the_providers_own(world):
    world.replica.refusal = Declined("manual-answer-only")
    world.alter = changed(reason="no-items")

    await nothing_is_stored(world, asking())


# Related people


async def a_household(world, *slots, refs=("taxpayer-2",)):
    await world.know(PROVIDER, "taxpayer-2", SPOUSE)
    members = [{"slot": slot, "relationship": "wife"} for slot in slots]
    given = content("household", HOUSEHOLD_ITEMS, members=members)
    world.replica.facts_given = Facts(content=given, related=refs)


async def test_a_related_person_sealed_to_another_key_is_refused(world):
    await a_household(world, 0)

    def to_another(world, outcome):
        first, *rest = outcome.related
        wrong = first.model_copy(update={"key": world.keys[OTHER].code_kid})
        return outcome.model_copy(update={"related": (wrong, *rest)})

    world.alter = to_another

    await nothing_is_stored(world, about_household())


async def test_content_that_speaks_of_a_person_who_was_not_sealed_is_not_used(world):
    await a_household(world, 0, 3)

    await is_ended_without_content(world, about_household())


async def test_content_that_speaks_of_a_slot_beyond_the_list_is_not_used(world):
    await a_household(world, 0, 7)

    await is_ended_without_content(world, about_household())


async def test_a_person_sealed_whom_the_content_does_not_speak_of_is_not_used(world):
    await a_household(world)

    await is_ended_without_content(world, about_household())


async def test_the_hub_cannot_drop_the_people_of_an_answer(world):
    await a_household(world, 0)
    world.alter = changed(related=())

    await nothing_is_stored(world, about_household())


async def test_the_hub_cannot_add_people_to_an_answer(world):
    extra = world.converted_to_asker(SPOUSE)
    world.alter = lambda _, outcome: outcome.model_copy(update={"related": (extra,)})

    await nothing_is_stored(world, asking())


async def test_the_hub_cannot_bring_people_with_a_refusal(world):
    world.state, extra = "refused", world.converted_to_asker(SPOUSE)
    world.alter = lambda _, outcome: outcome.model_copy(update={"related": (extra,)})

    await nothing_is_stored(world, asking())


async def test_another_hub_than_the_one_we_were_set_up_with_is_no_hub(world):
    """The anchor decides, not the directory: a second hub in it changes nothing."""
    anchor = replace(world.asker.directory.anchor, signing_keys={})
    world.asker.directory.anchor = anchor

    with pytest.raises(Exception, match="does not hold"):
        await ask(world.asker, asking())

    assert await records(world.asker) == []
