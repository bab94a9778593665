"""Compare Japanese names as they are written in practice."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from identity.domain.kana import fold_kana
from identity.domain.kanji import fold_kanji

# White space of any script, and the marks that separate the parts of a foreign name.
_SEPARATORS: Final = re.compile(r"[\s\u00b7\u30fb,.]+")


def fold_name(name: str) -> str:
    """Return the form of `name` in which two spellings of one name are equal; never stored.

    Unicode NFKC and case; variation selectors; former and variant kanji (see `kanji`); katakana,
    small kana and dashes (see `kana`); no separators.  Folding twice changes nothing.

    >>> fold_name("渡邉　ハナコ") == fold_name("渡辺 はなこ")
    True
    """
    # A pass can make room for another: what stood apart composes once a separator has gone.
    while (folded := _fold_once(name)) != name:
        name = folded
    return name


def is_same_name(claimed: str, *, registered: str, other_names: Collection[str] = ()) -> bool:
    """Say whether `claimed` is the registered name or another name that is registered for it.

    Args:
        claimed: Full name as the claimant wrote it.
        registered: Full name in the register (氏名).
        other_names: Full names the register notes beside it: an alias (通称), or the name with the
            former surname (旧氏).  A bare surname is none.

    Source:
        Enforcement Order of the Basic Resident Registration Act (住民基本台帳法施行令), Arts. 30-13
        and 30-16: the former surname and the alias are entered on request.
    """
    forms = {fold_name(name) for name in (registered, *other_names)}
    return fold_name(claimed) in forms


def _fold_once(name: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return fold_kana(fold_kanji(_SEPARATORS.sub("", text)))
