"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
"""Where a `FixedClock` begins unless told otherwise."""


class FixedClock:
    """A `renkei.service.clock.Clock` under the test's control."""

    def __init__(self, now: datetime = START) -> None:
        """Begin at `now`, an aware moment."""
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self.now

    def advance(self, by: timedelta) -> None:
        """Let time pass; a negative duration sets the clock back."""
        self.now += by
