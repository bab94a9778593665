"""Leaks of every kind, each made on purpose in a copy of a run."""

import base64
import dataclasses
import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote

from capture import Capture
from leak_rules import PERMITS, Category, Piece, exchange_pieces, file_piece
from recorder import Exchange, HttpMessage

from devstack.topology import HUB, IDENTITY, MUNICIPALITY, TAX, WELFARE, Service


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
"""What plants it, what it is, and where it is to be reported."""
