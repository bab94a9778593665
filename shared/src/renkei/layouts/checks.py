"""Checks of item values. Each takes any object and names the rule it breaks, if any."""

from renkei.layouts.model import Check, Rule

YEN_LIMIT = 10**12
"""Amounts have at most twelve digits and a sign (type S12)."""

COUNT_LIMIT = 100
"""A number of dependants has at most two digits."""


def yen(value: object) -> Rule | None:
    """An amount in whole yen; losses are negative."""
    # type(...) is int, here and below: True is an int to isinstance.
    if type(value) is not int:
        return "not-an-integer"
    return None if abs(value) < YEN_LIMIT else "out-of-range"


def yen_not_negative(value: object) -> Rule | None:
    """An amount in whole yen that cannot be a loss: a receipt, a deduction, a tax."""
    if type(value) is not int:
        return "not-an-integer"
    return None if 0 <= value < YEN_LIMIT else "out-of-range"


def count(value: object) -> Rule | None:
    """A number of people."""
    if type(value) is not int:
        return "not-an-integer"
    return None if 0 <= value < COUNT_LIMIT else "out-of-range"


def flag(value: object) -> Rule | None:
    """A yes or no."""
    return None if type(value) is bool else "not-a-boolean"


def listed(*codes: str) -> Check:
    """Make the check of a closed list of codes."""
    allowed = frozenset(codes)

    def check(value: object) -> Rule | None:
        return None if isinstance(value, str) and value in allowed else "not-a-listed-code"

    return check
