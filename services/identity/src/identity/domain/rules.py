"""When a number may be linked to a person."""

from datetime import datetime
from typing import Final

from identity.domain.eras import FIRST_GREGORIAN_YEAR, BirthDate
from identity.domain.errors import NotMatched
from identity.domain.four_items import FourItems, Sex, compare
from identity.domain.model import GrantRequest, Person, QuarantineEntry

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
    registered, other_names = (
        (_NOBODY, frozenset[str]()) if person is None else (person.items, person.other_names)
    )
    differing = compare(registered, claimed, other_names=other_names)
    if person is None or differing:
        raise NotMatched


def quarantine(
    request: GrantRequest, person: Person | None, *, occurred_at: datetime
) -> QuarantineEntry:
    """Return what is kept of a request that did not match: who asked, when, which items differ."""
    items = (
        frozenset()
        if person is None
        else compare(person.items, request.claimed, other_names=person.other_names)
    )
    return QuarantineEntry(
        request_id=request.request_id,
        agency=request.agency,
        occurred_at=occurred_at,
        items=items,
        person_id=None if person is None else person.person_id,
    )
