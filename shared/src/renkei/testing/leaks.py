"""Finding known secrets in whatever a run left behind: traffic, logs, files, databases.

Encodings are undone rather than guessed: a secret is looked for in the bytes as they are, and in
what any base64, hexadecimal, JSON or percent escape, compression or HTTP chunk in them stands for,
again and again. A JWT falls out of that: its segments are base64. What is found is named by its
label and its place; the secret itself is never repeated.

Limits: what stands alone in an encoding has at least 9 bytes; base64 broken into lines, and what
is encrypted, stays closed.
"""

import hashlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from typing_extensions import override

from renkei.testing.unwrapping import unwrapped

_MOST_LAYERS: Final = 8
_NUMBER_DIGITS: Final = 12
_SHORTEST_EXACT: Final = 6
_GRAM: Final = 8
_LONG: Final = 16
_SQLITE: Final = b"SQLite format 3\0"
_COMPANIONS: Final = ("-wal", "-journal")

_DIGITS = re.compile(rb"[0-9](?:[ \-]{0,2}[0-9]){%d,}" % (_NUMBER_DIGITS - 1))
_BETWEEN_DIGITS: Final = b" -"
# An amount stands alone: digits within a digest, an id or a fraction are none.
_AMOUNT = re.compile(rb"(?<![0-9A-Za-z_.\-])[0-9]{4,}(?![0-9A-Za-z_\-])")
_AMOUNT_WITH_COMMAS = re.compile(rb"(?<![0-9A-Za-z_,.\-])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9A-Za-z_,])")


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that must not be found, and what to call it when it is.

    `number` is 12 digits, grouped or not; `amount` is digits that stand alone; `exact` is bytes.
    """

    what: str
    kind: Literal["number", "amount", "exact"]
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A secret where it was found; `layers` are the encodings around it, outermost first."""

    place: str
    what: str
    layers: tuple[str, ...] = ()

    @override
    def __str__(self) -> str:
        within = f" (within {', '.join(self.layers)})" if self.layers else ""
        return f"{self.place}: {self.what}{within}"


def number_secrets(what: str, digits: str) -> Iterator[Secret]:
    """Yield an Individual Number (個人番号), and its unkeyed SHA-256, which anybody can invert.

    Raises:
        ValueError: not 12 digits.
    """
    if len(digits) != _NUMBER_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise ValueError("an Individual Number has 12 digits")
    yield Secret(what, "number", digits.encode())
    yield Secret(f"{what}, hashed", "exact", hashlib.sha256(digits.encode()).digest())


def amount_secret(what: str, yen: int) -> Secret:
    """Return an amount of money; choose rare ones of at least 4 digits.

    Raises:
        ValueError: it has fewer.
    """
    digits = str(yen).encode()
    if not _AMOUNT.fullmatch(digits):
        raise ValueError("an amount has at least 4 digits")
    return Secret(what, "amount", digits)


def text_secrets(what: str, text: str) -> Iterator[Secret]:
    """Yield a text in UTF-8, with its ideographic spaces also as plain ones and left out.

    Raises:
        ValueError: it has less than 6 bytes, which can stand anywhere by chance.
    """
    for spelling in {text, text.replace("\u3000", " "), text.replace("\u3000", "")}:
        yield exact_secret(what, spelling.encode())


def exact_secret(what: str, value: bytes) -> Secret:
    """Return bytes such as a code's point.

    Raises:
        ValueError: there are less than 6, which can stand anywhere by chance.
    """
    if len(value) < _SHORTEST_EXACT:
        raise ValueError("at least 6 bytes")
    return Secret(what, "exact", value)


class LeakScanner:
    """Looks for many secrets at once, in time that grows with the bytes and hardly with them."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        """Prepare for these secrets."""
        every = list(secrets)
        self._numbers = {s.value: s.what for s in every if s.kind == "number"}
        self._amounts = {s.value: s.what for s in every if s.kind == "amount"}
        exact = [s for s in every if s.kind == "exact"]
        self._exact = [
            _Exact([s for s in exact if len(s.value) >= _LONG]),
            _Exact([s for s in exact if len(s.value) < _LONG]),
        ]

    def scan(self, place: str, data: bytes) -> list[Leak]:
        """Return what is found in some bytes, each secret once for each way it is encoded."""
        found: set[Leak] = set()
        seen: set[bytes] = set()
        waiting: list[tuple[tuple[str, ...], bytes]] = [((), data)]
        while waiting:
            layers, view = waiting.pop()
            found |= {Leak(place, what, layers) for what in self._plain(view)}
            if len(layers) < _MOST_LAYERS:
                waiting += [((*layers, name), inner) for name, inner in unwrapped(view, seen)]
        return sorted(found)

    def scan_file(self, place: str, path: Path) -> list[Leak]:
        """Return what is found in a file; of a SQLite database, also in every value."""
        data = path.read_bytes()
        found = self.scan(place, data)
        if data.startswith(_SQLITE):
            for column, values in _columns(path):
                found += self.scan(f"{place} {column}", values)
        return found

    def scan_folder(self, folder: Path) -> list[Leak]:
        """Return what is found in any file of a folder and the folders in it."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return [
            leak
            for path in paths
            for leak in self.scan_file(path.relative_to(folder).as_posix(), path)
        ]

    def _plain(self, view: bytes) -> Iterator[str]:
        if self._numbers:
            yield from self._numbers_in(view)
        if self._amounts:
            for amount in _AMOUNT.findall(view):
                if amount in self._amounts:
                    yield self._amounts[amount]
            for amount in _AMOUNT_WITH_COMMAS.findall(view):
                if (digits := amount.replace(b",", b"")) in self._amounts:
                    yield self._amounts[digits]
        for exact in self._exact:
            yield from exact.found_in(view)

    def _numbers_in(self, view: bytes) -> Iterator[str]:
        for run in _DIGITS.findall(view):
            digits = run.translate(None, _BETWEEN_DIGITS)
            for at in range(len(digits) - _NUMBER_DIGITS + 1):
                number = digits[at : at + _NUMBER_DIGITS]
                if number in self._numbers:
                    yield self._numbers[number]


class _Exact:
    """Finds byte strings by short pieces of them, in strides as long as the shortest allows."""

    def __init__(self, secrets: list[Secret]) -> None:
        shortest = min((len(secret.value) for secret in secrets), default=_GRAM)
        self._gram = min(_GRAM, shortest)
        # Of any occurrence, one of the first `stride` pieces begins at a multiple of `stride`.
        self._stride = shortest - self._gram + 1
        self._pieces: dict[bytes, list[tuple[int, Secret]]] = {}
        for secret in secrets:
            for offset in range(self._stride):
                piece = secret.value[offset : offset + self._gram]
                self._pieces.setdefault(piece, []).append((offset, secret))

    def found_in(self, view: bytes) -> Iterator[str]:
        pieces, gram = self._pieces, self._gram
        if not pieces:
            return
        for at in range(0, len(view) - gram + 1, self._stride):
            if (piece := view[at : at + gram]) in pieces:
                for offset, secret in pieces[piece]:
                    if offset <= at and view.startswith(secret.value, at - offset):
                        yield secret.what


def _columns(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every column of a database, including what only its log holds, values end to end."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        for companion in _COMPANIONS:
            beside = path.with_name(path.name + companion)
            if beside.exists():
                shutil.copy(beside, folder)
        with closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = bytes
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in tables.fetchall():
                yield from _values(connection, name.decode())


def _values(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, bytes]]:
    rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name from the schema
    columns = [column for column, *_ in rows.description]
    for column, values in zip(columns, zip(*rows.fetchall(), strict=True), strict=False):
        written = (value if isinstance(value, bytes) else str(value).encode() for value in values)
        yield f"{table}.{column}", b"\0\0".join(written)
