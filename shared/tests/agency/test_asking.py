import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from kit_world import (
    ASKER,
    CHILD,
    HOUSEHOLD_ITEMS,
    INCOME,
    OTHER,
    PENSION,
    PERSON,
    PROVIDER,
    SPOUSE,
    about_household,
    asking,
    content,
    later,
    person_of,
    records,
    rows,
)

from renkei.agency.answering import Declined, Facts
from renkei.agency.asking import AnswerNotGenuine, CodeMissing, ask
from renkei.agency.clients import RemoteProblem, Unreachable
from renkei.agency.inquiries import Inquiries
from renkei.directory import UnknownParticipant
from renkei.layouts import Content, Outcome
from renkei.messages.inquiry import Inquiry
from renkei.messages.signing import digest_of, unverified
from renkei.service.at_rest import CannotOpen


async def kept(world):
    return await rows(world.asker, world.asker.tables.inquiry)


# The whole way


async def test_a_question_is_answered_item_by_item(world):
    told = await ask(world.asker, asking())

    assert told.state == "answered"
    assert told.content.items == {"total-income": INCOME, "pension-revenue": PENSION}
    assert (told.reason, told.people) == (None, ())
    (asked,) = world.replica.asked
    assert asked.person_ref == "taxpayer-1"
    assert (asked.information, asked.items, asked.fiscal_year) == (
        "local-tax",
        frozenset(asking().items),
        2026,
    )


async def test_both_sides_keep_a_record_that_agrees_by_serial(world):
    told = await ask(world.asker, asking())
    (ours,), (theirs,) = await records(world.asker), await records(world.provider)

    assert ours.serial == theirs.serial == told.serial
    assert ours.inquiry_digest == theirs.inquiry_digest == digest_of(world.inquiries[0])
    assert (ours.role, theirs.role) == ("requester", "provider")
    assert (ours.counterpart, theirs.counterpart) == (PROVIDER, ASKER)
    assert (ours.person_ref, theirs.person_ref) == ("resident-1", "taxpayer-1")
    assert ours.outcome == theirs.outcome == "answered"
    for name in ("procedure", "information", "items", "fiscal_year", "as_of", "receipt", "reason"):
        assert getattr(ours, name) == getattr(theirs, name)


@pytest.mark.parametrize(
    "outcome", [Outcome.NO_RECORD, Outcome.REPLICA_NOT_REGISTERED, Outcome.UNDECLARED]
)
async def test_answers_without_items_stay_apart(world, outcome):
    given = Content("local-tax", 1, outcome, {}, content().as_of, None)
    world.replica.facts_given = Facts(content=given)
    told = await ask(world.asker, asking())

    assert told.state == "answered"
    assert told.content == given


async def test_a_zero_is_a_value(world):
    world.replica.facts_given = Facts(content=content(**{"total-income": 0}))
    told = await ask(world.asker, asking())

    assert told.content.outcome is Outcome.PROVIDED
    assert told.content.items["total-income"] == 0


async def test_a_person_unknown_to_the_provider_is_asked_about_all_the_same(world):
    await world.know(ASKER, "resident-2", SPOUSE)
    given = Content("local-tax", 1, Outcome.NO_RECORD, {}, content().as_of, None)
    world.replica.facts_given = Facts(content=given)
    told = await ask(world.asker, asking(person_ref="resident-2"))

    assert told.content.outcome is Outcome.NO_RECORD
    assert world.replica.asked[0].person_ref is None


async def test_what_must_stay_out_of_the_citizens_view_is_marked_on_both_sides(world):
    world.replica.facts_given = Facts(content=content(), non_disclosable=True)
    await ask(world.asker, asking())

    for kit in (world.asker, world.provider):
        assert [record.non_disclosable for record in await records(kit)] == [True]


# Once


async def test_asking_the_same_again_sends_nothing_and_tells_the_same(world):
    first = await ask(world.asker, asking())
    again = await ask(world.asker, asking())

    assert again == first
    assert again.content == first.content
    assert len(world.inquiries) == 1
    assert len(await records(world.asker)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"attempt": 2},
        {"case_ref": "case-2"},
        {"fiscal_year": 2025},
        {"items": ("total-income",)},
        {"office": "levy"},
        {"consent": True},
    ],
    ids=str,
)
async def test_another_question_is_asked_anew(world, changes):
    first = await ask(world.asker, asking())
    other = await ask(world.asker, asking(**changes))

    assert other.state == "answered"
    assert other.serial != first.serial
    assert len(set(world.inquiries)) == 2
    assert len(await records(world.asker)) == 2


async def test_asking_the_same_at_once_asks_once(world):
    told = await asyncio.gather(*(ask(world.asker, asking()) for _ in range(5)))

    assert len({each.serial for each in told}) == 1
    assert len(set(world.inquiries)) == 1
    assert len(await records(world.asker)) == len(await records(world.provider)) == 1
    assert {each.content.items["total-income"] for each in told} == {INCOME}


# What does not end


async def test_an_intent_outlives_an_unreachable_hub_and_is_sent_again_unchanged(world):
    world.down.add("hub")
    with pytest.raises(Unreachable):
        await ask(world.asker, asking())
    (intent,) = await kept(world)
    world.down.clear()
    later(world.clock, minutes=5)
    told = await ask(world.asker, asking())

    assert intent["state"] == "intended"
    assert intent["message"] == world.inquiries[0] == world.inquiries[1]
    assert told.state == "answered"
    assert told.inquiry_id == intent["inquiry_id"]
    assert len(await records(world.asker)) == 1


async def test_an_accepted_question_waits_and_resumes(world):
    world.state = "accepted"
    waiting = await ask(world.asker, asking())
    still = await ask(world.asker, asking())
    recorded = await records(world.asker)
    world.state = "answered"
    told = await ask(world.asker, asking())

    assert (waiting.state, waiting.content, waiting.people) == ("accepted", None, ())
    assert still.serial == waiting.serial == told.serial
    assert recorded == []
    assert told.state == "answered"
    assert len(set(world.inquiries)) == 1


async def test_a_question_that_ended_keeps_no_message(world):
    await ask(world.asker, asking())
    (ended,) = await kept(world)

    assert ended["message"] is None
    assert ended["message_digest"] == digest_of(world.inquiries[0])
    assert ended["ended_at"] is not None


@pytest.mark.parametrize("state", ["refused", "expired"])
async def test_an_end_without_answer_is_recorded_with_its_reason(world, state):
    world.state, world.reason = state, "items-not-permitted"
    told = await ask(world.asker, asking())
    again = await ask(world.asker, asking())
    (record,) = await records(world.asker)

    assert (told.state, told.reason, told.content) == (state, "items-not-permitted", None)
    assert again == told
    assert len(world.inquiries) == 1
    assert (record.outcome, record.reason) == (state, "items-not-permitted")
    assert await records(world.provider) == []


async def test_a_declined_question_is_recorded_on_both_sides(world):
    world.replica.refusal = Declined("manual-answer-only")
    told = await ask(world.asker, asking())

    assert (told.state, told.reason, told.content) == ("declined", "manual-answer-only", None)
    for kit in (world.asker, world.provider):
        (record,) = await records(kit)
        assert (record.outcome, record.reason) == ("declined", "manual-answer-only")


async def test_a_refusal_without_an_outcome_leaves_the_intent(world):
    class Refusing:
        directory = world.directory

        async def send_inquiry(self, inquiry):
            raise RemoteProblem(422, "invalid-request", {})

    with pytest.raises(RemoteProblem):
        await ask(replace(world.asker, hub=Refusing()), asking())

    assert [row["state"] for row in await kept(world)] == ["intended"]
    assert await records(world.asker) == []


async def test_a_crash_before_the_commit_leaves_the_question_to_be_resumed(world):
    class Dying(type(world.asker.records)):
        async def add(self, tx, record):
            await super().add(tx, record)
            raise KeyboardInterrupt

    dying = replace(world.asker, records=Dying(world.asker.tables.provision_record))
    with pytest.raises(KeyboardInterrupt):
        await ask(dying, asking())
    (row,) = await kept(world)
    told = await ask(world.asker, asking())

    assert (row["state"], row["content_sealed"]) == ("intended", None)
    assert told.state == "answered"
    assert world.inquiries[0] == world.inquiries[1]
    assert len(await records(world.provider)) == 1


# What is not asked


async def test_without_a_code_nothing_is_sent(world):
    with pytest.raises(CodeMissing) as refused:
        await ask(world.asker, asking(person_ref="resident-9"))

    assert "resident-9" not in str(refused.value)
    assert world.inquiries == []
    assert await kept(world) == []


@pytest.mark.parametrize("missing", [PROVIDER, "portal"])
@pytest.mark.parametrize("how", ["suspended", "absent"])
async def test_a_provider_or_portal_that_takes_no_part_is_not_asked(world, missing, how):
    getattr(world, how).add(missing)
    with pytest.raises(UnknownParticipant):
        await ask(world.asker, asking())

    assert world.inquiries == []
    assert await kept(world) == []


# What the hub is sent


async def test_the_inquiry_says_what_was_asked_and_names_nobody(world):
    await ask(world.asker, asking())
    sent = unverified(world.inquiries[0], Inquiry)

    assert (sent.iss, sent.aud, sent.provider) == (ASKER, "linkage-hub", PROVIDER)
    assert (sent.items, sent.fiscal_year) == (asking().items, 2026)
    assert "case-1" not in sent.case_ref
    assert sent.exp - sent.iat == world.asker.settings.inquiry_lifetime.total_seconds()
    assert sent.jti.version == 7
    assert "resident-1" not in sent.model_dump_json()


async def test_two_inquiries_about_one_person_share_no_point(world):
    await ask(world.asker, asking())
    await ask(world.asker, asking(attempt=2))
    one, two = (unverified(token, Inquiry).subject for token in world.inquiries)

    assert {one.r, one.to, one.portal}.isdisjoint({two.r, two.to, two.portal})


# Related people


async def household(world, *refs):
    members = [{"slot": n, "relationship": "wife"} for n, _ in enumerate(refs)]
    given = content("household", HOUSEHOLD_ITEMS, members=members)
    world.replica.facts_given = Facts(content=given, related=refs)


async def test_a_related_person_we_know_comes_by_our_own_reference(world):
    await world.know(PROVIDER, "taxpayer-2", SPOUSE)
    await world.know(ASKER, "resident-2", SPOUSE)
    await household(world, "taxpayer-2")
    told = await ask(world.asker, about_household())

    assert told.people == ("resident-2", None, None, None)
    assert len(await rows(world.asker, world.asker.tables.code_vault)) == 2


async def test_a_related_person_new_to_us_gets_a_reference_and_can_be_asked_about(world):
    await world.know(PROVIDER, "taxpayer-2", SPOUSE)
    await household(world, "taxpayer-2")
    told = await ask(world.asker, about_household())
    (new, *padding) = told.people
    world.replica.facts_given = None
    about_them = await ask(world.asker, asking(person_ref=new))

    assert padding == [None] * 3
    assert len(new) == 32
    assert await person_of(world.asker, world.code(ASKER, SPOUSE)) == new
    assert about_them.content.items["total-income"] == INCOME
    assert world.replica.asked[-1].person_ref == "taxpayer-2"


async def test_a_person_met_twice_keeps_one_reference(world):
    await world.know(PROVIDER, "taxpayer-2", SPOUSE)
    await world.know(PROVIDER, "taxpayer-3", CHILD)
    await household(world, "taxpayer-3", "taxpayer-2")
    first = await ask(world.asker, about_household())
    await household(world, "taxpayer-2", "taxpayer-1")
    second = await ask(world.asker, about_household(attempt=2))

    assert first.people[1] == second.people[0]
    assert second.people[1] == "resident-1"
    assert await ask(world.asker, about_household()) == first


async def test_a_question_about_income_never_brings_people(world):
    world.replica.facts_given = Facts(content=content(), related=("taxpayer-1",))

    assert (await ask(world.asker, asking())).people == ()


@pytest.mark.parametrize("people", [0, 1, 4])
async def test_up_to_four_related_people_look_alike(world, people):
    for n in range(people):
        await world.know(PROVIDER, f"taxpayer-m{n}", b"member-%d" % n)
    await household(world, *(f"taxpayer-m{n}" for n in range(people)))
    told = await ask(world.asker, about_household())

    assert len(told.people) == 4
    assert sum(person is not None for person in told.people) == people


# At rest


async def test_codes_and_content_lie_encrypted(world):
    await world.know(PROVIDER, "taxpayer-2", SPOUSE)
    await ask(world.asker, asking())
    await household(world, "taxpayer-2")
    await ask(world.asker, about_household())
    await world.close()
    code = world.code(ASKER, PERSON).point
    held = b"".join(
        path.read_bytes() for path in world.folder.glob(f"{ASKER}.db*") if path.is_file()
    )

    assert b"resident-1" in held
    for secret in (code, world.code(ASKER, SPOUSE).point, world.code(PROVIDER, PERSON).point):
        assert secret not in held
        assert secret.hex().encode() not in held
    for value in (str(INCOME), str(PENSION), "source_updated_at", '"people"', "wife"):
        assert value.encode() not in held


async def test_content_of_one_inquiry_does_not_open_in_the_row_of_another(world):
    await ask(world.asker, asking())
    await ask(world.asker, asking(attempt=2))
    table = world.asker.tables.inquiry
    first, second = await kept(world)
    async with world.asker.db.transaction() as tx:
        await tx.execute(
            table.update()
            .where(table.c.inquiry_id == first["inquiry_id"])
            .values(content_sealed=second["content_sealed"])
        )

    with pytest.raises(CannotOpen):
        await ask(world.asker, asking(attempt=1))
    assert (await ask(world.asker, asking(attempt=2))).state == "answered"


async def test_a_told_answer_shows_no_content(world):
    shown = repr(await ask(world.asker, asking()))

    assert str(INCOME) not in shown
    assert "total-income" not in shown


# Inquiries of a case


async def test_a_case_lists_its_inquiries_in_order(world):
    await ask(world.asker, asking())
    later(world.clock, seconds=1)
    world.state, world.reason = "refused", "no-items"
    await ask(world.asker, asking(items=("total-income",)))
    await ask(world.asker, asking(case_ref="case-2"))
    async with world.asker.db.read() as tx:
        listed = await Inquiries(world.asker.tables.inquiry).of_case(tx, "case-1")

    assert [(row["state"], row["reason"]) for row in listed] == [
        ("answered", None),
        ("refused", "no-items"),
    ]
    assert {row["provider"] for row in listed} == {PROVIDER}


def test_a_questions_digest_depends_on_each_part():
    changes = {
        "person_ref": "x", "procedure": "x", "provider": OTHER, "information": "household",
        "items": ("x",), "case_ref": "x", "office": "x", "fiscal_year": 1, "consent": True,
        "as_of": about_household().as_of, "attempt": 2,
    }  # fmt: skip
    digests = {asking(**{name: value}).digest() for name, value in changes.items()}

    assert changes.keys() == set(asking().__slots__)
    assert len(digests | {asking().digest()}) == len(changes) + 1


async def test_an_answer_that_comes_after_the_skew_is_still_fresh_when_the_hub_signs_it(world):
    world.state = "accepted"
    await ask(world.asker, asking())
    world.clock.advance(timedelta(minutes=3))
    world.state = "answered"

    assert (await ask(world.asker, asking())).state == "answered"


async def test_a_forged_answer_leaves_a_question_that_a_genuine_one_ends(world):
    world.alter = lambda _, outcome: outcome.model_copy(update={"aud": OTHER})
    with pytest.raises(AnswerNotGenuine):
        await ask(world.asker, asking())
    world.alter = None

    assert (await ask(world.asker, asking())).state == "answered"


async def test_an_answer_that_is_on_disk_is_acknowledged_once(world):
    told = await ask(world.asker, asking())
    await ask(world.asker, asking())

    assert world.acknowledged == [told.serial]


async def test_a_refusal_brought_nothing_that_could_be_erased(world):
    world.state, world.reason = "refused", "no-items"
    await ask(world.asker, asking())

    assert world.acknowledged == []


async def test_an_acknowledgement_that_is_lost_changes_nothing(world):
    async def lost(_):
        raise Unreachable("the hub does not answer")

    world.acknowledge = lost

    assert (await ask(world.asker, asking())).state == "answered"


async def test_two_inquiries_of_one_case_do_not_say_that_they_are(world):
    """Else the hub could tell that they concern one household."""
    await ask(world.asker, asking())
    await ask(world.asker, asking(attempt=2))
    references = {unverified(token, Inquiry).case_ref for token in world.inquiries}

    assert len(references) == 2
