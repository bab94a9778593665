"""Addresses in a made-up municipality, and the codes of made-up municipalities.

Prefecture numbers run from 01 to 47. Ours begin with 99, so no code here belongs to a municipality,
a ward, or an association of municipalities; their check digits are right all the same.
"""

from random import Random  # noqa: TID251 - the caller's seeded generator of synthetic people
from typing import Final

from renkei.numbers import municipality_code_check_digit


def _code(base: str) -> str:
    return f"{base}{municipality_code_check_digit(base)}"


HOME_NAME: Final = "架空県芽吹市"
"""The town that everybody lives in."""

HOME_CODE: Final = _code("99201")
"""Its code."""

ELSEWHERE: Final = (
    ("架空県風越市", _code("99202")),
    ("架空県白砂町", _code("99341")),
    ("幻想県霧ヶ浜市", _code("98203")),
)
"""Name and code of the towns that people move from."""

STORY_TOWN: Final = "本町"
"""The part of town where the demo's people live; the generator puts nobody there."""

_TOWNS: Final = (
    "若葉町", "桜台", "緑が丘", "旭町", "栄町", "中央", "東山", "西川原", "南台", "北野",
    "青葉", "泉町", "大手町", "梅園", "柳町", "朝日ヶ丘", "神明", "駅前", "新田", "宮下",
    "松原", "竹園", "藤見町", "川端",
)  # fmt: skip

_BUILDINGS: Final = ("コーポ", "メゾン", "ハイツ", "パレス", "市営住宅", "グリーンハイム")

_CHOME: Final = "一二三四五六七八九"

_FLATS_SHARE: Final = 0.35

_ABROAD: Final = ("国外（大韓民国）", "国外（ベトナム）", "国外（ブラジル）", "国外（米国）")  # noqa: RUF001 - brackets as the register writes them


def address(rng: Random, town: str = HOME_NAME) -> str:
    """Return a random address of a municipality, given by name."""
    part = rng.choice(_TOWNS)
    place = (
        f"{town}{part}{_CHOME[rng.randrange(6)]}丁目{rng.randint(1, 40)}番{rng.randint(1, 25)}号"
    )
    if rng.random() >= _FLATS_SHARE:
        return place
    room = rng.randint(1, 9) * 100 + rng.randint(1, 12)
    return f"{place}{rng.choice(_BUILDINGS)}{part}{room}号室"


def address_abroad(rng: Random) -> str:
    """Return a last address abroad, as the register notes it: the country alone."""
    return rng.choice(_ABROAD)
