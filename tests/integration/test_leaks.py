"""The leak test: what a whole run said, printed and wrote holds no secret where it may not be.

Its second half plants a leak of each kind into a copy of the run and sees it reported, since a
scan that finds nothing proves something only if it would have found.
"""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from capture import AGENCIES, Capture, held_by, numbers_by_key, portal_codes
from leak_rules import (
    NUMBERS_MAY_STAND,
    Category,
    Piece,
    RunSecrets,
    finds,
    leaks_among,
    pieces,
    secrets_of,
)
from planting import PLANTED, Plant

from devstack.topology import MUNICIPALITY, SERVICES, TAX, WELFARE
from renkei.testing.leaks import Leak

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run")]

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
