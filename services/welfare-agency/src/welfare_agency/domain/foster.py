"""里親の認定: whether applicants can be certified as foster parents.

The law asks four things of a foster parent: understanding, dedication and affection for children
in need; no economic distress, unless the applicant is a relative of the child; completed training;
and that neither the applicant nor anybody living together is disqualified. Sources: Child Welfare
Act 児童福祉法, Art. 6-4 (as of 2024-04-01) and Art. 34-20(1); its Enforcement Regulation
児童福祉法施行規則, Art. 1-35, whose text was read in the summary of a foster parents' site only
(ainote.main.jp, page 92).

Only the second can be decided from the network, together with who lives in the household. That
distress is measured by the household's income follows the standards of Tokyo (in force since
2018-10-01) and Setagaya (revised 2022-04-01): income must in principle exceed the livelihood
protection standard. We measure against a threshold of our own ordinance, and ask that somebody in
the household be taxed.

The other three are confirmed by the caseworker: no agency on the network states them, and
disqualification under Art. 34-20 least of all. Without those confirmations nothing is granted.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import StrEnum

from welfare_agency.domain.facts import Gathered, gather, is_taxed, yen
from welfare_agency.domain.foster_figures import OWN_ORDINANCE, EconomicCriterion
from welfare_agency.domain.model import Application, Decision, Fact, Reason, Verdict


class Confirmation(StrEnum):
    """What a caseworker confirms, because the network cannot."""

    SUITABILITY = "suitability"
    """Understanding, dedication and affection, seen on a home visit."""
    TRAINING_COMPLETED = "training-completed"
    """養育里親研修 completed."""
    NOT_DISQUALIFIED = "not-disqualified"
    """No ground of Art. 34-20(1) 欠格事由 in the applicants or anybody living with them."""


def decide(
    application: Application,
    facts: Iterable[Fact],
    *,
    confirmed: AbstractSet[Confirmation],
    criterion: EconomicCriterion = OWN_ORDINANCE,
) -> Decision:
    """Decide one application on the facts and confirmations at hand.

    Income below the threshold refuses only when nobody's income is missing.

    Returns:
        The decision.  Figures: `household-size`, `income-threshold-yen` once the household is
        known; `household-income-yen` once all incomes are.  None for relatives of the child, whose
        taxes are not asked.

    Raises:
        FactRepeated: two facts answer one question.
        FactIncomplete: a provided fact lacks an item of the plan.
    """
    gathered = gather(application, facts)
    gaps = _gaps(application, gathered)
    refusals = _refusals(application, gathered, criterion)
    if refusals:
        verdict, reasons = Verdict.REFUSED, refusals
    elif open_reasons := gaps | _unconfirmed(confirmed):
        verdict, reasons = Verdict.UNDETERMINED, open_reasons
    elif application.is_relative_of_child:
        verdict, reasons = Verdict.GRANTED, frozenset({Reason.ECONOMIC_CRITERION_WAIVED})
    else:
        verdict, reasons = Verdict.GRANTED, frozenset({Reason.ECONOMIC_CRITERION_MET})
    is_open = verdict is Verdict.UNDETERMINED and bool(gaps)
    return Decision(
        outcome=verdict,
        reasons=tuple(sorted(reasons)),
        figures=_figures(application, gathered, criterion),
        evidence=gathered.evidence,
        unresolved=gathered.unresolved if is_open else frozenset(),
    )


def income_yen(tax: Fact) -> int:
    """Total income 合計所得金額 of one person, at least 0: a loss feeds nobody, and costs nobody.

    Raises:
        FactIncomplete: the amount is missing.
    """
    return max(yen(tax, "total-income"), 0)


def income_threshold_yen(size: int, *, criterion: EconomicCriterion = OWN_ORDINANCE) -> int:
    """Total income of a year that a household of this size must reach, inclusive.

    >>> income_threshold_yen(2)
    1500000
    """
    return criterion.one_person_yen + criterion.further_person_yen * (size - 1)


def _gaps(application: Application, gathered: Gathered) -> frozenset[Reason]:
    if application.is_relative_of_child and gathered.household is not None:
        return frozenset()
    return gathered.gaps


def _unconfirmed(confirmed: AbstractSet[Confirmation]) -> frozenset[Reason]:
    is_complete = confirmed >= set(Confirmation)
    return frozenset() if is_complete else frozenset({Reason.CONFIRMATION_OPEN})


def _refusals(
    application: Application, gathered: Gathered, criterion: EconomicCriterion
) -> frozenset[Reason]:
    if gathered.household is None:
        return frozenset()
    found = set()
    if not gathered.household.issuperset(application.applicants):
        found.add(Reason.APPLICANTS_NOT_IN_ONE_HOUSEHOLD)
    if not application.is_relative_of_child and not gathered.gaps:
        if _income(gathered) < income_threshold_yen(len(gathered.household), criterion=criterion):
            found.add(Reason.INCOME_BELOW_THRESHOLD)
        if not any(map(is_taxed, gathered.taxes.values())):
            found.add(Reason.HOUSEHOLD_IS_NON_TAXED)
    return frozenset(found)


def _income(gathered: Gathered) -> int:
    return sum(map(income_yen, gathered.taxes.values()))


def _figures(
    application: Application, gathered: Gathered, criterion: EconomicCriterion
) -> dict[str, int]:
    if gathered.household is None or application.is_relative_of_child:
        return {}
    size = len(gathered.household)
    figures = {
        "household-size": size,
        "income-threshold-yen": income_threshold_yen(size, criterion=criterion),
    }
    if not gathered.gaps:
        figures["household-income-yen"] = _income(gathered)
    return figures
