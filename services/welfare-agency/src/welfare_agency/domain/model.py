"""The words of a case: an application, the facts that came for it, and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from welfare_agency.domain.errors import ApplicationMalformed

CaseId = NewType("CaseId", str)
"""A case of this agency; opaque, and safe to name in a log."""

PersonRef = NewType("PersonRef", str)
"""A person in this agency's own books: neither a code of the network nor an Individual Number."""

Serial = NewType("Serial", str)
"""処理通番 of the inquiry that brought a fact."""


class Information(StrEnum):
    """Types of linked information, under the codes of the network."""

    HOUSEHOLD = "household"  # 住民票関係情報
    LOCAL_TAX = "local-tax"  # 地方税関係情報


class Outcome(StrEnum):
    """What a provider answered: four different things. A true zero is PROVIDED with 0."""

    PROVIDED = "provided"
    NO_RECORD = "no-record"  # 該当なし
    REPLICA_NOT_REGISTERED = "replica-not-registered"  # 副本未登録
    UNDECLARED = "undeclared"  # 未申告


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """A member of a household other than the person asked about.

    Attributes:
        person: the member, already known to this agency by its own code.
        relationship: 続柄 to the head of the household, a code of the layout.
    """

    person: PersonRef
    relationship: str


ItemValue = int | bool | str | tuple[HouseholdMember, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer about one person.

    Attributes:
        person: whom it is about.
        information: its type.
        outcome: what the provider found.
        items: by item code, yen as whole `int`; empty unless PROVIDED.
        serial: the inquiry that brought it: the evidence for a decision.
        fiscal_year: 相当年度 of a tax fact; None for a household.
    """

    person: PersonRef
    information: Information
    outcome: Outcome = field(repr=False)
    items: Mapping[str, ItemValue] = field(repr=False)
    serial: Serial
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """What a resident applied for, as far as rules depend on it.

    Attributes:
        applicants: who applies; the household of the first is the one asked about.
        as_of: the day whose household counts.
        fiscal_year: 相当年度 of the tax facts, fixed when the case is opened (`plans.fiscal_year`).
        minors: members whom the agency knows, from the form or its own books, to be minors.  That
            the tax office has no record of a minor is the usual answer, and counts as no income.
        declared_receipts_yen: receipts of the year that no agency can state, savings drawn on and
            remittances, as the applicant declared them on the form.
        is_relative_of_child: foster parents only: the applicant is a relative 親族 of the child.

    Raises:
        ApplicationMalformed: no applicant, one named twice, or a negative amount.
    """

    applicants: tuple[PersonRef, ...]
    as_of: date
    fiscal_year: int
    minors: frozenset[PersonRef] = frozenset()
    declared_receipts_yen: int = 0
    is_relative_of_child: bool = False

    def __post_init__(self) -> None:
        if not self.applicants or len(set(self.applicants)) != len(self.applicants):
            raise ApplicationMalformed("applicants must be named, each once")
        if self.declared_receipts_yen < 0:
            raise ApplicationMalformed("declared receipts cannot be negative")


class Verdict(StrEnum):
    """What follows from the facts. UNDETERMINED is neither of the others, and goes to a clerk."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNDETERMINED = "undetermined"


class Reason(StrEnum):
    """Why. Codes are stable: notices, forms and statistics refer to them."""

    HOUSEHOLD_NOT_ANSWERED = "household-not-answered"
    HOUSEHOLD_NO_RECORD = "household-no-record"
    HOUSEHOLD_REPLICA_NOT_REGISTERED = "household-replica-not-registered"
    TAX_NOT_ANSWERED = "tax-not-answered"
    TAX_NO_RECORD = "tax-no-record"
    TAX_REPLICA_NOT_REGISTERED = "tax-replica-not-registered"
    TAX_UNDECLARED = "tax-undeclared"

    HOUSEHOLD_HAS_TAXED_MEMBER = "household-has-taxed-member"
    APPLICANT_IS_DEPENDANT_OF_TAXED_PERSON = "applicant-is-dependant-of-taxed-person"
    RECEIPTS_ABOVE_LIMIT = "receipts-above-limit"
    RECEIPTS_WITHIN_LIMIT = "receipts-within-limit"
    RECEIPTS_ARE_ZERO = "receipts-are-zero"

    APPLICANTS_NOT_IN_ONE_HOUSEHOLD = "applicants-not-in-one-household"
    INCOME_BELOW_THRESHOLD = "income-below-threshold"
    HOUSEHOLD_IS_NON_TAXED = "household-is-non-taxed"
    ECONOMIC_CRITERION_MET = "economic-criterion-met"
    ECONOMIC_CRITERION_WAIVED = "economic-criterion-waived"
    CONFIRMATION_OPEN = "confirmation-open"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with what it rests on.

    Attributes:
        outcome: the verdict.
        reasons: sorted, each once, at least one.
        figures: whole yen, numbers of people and stage numbers, by name; only those that the
            facts at hand determine.
        evidence: serials of the inquiries that were considered, sorted.
        unresolved: the people whose missing facts kept the verdict open; empty otherwise.
    """

    outcome: Verdict
    reasons: tuple[Reason, ...]
    figures: Mapping[str, int] = field(repr=False)
    evidence: tuple[Serial, ...]
    unresolved: frozenset[PersonRef] = frozenset()
