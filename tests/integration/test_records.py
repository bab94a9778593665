"""Records of provision (情報提供等記録): three that agree, and the citizen's, for one key."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from capture import AGENCIES, Capture, held_by, rows

from devstack.records import citizens_of, hub_entries
from devstack.stack import Stack
from devstack.topology import HUB, MUNICIPALITY, PORTAL, SERVICES, TAX, WELFARE, Service
from renkei.codes.keys import CodeKey
from renkei.codes.subjects import Code, open_related
from renkei.directory import read_registration
from renkei.ledger.entries import leaf_of
from renkei.messages.fields import ConvertedClaim
from renkei.messages.receipt import Receipt
from renkei.messages.signing import verify_undated

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run")]

STATED = {
    "version", "serial", "kind", "at", "requester", "office", "provider", "procedure",
    "information", "items", "consent", "inquiry_digest", "table", "fiscal_year", "as_of", "rule",
    "reason", "portal", "answer_digest", "non_disclosable", "related", "agency", "epoch",
}  # fmt: skip
"""All that any entry says; none is a value of an item."""

SLOTS = 4


@dataclass(frozen=True)
class Records:
    """What the parties of the run have on record; serials are written as the entries write them."""

    stack: Stack = field(repr=False)
    entries: list[dict[str, Any]] = field(repr=False)

    def of_kind(self, *kinds: str) -> dict[str, dict[str, Any]]:
        return {entry["serial"]: entry for entry in self.entries if entry["kind"] in kinds}

    def of(self, service: Service, role: str) -> dict[str, dict[str, Any]]:
        found = rows(self.stack, service, "SELECT * FROM provision_record")
        return {str(UUID(row["serial"])): row for row in found if row["role"] == role}

    def subject(self, entry: Mapping[str, Any]) -> Code:
        """Open an inquiry's subject as the portal does."""
        (code,) = citizens_of(self.stack, {"portal": entry["portal"]})
        return code

    def subjects(self) -> dict[str, Code]:
        inquiries = self.of_kind("accepted", "refused")
        return {serial: self.subject(entry) for serial, entry in inquiries.items()}


@pytest.fixture(scope="module")
def records(run: Capture) -> Records:
    return Records(run.stack, hub_entries(run.stack))


def opened(part: Mapping[str, Any], key: CodeKey) -> Code | None:
    claim = ConvertedClaim.model_validate(part)
    return open_related(claim.ciphertext(), key, epoch=claim.epoch)


def test_every_inquiry_refused_or_not_opens_to_one_person_with_the_portals_key(
    records: Records,
) -> None:
    inquiries = records.of_kind("accepted", "refused")

    assert len(inquiries) == len(records.of(WELFARE, "requester"))
    assert all(len(citizens_of(records.stack, entry)) == 1 for entry in inquiries.values())


def test_the_entries_of_one_person_open_to_one_code_and_those_of_two_to_two(
    records: Records,
) -> None:
    asked = records.of(WELFARE, "requester")
    codes_of: dict[str, set[Code]] = defaultdict(set)
    refs_of: dict[Code, set[str]] = defaultdict(set)
    for serial, code in records.subjects().items():
        codes_of[asked[serial]["person_ref"]].add(code)
        refs_of[code].add(asked[serial]["person_ref"])

    assert len(asked) > len(codes_of) > SLOTS
    assert {len(codes) for codes in codes_of.values()} == {1}
    assert {len(refs) for refs in refs_of.values()} == {1}


def test_a_history_is_one_person_at_two_providers(records: Records) -> None:
    accepted = records.of_kind("accepted")
    providers: dict[Code, set[str]] = defaultdict(set)
    for entry in accepted.values():
        providers[records.subject(entry)].add(entry["provider"])

    assert {TAX.name, MUNICIPALITY.name} in providers.values()


@pytest.mark.parametrize("name", [service.name for service in SERVICES])
def test_with_any_other_key_the_entries_tell_nobody_apart(records: Records, name: str) -> None:
    key = records.stack.keyring(name).code
    mine = {code.point for service in AGENCIES for code in held(records, service)}
    parts = [entry["portal"] for entry in records.entries if "portal" in entry]
    seen = [code.point for part in parts if (code := opened(part, key)) is not None]

    assert len(seen) == len(parts)
    assert len(set(seen)) == len(seen), "what one person's entries open to must differ"
    assert mine.isdisjoint(seen)
    assert {code.point for code in records.subjects().values()}.isdisjoint(seen)


def held(records: Records, service: Service) -> list[Code]:
    return list(held_by(records.stack, service).codes.values())


def test_related_people_are_the_members_asked_about_and_padding_is_nobody(
    records: Records,
) -> None:
    asked, subjects = records.of(WELFARE, "requester"), records.subjects()
    cases = {
        str(UUID(row["serial"])): row["case_ref"]
        for row in rows(records.stack, WELFARE, "SELECT serial, case_ref FROM inquiry")
    }
    about_tax: dict[str, set[Code]] = defaultdict(set)
    for serial, row in asked.items():
        if row["information"] == "local-tax":
            about_tax[cases[serial]].add(subjects[serial])
    households = {
        serial: entry for serial, entry in records.of_kind("answered").items() if entry["related"]
    }

    assert len(households) == len(set(cases.values()))
    for serial, entry in households.items():
        people = citizens_of(records.stack, entry)
        assert len(entry["related"]) == SLOTS
        assert {subjects[serial], *people} == about_tax[cases[serial]]
        assert len(people) == len(set(people)) == len(about_tax[cases[serial]]) - 1


def test_one_who_lives_alone_is_padded_like_the_others(records: Records) -> None:
    households = [entry for entry in records.of_kind("answered").values() if entry["related"]]

    assert 0 in {len(citizens_of(records.stack, entry)) for entry in households}
    assert {len(entry["related"]) for entry in households} == {SLOTS}


@pytest.mark.parametrize(
    ("service", "role", "kinds"),
    [
        (WELFARE, "requester", {"answered", "refused"}),
        (TAX, "provider", {"accepted"}),
        (MUNICIPALITY, "provider", {"accepted"}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_receipt_on_record_is_the_hubs_and_is_kept_by_it(
    records: Records, service: Service, role: str, kinds: set[str]
) -> None:
    hub = read_registration(records.stack.registration(HUB.name).read_text("ascii"))
    entered = rows(records.stack, HUB, "SELECT serial, kind, leaf, body, salt FROM entry")
    leaves = {(UUID(row["serial"]), row["kind"]): row for row in entered}
    kept = records.of(service, role)
    receipts = [
        verify_undated(row["receipt"], Receipt, key_of=hub.signing_keys.get, audience=service.name)
        for row in kept.values()
    ]

    assert {str(receipt.serial) for receipt in receipts} == set(kept)
    assert {receipt.kind for receipt in receipts} == kinds
    for receipt in receipts:
        row = leaves[receipt.serial, receipt.kind]
        assert receipt.leaf == row["leaf"] == leaf_of(row["body"], salt=row["salt"])


def test_requester_provider_and_hub_recorded_the_same_exchange(records: Records) -> None:
    asked, accepted = records.of(WELFARE, "requester"), records.of_kind("accepted")
    answered = records.of(TAX, "provider") | records.of(MUNICIPALITY, "provider")

    assert set(answered) == set(accepted)
    for serial, entry in accepted.items():
        one, other = asked[serial], answered[serial]
        for what in ("procedure", "information", "fiscal_year", "as_of", "inquiry_digest"):
            assert one[what] == other[what]
        assert json.loads(one["items"]) == json.loads(other["items"]) == entry["items"]
        assert (one["counterpart"], other["counterpart"]) == (entry["provider"], WELFARE.name)
        assert one["outcome"] == other["outcome"] == "answered"


def test_entries_say_who_whom_when_and_which_items_and_never_a_value(records: Records) -> None:
    for entry in records.entries:
        assert set(entry) <= STATED
        assert not any(isinstance(item, dict) for item in entry.get("items", []))
    asked = records.of_kind("accepted", "refused").values()
    assert all({"requester", "provider", "items", "at", "portal"} <= set(e) for e in asked)
    assert {e["agency"] for e in records.of_kind("code-issued").values()} == {
        agency.name for agency in AGENCIES
    }


def test_the_portal_alone_has_the_portals_key(records: Records) -> None:
    portal = records.stack.keyring(PORTAL).code.public

    assert portal not in {records.stack.keyring(s.name).code.public for s in SERVICES}
