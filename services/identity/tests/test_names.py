import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.domain import kanji
from identity.domain.names import fold_name, is_same_name

name_like = st.text(
    st.sampled_from(
        "渡邊邉辺髙高﨑斎斉齋齊辻藤ャッヵヶーｰー-−ガｶﾞハ゛゙ 　・aＡß葛\U000e0100\ufe00神神"
    )
    | st.characters()
)


@pytest.mark.parametrize(
    ("claimed", "registered"),
    [
        pytest.param("高橋 一郎", "髙橋　一郎", id="ladder form of 高"),
        pytest.param("山崎花子", "山﨑 花子", id="standing form of 崎"),
        pytest.param("渡辺 実", "渡邊 實", id="former forms"),
        pytest.param("渡辺 実", "渡邉\U000e0104 実", id="variation selector"),
        pytest.param("葛城", "葛\U000e0100城", id="selected glyph"),
        pytest.param("斎藤", "齋藤", id="齋 is 斎"),
        pytest.param("斉藤", "齊藤", id="齊 is 斉"),
        pytest.param("吉田", "𠮷田", id="outside the basic plane"),
        pytest.param("神谷", "神谷", id="compatibility ideograph"),
        pytest.param("はなこ", "ハナコ", id="katakana"),
        pytest.param("ﾀｶﾞﾜ", "たがわ", id="half-width katakana"),
        pytest.param("キヨウコ", "キョウコ", id="small kana"),
        pytest.param("ジョ−ジ", "ジョージ", id="dash for prolonged mark"),
        pytest.param("SMITH JOHN", "Ｓｍｉｔｈ　Ｊｏｈｎ", id="Latin letters"),
        pytest.param("マイケル・ジャクソン", "マイケル ジャクソン", id="middle dot"),
    ],
)
def test_two_spellings_of_one_name_agree(claimed, registered):
    assert is_same_name(claimed, registered=registered)
    assert is_same_name(registered, registered=claimed)


@pytest.mark.parametrize(
    ("claimed", "registered"),
    [
        ("斎藤 一郎", "斉藤 一郎"),
        ("齋藤 一郎", "齊藤 一郎"),
        ("山田 花子", "山田 花江"),
        ("太田 実", "大田 実"),
        ("佐々木 実", "佐佐木 実"),
        ("ハナコ", "バナコ"),
        ("山田", "山田 花子"),
    ],
)
def test_two_names_stay_two(claimed, registered):
    assert not is_same_name(claimed, registered=registered)


def test_an_alias_or_a_former_surname_that_is_registered_agrees():
    others = frozenset({"金田 英子", "鈴木 英子"})

    assert is_same_name("鈴木英子", registered="山田 英子", other_names=others)
    assert is_same_name("金田　英子", registered="山田 英子", other_names=others)
    assert not is_same_name("佐藤 英子", registered="山田 英子", other_names=others)
    assert not is_same_name("鈴木", registered="山田 英子", other_names=others)
    assert not is_same_name("鈴木 英子", registered="山田 英子")


@given(name_like)
def test_folding_a_name_twice_changes_nothing(name):
    once = fold_name(name)

    assert fold_name(once) == once


@given(name_like)
def test_every_name_agrees_with_itself_and_its_full_width_form(name):
    assert is_same_name(name, registered=name)
    assert is_same_name(unicodedata.normalize("NFKC", name), registered=name)


def test_no_kanji_is_folded_into_one_that_is_folded_on():
    forms = kanji._FORMS

    assert not {ord(c) for form in forms.values() for c in form} & forms.keys()


def test_the_table_says_nothing_that_unicode_says_already():
    pairs = (kanji._OF_THE_TABLE + kanji._OF_NAMES).split()

    assert all(len(pair) == 2 for pair in pairs)
    assert len({pair[0] for pair in pairs}) == len(pairs)
    assert all(unicodedata.normalize("NFKC", pair) == pair for pair in pairs)
