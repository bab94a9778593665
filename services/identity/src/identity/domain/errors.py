"""What the identity service refuses.  No text here holds a value: only the rule it broke."""


class IdentityError(Exception):
    """A refusal of this service."""


class DateRejected(IdentityError):
    """A text is no date of birth.

    Attributes:
        rule: Slug of the rule: `format`, `calendar` (no such day), `outside-era` (the era does not
            reach that date) or `old-calendar` (before 1873, when Japan counted by the moon).
    """

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(f"The date of birth breaks the rule: {rule}.")


class ItemMissing(IdentityError):
    """One of the four basic items is blank.

    Attributes:
        item: The name of the item.
    """

    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(f"The four basic items are not complete: {item} is blank.")


class NumberNotValid(IdentityError):
    """What was sent as an Individual Number is none.

    Attributes:
        rule: Slug of the rule: `digits`, `length`, `reserved` or `check-digit`.
    """

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(f"The Individual Number breaks the rule: {rule}.")


class NotMatched(IdentityError):
    """Number and four basic items are not those of one registered person.

    The same for a number nobody has and for items that differ: whoever tries numbers learns nothing
    about which exist, and whoever tries items learns nothing about which were right.
    """

    def __init__(self) -> None:
        super().__init__("The number and the four basic items are not those of one person.")


class AlreadyRegistered(IdentityError):
    """The person has a number already, or the number a person."""

    def __init__(self) -> None:
        super().__init__("This registration exists already.")


class NumberAlreadyUsed(IdentityError):
    """The number is, or once was, somebody's: none is ever given twice."""

    def __init__(self) -> None:
        super().__init__("The number is or was in use and is not given again.")


class OutOfOrder(IdentityError):
    """A change of number is dated before the assignment it ends."""

    def __init__(self) -> None:
        super().__init__("The change is dated before the assignment it ends.")
