"""Compare Japanese addresses as they are written in practice."""

import re
import unicodedata
from typing import Final

from identity.domain.kana import fold_kana
from identity.domain.kanji import fold_kanji
from identity.domain.numerals import KANJI_NUMERALS, fold_kanji_numerals

_KANJI: Final = r"[0-9\u3400-\u9fff]"
_NUMERAL: Final = f"[0-9{KANJI_NUMERALS}]"
_SPACE: Final = re.compile(r"[\s,、]+")
_SPACE_BETWEEN_NUMBERS: Final = re.compile(rf"(?<={_NUMERAL})[\s,、]+(?={_NUMERAL})")
_STEPS: Final = (
    # 丁目, 番地, 番, 号 and the の between numbers say no more than a hyphen; 一番町 is a name.
    (re.compile(r"(?<=[0-9])(?:丁目|丁|番地の|番地|番(?!町)|号室|号|の(?=[0-9]))"), "-"),
    # 霞ヶ関, 霞ケ関, 霞が関.
    (re.compile(rf"(?<={_KANJI})[がか箇](?={_KANJI})"), "け"),
    (re.compile(r"-{2,}"), "-"),
    # After the last number of a block: its end, or the name of a building.
    (re.compile(r"-+$|(?<=[0-9])-(?=[^0-9])"), ""),
)


def fold_address(address: str) -> str:
    """Return the form of `address` in which two spellings of one address are equal; never stored.

    Besides what is folded in names: kanji numerals; 丁目, 番地 and 号 as hyphens; ヶ, ケ and が
    between kanji; 大字.  Folding twice changes nothing.

    What is *not* supplied: a prefecture left out on one side, the name of a building.  Such a claim
    is held for a clerk, which is slower and never wrong.

    >>> fold_address("東京都千代田区霞ヶ関三丁目１番２号")
    '東京都千代田区霞け関3-1-2'
    """
    # A pass can make room for another: see `names.fold_name`.
    while (folded := _fold_once(address)) != address:
        address = folded
    return address


def _fold_once(address: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold())
    text = _SPACE.sub("", _SPACE_BETWEEN_NUMBERS.sub("-", text)).replace("大字", "")
    text = fold_kanji_numerals(fold_kana(fold_kanji(text)))
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text
