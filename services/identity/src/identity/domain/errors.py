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


class NotMatched(IdentityError):
    """Number and four basic items are not those of one registered person.

    The same for a number nobody has and for items that differ: whoever tries numbers learns nothing
    about which exist, and whoever tries items learns nothing about which were right.
    """

    def __init__(self) -> None:
        super().__init__("The number and the four basic items are not those of one person.")


class AlreadyRegistered(IdentityError):
    """Somebody is registered with these four items and cannot be told apart from this person."""

    def __init__(self) -> None:
        super().__init__("Somebody with these four items is registered already.")


class NumberAlreadyUsed(IdentityError):
    """The number is, or once was, somebody's: none is ever given twice."""

    def __init__(self) -> None:
        super().__init__("The number is or was in use and is not given again.")


class OutOfOrder(IdentityError):
    """A change of number is dated before the assignment it ends."""

    def __init__(self) -> None:
        super().__init__("The change is dated before the assignment it ends.")


class NumberSuperseded(IdentityError):
    """The number to be changed is no longer in force: it was changed before."""

    def __init__(self) -> None:
        super().__init__("The number was changed before; the one in force is needed.")


class RequestIdReused(IdentityError):
    """The caller used this request id for something else."""

    def __init__(self) -> None:
        super().__init__("The request id stands for another request of this caller.")


class NoCodeKey(IdentityError):
    """The agency has registered no code key: no code could be made for it."""

    def __init__(self) -> None:
        super().__init__("The caller has registered no code key.")


class NumbersExhausted(IdentityError):
    """No unused number was found in many draws: the source of randomness does not work."""

    def __init__(self) -> None:
        super().__init__("No unused number was found.")
