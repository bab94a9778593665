"""What every layout of linked information has in common: items, outcomes, the content of an answer.

The shape follows データ標準レイアウト: procedure, information and item, each under a code;
versioned. The codes are our own; the official ones are not published with the statute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypedDict

Rule = Literal[
    "oversized",
    "not-json",
    "not-canonical",
    "duplicate-key",
    "wrong-shape",
    "unknown-layout",
    "wrong-layout",
    "wrong-version",
    "unknown-outcome",
    "outcome-not-possible",
    "items-without-record",
    "unknown-item",
    "item-not-asked",
    "item-missing",
    "not-a-date",
    "not-a-utc-time",
    "not-an-integer",
    "not-a-boolean",
    "not-a-listed-code",
    "not-members",
    "out-of-range",
    "too-many-members",
    "slot-repeated",
    "several-heads",
]


class LayoutRejected(Exception):  # noqa: N818 - errors state the fact
    """Linked information does not follow its layout.

    Says which rule was broken and at which item of the layout, never a value; `item` is None
    where no item of the layout is concerned, also when a code was sent that the layout lacks.
    """

    def __init__(self, rule: Rule, item: str | None = None) -> None:
        super().__init__(rule if item is None else f"{rule}: {item}")
        self.rule: Rule = rule
        self.item = item


class Outcome(StrEnum):
    """What the provider found: four answers that must never be mistaken for one another.

    A true zero is none of the last three: it is `PROVIDED` with the value 0.
    """

    PROVIDED = "provided"
    """The items asked for, each with its value."""
    NO_RECORD = "no-record"
    """該当なし: the provider knows the person and holds no record of this kind."""
    REPLICA_NOT_REGISTERED = "replica-not-registered"
    """副本未登録: there may be a record, but no replica of it can be answered from yet."""
    UNDECLARED = "undeclared"
    """未申告: the person has declared no income, so nothing was assessed; this is not zero."""


class Member(TypedDict):
    """A household member other than the person asked about, as an entry of `members`."""

    slot: int
    """Index, from 0, in the list of sealed related people that travels beside the content."""
    relationship: str
    """続柄 to the head of the household: a code of `household.Relationship`."""


Value = int | bool | str | list[Member]
"""The value of an item: yen or a number of people, a yes or no, a listed code, or members."""

Check = Callable[[object], Rule | None]
"""Names the rule that a value breaks, None if it breaks none."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item 特定個人情報項目: its code, its names, and the check of its values."""

    code: str
    ja: str
    en: str
    check: Check


@dataclass(frozen=True, slots=True)
class Layout:
    """One type of linked information in one version.

    Attributes:
        code: the information type, as in permits.
        version: 1 for the first; a change that an older reader would misread is a new one.
        items: by item code.
        outcomes: the outcomes that can occur for this type.
        names_related_people: whether an answer may carry sealed related people beside it.
    """

    code: str
    version: int
    items: Mapping[str, Item]
    outcomes: frozenset[Outcome]
    names_related_people: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What a provider answers about one person; travels sealed, and is shown in no log.

    Attributes:
        layout: code of the layout.
        version: version of the layout.
        outcome: what the provider found.
        items: by item code; empty unless the outcome is `PROVIDED`.
        as_of: the day the facts are stated for, at the provider's place.
        source_updated_at: when the replica 副本 was last brought up to date, aware UTC; None where
            there is no replica.
    """

    layout: str
    version: int
    outcome: Outcome = field(repr=False)
    items: Mapping[str, Value] = field(repr=False)
    as_of: date
    source_updated_at: datetime | None
