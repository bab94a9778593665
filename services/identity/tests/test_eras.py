from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.domain.eras import ERAS, BirthDate, parse_birth_date
from identity.domain.errors import DateRejected

KANJI = "〇一二三四五六七八九"


def in_kanji(n):
    tens, units = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else KANJI[tens] + "十"
    return head + (KANJI[units] if units or not tens else "")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("明治6年1月1日", "1873-01-01"),
        ("明治45年7月30日", "1912-07-30"),
        ("大正元年7月30日", "1912-07-30"),
        ("大正15年12月25日", "1926-12-25"),
        ("昭和元年12月25日", "1926-12-25"),
        ("昭和64年1月7日", "1989-01-07"),
        ("平成元年1月8日", "1989-01-08"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成１２年２月２９日", "2000-02-29"),
        ("昭和三十三年三月一日", "1958-03-01"),
        ("㍼33年3月1日", "1958-03-01"),
        ("㋿元年5月1日", "2019-05-01"),
        ("S33.3.1", "1958-03-01"),
        ("s33/03/01", "1958-03-01"),
        ("S330301", "1958-03-01"),
        ("H元.1.8", "1989-01-08"),
        ("昭和 33年 3月 1日", "1958-03-01"),
        ("1958-03-01", "1958-03-01"),
        ("1958/3/1", "1958-03-01"),
        ("19580301", "1958-03-01"),
        ("1958年3月1日", "1958-03-01"),
        ("一九五八年三月一日", "1958-03-01"),
    ],
)
def test_a_date_is_read_however_it_is_written(written, iso):
    assert parse_birth_date(written).isoformat() == iso


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("昭和5年月日不詳", "1930"),
        ("昭和5年不詳", "1930"),
        ("昭和5年", "1930"),
        ("昭和5年3月日不詳", "1930-03"),
        ("昭和5年3月不詳", "1930-03"),
        ("昭和5年3月", "1930-03"),
        ("1930-00-00", "1930"),
        ("1930-03-00", "1930-03"),
        ("19300300", "1930-03"),
        ("昭和64年", "1989"),
        ("平成元年", "1989"),
        ("平成元年1月", "1989-01"),
    ],
)
def test_what_is_unknown_stays_unknown(written, iso):
    assert parse_birth_date(written).isoformat() == iso


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("昭和64年1月8日", "outside-era"),
        ("昭和65年1月1日", "outside-era"),
        ("昭和64年2月", "outside-era"),
        ("平成元年1月7日", "outside-era"),
        ("平成31年5月1日", "outside-era"),
        ("平成32年1月1日", "outside-era"),
        ("令和元年4月30日", "outside-era"),
        ("大正元年7月29日", "outside-era"),
        ("明治45年7月31日", "outside-era"),
        ("昭和0年1月1日", "outside-era"),
        ("令和9999年1月1日", "outside-era"),
        ("明治5年12月2日", "old-calendar"),
        ("1872-12-31", "old-calendar"),
        ("昭和34年2月29日", "calendar"),
        ("1900-02-29", "calendar"),
        ("1958-13-01", "calendar"),
        ("1958-04-31", "calendar"),
        ("慶応3年1月1日", "format"),
        ("1958-00-05", "format"),
        ("195803", "format"),
        ("不詳", "format"),
        ("", "format"),
        ("X33.3.1", "format"),
        ("1958-03-01T00:00", "format"),
    ],
)
def test_a_refusal_names_the_rule_and_repeats_nothing(written, rule):
    with pytest.raises(DateRejected) as refusal:
        parse_birth_date(written)

    assert refusal.value.rule == rule
    assert str(refusal.value) == f"The date of birth breaks the rule: {rule}."
    assert refusal.value.__cause__ is None


def test_the_eras_leave_no_gap_and_share_the_day_of_change_at_most():
    gaps = [later.first - earlier.last for earlier, later in pairwise(ERAS)]

    assert gaps == [timedelta(0), timedelta(0), timedelta(1), timedelta(1)]


@given(st.dates(date(1873, 1, 1), date(2090, 12, 31)))
def test_a_day_reads_the_same_in_every_form_of_every_era_that_has_it(day):
    for era in (era for era in ERAS if era.first <= day <= era.last):
        year = day.year - era.first.year + 1
        first = "元" if year == 1 else str(year)
        forms = [
            f"{era.name}{first}年{day.month}月{day.day}日",
            f"{era.name}{in_kanji(year)}年{in_kanji(day.month)}月{in_kanji(day.day)}日",
            f"{era.letter}{year}.{day.month}.{day.day}",
            f"{era.letter.lower()}{year:02d}{day:%m%d}",
            day.isoformat(),
        ]

        assert {parse_birth_date(form) for form in forms} == {
            BirthDate(day.year, day.month, day.day)
        }


@given(st.text())
def test_any_text_is_a_date_or_a_refusal(text):
    try:
        born = parse_birth_date(text)
    except DateRejected as refusal:
        event = refusal.rule
    else:
        event = parse_birth_date(born.isoformat()) == born

    assert event in {True, "format", "calendar", "outside-era", "old-calendar"}


def test_unknown_equals_only_unknown():
    assert BirthDate(1930) == BirthDate(1930)
    assert BirthDate(1930) != BirthDate(1930, 1)
    assert BirthDate(1930, 1) != BirthDate(1930, 1, 1)


def test_a_partly_unknown_date_has_a_first_and_a_last_day():
    assert (BirthDate(1930).earliest, BirthDate(1930).latest) == (
        date(1930, 1, 1),
        date(1930, 12, 31),
    )
    assert BirthDate(1932, 2).latest == date(1932, 2, 29)
    assert BirthDate(1932, 2, 3).earliest == BirthDate(1932, 2, 3).latest == date(1932, 2, 3)


@pytest.mark.parametrize(
    ("parts", "rule"),
    [((1930, None, 1), "format"), ((1930, 0), "calendar"), ((1930, 1, 0), "calendar")],
)
def test_parts_that_make_no_date_are_refused(parts, rule):
    with pytest.raises(DateRejected) as refusal:
        BirthDate(*parts)

    assert refusal.value.rule == rule


def test_a_birth_date_shows_nothing_of_itself():
    assert repr(BirthDate(1958, 3, 1)) == "BirthDate()"
