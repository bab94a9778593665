"""介護保険料の減免: whether a household's hardship reduces the long-term-care premium.

Granted when all three hold: nobody in the household is taxed, the applicant is nobody's dependant
who is taxed, and the household's receipts of the year stay within the limit for its size.

Receipts are public pensions as received plus other total income, 合計所得金額 less the income from
pensions in it. Where that difference is negative it counts as nothing: a loss does not reduce a
pension (our reading; the Cabinet Order was not read).

Differences from the source, on purpose: it speaks of one stage of an older schedule, while here
every stage of a non-taxed household can be reduced; and its conditions that the applicant shares
no livelihood with a taxed person and has used up what assets there are concern things that no
agency can state, so they are left to the caseworker.
"""

from collections.abc import Iterable
from typing import Final

from welfare_agency.domain.facts import (
    Gathered,
    gather,
    is_dependant_of_taxed_person,
    is_taxed,
    yen,
)
from welfare_agency.domain.model import Application, Decision, Fact, Reason, Verdict
from welfare_agency.domain.premium_figures import (
    HEKINAN_2024,
    IWATE_TOWN_2013,
    Reduction,
    Schedule,
    Stage,
)

MONTHS: Final = 12


def decide(
    application: Application,
    facts: Iterable[Fact],
    *,
    schedule: Schedule = HEKINAN_2024,
    reduction: Reduction = IWATE_TOWN_2013,
) -> Decision:
    """Decide one application on the facts at hand.

    A condition that the facts already break refuses, as nothing that is missing could mend it.
    Otherwise anything missing leaves the case undetermined. So a further fact can settle an open
    verdict, and never overturns a settled one.

    Returns:
        The decision.  Figures, as far as the facts determine them: `household-size`,
        `receipts-limit-yen`; once all facts are there `household-receipts-yen`, `stage` and
        `annual-premium-yen`; when granted `reduced-annual-premium-yen`.

    Raises:
        FactRepeated: two facts answer one question.
        FactIncomplete: a provided fact lacks an item of the plan.
    """
    gathered = gather(application, facts)
    receipts = application.declared_receipts_yen + sum(map(receipts_yen, gathered.taxes.values()))
    refusals = _refusals(application, gathered, receipts=receipts, reduction=reduction)
    if refusals:
        verdict, reasons = Verdict.REFUSED, refusals
    elif gathered.gaps:
        verdict, reasons = Verdict.UNDETERMINED, gathered.gaps
    else:
        zero = {Reason.RECEIPTS_ARE_ZERO} if receipts == 0 else set()
        verdict, reasons = Verdict.GRANTED, frozenset({Reason.RECEIPTS_WITHIN_LIMIT, *zero})
    figures = _figures(
        application, gathered, receipts=receipts, schedule=schedule, reduction=reduction
    )
    if verdict is Verdict.GRANTED:
        annual_yen = figures["annual-premium-yen"]
        figures["reduced-annual-premium-yen"] = reduced_yen(annual_yen, reduction=reduction)
    return Decision(
        outcome=verdict,
        reasons=tuple(sorted(reasons)),
        figures=figures,
        evidence=gathered.evidence,
        unresolved=gathered.unresolved if verdict is Verdict.UNDETERMINED else frozenset(),
    )


def receipts_yen(tax: Fact) -> int:
    """Receipts of one person in the year before the fiscal year, at least 0.

    Raises:
        FactIncomplete: an amount is missing.
    """
    other = yen(tax, "total-income") - yen(tax, "pension-income")
    return yen(tax, "pension-revenue") + max(other, 0)


def receipts_limit_yen(size: int, *, reduction: Reduction = IWATE_TOWN_2013) -> int:
    """The most a household of this size may receive in a year, inclusive.

    >>> receipts_limit_yen(2), receipts_limit_yen(3)
    (1200000, 1600000)
    """
    return reduction.limit_for_two_yen + reduction.step_yen * (size - 2)


def reduced_yen(annual_yen: int, *, reduction: Reduction = IWATE_TOWN_2013) -> int:
    """What remains of an annual premium after the reduction, never more than before.

    Rounding: up to a full hundred yen.

    >>> reduced_yen(48_800)
    32600
    """
    unit = reduction.denominator * reduction.rounded_up_to_yen
    # Integer division rounded upwards.
    hundreds = -(-annual_yen * reduction.numerator // unit)
    return min(annual_yen, hundreds * reduction.rounded_up_to_yen)


def annual_premium_yen(stage: Stage, *, schedule: Schedule = HEKINAN_2024) -> int:
    """The premium of a stage for a year: twelve monthly premiums.

    Rounding: the monthly premium is rounded down to a whole yen; with the schedules here it never
    has to be.
    """
    return schedule.base_yen_per_month * stage.percent // 100 * MONTHS


def stage_of(
    *,
    is_self_taxed: bool,
    is_household_taxed: bool,
    receipts: int,
    total_income: int,
    schedule: Schedule = HEKINAN_2024,
) -> Stage | None:
    """The stage of an insured person; None above the last stage that the schedule states.

    Args:
        is_self_taxed: whether the person is taxed.
        is_household_taxed: whether anybody in the household is, the person included.
        receipts: `receipts_yen` of the person.
        total_income: 合計所得金額 of the person, yen.
        schedule: the town's schedule.
    """
    if is_self_taxed:
        return _stage_at(total_income, schedule.self_taxed)
    if is_household_taxed:
        return _stage_at(receipts, schedule.self_non_taxed)
    return _stage_at(receipts, schedule.household_non_taxed)


def _stage_at(amount: int, stages: tuple[Stage, ...]) -> Stage | None:
    for stage in stages:
        if stage.limit_yen is None or amount < stage.limit_yen:
            return stage
        if stage.is_limit_included and amount == stage.limit_yen:
            return stage
    return None


def _refusals(
    application: Application, gathered: Gathered, *, receipts: int, reduction: Reduction
) -> frozenset[Reason]:
    found = set()
    if any(map(is_taxed, gathered.taxes.values())):
        found.add(Reason.HOUSEHOLD_HAS_TAXED_MEMBER)
    for applicant in application.applicants:
        tax = gathered.taxes.get(applicant)
        if tax is not None and is_dependant_of_taxed_person(tax):
            found.add(Reason.APPLICANT_IS_DEPENDANT_OF_TAXED_PERSON)
    # Receipts are never negative, so what is missing could only add to the sum.
    if gathered.household is not None:
        limit = receipts_limit_yen(len(gathered.household), reduction=reduction)
        if receipts > limit:
            found.add(Reason.RECEIPTS_ABOVE_LIMIT)
    return frozenset(found)


def _figures(
    application: Application,
    gathered: Gathered,
    *,
    receipts: int,
    schedule: Schedule,
    reduction: Reduction,
) -> dict[str, int]:
    if gathered.household is None:
        return {}
    size = len(gathered.household)
    figures = {
        "household-size": size,
        "receipts-limit-yen": receipts_limit_yen(size, reduction=reduction),
    }
    if gathered.gaps:
        return figures
    figures["household-receipts-yen"] = receipts
    own = gathered.taxes.get(application.applicants[0])
    stage = stage_of(
        is_self_taxed=own is not None and is_taxed(own),
        is_household_taxed=any(map(is_taxed, gathered.taxes.values())),
        receipts=0 if own is None else receipts_yen(own),
        total_income=0 if own is None else yen(own, "total-income"),
        schedule=schedule,
    )
    if stage is not None:
        figures["stage"] = stage.number
        figures["annual-premium-yen"] = annual_premium_yen(stage, schedule=schedule)
    return figures
