"""Where each kind of secret of a run may stand, and what stands where it may not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from capture import AGENCIES, Capture, held_by, numbers_by_key, population, portal_codes, rows
from recorder import Exchange

from devstack.population.addresses import HOME_CODE
from devstack.stack import Stack
from devstack.topology import IDENTITY, MUNICIPALITY, PORTAL, SERVICES, TAX, WELFARE
from renkei.testing.leaks import (
    Leak,
    LeakScanner,
    Secret,
    amount_secret,
    exact_secret,
    number_secrets,
    text_secrets,
)

Category = Literal["number", "code", "reference", "personal", "content"]

PERMITS: Final = "POST /v1/permits"
RARE_YEN: Final = 100_000
"""Amounts from here on are rare enough to be told from ports, lengths and years."""

NUMBERS_MAY_STAND: Final = {
    (IDENTITY.name, "POST /v1/people", "response body"),
    (IDENTITY.name, "POST /v1/code-grants", "request body"),
    (MUNICIPALITY.name, "POST /v1/residents", "response body"),
    (TAX.name, "POST /v1/taxpayers", "request body"),
    (WELFARE.name, "POST /v1/clients", "request body"),
}
"""Numbering (付番), obtaining codes (符号取得), and the counters of offices that hold numbers."""

_DESKS: Final = {agency.name for agency in AGENCIES}
_NAMES: Final = {service.name for service in SERVICES}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to scan.

    Attributes:
        place: As a finding names it.
        service: Whose traffic, log or database it is; empty for the run's own files.
        line: Method and target, if it is traffic.
        part: Request or response, head or body; else log, database, file or output.
    """

    place: str
    service: str
    line: str
    part: str
    data: bytes | Path = field(repr=False)

    @property
    def is_at_a_desk(self) -> bool:
        """Whether it is what an office's own staff and the office said to each other."""
        is_body = self.part.endswith("body")
        return is_body and self.service in _DESKS and self.line != PERMITS


@dataclass(frozen=True)
class RunSecrets:
    """Everything of a run that must stay where it belongs; owners by label."""

    secrets: tuple[Secret, ...] = field(repr=False)
    labels: dict[str, tuple[Category, str]]

    @cached_property
    def scanner(self) -> LeakScanner:
        """Look for all of them at once."""
        return LeakScanner(self.secrets)

    def of(self, category: Category) -> list[str]:
        """Return the labels of one category."""
        return [what for what, (found, _) in self.labels.items() if found == category]


def secrets_of(run: Capture) -> RunSecrets:
    """Open what everybody holds, with everybody's keys, and name it."""
    secrets: list[Secret] = []
    labels: dict[str, tuple[Category, str]] = {}
    for category, owner, found in _every_secret(run.stack):
        for secret in found:
            secrets.append(secret)
            labels[secret.what] = (category, owner)
    return RunSecrets(tuple(secrets), labels)


def pieces(run: Capture) -> Iterator[Piece]:
    """Yield all that a run said, printed and wrote."""
    for number, exchange in enumerate(run.exchanges):
        yield from exchange_pieces(exchange, number)
    for path in sorted(path for path in run.folder.rglob("*") if path.is_file()):
        yield file_piece(run.folder, path)
    yield Piece("output", "", "", "output", run.output.encode())


def exchange_pieces(exchange: Exchange, number: int = 0) -> Iterator[Piece]:
    """Yield head and body of a request and of its response."""
    for part, data in (
        ("request head", exchange.request.head),
        ("request body", exchange.request.body),
        ("response head", exchange.response.head),
        ("response body", exchange.response.body),
    ):
        place = f"{exchange.service}, exchange {number}, {part}"
        yield Piece(place, exchange.service, exchange.line, part, data)


def file_piece(folder: Path, path: Path) -> Piece:
    """Return a file of the run's folder; its name says whose it is."""
    name = path.name.partition(".")[0]
    owner = name if name in _NAMES else ""
    part = {"db": "database", "logs": "log"}.get(path.parent.name, "file")
    return Piece(path.relative_to(folder).as_posix(), owner, "", part, path)


def finds(looked_at: Iterable[Piece], secrets: RunSecrets) -> Iterator[tuple[Piece, Leak]]:
    """Yield every secret in these pieces, rightly there or not."""
    for piece in looked_at:
        data, scanner = piece.data, secrets.scanner
        if isinstance(data, bytes):
            found = scanner.scan(piece.place, data)
        else:
            found = scanner.scan_file(piece.place, data)
        yield from ((piece, leak) for leak in found)


def leaks_among(found: Iterable[tuple[Piece, Leak]], secrets: RunSecrets) -> list[Leak]:
    """Return what stands where it may not."""
    return [leak for piece, leak in found if not _may_stand(piece, *secrets.labels[leak.what])]


def _may_stand(piece: Piece, category: Category, owner: str) -> bool:
    is_body = piece.part.endswith("body")
    match category:
        case "number":
            return (piece.service, piece.line, piece.part) in NUMBERS_MAY_STAND
        case "code":
            return False
        case "reference":
            is_own = piece.service == owner
            return is_own and (piece.is_at_a_desk or piece.part == "database")
        case "personal":
            return piece.is_at_a_desk or (is_body and piece.service == IDENTITY.name)
        case "content":
            # What an office found is its own to show at its counter, and to tell in the demo.
            return piece.is_at_a_desk or piece.part == "output"


def _every_secret(stack: Stack) -> Iterator[tuple[Category, str, Iterable[Secret]]]:
    for key, number in numbers_by_key(stack).items():
        yield "number", "", number_secrets(f"number of {key}", number)
    for code_at, code in enumerate(sorted(portal_codes(stack), key=lambda code: code.point)):
        yield "code", PORTAL, [exact_secret(f"code {code_at} of the portal", code.point)]
    for agency in AGENCIES:
        held = held_by(stack, agency)
        for at, (ref, code) in enumerate(sorted(held.codes.items())):
            name = f"{at} of {agency.name}"
            yield "code", agency.name, [exact_secret(f"code {name}", code.point)]
            yield "reference", agency.name, [exact_secret(f"reference {name}", ref.encode())]
        for at, content in enumerate(held.answers.values()):
            yield "content", agency.name, text_secrets(f"answer {at}", content)
    for row in rows(stack, IDENTITY, "SELECT rowid AS at, id FROM person"):
        what = f"person id {row['at']}"
        yield "reference", IDENTITY.name, [exact_secret(what, row["id"])]
    yield from _of_the_town()


def _of_the_town() -> Iterator[tuple[Category, str, Iterable[Secret]]]:
    town = population()
    for person in town.people:
        written = {
            "name": (person.name, *person.previous_names, person.alias),
            "birth date": (person.birth_date.isoformat(), person.birth_date_as_written),
            "address": (person.address,),
        }
        for item, texts in written.items():
            for text in texts:
                if text is not None:
                    yield "personal", "", text_secrets(f"{item} of {person.key}", text)
    for facts in town.tax_register(HOME_CODE):
        for item, value in facts.items.items():
            if type(value) is int and value >= RARE_YEN:
                what = f"{item} of {facts.person} in {facts.fiscal_year}"
                yield "content", TAX.name, [amount_secret(what, value)]
