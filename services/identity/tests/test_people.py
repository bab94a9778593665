# ruff: noqa: PLR0917 - pytest passes fixtures by name
import asyncio

import pytest
from sqlalchemy import func, select, text

from identity.db import tables
from renkei.numbers import IndividualNumber, individual_number_check_digit


async def count(database, table):
    async with database.read() as tx:
        return await tx.scalar(select(func.count()).select_from(table))


def number_of(base):
    digits = f"{1 + base:011d}"
    return f"{digits}{individual_number_check_digit(digits)}"


async def test_a_person_gets_a_valid_number(mayor, mother, request_ids):
    answer = await mayor.post("/v1/people", json={"request_id": request_ids(), **mother})

    assert answer.status_code == 201
    assert list(answer.json()) == ["number"]
    assert IndividualNumber(answer.json()["number"])


async def test_the_same_request_again_is_one_person_and_one_number(
    mayor, mother, request_ids, database
):
    body = {"request_id": request_ids(), **mother, "other_names": ["鈴木 花子"]}
    first = await mayor.post("/v1/people", json=body)
    # The same date, written otherwise, is the same request.
    again = await mayor.post("/v1/people", json=body | {"birth_date": "1958-03-01"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert await count(database, tables.person) == 1


async def test_many_of_the_same_request_at_once_are_one_person(
    mayor, mother, request_ids, database
):
    body = {"request_id": request_ids(), **mother}
    answers = await asyncio.gather(*(mayor.post("/v1/people", json=body) for _ in range(8)))

    assert {answer.json()["number"] for answer in answers} == {answers[0].json()["number"]}
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert await count(database, tables.person) == 1


async def test_many_at_once_with_the_same_items_are_one_person(
    mayor, mother, request_ids, database
):
    answers = await asyncio.gather(
        *(mayor.post("/v1/people", json={"request_id": request_ids(), **mother}) for _ in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert await count(database, tables.person) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"name": "渡邉 花江"},
        {"birth_date": "1958-03-02"},
        {"sex": "unknown"},
        {"address": "愛知県碧南市松本町29番地"},
        {"other_names": ["鈴木 花子"]},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_another_body_under_the_same_request_id_is_refused(
    mayor, mother, request_ids, change, canaries
):
    body = {"request_id": request_ids(), **mother}
    first = await mayor.post("/v1/people", json=body)
    refused = await mayor.post("/v1/people", json=body | change)

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/request-id-reused")
    assert first.json()["number"] not in refused.text
    assert not any(canary in refused.text for canary in canaries)


async def test_a_request_id_is_its_callers_own(mayor, speak_as, mother, son, request_ids):
    request_id = request_ids()
    mine = await mayor.post("/v1/people", json={"request_id": request_id, **mother})
    other = await speak_as("other-municipality")
    theirs = await other.post("/v1/people", json={"request_id": request_id, **son})

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json() != theirs.json()


@pytest.mark.parametrize(
    "spelling",
    [
        {},
        {"name": "渡辺　花子", "address": "愛知県碧南市松本町２８"},
        {"birth_date": "S33.3.1"},
    ],
    ids=["same", "other spelling", "other date form"],
)
async def test_who_is_registered_is_not_registered_twice(
    mayor, registered, mother, request_ids, spelling, canaries
):
    number = await registered(mother)
    refused = await mayor.post(
        "/v1/people", json={"request_id": request_ids(), **mother, **spelling}
    )

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/already-registered")
    assert number not in refused.text
    assert not any(canary in refused.text for canary in canaries)


async def test_an_alias_of_somebody_registered_is_not_registered_again(
    mayor, registered, mother, request_ids
):
    await registered(mother, other_names=["鈴木 花子"])
    refused = await mayor.post(
        "/v1/people", json={"request_id": request_ids(), **mother, "name": "鈴木花子"}
    )

    assert refused.status_code == 409


@pytest.mark.parametrize("change", [{"sex": "male"}, {"address": "東京都府中市宮西町2-24"}])
async def test_the_same_name_and_birth_date_are_two_people(registered, mother, change, database):
    first = await registered(mother)
    second = await registered(mother | change)

    assert first != second
    assert await count(database, tables.person) == 2


async def test_a_number_is_never_given_twice(registered, mother, son, draws):
    draws.listed = [5, 5, 5, 7]
    first, second = await registered(mother), await registered(son)

    assert (first, second) == (number_of(5), number_of(7))
    assert draws.made == 4


async def test_broken_randomness_is_refused_and_leaves_nothing(
    mayor, registered, mother, son, draws, request_ids, database
):
    draws.listed = [5] * 1000
    await registered(mother)
    refused = await mayor.post("/v1/people", json={"request_id": request_ids(), **son})

    assert refused.status_code == 503
    assert number_of(5) not in refused.text
    assert await count(database, tables.person) == 1


@pytest.mark.parametrize("table", ["item_version", "look_alike", "assignment", "numbering_request"])
async def test_a_failure_on_the_way_leaves_nothing_half_written(
    mayor, mother, request_ids, database, table, canaries
):
    if database.dialect != "sqlite":
        pytest.skip("the trigger is written for SQLite")
    async with database.transaction() as tx:
        await tx.execute(
            text(
                f"CREATE TRIGGER broken BEFORE INSERT ON {table} "
                "BEGIN SELECT RAISE(ROLLBACK, 'broken'); END"
            )
        )
    body = {"request_id": request_ids(), **mother}
    failed = await mayor.post("/v1/people", json=body)
    left = [await count(database, one) for one in tables.metadata.sorted_tables]
    async with database.transaction() as tx:
        await tx.execute(text("DROP TRIGGER broken"))
    again = await mayor.post("/v1/people", json=body)

    assert failed.status_code == 500
    assert not any(canary in failed.text for canary in canaries)
    assert left == [0] * len(left)
    assert again.status_code == 201


@pytest.mark.parametrize(
    ("change", "at", "rule"),
    [
        ({"birth_date": "1958-02-30"}, "body/birth_date", "calendar"),
        ({"birth_date": "昭和99年1月1日"}, "body/birth_date", "outside-era"),
        ({"birth_date": "1850-01-01"}, "body/birth_date", "old-calendar"),
        ({"birth_date": "渡邉"}, "body/birth_date", "format"),
        ({"birth_date": 19580301}, "body/birth_date", "format"),
        ({"name": "　"}, "body/name", "blank"),
        ({"address": " "}, "body/address", "blank"),
        ({"other_names": [""]}, "body/other_names/0", "blank"),
        ({"sex": "渡邉"}, "body/sex", "enum"),
        ({"request_id": "渡邉"}, "body/request_id", "uuid_parsing"),
        ({"渡邉": "1"}, "body/?", "extra_forbidden"),
    ],
)
async def test_a_malformed_person_is_refused_by_rule_without_the_value(
    mayor, mother, request_ids, change, at, rule, canaries
):
    body = {"request_id": request_ids(), **mother, **change}
    refused = await mayor.post("/v1/people", json=body)

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"at": at, "rule": rule}]
    assert not any(canary in refused.text for canary in canaries)
