import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.domain.addresses import fold_address
from identity.domain.numerals import fold_kanji_numerals

address_like = st.text(
    st.sampled_from("一二九十百〇丁目番地号室大字霞ヶケが関箇の町0129-ーｰ− 　,、゛゙か")
    | st.characters()
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("東京都千代田区霞が関三丁目1番2号", "東京都千代田区霞ヶ関３－１－２"),
        ("東京都千代田区霞ケ関3丁目1番地2", "東京都千代田区霞が関3-1-2"),
        ("愛知県碧南市大字新川１２番地の３", "愛知県碧南市 新川12-3"),
        ("大阪府堺市堺区南瓦町3番1号", "大阪府堺市堺区南瓦町３ー１"),
        ("堺市北区百舌鳥二丁一番地", "堺市北区百舌鳥2-1"),
        ("東京都千代田区一番町二十五番地", "東京都千代田区一番町25"),
        ("澁谷区神南1-1-1 コーポ山崎 101号室", "渋谷区神南一丁目1番1号　コーポ山﨑101"),
        ("横浜市中区本町1-1 101", "横浜市中区本町一丁目一番101号室"),
        ("甲府市丸の内1-6", "甲府市丸の内1の6"),
    ],
)
def test_two_spellings_of_one_address_agree(left, right):
    assert fold_address(left) == fold_address(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("千代田区霞が関3-1-2", "千代田区霞が関3-12"),
        ("千代田区霞が関3-1-2", "千代田区霞が関31-2"),
        ("千代田区一番町1", "千代田区二番町1"),
        ("府中市宮西町2-24", "東京都府中市宮西町2-24"),
        ("横浜市中区本町1-1", "横浜市中区本町1-1-101"),
        ("横浜市中区本町1 101", "横浜市中区本町1101"),
        ("横浜市中区本町一 一", "横浜市中区本町十一"),
    ],
)
def test_two_addresses_stay_two(left, right):
    assert fold_address(left) != fold_address(right)


@given(address_like)
def test_folding_an_address_twice_changes_nothing(address):
    once = fold_address(address)

    assert fold_address(once) == once


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("十", "10"),
        ("十一", "11"),
        ("二十", "20"),
        ("六十四", "64"),
        ("二〇", "20"),
        ("一九五八", "1958"),
        ("二十十", "21010"),
        ("", ""),
    ],
)
def test_a_kanji_numeral_is_read_by_value_or_digit_by_digit(written, read):
    assert fold_kanji_numerals(written) == read
