"""Dates as Japanese forms write them, in the era of the emperor (和暦)."""

from datetime import date
from typing import Final

# First days by Cabinet orders and proclamations of accession; the last day of one era is the first
# of the next.
_ERAS: Final = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
)


def in_era(day: date) -> str:
    """Return a date such as 昭和19年2月14日; the first year of an era is 元年.

    Raises:
        ValueError: The date is before 1912-07-30.
    """
    for first, era in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise ValueError("The date is before the eras known here.")
