"""From a permit to an answer that opens at the requester, with the people it names."""

from datetime import date, timedelta

import pytest
from provider_world import DECLINED, REJECTED

from renkei.layouts import Outcome

PREMIUM = "94.2.household"
ITEMS = ("members", "relationship")
DAY = {"as_of": date(2026, 4, 1)}


async def family(office, size):
    """A head and others who live there: `size` people beside the head."""
    people = [await office.resident() for _ in range(size + 1)]
    relationships = ["head", "wife", *["child"] * size][: size + 1]
    reply = await office.household(*zip(people, relationships, strict=True))
    assert reply.status_code == 200
    return people


@pytest.fixture
async def couple(office):
    return await family(office, 1)


async def records(office):
    return (await office.staff("GET", "/v1/records")).json()["records"]


@pytest.mark.parametrize(("others", "slots"), [(0, 4), (1, 4), (4, 4), (5, 8)])
async def test_members_are_named_by_slot_and_their_number_does_not_show(
    office, world, others, slots
):
    head, *rest = await family(office, others)

    opened = await office.answered(world.permit(head.number, PREMIUM, **DAY), ITEMS)

    assert opened.content.outcome is Outcome.PROVIDED
    assert opened.content.items["relationship"] == "head"
    assert [m["slot"] for m in opened.content.items["members"]] == list(range(others))
    assert len(opened.people) == slots
    assert opened.people == [
        *(world.code("welfare", person.number) for person in rest),
        *[None] * (slots - others),
    ]


async def test_slot_and_relationship_belong_to_the_same_person(office, world):
    head, wife, child = await family(office, 2)

    opened = await office.answered(world.permit(wife.number, PREMIUM, **DAY), ITEMS)

    by_code = {
        opened.people[member["slot"]]: member["relationship"]
        for member in opened.content.items["members"]
    }
    assert opened.content.items["relationship"] == "wife"
    assert by_code == {
        world.code("welfare", head.number): "head",
        world.code("welfare", child.number): "child",
    }


async def test_who_asks_for_the_relationship_alone_learns_of_nobody_else(office, world, couple):
    permit = world.permit(couple[0].number, PREMIUM, items=("relationship",), **DAY)

    opened = await office.answered(permit, ["relationship"])

    assert opened.content.items == {"relationship": "head"}
    assert opened.people == [None] * 4


async def test_a_resident_in_no_household_has_no_replica(office, world):
    resident = await office.resident()

    opened = await office.answered(world.permit(resident.number, PREMIUM, **DAY), ITEMS)

    assert opened.content.outcome is Outcome.REPLICA_NOT_REGISTERED
    assert opened.people == [None] * 4


async def test_a_person_we_do_not_know_has_no_record(office, world):
    opened = await office.answered(world.permit(world.born(), PREMIUM, **DAY), ITEMS)

    assert opened.content.outcome is Outcome.NO_RECORD
    assert opened.content.source_updated_at is None


async def test_an_answer_looks_alike_from_outside_whoever_it_is_about(office, world, couple):
    replies = [
        await office.present(world.permit(number, PREMIUM, **DAY))
        for number in (couple[0].number, world.born())
    ]

    answers = [world.opened(reply.json()["answer"], ITEMS).answer for reply in replies]

    assert len(answers[0].sealed) == len(answers[1].sealed)
    assert len(answers[0].related) == len(answers[1].related) == 4
    assert {related.epoch for answer in answers for related in answer.related} == {1}


async def test_a_member_without_a_code_makes_us_decline(office, world):
    head = await office.resident()
    world.down.add("request_grant")
    newborn = await office.resident()
    world.down.clear()
    await office.household((head, "head"), (newborn, "child"))

    opened = await office.answered(world.permit(head.number, PREMIUM, **DAY), ITEMS)

    assert opened.answer.reason == "related-person-without-code"
    assert opened.answer.related == ()


@pytest.mark.parametrize(
    ("rule", "changes", "reason"),
    [
        ("94.2.local-tax", {"fiscal_year": 2026}, "information-not-held"),
        ("66.1.local-tax", DAY, "information-not-held"),
        ("27.4.household", DAY | {"items": ("members",)}, "items-not-permitted"),
        ("27.4.household", DAY | {"items": ITEMS}, "items-not-permitted"),
    ],
)
async def test_what_we_do_not_answer_is_declined_alike_for_anyone(
    office, couple, rule, changes, reason
):
    world = office.world
    for number in (couple[0].number, world.born()):
        opened = await office.answered(world.permit(number, rule, **changes), ITEMS)

        assert opened.answer.reason == reason
        assert opened.answer.sealed is None
        assert opened.answer.related == ()


@pytest.mark.parametrize("reason", DECLINED)
async def test_a_permit_that_our_own_look_does_not_carry_is_declined(office, world, couple, reason):
    opened = await office.answered(DECLINED[reason](world, couple[0].number, PREMIUM), ITEMS)

    assert opened.answer.reason == reason
    assert (opened.answer.sealed, opened.answer.related) == (None, ())
    assert [record["outcome"] for record in await records(office)] == ["declined"]


@pytest.mark.parametrize("fault", REJECTED)
async def test_a_permit_without_force_gets_a_problem_that_says_nothing_of_anyone(
    office, world, couple, fault
):
    people = (couple[0].number, world.born())
    replies = [await office.present(REJECTED[fault](world, who, PREMIUM)) for who in people]

    assert {reply.status_code for reply in replies} == {403}
    assert replies[0].json() == replies[1].json()
    assert replies[0].json().keys() == {"type", "title", "status", "detail"}
    assert await records(office) == []


async def test_the_same_permit_twice_gives_the_same_bytes_and_one_record(office, world, couple):
    permit = world.permit(couple[0].number, PREMIUM, **DAY)

    first = await office.present(permit)
    await office.household((couple[0], "head"))
    world.clock.advance(timedelta(minutes=1))
    again = await office.present(permit)

    assert first.content == again.content
    assert len(await records(office)) == 1


@pytest.mark.parametrize("protected", [0, 1])
async def test_one_protected_member_keeps_the_exchange_out_of_the_citizens_view(
    office, world, couple, protected
):
    flag = {"person_ref": str(couple[protected]), "non_disclosable": True}
    before = await office.answered(world.permit(couple[0].number, PREMIUM, **DAY), ITEMS)

    assert (await office.staff("PUT", "/v1/non-disclosures", flag)).status_code == 204
    after = await office.answered(world.permit(couple[0].number, PREMIUM, **DAY), ITEMS)

    assert (before.answer.non_disclosable, after.answer.non_disclosable) == (False, True)
    assert [record["non_disclosable"] for record in await records(office)] == [False, True]
