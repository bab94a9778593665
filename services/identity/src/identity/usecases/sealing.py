"""People and numbers, as values of the domain on one side and as sealed bytes on the other."""

import json
from typing import Final

from identity.db.queries import KeptItems, KeptNumber
from identity.domain.eras import parse_birth_date
from identity.domain.four_items import FourItems, Sex
from identity.domain.model import NumberKey, Person, PersonId
from identity.domain.rules import look_alike_keys
from renkei.numbers import IndividualNumber
from renkei.service.at_rest import FieldCipher

_NUMBER: Final = "identity.number"
_ITEMS: Final = "identity.items"
_LOOK_ALIKE: Final = "identity.look-alike"
_REQUEST: Final = "identity.request"
_SIZE_CLASS: Final = 256


def number_key(cipher: FieldCipher, number: IndividualNumber) -> NumberKey:
    """Return the keyed digest (32 bytes) by which a number is found."""
    return NumberKey(cipher.index(number.reveal().encode(), purpose=_NUMBER))


def seal_number(
    cipher: FieldCipher, number: IndividualNumber, *, person_id: PersonId
) -> KeptNumber:
    """Seal a number to its person."""
    digits = number.reveal().encode()
    return KeptNumber(person_id, cipher.seal(digits, purpose=_NUMBER, bound_to=person_id))


def open_number(cipher: FieldCipher, kept: KeptNumber) -> IndividualNumber:
    """Open a number.

    Raises:
        CannotOpen: it was sealed to another person, or the row was changed.
    """
    opened = cipher.open(kept.sealed, purpose=_NUMBER, bound_to=kept.person_id)
    return IndividualNumber(opened.decode())


def seal_items(cipher: FieldCipher, person: Person, *, version: int) -> KeptItems:
    """Seal a person's items to the person and the version; the length shows a size class alone."""
    text = json.dumps(
        {
            "name": person.items.name,
            "birth_date": person.items.birth_date.isoformat(),
            "sex": person.items.sex,
            "address": person.items.address,
            "other_names": sorted(person.other_names),
        },
        ensure_ascii=False,
    ).encode()
    # White space after the object is JSON too.
    padded = text.ljust(-(-len(text) // _SIZE_CLASS) * _SIZE_CLASS)
    place = _place(person.person_id, version)
    sealed = cipher.seal(padded, purpose=_ITEMS, bound_to=place)
    return KeptItems(person.person_id, version, sealed)


def open_items(cipher: FieldCipher, kept: KeptItems) -> Person:
    """Open a person's items.

    Raises:
        CannotOpen: they were sealed to another person or version, or the row was changed.
    """
    place = _place(kept.person_id, kept.version)
    parts = json.loads(cipher.open(kept.sealed, purpose=_ITEMS, bound_to=place))
    items = FourItems(
        name=parts["name"],
        birth_date=parse_birth_date(parts["birth_date"]),
        sex=Sex(parts["sex"]),
        address=parts["address"],
    )
    return Person(kept.person_id, items, frozenset(parts["other_names"]))


def look_alikes(cipher: FieldCipher, person: Person) -> frozenset[bytes]:
    """Return the keyed digests (32 bytes each) that no two people may share."""
    keys = look_alike_keys(person.items, person.other_names)
    return frozenset(cipher.index(key.encode(), purpose=_LOOK_ALIKE) for key in keys)


def request_digest(
    cipher: FieldCipher,
    items: FourItems,
    *,
    other_names: frozenset[str] = frozenset(),
    number: IndividualNumber | None = None,
) -> bytes:
    """Return the keyed digest (32 bytes) of what a request asks: equal only for the same."""
    asked = [
        items.name,
        items.birth_date.isoformat(),
        items.sex,
        items.address,
        sorted(other_names),
        None if number is None else number.reveal(),
    ]
    return cipher.index(json.dumps(asked).encode(), purpose=_REQUEST)


def _place(person_id: PersonId, version: int) -> bytes:
    return person_id + version.to_bytes(4, "big")
