"""Why a question is refused. Texts state the rule; item codes are no personal data."""

from collections.abc import Set as AbstractSet
from typing import ClassVar


class NotPermitted(Exception):  # noqa: N818 -- errors state the fact
    """The permit table does not carry the question (番号法19条8号).

    `reason` is a stable slug, fit for a problem document and for the record of refusals.
    """

    reason: ClassVar[str] = "not-permitted"
    text: ClassVar[str] = "The permit table does not carry this question."

    def __init__(self) -> None:
        super().__init__(self.text)


class NoItems(NotPermitted):
    """The question names no item."""

    reason = "no-items"
    text = "A question names at least one item."


class UnknownProcedure(NotPermitted):
    """No procedure of the table has this code."""

    reason = "unknown-procedure"
    text = "The permit table has no such procedure."


class UnknownInformation(NotPermitted):
    """No information type of the table has this code."""

    reason = "unknown-information"
    text = "The permit table has no such kind of information."


class RequesterNotEntitled(NotPermitted):
    """No rule of the procedure names a kind of agency that the requester is."""

    reason = "requester-not-entitled"
    text = "The procedure does not belong to this kind of requester."


class InformationNotPermitted(NotPermitted):
    """No rule of the procedure gives this information from a provider of this kind."""

    reason = "information-not-permitted"
    text = "The procedure is not given this information by this kind of provider."


class NotInForce(NotPermitted):
    """A rule exists, but is not law on the day of the question."""

    reason = "not-in-force"
    text = "The rule that would carry this question is not in force on that day."


class ItemsNotPermitted(NotPermitted):
    """Some items lie outside every rule that gives this information.

    `items` holds the excess item codes, among them those no information type knows.
    """

    reason = "items-not-permitted"
    text = "The rule does not carry every item."

    def __init__(self, items: AbstractSet[str]) -> None:
        super().__init__()
        self.items = frozenset(items)


class ConsentRequired(NotPermitted):
    """The rule applies only with the person's consent (本人の同意; 地方税法22条)."""

    reason = "consent-required"
    text = "This information is given only with the consent of the person."
