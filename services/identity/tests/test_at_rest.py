# ruff: noqa: PLR0917 - pytest passes fixtures by name
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url, update

from identity.db import queries, tables
from identity.domain.eras import BirthDate
from identity.domain.four_items import FourItems, Sex
from identity.domain.model import Person, PersonId
from identity.usecases.sealing import (
    number_key,
    open_items,
    open_number,
    seal_items,
    seal_number,
)
from renkei.numbers import IndividualNumber
from renkei.service.at_rest import CannotOpen, FieldCipher

CIPHER = FieldCipher(b"\x01" * 32)
PERSON = Person(
    PersonId(b"p" * 16),
    FourItems("渡邉 花子", BirthDate(1958, 3), Sex.FEMALE, "愛知県碧南市松本町28番地"),
    frozenset({"鈴木 花子"}),
)
NUMBER = IndividualNumber("123456789018")


def database_bytes(url):
    path = Path(make_url(url).database)
    # The log that SQLite writes ahead is part of the database.
    return b"".join(
        part.read_bytes() for part in (path, *path.parent.glob(f"{path.name}-*")) if part.exists()
    )


async def test_the_database_file_holds_no_number_and_no_item_in_the_clear(
    registered, mayor, welfare, mother, son, request_ids, sqlite_url, database
):
    if database.dialect != "sqlite":
        pytest.skip("reads the file of an SQLite database")
    numbers = [
        await registered(mother, other_names=["鈴木 花子"]),
        await registered(son),
    ]
    changed = await mayor.post(
        "/v1/number-changes", json={"request_id": request_ids(), "number": numbers[1], **son}
    )
    numbers.append(changed.json()["number"])
    await welfare.post("/v1/code-grants", json={"number": numbers[0], **son})
    raw = database_bytes(sqlite_url)
    planted = [
        *numbers,
        "渡邉",
        "渡辺",
        "花子",
        "一郎",
        "鈴木",
        "碧南",
        "1958-03",
        "1985-07",
        "松本",
    ]

    assert b"welfare-agency" in raw
    assert len(raw) > 4096
    for text in planted:
        assert text.encode() not in raw
        assert text.encode("utf-16-le") not in raw
        assert text.encode("unicode_escape") not in raw
    for number in numbers:
        assert int(number).to_bytes(6) not in raw


async def test_rows_of_two_people_cannot_be_exchanged(registered, welfare, mother, son, context):
    numbers = [await registered(mother), await registered(son)]
    keys = [number_key(context.keyring.at_rest, IndividualNumber(number)) for number in numbers]
    async with context.db.transaction() as tx:
        first, second = [await queries.items_by_number(tx, key) for key in keys]
        await tx.execute(
            update(tables.item_version)
            .where(tables.item_version.c.person_id == first.person_id)
            .values(sealed=second.sealed)
        )
    answer = await welfare.post("/v1/code-grants", json={"number": numbers[0], **son})

    assert answer.status_code == 500
    assert answer.json()["type"].endswith("/internal-error")


def test_what_is_sealed_opens_to_the_same():
    kept = seal_items(CIPHER, PERSON, version=3)
    number = seal_number(CIPHER, NUMBER, person_id=PERSON.person_id)

    assert open_items(CIPHER, kept) == PERSON
    assert open_number(CIPHER, number) == NUMBER


def test_items_are_bound_to_person_and_version_and_a_number_to_its_person():
    kept = seal_items(CIPHER, PERSON, version=3)
    number = seal_number(CIPHER, NUMBER, person_id=PERSON.person_id)
    other = PersonId(b"q" * 16)

    for moved in (replace(kept, version=2), replace(kept, person_id=other)):
        with pytest.raises(CannotOpen):
            open_items(CIPHER, moved)
    with pytest.raises(CannotOpen):
        open_number(CIPHER, replace(number, person_id=other))


def test_the_length_of_sealed_items_tells_a_size_class_alone():
    longer = replace(PERSON, items=replace(PERSON.items, name="渡邉 花子花子花子"))

    assert len({len(seal_items(CIPHER, one, version=1).sealed) for one in (PERSON, longer)}) == 1


def test_sealed_things_show_nothing():
    kept = seal_items(CIPHER, PERSON, version=3)
    number = seal_number(CIPHER, NUMBER, person_id=PERSON.person_id)

    assert "pppp" not in repr((kept, number))
    assert "sealed" not in repr((kept, number))
