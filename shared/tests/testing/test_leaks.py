"""The leak scanner finds a secret however it is written, and says where without repeating it."""

import base64
import gzip
import hashlib
import json
import secrets
import sqlite3
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.testing.leaks import (
    Leak,
    LeakScanner,
    amount_secret,
    exact_secret,
    number_secrets,
    text_secrets,
)

NUMBER = "123456789018"
NAME = "𠮷田\u3000和子"
POINT = bytes(range(200, 232))
YEN = 5_217_300

SCANNER = LeakScanner(
    [
        *number_secrets("the number", NUMBER),
        *text_secrets("the name", NAME),
        exact_secret("the code", POINT),
        amount_secret("the salary", YEN),
    ]
)


def found(data: bytes) -> set[str]:
    return {leak.what for leak in SCANNER.scan("here", data)}


def unpadded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def jwt(claims: object) -> bytes:
    header = unpadded(b'{"alg":"EdDSA","typ":"renkei-answer+jwt"}')
    return b".".join((header, unpadded(json.dumps(claims).encode()), unpadded(bytes(64))))


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda secret: secret,
    "hex": lambda secret: secret.hex().encode(),
    "upper-case hex": lambda secret: secret.hex().upper().encode(),
    "base64": base64.b64encode,
    "base64url": unpadded,
    "base64 of base64": lambda secret: base64.b64encode(base64.b64encode(secret)),
    "base64 after one byte": lambda secret: base64.b64encode(b"a" + secret + b"b"),
    "base64 after two bytes": lambda secret: base64.b64encode(b"ab" + secret + b"c"),
    "base64 after a stray character": lambda secret: b"x" + base64.b64encode(secret),
    "base64 after two stray characters": lambda secret: b"xy" + base64.b64encode(secret),
    "percent": lambda secret: b"".join(b"%%%02X" % byte for byte in secret),
    "gzip": gzip.compress,
    "gzip in base64": lambda secret: base64.b64encode(gzip.compress(secret)),
    "chunks of three": lambda secret: chunked(secret, 3),
    "gzip in chunks": lambda secret: chunked(gzip.compress(secret), 7),
    "hex in a JWT": lambda secret: jwt({"claim": secret.hex()}),
    "base64 in a JWT": lambda secret: jwt({"claim": unpadded(secret).decode()}),
    "a JWT in a JWT": lambda secret: jwt({"n": jwt({"c": unpadded(secret).decode()}).decode()}),
    "a repr": lambda secret: "".join(f"\\x{byte:02x}" for byte in secret).encode(),
}


@pytest.mark.parametrize(
    ("what", "secret"),
    [("the number", NUMBER.encode()), ("the name", NAME.encode()), ("the code", POINT)],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_secret_is_found_in_every_encoding(encoding: str, what: str, secret: bytes) -> None:
    data = b'{"ok": "' + ENCODINGS[encoding](secret) + b'"}'

    assert what in found(data)


@pytest.mark.parametrize(
    "written",
    [
        "1234 5678 9018",
        "1234-5678-9018",
        "12345678-9018",
        "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff10\uff11\uff18",
        "\uff11\uff12\uff13\uff14\u30005678\uff0d9018",
        "990123456789018",
        '{"n": "\\u0031\\uff12\\u0033456789018"}',
        '{"n": 123456789018}',
        '"{\\"n\\": \\"1234\\u00205678\\u00209018\\"}"',
    ],
)
def test_a_number_is_found_however_it_is_grouped_and_spelt(written: str) -> None:
    assert found(written.encode()) == {"the number"}


def test_an_unkeyed_hash_of_a_number_counts_as_the_number() -> None:
    digest = hashlib.sha256(NUMBER.encode()).hexdigest()

    assert found(f'{{"person": "{digest}"}}'.encode()) == {"the number, hashed"}


@pytest.mark.parametrize(
    "written",
    [
        NAME.replace("\u3000", " "),
        NAME.replace("\u3000", ""),
        json.dumps({"name": NAME}),
        urllib.parse.quote(NAME),
        json.dumps(json.dumps({"name": NAME})),
    ],
)
def test_a_name_is_found_however_it_is_spaced_and_escaped(written: str) -> None:
    assert found(written.encode()) == {"the name"}


@pytest.mark.parametrize(
    "written", [b'"salary":5217300,', b"5,217,300 yen", "収入5217300円".encode(), b"\x005217300\0"]
)
def test_an_amount_is_found_where_it_stands_alone(written: bytes) -> None:
    assert found(written) == {"the salary"}


@pytest.mark.parametrize("written", [b"ab5217300f", b"15217300", b"52173001", b"0.5217300"])
def test_an_amount_is_not_taken_out_of_something_longer(written: bytes) -> None:
    assert found(written) == set()


def test_an_amount_after_a_comma_is_no_part_of_a_larger_one() -> None:
    assert found(b"[4,5217300]") == {"the salary"}


@given(st.binary(max_size=80), st.binary(max_size=80), st.sampled_from(sorted(ENCODINGS)))
def test_a_code_is_found_whatever_stands_around_it(
    before: bytes, after: bytes, encoding: str
) -> None:
    data = before + b"\0" + ENCODINGS[encoding](POINT) + b"\0" + after

    assert "the code" in found(data)


@given(st.binary(max_size=400))
def test_noise_is_scanned_without_a_find(noise: bytes) -> None:
    assert SCANNER.scan("noise", noise + base64.b64encode(noise) + noise.hex().encode()) == []


def test_a_find_names_place_label_and_layers_and_repeats_nothing() -> None:
    token = jwt({"number": NUMBER})

    leaks = SCANNER.scan("hub, request 3", b'{"inquiry": "' + token + b'"}')

    assert leaks == [Leak("hub, request 3", "the number", ("base64",))]
    assert str(leaks[0]) == "hub, request 3: the number (within base64)"
    assert NUMBER not in repr(SCANNER) + repr(leaks) + repr(list(number_secrets("n", NUMBER)))


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, code BLOB, number, note)")
        yield connection


def test_every_value_of_a_database_is_scanned(tmp_path: Path) -> None:
    with database(tmp_path / "agency.sqlite3") as connection:
        # As an integer the number has no digits on disk, and the note leaves its page.
        values = (POINT, int(NUMBER), "-" * 9_000 + NAME)
        connection.execute("INSERT INTO kept (code, number, note) VALUES (?, ?, ?)", values)
        connection.commit()

    places = {(leak.place, leak.what) for leak in SCANNER.scan_folder(tmp_path)}

    assert {
        ("agency.sqlite3 kept.code", "the code"),
        ("agency.sqlite3 kept.number", "the number"),
        ("agency.sqlite3 kept.note", "the name"),
    } <= places


def test_what_only_the_write_ahead_log_holds_is_found_in_its_column(tmp_path: Path) -> None:
    with database(tmp_path / "agency.sqlite3") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO kept (number) VALUES (?)", (int(NUMBER),))
        connection.commit()
        leaks = SCANNER.scan_file("db", tmp_path / "agency.sqlite3")

    assert [leak.place for leak in leaks] == ["db kept.number"]


def test_what_was_deleted_and_lies_in_a_free_page_is_found(tmp_path: Path) -> None:
    with database(tmp_path / "agency.sqlite3") as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("INSERT INTO kept (note) VALUES (?)", ("." * 9_000 + NAME,))
        connection.commit()
        connection.execute("DELETE FROM kept")
        connection.commit()

    assert {leak.what for leak in SCANNER.scan_folder(tmp_path)} == {"the name"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: list(number_secrets("n", "12345678901")),
        lambda: list(number_secrets("n", "\uff11" * 12)),
        lambda: list(text_secrets("t", "林")),
        lambda: exact_secret("e", b"12345"),
        lambda: amount_secret("a", 999),
    ],
    ids=["11 digits", "wide digits", "3 bytes of text", "5 bytes", "3 digits"],
)
def test_what_would_be_found_by_chance_is_no_secret_to_scan_for(
    make: Callable[[], object],
) -> None:
    with pytest.raises(ValueError, match=r"digits|bytes") as refused:
        make()

    assert "12345" not in str(refused.value)


@pytest.mark.slow
def test_megabytes_and_hundreds_of_secrets_take_seconds() -> None:
    many = LeakScanner(
        [exact_secret("code", secrets.token_bytes(32)) for _ in range(600)]
        + [s for n in range(300) for s in number_secrets("number", f"{n:012}")]
    )
    message = jwt({"answer": jwt({"sealed": secrets.token_urlsafe(6_000)}).decode()})
    traffic = b"".join(message + secrets.token_bytes(2_000) for _ in range(300))

    began = time.perf_counter()
    leaks = many.scan("traffic", traffic)
    seconds = time.perf_counter() - began

    assert leaks == []
    assert len(traffic) > 3_000_000
    assert seconds < 30
