"""Figures for the long-term-care premium 介護保険料 and its reduction 減免, with their sources.

The two sources are of different towns: the schedule of one city, and the hardship test of another
town, put together into the ordinance of a town of ours.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage 段階 of the schedule.

    Attributes:
        number: 1 for the lowest.
        percent: of the base premium.
        limit_yen: the stage ends here; None for the last of its group.
        is_limit_included: whether a person exactly at the limit is still in the stage.
    """

    number: int
    percent: int
    limit_yen: int | None
    is_limit_included: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """A premium schedule. A group is read from its lowest stage upwards.

    Attributes:
        source: whose schedule, and where it was read.
        as_of: the date of the source.
        base_yen_per_month: the base premium 基準額.
        household_non_taxed: stages by receipts, where nobody in the household is taxed.
        self_non_taxed: stages by receipts, where another member is taxed.
        self_taxed: stages by total income 合計所得金額, where the insured person is taxed.
    """

    source: str
    as_of: date
    base_yen_per_month: int
    household_non_taxed: tuple[Stage, ...]
    self_non_taxed: tuple[Stage, ...]
    self_taxed: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Reduction:
    """The hardship test of an ordinance, and what it reduces the premium to.

    Attributes:
        source: whose test, and where it was read.
        as_of: the date of the source.
        limit_for_two_yen: household receipts of a year, inclusive, for two people.
        step_yen: added for each further person, taken off for a person alone.
        numerator: with `denominator`, the part of the premium that remains to be paid.
        denominator: see `numerator`.
        rounded_up_to_yen: the reduced premium is rounded up to a multiple of this.
    """

    source: str
    as_of: date
    limit_for_two_yen: int
    step_yen: int
    numerator: int
    denominator: int
    rounded_up_to_yen: int


HEKINAN_2024: Final = Schedule(
    source="City of Hekinan 碧南市, page 4677",
    as_of=date(2024, 4, 1),
    base_yen_per_month=5_600,
    household_non_taxed=(
        Stage(1, 20, 800_000, is_limit_included=True),
        Stage(2, 40, 1_200_000, is_limit_included=True),
        Stage(3, 65, None, is_limit_included=True),
    ),
    self_non_taxed=(
        Stage(4, 85, 800_000, is_limit_included=True),
        Stage(5, 100, None, is_limit_included=True),
    ),
    # The source goes on above 6.2 million yen; those stages were not read, and are left out.
    self_taxed=(
        Stage(6, 120, 1_200_000, is_limit_included=False),
        Stage(7, 130, 2_100_000, is_limit_included=False),
        Stage(8, 150, 3_200_000, is_limit_included=False),
        Stage(9, 170, 4_200_000, is_limit_included=False),
        Stage(10, 190, 5_200_000, is_limit_included=False),
        Stage(11, 210, 6_200_000, is_limit_included=False),
    ),
)

IWATE_TOWN_2013: Final = Reduction(
    source="Town of Iwate 岩手町, page 20130911-kaigogengaku",
    as_of=date(2013, 9, 11),
    limit_for_two_yen=1_200_000,
    # The source names two people, and 400,000 yen from the third. That one person has the same
    # step less, 800,000 yen, is our interpretation: the source does not speak of one.
    step_yen=400_000,
    # The source gives two annual amounts, 48,800 and 32,600 yen, and no formula. Two thirds,
    # rounded up to a full hundred, is the formula inferred from them.
    numerator=2,
    denominator=3,
    rounded_up_to_yen=100,
)
