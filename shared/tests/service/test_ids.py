from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from renkei.service.clock import utc_now
from renkei.service.ids import uuid7
from renkei.testing.clock import FixedClock

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
    timezones=st.just(UTC),
)


@given(MOMENTS)
def test_an_identifier_is_of_version_7_and_begins_with_its_millisecond(moment):
    made = uuid7(lambda: moment)

    assert (made.version, made.variant) == (7, RFC_4122)
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert made.int >> 80 == milliseconds


def test_identifiers_sort_by_time():
    clock = FixedClock()
    made = []
    for _ in range(50):
        made.append(uuid7(clock))
        clock.advance(timedelta(milliseconds=1))

    assert made == sorted(made)


def test_identifiers_of_one_millisecond_differ():
    clock = FixedClock()

    assert len({uuid7(clock) for _ in range(1000)}) == 1000


def test_the_machines_clock_is_aware_and_in_utc():
    assert utc_now().utcoffset() == timedelta(0)
