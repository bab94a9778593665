"""The time enters through a `Clock`, so that a test can stop it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Returns the current time, aware, in UTC."""

JAPAN = timezone(timedelta(hours=9), "JST")
"""Japan Standard Time (明治28年勅令第167号); it knows no summer time."""


def utc_now() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock


def japan_day(moment: datetime) -> date:
    """Return the calendar day in Japan, whose law counts."""
    return moment.astimezone(JAPAN).date()
