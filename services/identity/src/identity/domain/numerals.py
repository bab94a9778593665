"""Numbers written in kanji."""

import re
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
KANJI_NUMERALS: Final = f"{_DIGITS}十"
_RUN: Final = re.compile(f"[{KANJI_NUMERALS}]+")
_VALUE: Final = {digit: value for value, digit in enumerate(_DIGITS)}


def fold_kanji_numerals(text: str) -> str:
    """Return `text` with each kanji numeral below 100, or digit by digit, in ASCII digits.

    >>> fold_kanji_numerals("昭和三十三年十月二〇日")
    '昭和33年10月20日'
    """
    return _RUN.sub(lambda run: _in_digits(run.group()), text)


def _in_digits(numeral: str) -> str:
    if numeral.count("十") == 1:
        tens, units = numeral.split("十")
        if len(tens) <= 1 and len(units) <= 1:
            return str(10 * _VALUE.get(tens, 1) + _VALUE.get(units, 0))
    # No such number: 五十一 as a place and its first block, for one.  Read digit by digit.
    return "".join("10" if digit == "十" else str(_VALUE[digit]) for digit in numeral)
