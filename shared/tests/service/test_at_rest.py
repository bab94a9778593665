import pickle
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.service.at_rest import CannotOpen, FieldCipher

CIPHER = FieldCipher(bytes(range(32)))
PURPOSES = st.text(max_size=20)


@given(plaintext=st.binary(max_size=200), purpose=PURPOSES, place=st.binary(max_size=40))
def test_what_is_sealed_opens_again(plaintext, purpose, place):
    sealed = CIPHER.seal(plaintext, purpose=purpose, bound_to=place)

    assert CIPHER.open(sealed, purpose=purpose, bound_to=place) == plaintext
    assert len(sealed) == len(plaintext) + 29


@given(data=st.data())
def test_a_changed_byte_does_not_open(data):
    sealed = bytearray(CIPHER.seal(b"plain", purpose="p", bound_to=b"row"))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))

    with pytest.raises(CannotOpen):
        CIPHER.open(bytes(sealed), purpose="p", bound_to=b"row")


@given(size=st.integers(0, 33))
def test_a_truncated_field_does_not_open(size):
    sealed = CIPHER.seal(b"plain", purpose="p", bound_to=b"row")

    with pytest.raises(CannotOpen):
        CIPHER.open(sealed[:size], purpose="p", bound_to=b"row")


@pytest.mark.parametrize(
    ("cipher", "purpose", "place"),
    [
        pytest.param(FieldCipher(bytes(32)), "p", b"row", id="key"),
        pytest.param(CIPHER, "q", b"row", id="purpose"),
        pytest.param(CIPHER, "p", b"other", id="place"),
        pytest.param(CIPHER, "pr", b"ow", id="shifted border"),
    ],
)
def test_another_key_purpose_or_place_does_not_open(cipher, purpose, place):
    sealed = CIPHER.seal(b"plain", purpose="p", bound_to=b"row")

    with pytest.raises(CannotOpen) as refusal:
        cipher.open(sealed, purpose=purpose, bound_to=place)

    assert "plain" not in str(refusal.value)


def test_sealing_twice_gives_different_bytes():
    sealed = {CIPHER.seal(b"plain", purpose="p", bound_to=b"row") for _ in range(100)}

    assert len(sealed) == 100


@given(left=st.binary(), right=st.binary())
def test_an_index_is_equal_exactly_for_equal_values(left, right):
    indexes = [CIPHER.index(value, purpose="p") for value in (left, right)]

    assert (indexes[0] == indexes[1]) == (left == right)


def test_an_index_depends_on_purpose_and_key():
    other = FieldCipher(secrets.token_bytes(32))
    indexes = {
        CIPHER.index(b"v", purpose="p"),
        CIPHER.index(b"v", purpose="q"),
        other.index(b"v", purpose="p"),
    }

    assert len(indexes) == 3
    assert {len(index) for index in indexes} == {32}


def test_the_key_is_neither_printed_nor_pickled():
    CIPHER.index(b"v", purpose="p")

    assert repr(CIPHER) == str(CIPHER) == "FieldCipher()"
    with pytest.raises(TypeError):
        pickle.dumps(CIPHER)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(size):
    with pytest.raises(ValueError, match="32 bytes"):
        FieldCipher(bytes(size))
