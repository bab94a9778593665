"""介護保険料の減免 through the network: verdicts, reasons, evidence, and papers not needed."""

import asyncio

import pytest
from welfare_world import BEFORE, HERE, NOWHERE, PREMIUM, TAX, Given, pension, salary


def couple(network, *, spouse):
    network.household("hana", "taro")
    network.tax("hana", items=pension(600_000))
    network.given["taro", "local-tax"] = spouse


async def test_a_non_taxed_couple_is_granted_without_a_single_paper(office, network):
    couple(network, spouse=Given(items=pension(500_000)))

    body = await office.decided(PREMIUM, "hana")

    assert body["decision"] == "granted"
    assert body["reasons"] == ["receipts-within-limit"]
    assert body["figures"]["household-receipts-yen"] == 1_100_000
    assert body["attachments"] == 0
    assert body["papers"] == {}
    assert [(i["information"], i["provider"], i["state"]) for i in body["inquiries"]] == [
        ("household", "municipality", "answered"),
        ("local-tax", "tax-agency", "answered"),
        ("local-tax", "tax-agency", "answered"),
    ]


async def test_every_provided_fact_is_deemed_the_paper_submitted(office, network):
    couple(network, spouse=Given(items=pension(500_000)))

    body = await office.decided(PREMIUM, "hana")

    papers = {one["serial"]: one["paper"] for one in body["deemed_submissions"]}
    expected = {"household": "resident-record-copy", "local-tax": "tax-certificate"}
    assert papers == {i["serial"]: expected[i["information"]] for i in body["inquiries"]}


OUTCOMES = {
    "taxed": (Given(items=salary(500_000)), "refused", ["household-has-taxed-member"], 0),
    "undeclared": (Given(outcome="undeclared"), "undetermined", ["tax-undeclared"], 1),
    "replica": (
        Given(outcome="replica-not-registered"),
        "undetermined",
        ["tax-replica-not-registered"],
        1,
    ),
    "no record": (Given(outcome="no-record"), "undetermined", ["tax-no-record"], 1),
    "declined": (
        Given(declines="automatic-answer-barred"),
        "undetermined",
        ["tax-not-answered"],
        1,
    ),
    "zero": (Given(items=pension(0)), "granted", ["receipts-within-limit"], 0),
}


@pytest.mark.parametrize("case", OUTCOMES)
async def test_what_a_tax_office_says_leads_to_its_own_outcome(office, network, case):
    given, verdict, reasons, attachments = OUTCOMES[case]
    couple(network, spouse=given)

    body = await office.decided(PREMIUM, "hana")

    assert (body["decision"], body["reasons"]) == (verdict, reasons)
    assert body["attachments"] == attachments
    assert len(body["deemed_submissions"]) == 3 - attachments


async def test_receipts_that_are_truly_zero_are_a_reason_of_their_own(office, network):
    network.household("hana")
    network.tax("hana", items=pension(0))

    body = await office.decided(PREMIUM, "hana")

    assert body["decision"] == "granted"
    assert "receipts-are-zero" in body["reasons"]


async def test_a_minor_without_a_tax_record_does_not_keep_the_case_open(office, network):
    network.household("hana", "mago")
    network.tax("hana", items=pension(500_000))

    body = await office.decided(PREMIUM, "hana", minors=("mago",))

    assert body["decision"] == "granted"
    assert body["attachments"] == 0
    assert len(body["deemed_submissions"]) == 2


async def test_a_declined_answer_says_so_at_its_inquiry(office, network):
    couple(network, spouse=Given(declines="automatic-answer-barred"))

    body = await office.decided(PREMIUM, "hana")

    (declined,) = [i for i in body["inquiries"] if i["state"] == "declined"]
    assert declined["reason"] == "automatic-answer-barred"
    assert body["unresolved"] != [office.refs["hana"]]
    assert len(body["unresolved"]) == 1


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Given(outcome="no-record"), "household-no-record"),
        (Given(outcome="replica-not-registered"), "household-replica-not-registered"),
        (Given(declines="person-unknown"), "household-not-answered"),
    ],
)
async def test_without_a_household_nobody_s_taxes_are_asked(office, network, given, reason):
    network.person("hana")
    network.given["hana", "household"] = given

    body = await office.decided(PREMIUM, "hana")

    assert (body["decision"], body["reasons"]) == ("undetermined", [reason])
    assert body["papers"] == {"resident-record-copy": 1, "tax-certificate": 1}
    assert network.inquiries == 1


async def test_taxes_are_asked_where_people_lived_on_1_january(office, network):
    couple(network, spouse=Given(items=pension(0)))

    await office.decided(PREMIUM, "hana", residence_municipality=HERE, january_municipality=BEFORE)

    taxes = [i for i in network.read if i.information == "local-tax"]
    assert {i.provider for i in taxes} == {TAX}
    assert {i.fiscal_year for i in taxes} == {2025}
    assert {i.office for i in network.read} == {"welfare-office"}


async def test_where_nobody_takes_part_the_papers_are_needed(office, network):
    couple(network, spouse=Given(items=pension(0)))

    body = await office.decided(PREMIUM, "hana", january_municipality=NOWHERE)

    assert (body["decision"], body["reasons"]) == ("undetermined", ["tax-not-answered"])
    assert body["papers"] == {"tax-certificate": 2}
    unasked = [i for i in body["inquiries"] if i["information"] == "local-tax"]
    assert [(i["state"], i["reason"], i["provider"]) for i in unasked] == [
        ("not-asked", "no-provider", None)
    ] * 2


async def test_at_most_four_inquiries_are_under_way_at_once(office, network):
    others = tuple(f"member-{n}" for n in range(4))
    network.household("hana", *others)
    for name in ("hana", *others):
        network.tax(name, items=pension(0))
    under_way, most, four = 0, 0, asyncio.Event()
    send = network.send_inquiry

    async def counted(token):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == 4:
            # A fifth, if there were no bound, would come meanwhile.
            asyncio.get_running_loop().call_later(0.3, four.set)
        if network.sent:
            await asyncio.wait_for(four.wait(), 20)
        under_way -= 1
        return await send(token)

    network.send_inquiry = counted

    body = await office.decided(PREMIUM, "hana")

    assert body["decision"] == "granted"
    assert len(body["inquiries"]) == 6
    assert most == 4
