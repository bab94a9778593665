"""Resident tax (個人住民税), simplified: enough for consistent facts, not for a tax bill.

Simplified against Local Tax Act 地方税法 and Income Tax Act 所得税法: the salary deduction lacks
its steps of 4,000 yen and the rise of its minimum for the income of 2025; dependants have one
income limit in all years; no tax credits (調整控除 and others); separately taxed income bears the
general rate; the disabled, widowed and single parents have no limit of their own for being
non-taxed.
"""

from typing import Final

BASIC_DEDUCTION: Final = 430_000
"""基礎控除. 地方税法 Art. 314-2(2)."""

DEPENDANT_INCOME_LIMIT: Final = 480_000
"""Largest total income of a dependant or a spouse living on the taxpayer. 地方税法 Art. 292(1)."""

SPOUSE_SPECIAL_LIMIT: Final = 1_000_000
"""Up to here 配偶者特別控除 is the full amount; the steps above are left out."""

CLAIMANT_INCOME_LIMIT: Final = 10_000_000
"""Above it there is no spouse deduction. 地方税法 Art. 314-2(1)(x)."""

SINGLE_PARENT_INCOME_LIMIT: Final = 5_000_000
"""Above it nobody is a widow or single parent to the tax office. 地方税法 Art. 292(1)."""

SPOUSE_DEDUCTION: Final = 330_000
ELDERLY_DEDUCTION: Final = 380_000
"""For a spouse or dependant of 70 or older."""
SPECIFIED_DEDUCTION: Final = 450_000
"""For a dependant of 19 to 22."""
GENERAL_DEDUCTION: Final = 330_000
"""For a dependant of another age from 16."""
WIDOW_DEDUCTION: Final = 260_000
SINGLE_PARENT_DEDUCTION: Final = 300_000

FOREST_TAX_FROM: Final = 2024
FOREST_TAX: Final = 1_000
"""森林環境税, national, levied with the per-capita levies from fiscal year 2024."""

# Up to revenue, rate in percent, plus yen. 所得税法 Art. 28(3), as for the income of 2020 to 2024.
_SALARY_DEDUCTION: Final = (
    (1_625_000, 0, 550_000),
    (1_800_000, 40, -100_000),
    (3_600_000, 30, 80_000),
    (6_600_000, 20, 440_000),
    (8_500_000, 10, 1_100_000),
)
_SALARY_DEDUCTION_MAXIMUM: Final = 1_950_000

# 所得税法 Art. 35(4) and 租税特別措置法 Art. 41-15-3, for other income up to 10 million yen.
_PENSION_DEDUCTION_65: Final = (3_300_000, 1_100_000)
_PENSION_DEDUCTION_UNDER_65: Final = (1_300_000, 600_000)
_PENSION_DEDUCTION_ABOVE: Final = (
    (4_100_000, 25, 275_000),
    (7_700_000, 15, 685_000),
    (10_000_000, 5, 1_455_000),
)
_PENSION_DEDUCTION_MAXIMUM: Final = 1_955_000


def salary_income(revenue: int) -> int:
    """Return 給与所得額 for a salary before deduction, yen."""
    return max(0, revenue - _deduction(revenue, _SALARY_DEDUCTION, _SALARY_DEDUCTION_MAXIMUM))


def pension_income(revenue: int, *, age: int) -> int:
    """Return 公的年金等雑所得 for public pensions received, yen; `age` is that of 31 December."""
    limit, flat = _PENSION_DEDUCTION_65 if age >= 65 else _PENSION_DEDUCTION_UNDER_65  # noqa: PLR2004 - the age in the law's own words
    if revenue <= limit:
        return max(0, revenue - flat)
    return revenue - _deduction(revenue, _PENSION_DEDUCTION_ABOVE, _PENSION_DEDUCTION_MAXIMUM)


def non_taxed_limit(dependants: int) -> int:
    """Return the largest total income, yen, that leaves a person non-taxed (非課税).

    A simplification of 地方税法 Art. 295(3) and the ordinances under it, for towns of the first
    grade.

    Args:
        dependants: Dependants of any age, and the spouse if living on the taxpayer.
    """
    return 450_000 if dependants == 0 else 350_000 * (1 + dependants) + 310_000


def income_levies(taxable_base: int) -> tuple[int, int]:
    """Return the municipal and the prefectural income-based levy (所得割), whole hundreds of yen.

    6 and 4 percent: 地方税法 Art. 314-3 and 35, outside designated cities.
    """
    return taxable_base * 6 // 100 // 100 * 100, taxable_base * 4 // 100 // 100 * 100


def per_capita_levies(fiscal_year: int) -> tuple[int, int]:
    """Return the municipal and the prefectural per-capita levy (均等割), yen.

    地方税法 Art. 310 and 38; up to fiscal year 2023 each was 500 yen higher for reconstruction
    (東日本大震災 復興財源確保 臨時特例法, Act No. 118 of 2011).
    """
    surcharge = 500 if fiscal_year < FOREST_TAX_FROM else 0
    return 3_000 + surcharge, 1_000 + surcharge


def dependant_deduction(age: int) -> int:
    """Return 扶養控除 for a dependant's age on 31 December, yen; none under 16."""
    if age < 16:  # noqa: PLR2004 - ages in the law's own words, here and below
        return 0
    if age >= 70:  # noqa: PLR2004
        return ELDERLY_DEDUCTION
    return SPECIFIED_DEDUCTION if 19 <= age <= 22 else GENERAL_DEDUCTION  # noqa: PLR2004


def _deduction(revenue: int, table: tuple[tuple[int, int, int], ...], maximum: int) -> int:
    for limit, percent, plus in table:
        if revenue <= limit:
            return revenue * percent // 100 + plus
    return maximum
