"""From a permit to an answer that opens at the requester."""

from datetime import date, timedelta

import pytest
from provider_world import DECLINED, REJECTED

from renkei.layouts import Outcome

PREMIUM = "94.2.local-tax"
SCHOLARSHIP = "113.1.local-tax"
YEAR = {"fiscal_year": 2026}
ITEMS = (
    "dependant-of-taxed-person",
    "pension-income",
    "pension-revenue",
    "taxation-class",
    "total-income",
)


@pytest.fixture
async def assessed(office, sheet):
    number, person_ref = await office.taxpayer()
    assert (await office.assess(person_ref, sheet)).status_code == 200
    return number


async def records(office):
    return (await office.staff("GET", "/v1/records")).json()["records"]


async def test_exactly_the_items_asked_are_answered(office, world, assessed, sheet, clock):
    opened = await office.answered(world.permit(assessed, PREMIUM, **YEAR), ITEMS)

    assert opened.content.outcome is Outcome.PROVIDED
    assert opened.content.items == {code: sheet[code] for code in ITEMS}
    assert opened.content.source_updated_at == clock()
    assert opened.people == []


@pytest.mark.parametrize("item", ["municipal-income-levy", "prefectural-income-levy"])
async def test_the_levy_of_one_body_never_stands_in_for_the_others(
    office, world, assessed, sheet, item
):
    # 市町村民税所得割額 was asked for, and 都道府県民税所得割額 came back: it stopped procedures.
    opened = await office.answered(
        world.permit(assessed, SCHOLARSHIP, items=(item,), **YEAR), [item]
    )

    assert opened.content.items == {item: sheet[item]}
    assert sheet["municipal-income-levy"] != sheet["prefectural-income-levy"]


async def test_the_latest_revision_is_answered(office, world, sheet):
    number, person_ref = await office.taxpayer()
    await office.assess(person_ref, state="undeclared")
    await office.assess(person_ref, sheet)
    await office.assess(person_ref, sheet | {"taxation-class": "taxed", "dependants": 2})

    opened = await office.answered(
        world.permit(number, "74.1.local-tax", **YEAR), ("dependants", "total-income")
    )

    assert opened.content.items["dependants"] == 2


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("undeclared", Outcome.UNDECLARED), ("none", Outcome.NO_RECORD)],
)
async def test_nothing_assessed_is_not_zero(office, world, state, outcome):
    number, person_ref = await office.taxpayer()
    await office.assess(person_ref, state=state)

    opened = await office.answered(world.permit(number, PREMIUM, **YEAR), ITEMS)

    assert (opened.content.outcome, opened.content.items) == (outcome, {})


async def test_zero_is_an_answer(office, world, sheet):
    number, person_ref = await office.taxpayer()
    levies = [code for code in sheet if code.endswith("-levy") or code == "forest-environment-tax"]
    await office.assess(
        person_ref, sheet | dict.fromkeys(levies, 0) | {"taxation-class": "non-taxed"}
    )

    opened = await office.answered(
        world.permit(number, SCHOLARSHIP, items=("municipal-income-levy",), **YEAR),
        ["municipal-income-levy"],
    )

    assert opened.content.outcome is Outcome.PROVIDED
    assert opened.content.items == {"municipal-income-levy": 0}


async def test_a_year_without_a_replica_says_so(office, world, assessed):
    opened = await office.answered(world.permit(assessed, PREMIUM, fiscal_year=2025), ITEMS)

    assert opened.content.outcome is Outcome.REPLICA_NOT_REGISTERED
    assert opened.content.source_updated_at is None


async def test_a_person_we_do_not_know_has_no_record(office, world):
    opened = await office.answered(world.permit(world.born(), PREMIUM, **YEAR), ITEMS)

    assert opened.content.outcome is Outcome.NO_RECORD


async def test_whether_there_is_a_record_does_not_show_in_the_size(office, world, assessed):
    permits = [world.permit(number, PREMIUM, **YEAR) for number in (assessed, world.born())]

    sizes = [
        len(world.opened((await office.present(p)).json()["answer"], ITEMS).answer.sealed)
        for p in permits
    ]

    assert sizes[0] == sizes[1]


@pytest.mark.parametrize(
    ("rule", "changes", "reason"),
    [
        (PREMIUM, {"as_of": date(2026, 4, 1)}, "fiscal-year-missing"),
        ("94.2.household", {"as_of": date(2026, 4, 1)}, "information-not-held"),
        (PREMIUM, YEAR | {"items": ("municipal-income-levy",)}, "items-not-permitted"),
        (PREMIUM, YEAR | {"items": ("prefectural-income-levy",)}, "items-not-permitted"),
        ("8.1.local-tax", YEAR, "consent-required"),
    ],
)
async def test_what_we_do_not_answer_is_declined_alike_for_anyone(
    office, assessed, rule, changes, reason
):
    world = office.world
    for number in (assessed, world.born()):
        opened = await office.answered(world.permit(number, rule, **changes), ITEMS)

        assert opened.answer.status == "declined"
        assert opened.answer.reason == reason
        assert opened.answer.sealed is None
        assert opened.answer.related == ()


@pytest.mark.parametrize("reason", DECLINED)
async def test_a_permit_that_our_own_look_does_not_carry_is_declined(
    office, world, assessed, reason
):
    opened = await office.answered(DECLINED[reason](world, assessed, PREMIUM), ITEMS)

    assert opened.answer.reason == reason
    assert opened.answer.sealed is None
    assert [record["outcome"] for record in await records(office)] == ["declined"]


@pytest.mark.parametrize("fault", REJECTED)
async def test_a_permit_without_force_gets_a_problem_that_says_nothing_of_anyone(
    office, world, assessed, fault
):
    people = (assessed, world.born())
    replies = [await office.present(REJECTED[fault](world, who, PREMIUM)) for who in people]

    assert {reply.status_code for reply in replies} == {403}
    assert replies[0].json() == replies[1].json()
    assert replies[0].json().keys() == {"type", "title", "status", "detail"}
    assert await records(office) == []


async def test_the_same_permit_twice_gives_the_same_bytes_and_one_record(office, world, assessed):
    permit = world.permit(assessed, PREMIUM, **YEAR)

    first = await office.present(permit)
    world.clock.advance(timedelta(minutes=1))
    again = await office.present(permit)

    assert first.content == again.content
    assert len(await records(office)) == 1


async def test_another_permit_of_the_same_serial_is_refused(office, world, assessed):
    permit = world.permit(assessed, PREMIUM, **YEAR)
    await office.present(permit)
    serial = (await records(office))[0]["serial"]

    reply = await office.present(
        world.permit(world.born(), PREMIUM, serial=serial, receipt=world.receipt(serial), **YEAR)
    )

    assert reply.status_code == 403
    assert len(await records(office)) == 1


async def test_the_record_says_which_items_and_no_value(office, world, assessed):
    await office.present(world.permit(assessed, PREMIUM, **YEAR))

    (record,) = await records(office)

    assert record["items"] == sorted(ITEMS)
    assert (record["counterpart"], record["outcome"]) == ("welfare", "answered")
    assert "2600000" not in str(record)


async def test_a_protected_persons_exchange_is_marked_non_disclosable(office, world, sheet):
    number, person_ref = await office.taxpayer()
    await office.assess(person_ref, sheet)
    flag = {"person_ref": person_ref, "non_disclosable": True}
    before = await office.answered(world.permit(number, PREMIUM, **YEAR), ITEMS)

    assert (await office.staff("PUT", "/v1/non-disclosures", flag)).status_code == 204
    after = await office.answered(world.permit(number, PREMIUM, **YEAR), ITEMS)

    assert (before.answer.non_disclosable, after.answer.non_disclosable) == (False, True)
