# ruff: noqa: PLR0917 - pytest passes fixtures by name
import logging
from datetime import timedelta

import pytest

from identity.db import queries
from identity.usecases.sealing import number_key
from renkei.codes.grants import issue, person_point
from renkei.codes.group import NotInGroup, times
from renkei.codes.subjects import Ciphertext, open_code
from renkei.messages.code_grant import CodeGrant, grant_info
from renkei.messages.signing import MessageRejected, verify
from renkei.numbers import IndividualNumber
from renkei.sealing import NotSealedForUs
from renkei.service.logs import JsonLines
from renkei.testing.clock import START


async def grant_for(client, number, items):
    answer = await client.post("/v1/code-grants", json={"number": number, **items})
    assert answer.status_code == 201, answer.text
    return answer.json()["grant"]


def read(token, rings, *, now=START, audience="linkage-hub"):
    keys = rings["identity"].own_keys("identity")
    return verify(token, CodeGrant, key_of=keys.get, audience=audience, now=now)


def info_of(grant):
    return grant_info(grant_id=grant.jti, agency=grant.agency, code_key=grant.code_key)


async def person_id_of(context, number):
    async with context.db.read() as tx:
        key = number_key(context.keyring.at_rest, IndividualNumber(number))
        return (await queries.items_by_number(tx, key)).person_id


async def test_the_hub_makes_the_agencys_code_of_a_grant(
    registered, welfare, mother, rings, factors, context
):
    number = await registered(mother)
    grant = read(await grant_for(welfare, number, mother), rings)
    opened = rings["linkage-hub"].opening.open(grant.sealed, info=info_of(grant))
    ring, factor = rings["welfare-agency"], factors.factor("welfare-agency", 1)
    issued = issue(Ciphertext.decode(opened), factor=factor, to=ring.code.public)
    code = open_code(issued, ring.code, epoch=1)
    point = person_point(context.point_key, await person_id_of(context, number))

    assert (grant.agency, grant.code_key) == ("welfare-agency", ring.code_kid)
    assert code.point == times(factor, point)


async def test_the_agency_cannot_open_what_it_carries(registered, welfare, mother, rings):
    token = await grant_for(welfare, await registered(mother), mother)
    grant = read(token, rings)
    ring = rings["welfare-agency"]

    with pytest.raises(NotSealedForUs):
        ring.opening.open(grant.sealed, info=info_of(grant))
    with pytest.raises(NotInGroup):
        Ciphertext.decode(grant.sealed)


async def test_a_grant_is_for_the_hub_and_for_minutes(registered, welfare, mother, rings):
    token = await grant_for(welfare, await registered(mother), mother)

    assert read(token, rings).exp - read(token, rings).iat == 300
    with pytest.raises(MessageRejected):
        read(token, rings, audience="welfare-agency")
    with pytest.raises(MessageRejected):
        read(token, rings, now=START + timedelta(minutes=7))


async def test_two_grants_for_one_person_have_nothing_in_common(registered, welfare, mother, rings):
    number = await registered(mother)
    one, other = [read(await grant_for(welfare, number, mother), rings) for _ in range(2)]
    opened = [
        rings["linkage-hub"].opening.open(grant.sealed, info=info_of(grant))
        for grant in (one, other)
    ]

    assert one.jti != other.jti
    assert not {opened[0][:32], opened[0][32:]} & {opened[1][:32], opened[1][32:]}


async def test_a_grant_shows_neither_number_nor_items(registered, welfare, mother, canaries):
    from renkei.messages.fields import from_base64url

    number = await registered(mother)
    token = await grant_for(welfare, number, mother)
    payload = from_base64url(token.split(".")[1]).decode()

    assert number not in payload
    assert not any(canary in payload for canary in canaries)


async def test_other_spellings_of_the_same_items_get_a_grant(registered, welfare, mother):
    number = await registered(mother)
    spelt = {
        "name": "渡辺　花子",
        "birth_date": "S33.3.1",
        "sex": "female",
        "address": "愛知県碧南市松本町２８",
    }

    assert await grant_for(welfare, number, spelt)


async def test_a_registered_alias_gets_a_grant(registered, welfare, mother):
    number = await registered(mother, other_names=["鈴木 花子"])

    assert await grant_for(welfare, number, mother | {"name": "鈴木花子"})


async def test_a_relatives_valid_number_is_refused_and_held(
    registered, welfare, staff, mother, son, canaries
):
    number = await registered(son)
    await registered(mother)
    refused = await welfare.post("/v1/code-grants", json={"number": number, **mother})
    held = (await staff.get("/v1/quarantine")).json()

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/not-matched")
    assert [(claim["agency"], claim["items"]) for claim in held["claims"]] == [
        ("welfare-agency", ["birth-date", "name", "sex"])
    ]
    for text in (refused.text, str(held)):
        assert number not in text
        assert not any(canary in text for canary in canaries)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "渡邉 花江"},
        {"birth_date": "1958-03-02"},
        {"birth_date": "1958"},
        {"sex": "male"},
        {"address": "愛知県碧南市松本町29番地"},
    ],
)
async def test_an_unknown_number_and_a_differing_item_get_the_same_answer(
    registered, welfare, mother, change
):
    number = await registered(mother)
    unknown = "123456789018"
    differs = await welfare.post("/v1/code-grants", json={"number": number, **mother, **change})
    nobody = await welfare.post("/v1/code-grants", json={"number": unknown, **mother})

    assert differs.status_code == nobody.status_code == 403
    assert differs.content == nobody.content
    kept = {"content-type", "content-length"}
    assert {k: v for k, v in differs.headers.items() if k in kept} == {
        k: v for k, v in nobody.headers.items() if k in kept
    }
    assert set(differs.headers) == set(nobody.headers)


async def test_both_refusals_ask_the_database_the_same(registered, welfare, mother, context):
    from sqlalchemy import event

    number = await registered(mother)
    said = []
    for engine in (context.db._reading, context.db._writing):
        event.listen(
            engine.sync_engine, "before_cursor_execute", lambda *args: said[-1].append(args[2])
        )
    for claimed in (number, "123456789018"):
        said.append([])
        await welfare.post("/v1/code-grants", json={"number": claimed, **mother, "sex": "male"})

    assert said[0] == said[1]
    assert len(said[0]) >= 2


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("123456789012", "check-digit"),  # the specimen on the slides
        ("1234 5678 9012", "digits"),
        ("123456789011", "check-digit"),
        ("12345678901", "length"),
        ("000000000000", "reserved"),
        (123456789018, "digits"),
        ("１２３４５６７８９０１８", "digits"),
    ],
)
async def test_what_is_no_number_is_refused_by_rule_without_the_value(
    welfare, staff, mother, number, rule, canaries
):
    refused = await welfare.post("/v1/code-grants", json={"number": number, **mother})
    held = (await staff.get("/v1/quarantine")).json()

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"at": "body/number", "rule": rule}]
    assert str(number) not in refused.text
    assert not any(canary in refused.text for canary in canaries)
    assert held["claims"] == []


async def test_an_agency_without_a_code_key_gets_no_grant(registered, hub, clock, welfare, mother):
    number = await registered(mother)
    hub.without_code_key = {"welfare-agency"}
    clock.advance(timedelta(minutes=1))
    refused = await welfare.post("/v1/code-grants", json={"number": number, **mother})

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/no-code-key")


async def test_no_grant_is_made_for_a_hub_that_is_not_active(
    registered, hub, clock, welfare, mother
):
    number = await registered(mother)
    hub.suspended = {"linkage-hub"}
    clock.advance(timedelta(minutes=1))
    refused = await welfare.post("/v1/code-grants", json={"number": number, **mother})

    assert refused.status_code == 502
    assert refused.json()["type"].endswith("/directory-refused")


async def test_no_log_line_repeats_number_or_item(
    registered, welfare, mother, son, caplog, canaries
):
    caplog.set_level(logging.DEBUG)
    number = await registered(son)
    await grant_for(welfare, number, son)
    await welfare.post("/v1/code-grants", json={"number": number, **mother})
    await welfare.post("/v1/code-grants", json={"number": "123456789012", **mother})
    formatter = JsonLines(service="identity")
    lines = "\n".join(formatter.format(record) for record in caplog.records) + caplog.text

    assert "claim held" in lines
    assert not any(canary in lines for canary in (*canaries, number, "123456789012"))
