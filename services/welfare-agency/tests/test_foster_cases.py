"""里親の認定 through the network."""

import pytest
from welfare_world import CONFIRMED, FOSTER, Given, salary


@pytest.fixture
def couple(network):
    network.household("ren", "aoi")
    for name in ("ren", "aoi"):
        network.tax(name, items=salary(3_000_000))


async def test_a_confirmed_couple_is_certified_without_a_single_paper(office, couple):
    body = await office.decided(FOSTER, "ren", "aoi", confirmations=CONFIRMED)

    assert (body["decision"], body["reasons"]) == ("granted", ["economic-criterion-met"])
    assert body["attachments"] == 0
    assert body["figures"]["household-income-yen"] == 6_000_000
    assert len(body["deemed_submissions"]) == 3


async def test_only_what_the_decision_uses_is_asked(office, network, couple):
    await office.decided(FOSTER, "ren", "aoi", confirmations=CONFIRMED)

    asked = {i.information: set(i.items) for i in network.read}
    assert asked == {
        "household": {"members", "relationship"},
        "local-tax": {"taxation-class", "total-income"},
    }


async def test_without_confirmations_nothing_is_certified(office, couple):
    body = await office.decided(FOSTER, "ren", "aoi")

    assert (body["decision"], body["reasons"]) == ("undetermined", ["confirmation-open"])
    assert body["attachments"] == 0


async def test_little_income_refuses(office, network, couple):
    for name in ("ren", "aoi"):
        network.tax(name, items=salary(100_000))

    body = await office.decided(FOSTER, "ren", "aoi", confirmations=CONFIRMED)

    assert (body["decision"], body["reasons"]) == ("refused", ["income-below-threshold"])


async def test_applicants_who_live_apart_are_refused(office, network, couple):
    network.household("ren")

    body = await office.decided(FOSTER, "ren", "aoi", confirmations=CONFIRMED)

    assert body["decision"] == "refused"
    assert body["reasons"] == ["applicants-not-in-one-household"]


async def test_without_consent_the_hub_refuses_and_the_certificates_are_needed(
    office, network, couple
):
    body = await office.decided(FOSTER, "ren", "aoi", confirmations=CONFIRMED, consent=False)

    assert (body["decision"], body["reasons"]) == ("undetermined", ["tax-not-answered"])
    assert body["papers"] == {"tax-certificate": 2}
    refused = [i for i in body["inquiries"] if i["state"] == "refused"]
    assert [i["reason"] for i in refused] == ["consent-required"] * 2
    assert all(i["serial"] for i in refused)


async def test_relatives_of_the_child_are_not_asked_about_taxes(office, network, couple):
    body = await office.decided(
        FOSTER, "ren", "aoi", confirmations=CONFIRMED, is_relative_of_child=True
    )

    assert (body["decision"], body["reasons"]) == ("granted", ["economic-criterion-waived"])
    assert {i.information for i in network.read} == {"household"}


async def test_an_undeclared_applicant_leaves_the_case_open(office, network, couple):
    network.given["aoi", "local-tax"] = Given(outcome="undeclared")

    body = await office.decided(FOSTER, "ren", "aoi", confirmations=CONFIRMED)

    assert (body["decision"], body["reasons"]) == ("undetermined", ["tax-undeclared"])
    assert body["unresolved"] == [office.refs["aoi"]]
