"""The items of local-tax information (地方税関係情報) for one assessed person."""

from dataclasses import dataclass
from typing import Final

from devstack.population.claims import Taxpayer
from devstack.population.model import TaxValue
from devstack.population.tax_rules import (
    BASIC_DEDUCTION,
    ELDERLY_DEDUCTION,
    FOREST_TAX,
    FOREST_TAX_FROM,
    SINGLE_PARENT_DEDUCTION,
    SPOUSE_DEDUCTION,
    WIDOW_DEDUCTION,
    dependant_deduction,
    income_levies,
    non_taxed_limit,
    pension_income,
    per_capita_levies,
    salary_income,
)

# Shares of revenue, in thousandths, that go to social insurance.
_SALARY_INSURANCE: Final = 150
_PENSION_INSURANCE: Final = 60
_BUSINESS_INSURANCE: Final = 100

_SPOUSE_DEDUCTIONS: Final = {
    "none": 0,
    "spouse": SPOUSE_DEDUCTION,
    "elderly-spouse": ELDERLY_DEDUCTION,
    "special": SPOUSE_DEDUCTION,
}
_PARENT_DEDUCTIONS: Final = {
    "none": 0,
    "widow": WIDOW_DEDUCTION,
    "single-parent": SINGLE_PARENT_DEDUCTION,
}


@dataclass(frozen=True, slots=True)
class _Levies:
    taxation_class: str
    base: int
    municipal: tuple[int, int]
    prefectural: tuple[int, int]
    forest: int


def tax_items(taxpayer: Taxpayer, fiscal_year: int) -> dict[str, TaxValue]:
    """Return every item of the `local-tax` layout, after the household has made its claims."""
    deductions = _deductions(taxpayer)
    incomes = _incomes(taxpayer)
    levies = _levies(
        taxpayer, fiscal_year, incomes["total-income-after-losses"] - deductions["deduction-total"]
    )
    reduction = min(taxpayer.livelihood.levy_reduction, sum(levies.municipal))
    return {
        "taxation-class": levies.taxation_class,
        "dependant-of-taxed-person": _lives_on_taxed(taxpayer),
        **incomes,
        **deductions,
        **_people(taxpayer),
        "spouse-deduction": taxpayer.spouse_class,
        "widow-or-single-parent": taxpayer.parent_class,
        "taxable-base": levies.base,
        "municipal-income-levy": levies.municipal[0],
        "municipal-per-capita-levy": levies.municipal[1],
        "prefectural-income-levy": levies.prefectural[0],
        "prefectural-per-capita-levy": levies.prefectural[1],
        "forest-environment-tax": levies.forest,
        "levy-reduction": reduction,
    }


def _incomes(taxpayer: Taxpayer) -> dict[str, int]:
    earned = taxpayer.earned
    separate = earned.separate_transfer + earned.stock
    # Losses carried forward reduce the comprehensive part alone.
    comprehensive = taxpayer.total - separate
    comprehensive -= min(max(0, comprehensive), taxpayer.livelihood.carried_loss)
    return {
        "salary-revenue": earned.salary_revenue,
        "salary-income": salary_income(earned.salary_revenue),
        "pension-revenue": earned.pension_revenue,
        "pension-income": pension_income(earned.pension_revenue, age=taxpayer.age),
        "business-income": earned.business,
        "agricultural-income": earned.agricultural,
        "real-estate-income": earned.real_estate,
        "interest-income": earned.interest,
        "dividend-income": earned.dividend,
        "transfer-and-occasional-income": earned.occasional,
        "separate-transfer-income": earned.separate_transfer,
        "stock-income": earned.stock,
        "total-income": taxpayer.total,
        "total-income-after-losses": comprehensive + separate,
        "comprehensive-income": comprehensive,
    }


def _deductions(taxpayer: Taxpayer) -> dict[str, int]:
    earned, livelihood = taxpayer.earned, taxpayer.livelihood
    gains = max(0, earned.business) + max(0, earned.agricultural)
    insurance = (
        earned.salary_revenue * _SALARY_INSURANCE
        + earned.pension_revenue * _PENSION_INSURANCE
        + gains * _BUSINESS_INSURANCE
    ) // 1000
    works = taxpayer.age >= livelihood.works_from
    named = {
        "deduction-social-insurance": insurance,
        "deduction-medical": livelihood.medical if works else 0,
        "deduction-disability": livelihood.disability if works else 0,
    }
    others = (
        _SPOUSE_DEDUCTIONS[taxpayer.spouse_class]
        + _PARENT_DEDUCTIONS[taxpayer.parent_class]
        + sum(dependant_deduction(t.age) for t in taxpayer.dependants)
    )
    # A minor's sheet is blank: nothing is deducted where there is nothing to deduct from.
    basic = BASIC_DEDUCTION if works else 0
    return {"deduction-total": sum(named.values()) + others + basic, **named}


def _people(taxpayer: Taxpayer) -> dict[str, int]:
    ages = [t.age for t in taxpayer.dependants]
    return {
        "dependants": len(ages),
        "dependants-elderly": sum(age >= 70 for age in ages),  # noqa: PLR2004 - the law's ages
        "dependants-specified": sum(19 <= age <= 22 for age in ages),  # noqa: PLR2004 - the same
        "dependants-minor": sum(age < 16 for age in ages),  # noqa: PLR2004 - the same
    }


def _levies(taxpayer: Taxpayer, fiscal_year: int, base: int) -> _Levies:
    rounded = max(0, base) // 1000 * 1000
    if not _is_taxed(taxpayer):
        return _Levies("non-taxed", rounded, (0, 0), (0, 0), 0)
    municipal, prefectural = income_levies(rounded)
    municipal_flat, prefectural_flat = per_capita_levies(fiscal_year)
    return _Levies(
        taxation_class="taxed" if municipal else "per-capita-only",
        base=rounded,
        municipal=(municipal, municipal_flat),
        prefectural=(prefectural, prefectural_flat),
        forest=FOREST_TAX if fiscal_year >= FOREST_TAX_FROM else 0,
    )


def _is_taxed(taxpayer: Taxpayer) -> bool:
    return taxpayer.total > non_taxed_limit(taxpayer.claimed)


def _lives_on_taxed(taxpayer: Taxpayer) -> bool:
    return taxpayer.claimed_by is not None and _is_taxed(taxpayer.claimed_by)
