"""An answer that does not hold is refused, and nothing of it is kept."""

import pytest
from sqlalchemy import select
from welfare_world import PREMIUM, REGISTER, TAX, TAX_HERE, Forgery, Given, pension

from renkei.service.ids import uuid7
from renkei.testing.clock import FixedClock
from welfare_agency.db import tables

HOUSEHOLD_CONTENT = {"layout": "household", "items": {"relationship": "head", "members": []}}
FORGERIES = {
    "signed by another provider": Forgery(signer=TAX_HERE),
    "stated and signed by another provider": Forgery(signer=TAX_HERE, claims={"iss": TAX_HERE}),
    "to another agency": Forgery(claims={"aud": REGISTER}),
    "under another serial": Forgery(claims={"serial": uuid7(FixedClock())}),
    "to another inquiry": Forgery(claims={"inquiry_digest": bytes(32)}),
}
UNUSABLE = {
    "content of another serial": Forgery(claims={"sealed": bytes(2304)}),
    "content for another question": Forgery(content=HOUSEHOLD_CONTENT),
    "an item that no layout has": Forgery(content={"items": pension(0) | {"savings": 1}}),
    "an item that was not asked": Forgery(content={"items": pension(0) | {"taxable-base": 1}}),
    "an item short": Forgery(content={"items": {"total-income": 0}}),
    "an amount that is a text": Forgery(content={"items": pension("0")}),
    "an unknown outcome": Forgery(content={"outcome": "nothing", "items": {}}),
}


@pytest.fixture
def pensioner(network):
    network.household("hana")
    network.tax("hana", items=pension(500_000))


async def rows(office, table):
    async with office.ctx.db.read() as tx:
        return (await tx.execute(select(table))).mappings().all()


@pytest.mark.parametrize("case", FORGERIES)
async def test_a_forged_answer_is_refused_and_nothing_of_it_is_kept(
    office, network, pensioner, case
):
    case_id = await office.open(PREMIUM, "hana")
    network.unreachable = lambda inquiry: inquiry.information == "local-tax"
    await office.decide(case_id)
    network.unreachable = lambda inquiry: False
    network.forgery = FORGERIES[case]

    reply = await office.decide(case_id)

    assert reply.status_code == 502
    assert reply.json() == {
        "type": "https://problems.renkei.example/answer-not-genuine",
        "title": "Answer refused",
        "status": 502,
        "detail": "The answer does not hold.",
    }
    tax = [row for row in await rows(office, tables.case_inquiry) if row["fiscal_year"]]
    assert [(row["state"], row["fact_sealed"]) for row in tax] == [("chosen", None)]
    kept = [row for row in await rows(office, tables.kit.inquiry) if row["provider"] == TAX]
    assert [(row["state"], row["content_sealed"]) for row in kept] == [("intended", None)]
    assert await rows(office, tables.case_decision) == []
    assert await rows(office, tables.deemed_submission) == []
    assert len(await rows(office, tables.kit.provision_record)) == 1


async def test_the_true_answer_after_a_forged_one_decides_the_case(office, network, pensioner):
    case_id = await office.open(PREMIUM, "hana")
    network.forgery = Forgery(signer=TAX_HERE)
    await office.decide(case_id)
    network.forgery = Forgery()
    network.outcomes.clear()  # the hub has noticed, and asks the provider anew

    reply = await office.decide(case_id)

    assert reply.json()["decision"] == "granted"


@pytest.mark.parametrize("case", UNUSABLE)
async def test_an_answer_that_cannot_be_used_is_no_fact_and_no_paper(
    office, network, pensioner, case
):
    case_id = await office.open(PREMIUM, "hana")
    network.unreachable = lambda inquiry: inquiry.information == "local-tax"
    await office.decide(case_id)
    network.unreachable = lambda inquiry: False
    network.forgery = UNUSABLE[case]

    body = (await office.decide(case_id)).json()

    assert (body["decision"], body["reasons"]) == ("undetermined", ["tax-not-answered"])
    assert body["attachments"] == 1
    assert {inquiry["reason"] for inquiry in body["inquiries"]} == {None, "answer-unusable"}
    tax = [row for row in await rows(office, tables.case_inquiry) if row["fiscal_year"]]
    assert [(row["state"], row["fact_sealed"]) for row in tax] == [("answered", None)]


def naming(*slots):
    members = [{"slot": slot, "relationship": "child"} for slot in slots]
    return {"relationship": "head", "members": members}


CONTRADICTIONS = {
    "a slot of padding": Given(items=naming(0, 3), related=("taro",)),
    "a slot beyond the list": Given(items=naming(0, 9), related=("taro",)),
    "somebody sealed who is not named": Given(items=naming(0), related=("taro", "jiro")),
    "nobody named, somebody sealed": Given(items=naming(), related=("taro",)),
    "no record, somebody sealed": Given(outcome="no-record", related=("taro",)),
    "the person asked about": Given(items=naming(0), related=("hana",)),
    "one person in two slots": Given(items=naming(0, 1), related=("taro", "taro")),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
async def test_an_answer_whose_people_do_not_agree_is_no_fact(office, network, case):
    for name in ("hana", "taro", "jiro"):
        network.tax(name, items=pension(0))
    network.given["hana", "household"] = CONTRADICTIONS[case]

    body = await office.decided(PREMIUM, "hana")

    assert (body["decision"], body["reasons"]) == ("undetermined", ["household-not-answered"])
    assert body["inquiries"][0]["reason"] == "answer-unusable"
    assert body["deemed_submissions"] == []
    assert body["papers"]["resident-record-copy"] == 1
    assert network.inquiries == 1
    facts = [row["fact_sealed"] for row in await rows(office, tables.case_inquiry)]
    assert facts == [None]


@pytest.mark.parametrize("slot", range(4))
async def test_a_member_is_the_person_of_the_slot_named(office, network, slot):
    related = [None] * 4
    related[slot] = "taro"
    await office.register("taro")
    network.person("hana")
    network.given["hana", "household"] = Given(items=naming(slot), related=tuple(related))
    network.tax("hana", items=pension(0))
    network.tax("taro", outcome="undeclared")

    body = await office.decided(PREMIUM, "hana")

    assert body["unresolved"] == [office.refs["taro"]]
