"""The leak test: what a whole run said, printed and wrote holds no secret where it may not be.

Its second half plants a leak of each kind into a copy of the run and sees it reported, since a
scan that finds nothing proves something only if it would have found.
"""

import base64
import dataclasses
import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

import pytest
from capture import AGENCIES, Capture, held_by, numbers_by_key, portal_codes
from leak_rules import (
    NUMBERS_MAY_STAND,
    PERMITS,
    Category,
    Piece,
    RunSecrets,
    exchange_pieces,
    file_piece,
    finds,
    leaks_among,
    pieces,
    secrets_of,
)
from recorder import Exchange, HttpMessage

from devstack.topology import HUB, IDENTITY, MUNICIPALITY, SERVICES, TAX, WELFARE, Service
from renkei.testing.leaks import Leak

pytestmark = pytest.mark.slow

Finds = list[tuple[Piece, Leak]]


@pytest.fixture(scope="module")
def secrets(run: Capture) -> RunSecrets:
    """What the run must keep to itself."""
    return secrets_of(run)


@pytest.fixture(scope="module")
def found(run: Capture, secrets: RunSecrets) -> Finds:
    """Everything that the scan finds, rightly there or not."""
    return list(finds(pieces(run), secrets))


@pytest.fixture(scope="module")
def leaks(found: Finds, secrets: RunSecrets) -> list[Leak]:
    """What the scan finds where it may not stand."""
    return leaks_among(found, secrets)


def of(category: Category, leaks: list[Leak], secrets: RunSecrets) -> list[str]:
    return [str(leak) for leak in leaks if secrets.labels[leak.what][0] == category]


def test_individual_numbers_stand_with_identity_and_at_lawful_counters_alone(
    leaks: list[Leak], secrets: RunSecrets
) -> None:
    assert of("number", leaks, secrets) == []


def test_no_code_stands_anywhere_in_clear_not_even_with_its_agency(
    leaks: list[Leak], secrets: RunSecrets
) -> None:
    assert of("code", leaks, secrets) == []


def test_no_content_of_an_answer_stands_with_the_hub_nor_in_any_file(
    leaks: list[Leak], secrets: RunSecrets
) -> None:
    assert of("content", leaks, secrets) == []


def test_names_birth_dates_and_addresses_stand_at_counters_and_with_identity_alone(
    leaks: list[Leak], secrets: RunSecrets
) -> None:
    assert of("personal", leaks, secrets) == []


def test_an_offices_reference_of_a_person_stays_in_that_office_and_out_of_urls(
    leaks: list[Leak], secrets: RunSecrets
) -> None:
    assert of("reference", leaks, secrets) == []


def test_the_scan_looked_at_every_service_in_every_way(run: Capture) -> None:
    looked_at = {(piece.service, piece.part) for piece in pieces(run)}
    parts = {"request head", "request body", "response head", "response body", "database", "log"}

    assert looked_at >= {(service.name, part) for service in SERVICES for part in parts}
    assert {part for service, part in looked_at if not service} == {"file", "output"}
    assert all(exchange.response.head for exchange in run.exchanges)


def test_the_scan_sees_the_numbers_wherever_they_lawfully_cross(
    found: Finds, secrets: RunSecrets
) -> None:
    crossed = {
        (piece.service, piece.line, piece.part)
        for piece, leak in found
        if secrets.labels[leak.what][0] == "number"
    }

    assert crossed == NUMBERS_MAY_STAND


def test_the_scan_sees_every_number_and_name_of_the_town(
    run: Capture, found: Finds, secrets: RunSecrets
) -> None:
    seen = {leak.what for _, leak in found}

    assert {f"number of {key}" for key in numbers_by_key(run.stack)} <= seen
    assert set(secrets.of("personal")) <= seen
    assert {what for what in secrets.of("reference") if what.startswith("person id")} <= seen


def test_the_scan_knows_secrets_of_every_kind(secrets: RunSecrets) -> None:
    kinds = {category: len(secrets.of(category)) for category in get_args(Category)}

    assert min(kinds.values()) > 10


def test_the_offices_hold_the_numbers_encrypted(run: Capture) -> None:
    town = set(numbers_by_key(run.stack).values())
    held = {
        agency.name: {
            person.number.reveal()
            for person in held_by(run.stack, agency).people.values()
            if person.number is not None
        }
        for agency in AGENCIES
    }

    assert held[MUNICIPALITY.name] == town
    assert held[TAX.name]
    assert held[WELFARE.name]
    assert held[TAX.name] | held[WELFARE.name] <= town


def test_no_two_parties_hold_a_code_in_common(run: Capture) -> None:
    held = [
        {code.point for code in held_by(run.stack, agency).codes.values()} for agency in AGENCIES
    ]
    every = [*held, {code.point for code in portal_codes(run.stack)}]

    assert len(set().union(*every)) == sum(map(len, every))


@dataclasses.dataclass(frozen=True)
class Plant:
    """A copy of a run to plant a leak into, and one secret of each kind."""

    run: Capture
    number: str
    name: str
    code: bytes
    content: str

    def database(self, service: Service, statement: str, *values: object) -> Piece:
        path = self.run.stack.database(service)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement, values)
            connection.commit()
        return file_piece(self.run.folder, path)

    def log(self, service: Service, **fields: object) -> Piece:
        path = self.run.stack.log(service)
        with path.open("a") as log:
            log.write(json.dumps({"level": "info", "event": "request", **fields}) + "\n")
        return file_piece(self.run.folder, path)

    def exchange(self, service: Service, line: str) -> Exchange:
        return next(e for e in self.run.exchanges if (e.service, e.line) == (service.name, line))


@pytest.fixture
def plant(run: Capture, tmp_path: Path) -> Plant:
    folder = Path(shutil.copytree(run.folder, tmp_path / "copy"))
    copy = dataclasses.replace(run, stack=dataclasses.replace(run.stack, folder=folder))
    code = min(held_by(copy.stack, TAX).codes.values(), key=lambda code: code.point)
    return Plant(
        copy,
        number=min(numbers_by_key(copy.stack).values()),
        name="髙橋\u3000節子",
        code=code.point,
        content=min(held_by(copy.stack, WELFARE).answers.values()),
    )


def _number_in_a_log(plant: Plant) -> Piece:
    return plant.log(HUB, detail=f"no such person: {plant.number}")


def _grouped_number_in_a_log(plant: Plant) -> Piece:
    digits = plant.number
    return plant.log(TAX, detail=f"{digits[:4]} {digits[4:8]} {digits[8:]}")


def _name_in_a_log(plant: Plant) -> Piece:
    return plant.log(WELFARE, detail=plant.name)


def _number_in_a_claim(plant: Plant) -> Piece:
    hidden = base64.urlsafe_b64encode(plant.number.encode()).decode()
    claims = base64.urlsafe_b64encode(json.dumps({"case_ref": hidden}).encode()).decode()
    token = f"eyJhbGciOiJFZERTQSJ9.{claims.rstrip('=')}.c2lnbmF0dXJl"
    said = plant.exchange(HUB, "POST /v1/inquiries")
    body = json.dumps({"inquiry": token}).encode()
    return _piece(said, request=HttpMessage(said.request.head, body))


def _number_in_a_permit(plant: Plant) -> Piece:
    said = plant.exchange(TAX, PERMITS)
    return _piece(said, request=HttpMessage(said.request.head, plant.number.encode()))


def _number_in_a_header(plant: Plant) -> Piece:
    said = plant.exchange(IDENTITY, "POST /v1/code-grants")
    head = said.request.head.replace(b"\r\n", b"\r\nx-person: %s\r\n" % plant.number.encode(), 1)
    return _piece(said, "request head", request=HttpMessage(head, said.request.body))


def _name_in_a_url(plant: Plant) -> Piece:
    said = plant.exchange(TAX, "POST /v1/taxpayers")
    head = said.request.head.replace(
        b"/v1/taxpayers", b"/v1/taxpayers?q=" + quote(plant.name).encode()
    )
    return _piece(said, "request head", request=HttpMessage(head, said.request.body))


def _compressed_content_in_the_hubs_traffic(plant: Plant) -> Piece:
    said = plant.exchange(HUB, "POST /v1/inquiries")
    body = gzip.compress(plant.content.encode())
    return _piece(said, "response body", response=HttpMessage(said.response.head, body))


def _piece(said: Exchange, part: str = "request body", **changes: Any) -> Piece:
    altered = dataclasses.replace(said, **changes)
    return next(piece for piece in exchange_pieces(altered) if piece.part == part)


def _number_in_its_own_database(plant: Plant) -> Piece:
    statement = "UPDATE person SET number_sealed = ? WHERE rowid = 1"
    return plant.database(MUNICIPALITY, statement, plant.number.encode())


def _code_in_another_database(plant: Plant) -> Piece:
    statement = "UPDATE case_inquiry SET reason = ? WHERE position = 1"
    return plant.database(WELFARE, statement, plant.code.hex())


def _code_in_its_own_database(plant: Plant) -> Piece:
    statement = "UPDATE code_vault SET code_index = ? WHERE rowid = 1"
    return plant.database(TAX, statement, plant.code)


def _content_in_the_hubs_database(plant: Plant) -> Piece:
    statement = "UPDATE entry SET body = body || ? WHERE position = 1"
    return plant.database(HUB, statement, plant.content.encode())


PLANTED: list[tuple[Callable[[Plant], Piece], Category, str]] = [
    (_number_in_a_log, "number", "logs/linkage-hub.log"),
    (_grouped_number_in_a_log, "number", "logs/tax-agency.log"),
    (_name_in_a_log, "personal", "logs/welfare-agency.log"),
    (_number_in_a_claim, "number", "linkage-hub, exchange 0, request body"),
    (_number_in_a_permit, "number", "tax-agency, exchange 0, request body"),
    (_number_in_a_header, "number", "identity, exchange 0, request head"),
    (_name_in_a_url, "personal", "tax-agency, exchange 0, request head"),
    (_compressed_content_in_the_hubs_traffic, "content", "linkage-hub, exchange 0, response body"),
    (_number_in_its_own_database, "number", "db/municipality.sqlite3 person.number_sealed"),
    (_code_in_another_database, "code", "db/welfare-agency.sqlite3 case_inquiry.reason"),
    (_code_in_its_own_database, "code", "db/tax-agency.sqlite3 code_vault.code_index"),
    (_content_in_the_hubs_database, "content", "db/linkage-hub.sqlite3 entry.body"),
]


@pytest.mark.parametrize(
    ("sow", "category", "place"), PLANTED, ids=[sow.__name__.strip("_") for sow, *_ in PLANTED]
)
def test_a_leak_made_on_purpose_is_reported_with_its_place_and_without_the_secret(
    plant: Plant,
    secrets: RunSecrets,
    sow: Callable[[Plant], Piece],
    category: Category,
    place: str,
) -> None:
    reported = leaks_among(finds([sow(plant)], secrets), secrets)

    assert place in {leak.place for leak in reported}
    assert {secrets.labels[leak.what][0] for leak in reported} == {category}
    text = " ".join(map(str, reported)) + repr(reported)
    for secret in (plant.number, plant.name, plant.code.hex(), plant.content):
        assert secret not in text
