"""What people live on: a livelihood, and the earnings it gives in one calendar year."""

from dataclasses import dataclass
from datetime import date
from typing import Final

PENSION_AGE: Final = 65
"""Age from which the old-age pension is paid and its larger deduction applies."""

_BASE_YEAR: Final = 2022


@dataclass(frozen=True, slots=True)
class Livelihood:
    """How a person earns, and what the tax office knows of it. Yen per year; losses are negative.

    Attributes:
        salary: Salary before deduction, from age `works_from` to `PENSION_AGE`.
        salary_after_65: Salary from `PENSION_AGE` on.
        pension: Public pensions, from `PENSION_AGE` on.
        business: Income from business, while of working age or older.
        agricultural: Income from agriculture.
        real_estate: Income from real estate; a loss is set off against salary.
        interest: Interest income that is declared.
        dividend: Dividends, declared.
        occasional: Transfers taxed in the aggregate, and occasional income.
        separate_transfer: Transfers of land, taxed separately.
        stock: Income from shares, taxed separately.
        carried_loss: Loss carried forward from earlier years, at most.
        medical: Deduction for medical expenses.
        disability: Deduction for the person's own disability.
        levy_reduction: Reduction of the levies granted, at most.
        raise_permille: Yearly change of salary and business, in thousandths.
        works_from: Age, on 31 December, of the first earnings.
        is_widow: Bereaved and not remarried (寡婦).
        undeclared_from: First fiscal year without a declaration (未申告), if any.
        no_replica_from: First fiscal year whose replica (副本) is missing, if any.
    """

    salary: int = 0
    salary_after_65: int = 0
    pension: int = 0
    business: int = 0
    agricultural: int = 0
    real_estate: int = 0
    interest: int = 0
    dividend: int = 0
    occasional: int = 0
    separate_transfer: int = 0
    stock: int = 0
    carried_loss: int = 0
    medical: int = 0
    disability: int = 0
    levy_reduction: int = 0
    raise_permille: int = 0
    works_from: int = 18
    is_widow: bool = False
    undeclared_from: int | None = None
    no_replica_from: int | None = None


@dataclass(frozen=True, slots=True)
class Earnings:
    """What one person received in one calendar year, yen; incomes as in `Livelihood`."""

    salary_revenue: int
    pension_revenue: int
    business: int
    agricultural: int
    real_estate: int
    interest: int
    dividend: int
    occasional: int
    separate_transfer: int
    stock: int

    @property
    def other_incomes(self) -> int:
        """Everything but salary and pension, yen."""
        return (
            self.business
            + self.agricultural
            + self.real_estate
            + self.interest
            + self.dividend
            + self.occasional
            + self.separate_transfer
            + self.stock
        )


_NOTHING: Final = Earnings(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def age_at_year_end(birth_date: date, year: int) -> int:
    """Return the age on 31 December of a year, the day for which tax law asks it."""
    return year - birth_date.year


def earnings(livelihood: Livelihood, birth_date: date, year: int) -> Earnings:
    """Return what a livelihood gives in a calendar year; nothing before working age."""
    age = age_at_year_end(birth_date, year)
    if age < max(18, livelihood.works_from):
        return _NOTHING
    pensioner = age >= PENSION_AGE
    salary = livelihood.salary_after_65 if pensioner else livelihood.salary
    change = livelihood.raise_permille * (year - _BASE_YEAR)
    return Earnings(
        salary_revenue=salary + salary * change // 1000,
        pension_revenue=livelihood.pension if pensioner else 0,
        business=livelihood.business + livelihood.business * change // 1000,
        agricultural=livelihood.agricultural,
        real_estate=livelihood.real_estate,
        interest=livelihood.interest,
        dividend=livelihood.dividend,
        occasional=livelihood.occasional,
        separate_transfer=livelihood.separate_transfer,
        stock=livelihood.stock,
    )
