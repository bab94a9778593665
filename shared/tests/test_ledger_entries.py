import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.ledger.entries import SALT_BYTES, commit, leaf_of

SALTS = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)
BODIES = st.dictionaries(
    st.text(max_size=8),
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=10)
    | st.lists(st.text(max_size=5)),
    max_size=5,
)


@given(body=BODIES, salt=SALTS)
def test_an_entry_commits_to_its_body_as_its_formula_says(body, salt):
    entry = commit(body, salt=salt)
    commitment = hashlib.sha256(salt + entry.body).digest()

    assert json.loads(entry.body) == body
    assert entry.salt == salt
    assert entry.leaf == hashlib.sha256(b"\0" + commitment).digest()
    assert entry.leaf == leaf_of(entry.body, salt=salt)


@given(body=BODIES, salt=SALTS, data=st.data())
def test_the_order_of_keys_changes_nothing(body, salt, data):
    shuffled = dict(data.draw(st.permutations(list(body.items()))))

    assert commit(shuffled, salt=salt) == commit(body, salt=salt)


def test_the_form_is_dense_sorted_utf_8():
    entry = commit({"b": [1, True, None], "a": {"z": "若草市", "y": '"'}}, salt=bytes(16))

    assert entry.body == '{"a":{"y":"\\"","z":"若草市"},"b":[1,true,null]}'.encode()


def test_a_known_entry_keeps_its_leaf():
    """A leaf once published must be computed the same for ever."""
    entry = commit({"kind": "accepted", "items": ["total-income"]}, salt=bytes(range(16)))

    assert entry.body == b'{"items":["total-income"],"kind":"accepted"}'
    assert entry.leaf.hex() == "eef6465821c477336ae68bc1c6dee5cc4076a5288df5acdcb3b44a1cd48b388c"


@given(body=st.binary(min_size=1, max_size=60), salt=SALTS, data=st.data())
def test_the_leaf_depends_on_every_byte_of_body_and_salt(body, salt, data):
    whole = bytearray(salt + body)
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))

    changed = leaf_of(bytes(whole[SALT_BYTES:]), salt=bytes(whole[:SALT_BYTES]))
    assert changed != leaf_of(body, salt=salt)


@given(body=BODIES, one=SALTS, other=SALTS)
def test_equal_bodies_show_only_under_equal_salts(body, one, other):
    assert (commit(body, salt=one).leaf == commit(body, salt=other).leaf) is (one == other)


def test_a_leaf_is_no_inner_node_of_the_same_bytes():
    body, salt = b"{}", bytes(16)

    assert (
        leaf_of(body, salt=salt)
        != hashlib.sha256(b"\x01" + hashlib.sha256(salt + body).digest()).digest()
    )


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_salt_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="16 bytes"):
        commit({}, salt=bytes(length))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {1, 2}], ids=repr)
def test_a_value_without_one_form_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        commit({"value": value}, salt=bytes(16))
