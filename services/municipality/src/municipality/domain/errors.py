"""What the municipality refuses. No text repeats a value or names a person."""


class MunicipalityError(Exception):
    """A refusal of this service."""


class HouseholdRejected(MunicipalityError):
    """A household is not made as the register wants it.

    Attributes:
        rule: Slug: `no-members`, `too-many-members`, `member-repeated`, `no-head` or
            `several-heads`.
    """

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.extensions = {"rule": rule}
        super().__init__(f"The household breaks the rule: {rule}.")


class HouseholdWithoutHead(MunicipalityError):
    """Moving these people would leave another household without its head: change the head first."""

    def __init__(self) -> None:
        super().__init__("A household that people would leave keeps members, but no head.")


class NumberNotAssigned(MunicipalityError):
    """The resident is registered and keeps the place; the number could not be assigned yet."""

    def __init__(self) -> None:
        super().__init__("Identity does not answer; the same request continues where it stopped.")
