"""The demo: five processes, both procedures decided without an attachment, everything on record."""

import json
from typing import Any

import pytest
from capture import Capture, population, rows

from devstack.population import generate, story
from devstack.topology import HUB, MUNICIPALITY, SERVICES, TAX, WELFARE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run")]

BOTH = {
    "long-term-care-insurance": "elderly-couple",
    "foster-parent-certification": "foster-parents",
}
COMPARED = ("taxed-child", "undeclared-member", "missing-replica", "true-zero")


@pytest.fixture(scope="module")
def told(run: Capture) -> dict[str, Any]:
    """What `demo.json` says."""
    document: dict[str, Any] = json.loads((run.folder / "demo.json").read_text("utf-8"))
    return document


def reasons(run: Capture, case: str) -> set[str]:
    """Return the reasons that the demo printed for a compared case."""
    line = next(line for line in run.output.splitlines() if line.strip().startswith(f"{case} "))
    return set(line.split(maxsplit=2)[2].split(", "))


def test_it_ends_well(run: Capture) -> None:
    assert run.is_as_told


def test_both_procedures_are_decided_with_nothing_attached(told: dict[str, Any]) -> None:
    shown = {one["procedure"]: one for one in told["procedures"]}

    assert {procedure: one["case"] for procedure, one in shown.items()} == BOTH
    assert {one["decision"] for one in shown.values()} == {"granted"}
    assert {one["attachments"] for one in shown.values()} == {0}
    assert {one["refused"] for one in shown.values()} == {0}


def test_what_the_document_says_has_the_promised_shape(told: dict[str, Any]) -> None:
    promised = {"procedure", "case", "decision", "attachments", "inquiries", "refused"}

    assert set(told) >= {"procedures", "seconds"}
    assert all(set(one) >= promised for one in told["procedures"])
    assert isinstance(told["seconds"], float)
    assert 0 < told["seconds"] < 120


def test_a_household_and_each_of_its_members_is_one_inquiry_each(told: dict[str, Any]) -> None:
    cases, town = story(generate(1, 0)).cases, population()

    for one in (*told["procedures"], *told["comparisons"]):
        members = town.members(cases[one["case"]].household)
        assert one["inquiries"] == 1 + len(members)


def test_requester_provider_and_hub_each_recorded_every_inquiry(told: dict[str, Any]) -> None:
    for one in (*told["procedures"], *told["comparisons"]):
        assert one["inquiries"] > 0
        assert set(one["recorded"]) == {"requester", "provider", "hub"}
        assert set(one["recorded"].values()) == {one["inquiries"]}


def test_what_is_told_of_the_records_is_what_the_databases_hold(
    run: Capture, told: dict[str, Any]
) -> None:
    every = [*told["procedures"], *told["comparisons"], told["without_consent"]]
    record = "SELECT serial FROM provision_record WHERE role = '{}'"
    asked = {row["serial"] for row in rows(run.stack, WELFARE, record.format("requester"))}
    answered = {
        row["serial"]
        for provider in (TAX, MUNICIPALITY)
        for row in rows(run.stack, provider, record.format("provider"))
    }
    entries = rows(run.stack, HUB, "SELECT DISTINCT serial FROM entry WHERE kind <> 'code-issued'")

    assert len(asked) == sum(one["inquiries"] for one in every)
    assert {row["serial"] for row in entries} == asked
    assert len(answered) == len(asked) - told["without_consent"]["refused"]
    assert answered < asked


def test_four_neighbours_end_as_the_story_says(told: dict[str, Any]) -> None:
    cases = story(generate(1, 0)).cases
    ended = {one["case"]: one["decision"] for one in told["comparisons"]}

    assert ended == {name: cases[name].expected for name in COMPARED}


def test_no_two_neighbours_are_told_the_same_reasons(run: Capture) -> None:
    told = {case: reasons(run, case) for case in COMPARED}

    assert "household-has-taxed-member" in told["taxed-child"]
    assert "tax-undeclared" in told["undeclared-member"]
    assert "tax-replica-not-registered" in told["missing-replica"]
    assert "receipts-are-zero" in told["true-zero"]
    assert len({frozenset(said) for said in told.values()}) == len(COMPARED)


def test_without_consent_the_hub_refuses_on_record_and_papers_are_needed(
    told: dict[str, Any],
) -> None:
    refused = told["without_consent"]

    assert refused["decision"] != "granted"
    assert refused["refused"] == 3
    assert refused["attachments"] > 0
    assert refused["recorded"] == {"requester": 4, "provider": 1, "hub": 4}


def test_it_shows_each_services_interface_and_says_what_stands_on_record(run: Capture) -> None:
    for service in SERVICES:
        assert f"{run.stack.url(service)}/docs" in run.output
    assert run.output.count("Attachments: 0") == 2
    assert "Recorded: 3 by the requester, 3 by the providers, 3 by the hub" in run.output


def test_everything_is_stopped_afterwards(run: Capture) -> None:
    for service in SERVICES:
        log = run.stack.log(service).read_text("utf-8")
        assert "Finished server process" in log.splitlines()[-1]
        assert '"level": "error"' not in log
