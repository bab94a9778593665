"""When a number may be linked to a person."""

import json
from collections.abc import Collection
from typing import Final

from identity.domain.addresses import fold_address
from identity.domain.eras import FIRST_GREGORIAN_YEAR, BirthDate
from identity.domain.errors import NotMatched
from identity.domain.four_items import FourItems, Item, Sex, compare
from identity.domain.model import Claim, Person, QuarantineEntry
from identity.domain.names import fold_name

# Compared where there is nobody, so that an unknown number costs the time a known one costs.
_NOBODY: Final = FourItems("nobody", BirthDate(FIRST_GREGORIAN_YEAR), Sex.UNKNOWN, "nowhere")


def check_linking(person: Person | None, claimed: FourItems) -> None:
    """Refuse to link unless the number's person and the claimed person agree in all four items.

    Args:
        person: Whoever has, or had, the number; None if nobody.
        claimed: What the agency knows about its client.

    Raises:
        NotMatched: Nobody has the number, or an item differs.  Which of these, it does not say.
    """
    differing = _differing(person, claimed)
    if person is None or differing:
        raise NotMatched


def quarantine(claim: Claim, person: Person | None) -> QuarantineEntry:
    """Return what is kept of a claim that did not match: who, when, and which items differ."""
    differing = _differing(person, claim.items)
    return QuarantineEntry(
        purpose=claim.purpose,
        agency=claim.agency,
        claimed_at=claim.claimed_at,
        items=frozenset() if person is None else differing,
        person_id=None if person is None else person.person_id,
    )


def look_alike_keys(items: FourItems, other_names: Collection[str] = ()) -> frozenset[str]:
    """Return a text for each name of a person; who shares one with another cannot be told apart.

    `compare` finds no difference exactly if the text of the claimed items is among these.  The same
    name and date of birth alone are no reason to take two people for one: municipalities did, and
    gave both the same resident record code, hence the same number.
    """
    birth_date, address = items.birth_date.isoformat(), fold_address(items.address)
    return frozenset(
        json.dumps([fold_name(name), birth_date, items.sex, address], ensure_ascii=False)
        for name in (items.name, *other_names)
    )


def _differing(person: Person | None, claimed: FourItems) -> frozenset[Item]:
    if person is None:
        return compare(_NOBODY, claimed)
    return compare(person.items, claimed, other_names=person.other_names)
