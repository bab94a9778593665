"""What the permit table is made of: rules, the words they use, and the question put to them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of agency that may ask or answer: one statutory group (照会者・提供者の区分).

    A phrase of the statute that names a group of its own is a kind of its own: 都道府県知事等
    is not 都道府県知事. A participant holds every kind that it belongs to.
    """

    code: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class InformationType:
    """A kind of linked information (特定個人情報の種類) and the item codes it consists of."""

    code: str
    ja: str
    en: str
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure (事務) for which information may be asked: one row of the table.

    `ja` names the Act it rests on, `en` says what is done under it.
    """

    code: str
    row: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission: these requesters, for this procedure, from these providers, these items.

    In force on every day from `in_force_from` up to and including `in_force_until`, if given.
    Whoever holds one of `requester_kinds` may ask whoever holds one of `provider_kinds`.
    """

    id: str
    row: str
    procedure: str
    requester_kinds: frozenset[str]
    provider_kinds: frozenset[str]
    information: str
    items: frozenset[str]
    in_force_from: date
    in_force_until: date | None
    consent_required: bool
    source: str

    def is_in_force(self, on: date) -> bool:
        """Whether the rule is law on the day `on`."""
        return self.in_force_from <= on and (
            self.in_force_until is None or on <= self.in_force_until
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What one agency asks of another, without the person: all that a decision may rest on.

    `requester_kinds` and `provider_kinds` are every kind the two participants hold, from the
    participant directory and never from the inquiry; `consent` is whether the person gave it.
    """

    requester_kinds: frozenset[str]
    procedure: str
    provider_kinds: frozenset[str]
    information: str
    items: frozenset[str]
    consent: bool
