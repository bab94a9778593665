"""Who claims whom: spouses and dependants (配偶者, 扶養親族) within one household and year."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from devstack.population.livelihoods import Earnings, Livelihood, age_at_year_end, earnings
from devstack.population.model import Person
from devstack.population.tax_rules import (
    CLAIMANT_INCOME_LIMIT,
    DEPENDANT_INCOME_LIMIT,
    SINGLE_PARENT_INCOME_LIMIT,
    SPOUSE_SPECIAL_LIMIT,
    pension_income,
    salary_income,
)
from renkei.layouts import Relationship

SpouseClass = Literal["none", "spouse", "elderly-spouse", "special"]
ParentClass = Literal["none", "widow", "single-parent"]

# Head's side first; a registered marriage only.
_COUPLES: Final = (
    (Relationship.HEAD, Relationship.WIFE),
    (Relationship.HEAD, Relationship.HUSBAND),
    (Relationship.FATHER, Relationship.MOTHER),
    (Relationship.CHILD, Relationship.CHILDS_WIFE),
)

# People who share the roof and are no relatives in law.
_NO_RELATIVES: Final = frozenset(
    {
        Relationship.UNREGISTERED_WIFE,
        Relationship.UNREGISTERED_HUSBAND,
        Relationship.COHABITANT,
        Relationship.RELATION_BY_TIES,
    }
)


@dataclass(slots=True)
class Taxpayer:
    """One declared person in one year, with the claims made so far.

    Attributes:
        person: Who.
        livelihood: On what the person lives.
        year: Calendar year of the income.
        age: Age on 31 December of that year.
        earned: Received in that year.
        total: 合計所得金額, yen.
        spouse: The spouse living on this taxpayer (同一生計配偶者), if any.
        spouse_class: Class of the spouse deduction.
        parent_class: Widow or single parent.
        dependants: Everybody claimed but the spouse.
        claimed_by: Who claims this person.
    """

    person: Person
    livelihood: Livelihood
    year: int
    age: int = field(init=False)
    earned: Earnings = field(init=False)
    total: int = field(init=False)
    spouse: "Taxpayer | None" = None
    spouse_class: SpouseClass = "none"
    parent_class: ParentClass = "none"
    dependants: "list[Taxpayer]" = field(default_factory=list)
    claimed_by: "Taxpayer | None" = None

    def __post_init__(self) -> None:
        self.age = age_at_year_end(self.person.birth_date, self.year)
        self.earned = earnings(self.livelihood, self.person.birth_date, self.year)
        income = salary_income(self.earned.salary_revenue)
        income += pension_income(self.earned.pension_revenue, age=self.age)
        self.total = max(0, income + self.earned.other_incomes)

    @property
    def claimed(self) -> int:
        """Number of people who live on this taxpayer, the spouse among them."""
        return len(self.dependants) + (self.spouse is not None)


def claim(household: Sequence[Taxpayer]) -> None:
    """Let the taxpayers of a household claim each other; every person is claimed at most once.

    Of a couple the higher income claims the other; whoever else may be a dependant goes to the
    highest income of the household. Someone who is claimed claims nobody.
    """
    for first, second in _COUPLES:
        _claim_spouse(_first(household, first), _first(household, second))
    relatives = [t for t in household if t.person.relationship not in _NO_RELATIVES]
    earners = [t for t in relatives if t.claimed_by is None and t.total > DEPENDANT_INCOME_LIMIT]
    if earners:
        claimant = max(earners, key=lambda t: t.total)
        for taxpayer in relatives:
            _claim_dependant(claimant, taxpayer)
    for taxpayer in household:
        taxpayer.parent_class = _parent_class(taxpayer, household)


def _first(household: Sequence[Taxpayer], relationship: Relationship) -> Taxpayer | None:
    return next((t for t in household if t.person.relationship == relationship), None)


def _claim_spouse(one: Taxpayer | None, other: Taxpayer | None) -> None:
    if one is None or other is None:
        return
    lower, higher = sorted((one, other), key=lambda t: t.total)
    if higher.total <= DEPENDANT_INCOME_LIMIT:
        return
    if lower.total <= DEPENDANT_INCOME_LIMIT:
        higher.spouse, lower.claimed_by = lower, higher
    if higher.total <= CLAIMANT_INCOME_LIMIT:
        higher.spouse_class = _spouse_class(lower)


def _spouse_class(spouse: Taxpayer) -> SpouseClass:
    if spouse.total <= DEPENDANT_INCOME_LIMIT:
        return "elderly-spouse" if spouse.age >= 70 else "spouse"  # noqa: PLR2004 - the law's age
    return "special" if spouse.total <= SPOUSE_SPECIAL_LIMIT else "none"


def _claim_dependant(claimant: Taxpayer, taxpayer: Taxpayer) -> None:
    free = taxpayer is not claimant and taxpayer.claimed_by is None and taxpayer.claimed == 0
    if free and taxpayer.total <= DEPENDANT_INCOME_LIMIT:
        taxpayer.claimed_by = claimant
        claimant.dependants.append(taxpayer)


def _parent_class(taxpayer: Taxpayer, household: Sequence[Taxpayer]) -> ParentClass:
    if taxpayer.total > SINGLE_PARENT_INCOME_LIMIT:
        return "none"
    if taxpayer.livelihood.is_widow:
        return "widow"
    alone = taxpayer.person.relationship == Relationship.HEAD and not any(
        t.person.relationship in _PARTNERS for t in household
    )
    has_child = any(t.person.relationship == Relationship.CHILD for t in taxpayer.dependants)
    return "single-parent" if alone and has_child else "none"


_PARTNERS: Final = frozenset(
    {
        Relationship.WIFE,
        Relationship.HUSBAND,
        Relationship.UNREGISTERED_WIFE,
        Relationship.UNREGISTERED_HUSBAND,
    }
)
