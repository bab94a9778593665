"""Dates of birth: in era years or Gregorian, complete or partly unknown (不詳)."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from identity.domain.errors import DateRejected
from identity.domain.numerals import fold_kanji_numerals

FIRST_GREGORIAN_YEAR: Final = 1873
"""Meiji 6.  Until then Japan used a lunisolar calendar, whose dates are other days.

Source: Grand Council Proclamation No. 337 of 1872 (明治5年太政官布告第337号).
"""


class Era(NamedTuple):
    """A span of years named by one era (元号).

    Attributes:
        name: As written.
        letter: As abbreviated on forms and cards.
        first: First day.
        last: Last day; the present era has none in sight.
    """

    name: str
    letter: str
    first: date
    last: date


ERAS: Final = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), date.max),
)
"""Until Shōwa, the day of the change belongs to both eras: each was proclaimed for that very day.

Source: Imperial Rescripts of 1868 (for the whole of that year, which began on 25 January), of
1912-07-30 and of 1926-12-25; Cabinet Order No. 1 of 1989 (昭和64年政令第1号), from the next day;
Cabinet Order No. 143 of 2019 (平成31年政令第143号), from 1 May.
"""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth (生年月日), of which the day, or the month and day, may be unknown (不詳).

    Unknown equals only unknown: a claim that supplies a day where the register has none differs
    from the register.  Shows nothing in its repr.

    Attributes:
        year: Gregorian, from 1873.
        month: 1 to 12, or None.
        day: 1 to 31, or None; None if the month is.

    Raises:
        DateRejected: There is no such day (`calendar`), or it lies before 1873 (`old-calendar`).
    """

    year: int = field(repr=False)
    month: int | None = field(default=None, repr=False)
    day: int | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise DateRejected("format")
        if self.year < FIRST_GREGORIAN_YEAR:
            raise DateRejected("old-calendar")
        try:
            date(self.year, 1 if self.month is None else self.month, self.day or 1)
        except ValueError:
            raise DateRejected("calendar") from None
        if self.day is not None and self.day < 1:
            raise DateRejected("calendar")

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """Return `1958-03-01`, or `1958-03` or `1958` (ISO 8601 reduced precision)."""
        known = (part for part in (self.month, self.day) if part is not None)
        return "-".join((f"{self.year:04d}", *(f"{part:02d}" for part in known)))


_ERA: Final = "(?P<era>明治|大正|昭和|平成|令和|[MTSHR])"
_YEAR: Final = "(?P<year>[0-9]{1,4})"
_MONTH: Final = "(?P<month>[0-9]{1,2})"
_DAY: Final = "(?P<day>[0-9]{1,2})"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        # 1958-03-01, 1958/3/1, S33.3.1; 00 for what is unknown.
        f"{_ERA}?{_YEAR}(?:[-/.]{_MONTH}(?:[-/.]{_DAY})?)?",
        # 昭和33年3月1日; 昭和33年3月日不詳, 昭和33年月日不詳, 昭和33年不詳.
        f"{_ERA}?{_YEAR}年(?:{_MONTH}月(?:{_DAY}日|日?不詳)?|月?日?不詳)?",
        # 19580301, S330301.
        "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        _ERA + "(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)


def parse_birth_date(text: str) -> BirthDate:
    """Return the date of birth that `text` writes.

    Full-width characters, kanji numerals, 元年, era names, their letters and their ligatures (㍻)
    are understood; so are 不詳 and `00` for what is unknown.

    Raises:
        DateRejected: See there for the rules.

    >>> parse_birth_date("昭和三十三年三月一日").isoformat()
    '1958-03-01'
    >>> parse_birth_date("H元.1.8").isoformat()
    '1989-01-08'
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    folded = fold_kanji_numerals(folded).replace("元", "1")
    for form in _FORMS:
        if found := form.fullmatch(folded):
            parts = found.groupdict()
            return _birth_date(
                parts.get("era"),
                int(parts["year"]),
                # Registers write 00 for an unknown part.
                int(parts["month"] or 0) or None,
                int(parts["day"] or 0) or None,
            )
    raise DateRejected("format")


def _birth_date(era_name: str | None, year: int, month: int | None, day: int | None) -> BirthDate:
    if era_name is None:
        return BirthDate(year, month, day)
    era = next(era for era in ERAS if era_name in {era.name, era.letter})
    if year < 1:
        raise DateRejected("outside-era")
    gregorian = era.first.year + year - 1
    if gregorian > date.max.year:
        raise DateRejected("outside-era")
    born = BirthDate(gregorian, month, day)
    if born.latest < era.first or born.earliest > era.last:
        raise DateRejected("outside-era")
    return born
