"""What a household (世帯) is, and what one member's replica says of the others.

Source: 住民基本台帳法 (Basic Resident Registration Act, Act No. 81 of 1967) Art. 7(iv): head of
the household, or the head's name and the relationship to the head (続柄).
"""

from collections.abc import Sequence
from typing import Final

from municipality.domain.errors import HouseholdRejected
from municipality.domain.model import Member

HEAD: Final = "head"
MAX_MEMBERS: Final = 32
"""One more than the members that can be named beside the person asked about."""


def check_household(members: Sequence[Member]) -> None:
    """Refuse a household without members, with a member twice, or without exactly one head.

    Raises:
        HouseholdRejected: with the first rule that is broken.
    """
    if not members:
        raise HouseholdRejected("no-members")
    if len(members) > MAX_MEMBERS:
        raise HouseholdRejected("too-many-members")
    if len({member.person_ref for member in members}) != len(members):
        raise HouseholdRejected("member-repeated")
    heads = sum(member.relationship == HEAD for member in members)
    if heads == 0:
        raise HouseholdRejected("no-head")
    if heads > 1:
        raise HouseholdRejected("several-heads")


def has_head(members: Sequence[Member]) -> bool:
    """Whether somebody is the head."""
    return any(member.relationship == HEAD for member in members)


def others(members: Sequence[Member], person_ref: str) -> tuple[Member, ...]:
    """Return all members but one, in the household's order."""
    return tuple(member for member in members if member.person_ref != person_ref)
