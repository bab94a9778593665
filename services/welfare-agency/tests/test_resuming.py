"""Whatever is broken off is gone on with: no inquiry twice, and one decision."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from welfare_world import CONFIRMED, FOSTER, PREMIUM, TAX, Given, pension

from renkei.agency.clients import RemoteProblem
from renkei.service.database import Database
from welfare_agency.db import tables
from welfare_agency.usecases.decide_case import decide_case


@pytest.fixture
def couple(network):
    network.household("hana", "taro")
    for name in ("hana", "taro"):
        network.tax(name, items=pension(500_000))


async def count(office, table):
    async with office.ctx.db.read() as tx:
        return await tx.scalar(select(func.count()).select_from(table))


async def test_deciding_twice_gives_one_decision_and_no_new_inquiry(office, network, couple):
    case_id = await office.open(PREMIUM, "hana")
    first = await office.decide(case_id)

    second = await office.decide(case_id)

    assert second.json() == first.json()
    assert len(network.sent) == 3
    assert await count(office, tables.case_decision) == 1


async def test_a_settled_verdict_stands_however_often_it_is_asked_again(office, network, couple):
    case_id = await office.open(PREMIUM, "hana")
    first = await office.decide(case_id)

    again = await office.decide(case_id, again=True)

    assert again.json() == first.json()
    assert len(network.sent) == 3


async def test_two_clerks_at_the_same_moment_get_one_decision(office, network, couple):
    case_id = await office.open(PREMIUM, "hana")

    replies = await asyncio.gather(*(office.decide(case_id) for _ in range(3)))

    assert [reply.status_code for reply in replies] == [200] * 3
    assert len({reply.text for reply in replies}) == 1
    assert network.inquiries == 3
    assert await count(office, tables.case_decision) == 1
    assert await count(office, tables.deemed_submission) == 3


@pytest.mark.parametrize("cut", ["unreachable", "reply_lost"])
@pytest.mark.parametrize("information", ["household", "local-tax"])
async def test_a_case_broken_off_goes_on_with_the_same_bytes(
    office, network, couple, cut, information
):
    setattr(network, cut, lambda inquiry: inquiry.information == information)
    case_id = await office.open(PREMIUM, "hana")
    broken = await office.decide(case_id)
    before = set(network.sent)
    setattr(network, cut, lambda inquiry: False)

    resumed = await office.decide(case_id)

    assert broken.status_code == 503
    assert broken.json()["type"].endswith("/unreachable")
    assert resumed.json()["decision"] == "granted"
    assert before <= set(network.sent)
    assert len(set(network.sent)) == network.inquiries == 3


async def test_what_came_before_the_break_is_not_asked_for_again(office, network, couple):
    network.unreachable = lambda inquiry: inquiry.information == "local-tax"
    case_id = await office.open(PREMIUM, "hana")
    await office.decide(case_id)
    household = network.sent[0]
    network.unreachable = lambda inquiry: False

    await office.decide(case_id)

    assert network.sent.count(household) == 1


async def test_one_member_s_failure_does_not_lose_the_others_answers(office, network, couple):
    failed = []

    def first_tax_only(inquiry):
        is_first = inquiry.information == "local-tax" and not failed
        failed.extend([inquiry] * is_first)
        return is_first

    network.unreachable = first_tax_only
    case_id = await office.open(PREMIUM, "hana")
    await office.decide(case_id)

    view = (await office.get(f"/v1/cases/{case_id}")).json()

    assert sorted(i["state"] for i in view["inquiries"]) == ["answered", "answered", "chosen"]
    assert view["decision"] is None


async def test_an_answer_that_the_case_had_no_time_to_note_is_told_again(
    office, network, couple, monkeypatch
):
    """The process dies between the kit's commit of an answer and the case's own note of it."""

    async def dies(*args, **kwargs):
        raise RuntimeError("killed")

    monkeypatch.setattr("welfare_agency.usecases.inquiring.queries.move_inquiry", dies)
    case_id = await office.open(PREMIUM, "hana")
    killed = await office.decide(case_id)
    monkeypatch.undo()

    reply = await office.decide(case_id)

    assert killed.status_code == 500
    assert reply.json()["decision"] == "granted"
    assert len(network.sent) == 3


async def test_another_process_sends_what_a_killed_one_intended(
    office, network, couple, database_url
):
    """The process dies between intent and send; the next one has nothing but the database."""
    intended = []

    async def dies(token):
        intended.append(token)
        raise RuntimeError("killed")

    send, network.send_inquiry = network.send_inquiry, dies
    case_id = await office.open(PREMIUM, "hana")
    await office.decide(case_id)
    network.send_inquiry = send
    database = Database(database_url)
    kit = replace(network.surround(office.ctx.kit), db=database)

    case = await decide_case(replace(office.ctx, kit=kit), case_id)
    await database.close()

    assert case.decided.ruling.decision.outcome == "granted"
    assert network.sent[0] == intended[0]
    assert len(network.sent) == 3


async def test_a_provider_that_is_slow_leaves_the_case_undecided(office, network, couple):
    network.silent.add(TAX)
    case_id = await office.open(PREMIUM, "hana")

    waiting = await office.decide(case_id)

    assert waiting.status_code == 202
    assert waiting.headers["retry-after"]
    assert waiting.json()["decision"] == "undetermined"
    assert waiting.json()["reasons"] == ["tax-not-answered"]
    assert waiting.json()["decided_at"] is None
    assert [i["state"] for i in waiting.json()["inquiries"]] == ["answered", *["accepted"] * 2]
    assert await count(office, tables.case_decision) == 0


async def test_a_late_answer_is_taken_under_the_same_serial(office, network, couple):
    network.silent.add(TAX)
    case_id = await office.open(PREMIUM, "hana")
    waiting = (await office.decide(case_id)).json()
    network.silent.clear()

    decided = await office.decide(case_id)

    assert decided.status_code == 200
    assert decided.json()["decision"] == "granted"
    serials = [i["serial"] for i in waiting["inquiries"]]
    assert [i["serial"] for i in decided.json()["inquiries"]] == serials
    assert len(set(network.sent)) == 3


async def test_asking_again_renews_only_what_was_missing(office, network, couple):
    network.given["taro", "local-tax"] = Given(outcome="replica-not-registered")
    case_id = await office.open(PREMIUM, "hana")
    first = (await office.decide(case_id)).json()
    network.tax("taro", items=pension(400_000))

    second = (await office.decide(case_id, again=True)).json()

    assert (first["decision"], second["decision"]) == ("undetermined", "granted")
    assert second["attachments"] == 0
    assert [i["attempt"] for i in second["inquiries"]] == [1, 1, 1, 2]
    assert network.inquiries == 4
    assert len(second["deemed_submissions"]) == 3


async def test_an_undetermined_decision_stands_until_it_is_asked_again(office, network, couple):
    network.given["taro", "local-tax"] = Given(outcome="undeclared")
    case_id = await office.open(PREMIUM, "hana")
    first = (await office.decide(case_id)).json()
    network.tax("taro", items=pension(400_000))

    assert (await office.decide(case_id)).json() == first
    assert network.inquiries == 3


async def test_a_household_that_came_late_brings_its_members_taxes(office, network, couple):
    given = network.given["hana", "household"]
    network.given["hana", "household"] = Given(outcome="replica-not-registered")
    case_id = await office.open(PREMIUM, "hana")
    await office.decide(case_id)
    network.given["hana", "household"] = given

    second = (await office.decide(case_id, again=True)).json()

    assert second["decision"] == "granted"
    assert network.inquiries == 4


async def test_asking_again_that_is_broken_off_is_one_attempt(office, network, couple):
    network.given["taro", "local-tax"] = Given(outcome="no-record")
    case_id = await office.open(PREMIUM, "hana")
    await office.decide(case_id)
    network.unreachable = lambda inquiry: True
    await office.decide(case_id, again=True)
    network.unreachable = lambda inquiry: False

    body = (await office.decide(case_id, again=True)).json()

    assert [i["attempt"] for i in body["inquiries"]] == [1, 1, 1, 2]
    assert network.inquiries == 4


async def test_an_inquiry_that_is_out_of_time_ends_and_can_be_renewed(office, network, couple):
    network.unreachable = lambda inquiry: True
    case_id = await office.open(PREMIUM, "hana")
    await office.decide(case_id)
    network.unreachable = lambda inquiry: False
    office.ctx.clock.advance(timedelta(hours=2))

    reply = await office.decide(case_id)

    assert reply.json()["decision"] == "undetermined"
    assert reply.json()["inquiries"][0]["reason"] == "inquiry-expired"
    assert (await office.decide(case_id, again=True)).json()["decision"] == "granted"


async def test_a_refusal_that_is_not_recorded_decides_nothing(office, network, couple):
    async def refuses(token):
        raise RemoteProblem(401, "message-refused", {})

    send, network.send_inquiry = network.send_inquiry, refuses
    case_id = await office.open(PREMIUM, "hana")
    refused = await office.decide(case_id)
    network.send_inquiry = send

    resumed = await office.decide(case_id)

    assert refused.status_code == 502
    assert resumed.json()["decision"] == "granted"


async def test_an_applicant_whose_code_came_late_is_not_taken_for_a_stranger(office, network):
    network.household("ren", "aoi")
    for name in ("ren", "aoi"):
        network.tax(name, items=pension(0) | {"taxation-class": "taxed", "total-income": 10**7})
    await office.register("ren")
    network.identity_down = True
    late = await office.post("/v1/clients", office.client_body("aoi"))
    office.refs["aoi"] = late.json()["person_ref"]
    case_id = await office.open(FOSTER, "ren", "aoi", confirmations=CONFIRMED)
    without_code = await office.decide(case_id)
    network.identity_down = False

    decided = await office.decide(case_id)

    assert late.json()["code"] == "pending"
    assert without_code.status_code == 409
    assert without_code.json()["type"].endswith("/code-missing")
    assert decided.json()["decision"] == "granted"
