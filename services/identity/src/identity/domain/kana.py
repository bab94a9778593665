"""Kana that a comparison takes for the same sound."""

from typing import Final

_SMALL: Final = "ぁぃぅぇぉっゃゅょゎゕゖ"
_LARGE: Final = "あいうえおつやゆよわかけ"
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc"

_KANA: Final = (
    {katakana: chr(katakana - 0x60) for katakana in range(ord("ァ"), ord("ヶ") + 1)}
    | {ord(small): large for small, large in zip(_SMALL, _LARGE, strict=True)}
    | {ord(small) + 0x60: large for small, large in zip(_SMALL, _LARGE, strict=True)}
    | {ord(dash): "-" for dash in _DASHES}
)


def fold_kana(text: str) -> str:
    """Return `text` in full-size hiragana, with the prolonged sound mark and any dash as `-`.

    Old forms and most public forms have no small kana, and a keyboard's dash often stands for the
    mark.  Expects text in NFKC, which makes half-width katakana full-width.
    """
    return text.translate(_KANA)
