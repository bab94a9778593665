# ruff: noqa: PLR0917 - pytest passes fixtures by name
import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from identity.db import queries, tables
from identity.usecases.sealing import number_key, open_items
from renkei.numbers import IndividualNumber, individual_number_check_digit


async def kept_items(context, number):
    async with context.db.read() as tx:
        key = number_key(context.keyring.at_rest, IndividualNumber(number))
        return await queries.items_by_number(tx, key)


async def change_number(client, request_id, number, items):
    return await client.post(
        "/v1/number-changes", json={"request_id": request_id, "number": number, **items}
    )


async def may_obtain(client, number, items):
    answer = await client.post("/v1/code-grants", json={"number": number, **items})
    return answer.status_code == 201


async def test_a_new_number_replaces_the_old_and_the_person_stays(
    registered, mayor, welfare, mother, request_ids, context
):
    old = await registered(mother)
    before = await kept_items(context, old)
    answer = await change_number(mayor, request_ids(), old, mother)
    new = answer.json()["number"]

    assert answer.status_code == 201
    assert new != old
    assert (await kept_items(context, new)).person_id == before.person_id
    assert await may_obtain(welfare, old, mother)
    assert await may_obtain(welfare, new, mother)


async def assignments(context, number):
    person_id = (await kept_items(context, number)).person_id
    async with context.db.read() as tx:
        return await queries.assignments_of(tx, person_id)


async def test_the_old_assignment_ends_when_the_new_one_begins(
    registered, mayor, mother, request_ids, context, clock
):
    old = await registered(mother)
    clock.advance(timedelta(minutes=1))
    await change_number(mayor, request_ids(), old, mother)
    first, second = await assignments(context, old)

    assert first.superseded_at == second.assigned_at == clock()
    assert second.superseded_at is None


async def test_a_change_that_fails_on_the_way_leaves_the_old_number_in_force(
    registered, mayor, mother, request_ids, context
):
    if context.db.dialect != "sqlite":
        pytest.skip("the trigger is written for SQLite")
    old = await registered(mother)
    async with context.db.transaction() as tx:
        await tx.execute(
            text(
                "CREATE TRIGGER broken BEFORE INSERT ON numbering_request "
                "BEGIN SELECT RAISE(ROLLBACK, 'broken'); END"
            )
        )
    failed = await change_number(mayor, request_ids(), old, mother)
    left = await assignments(context, old)

    assert failed.status_code == 500
    assert [one.superseded_at for one in left] == [None]


async def test_a_superseded_number_is_never_given_again(
    registered, mayor, mother, son, request_ids, draws
):
    draws.listed = [5]
    old = await registered(mother)
    await change_number(mayor, request_ids(), old, mother)
    draws.listed = [5, 9]
    other = await registered(son)

    assert other[:11] == "00000000010"
    assert old == f"00000000006{individual_number_check_digit('00000000006')}"


async def test_the_same_change_again_gives_the_same_number(
    registered, mayor, mother, request_ids, database
):
    old, request_id = await registered(mother), request_ids()
    first = await change_number(mayor, request_id, old, mother)
    again = await change_number(mayor, request_id, old, mother)
    async with database.read() as tx:
        assigned = await tx.scalar(select(func.count()).select_from(tables.assignment))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert assigned == 2


async def test_two_changes_of_one_number_at_once_are_one_change(
    registered, mayor, mother, request_ids
):
    old = await registered(mother)
    answers = await asyncio.gather(
        *(change_number(mayor, request_ids(), old, mother) for _ in range(4))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_number_that_was_changed_is_not_changed_again(
    registered, mayor, mother, request_ids
):
    old = await registered(mother)
    new = (await change_number(mayor, request_ids(), old, mother)).json()["number"]
    refused = await change_number(mayor, request_ids(), old, mother)

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/number-superseded")
    assert old not in refused.text
    assert new not in refused.text


async def test_a_request_id_of_a_registration_is_none_of_a_change(mayor, mother, request_ids):
    request_id = request_ids()
    made = await mayor.post("/v1/people", json={"request_id": request_id, **mother})
    refused = await change_number(mayor, request_id, made.json()["number"], mother)

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/request-id-reused")


async def test_a_change_for_the_wrong_person_is_refused_and_held(
    registered, mayor, staff, mother, son, request_ids, canaries
):
    number = await registered(son)
    refused = await change_number(mayor, request_ids(), number, mother)
    moved = await mayor.post(
        "/v1/item-changes", json={"number": number, "old": mother, "new": mother}
    )
    held = (await staff.get("/v1/quarantine")).json()["claims"]

    assert (refused.status_code, moved.status_code) == (403, 403)
    assert refused.content == moved.content
    assert [claim["purpose"] for claim in held] == ["number-change", "item-change"]
    assert number not in refused.text
    assert not any(canary in refused.text for canary in canaries)


async def test_after_a_move_the_new_address_counts_and_the_old_is_kept(
    registered, mayor, welfare, mother, context, database
):
    number = await registered(mother)
    new = mother | {"address": "東京都府中市宮西町2-24"}
    before = await kept_items(context, number)
    answer = await mayor.post(
        "/v1/item-changes", json={"number": number, "old": mother, "new": new}
    )
    async with database.read() as tx:
        first = await queries.items_of_version(tx, before.person_id, version=1)

    assert answer.status_code == 204
    assert await may_obtain(welfare, number, new)
    assert not await may_obtain(welfare, number, mother)
    assert open_items(context.keyring.at_rest, first).items.address == mother["address"]
    assert (await kept_items(context, number)).version == 2


async def test_the_same_move_again_is_done_and_nothing_is_held(
    registered, mayor, staff, mother, context
):
    number = await registered(mother)
    body = {"number": number, "old": mother, "new": mother | {"address": "東京都府中市宮西町2-24"}}
    answers = [await mayor.post("/v1/item-changes", json=body) for _ in range(2)]
    held = (await staff.get("/v1/quarantine")).json()["claims"]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert held == []
    assert (await kept_items(context, number)).version == 2


async def test_other_names_stay_unless_they_are_sent(registered, mayor, welfare, mother):
    number = await registered(mother, other_names=["鈴木 花子"])
    moved = mother | {"address": "東京都府中市宮西町2-24"}
    await mayor.post("/v1/item-changes", json={"number": number, "old": mother, "new": moved})

    assert await may_obtain(welfare, number, moved | {"name": "鈴木 花子"})

    body = {"number": number, "old": moved, "new": moved, "other_names": ["佐藤 花子"]}
    await mayor.post("/v1/item-changes", json=body)

    assert not await may_obtain(welfare, number, moved | {"name": "鈴木 花子"})
    assert await may_obtain(welfare, number, moved | {"name": "佐藤 花子"})


async def test_nobody_becomes_somebody_who_is_registered(
    registered, mayor, mother, son, context, canaries
):
    await registered(mother)
    number = await registered(son)
    refused = await mayor.post(
        "/v1/item-changes", json={"number": number, "old": son, "new": mother}
    )

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/already-registered")
    assert not any(canary in refused.text for canary in (*canaries, number))
    assert (await kept_items(context, number)).version == 1


async def test_who_moved_away_no_longer_stands_in_the_way(registered, mayor, mother):
    number = await registered(mother)
    moved = mother | {"address": "東京都府中市宮西町2-24"}
    await mayor.post("/v1/item-changes", json={"number": number, "old": mother, "new": moved})

    assert await registered(mother) != number


@pytest.mark.parametrize("path", ["/v1/number-changes", "/v1/item-changes"])
async def test_a_wrong_check_digit_is_refused_by_rule(mayor, mother, request_ids, path):
    body = {"request_id": request_ids(), **mother}
    if path.endswith("item-changes"):
        body = {"old": mother, "new": mother}
    refused = await mayor.post(path, json=body | {"number": "123456789012"})

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"at": "body/number", "rule": "check-digit"}]
    assert "123456789012" not in refused.text
