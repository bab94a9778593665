from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.domain import errors
from identity.domain.model import Numbering, NumberKey, NumberStatus, generate_person_id

START = datetime(2015, 10, 5, tzinfo=UTC)


def key(n):
    return NumberKey(n.to_bytes(32))


def test_the_old_number_stays_known_after_a_change():
    numbering = Numbering.first(key(1), at=START).changed_to(key(2), at=START + timedelta(1))

    assert numbering.status_of(key(2)) is NumberStatus.CURRENT
    assert numbering.status_of(key(1)) is NumberStatus.SUPERSEDED
    assert numbering.status_of(key(3)) is NumberStatus.NEVER
    assert numbering.history[0].superseded_at == numbering.current.assigned_at
    assert numbering.current.superseded_at is None


def test_a_person_never_gets_a_former_number_back():
    numbering = Numbering.first(key(1), at=START).changed_to(key(2), at=START)

    for used in (key(1), key(2)):
        with pytest.raises(errors.NumberAlreadyUsed):
            numbering.changed_to(used, at=START)


def test_a_change_before_the_assignment_is_refused():
    numbering = Numbering.first(key(1), at=START)

    with pytest.raises(errors.OutOfOrder):
        numbering.changed_to(key(2), at=START - timedelta(seconds=1))


@given(st.lists(st.integers(0, 9), min_size=1))
def test_one_number_is_current_and_none_appears_twice(drawn):
    numbering = Numbering.first(key(drawn[0]), at=START)
    for day, n in enumerate(drawn):
        if numbering.status_of(key(n)) is NumberStatus.NEVER:
            numbering = numbering.changed_to(key(n), at=START + timedelta(day))
    keys = [assignment.number_key for assignment in numbering.history]

    assert len(set(keys)) == len(keys)
    assert [a for a in numbering.history if a.superseded_at is None] == [numbering.current]


def test_a_person_id_is_128_bits_from_the_source_it_is_given():
    assert generate_person_id(lambda n: b"\x07" * n) == b"\x07" * 16


def test_a_number_shows_itself_not_even_by_its_key():
    numbering = Numbering.first(NumberKey(b"secret" * 5), at=START)

    assert "secret" not in repr(numbering)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (errors.NotMatched(), "not those of one person"),
        (errors.AlreadyRegistered(), "registered already"),
        (errors.NumberAlreadyUsed(), "not given again"),
        (errors.OutOfOrder(), "before the assignment"),
    ],
)
def test_every_refusal_has_a_stable_text(error, text):
    assert isinstance(error, errors.IdentityError)
    assert text in str(error)
