"""Why the hub refuses. Texts name the place and the rule, never a value."""

from collections.abc import Mapping
from typing import ClassVar


class HubError(Exception):
    """Base of what the hub refuses."""


class InquiryIdReused(HubError):
    """An inquiry id that came before with another content."""

    def __init__(self) -> None:
        super().__init__("This inquiry id was used for another inquiry.")


class UnknownInquiry(HubError):
    """No such inquiry, or not the caller's: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__("No such inquiry of yours.")


class MessageRefused(HubError):
    """A message that is not a genuine statement to us; nothing was recorded."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The message is refused: {reason}.")


class MessageInvalid(HubError):
    """A genuine message with claims that break a rule; nothing was recorded."""

    def __init__(self, places: tuple[str, ...]) -> None:
        self.extensions: Mapping[str, object] = {
            "errors": [
                dict(zip(("at", "rule"), place.split(": ", 1), strict=True)) for place in places
            ]
        }
        super().__init__("The message's claims break a rule.")


class GrantRefused(HubError):
    """A code grant that is not for the caller, or does not open."""

    def __init__(self) -> None:
        super().__init__("The code grant does not serve.")


class GrantUsed(HubError):
    """A code grant that was used before."""

    def __init__(self) -> None:
        super().__init__("The code grant was used before.")


class InquiryRefused(HubError):
    """An inquiry that is authenticated and refused; the refusal is recorded.

    `reason` is stable, `at` names the claim that the rule is about.
    """

    reason: ClassVar[str]
    at: ClassVar[str]
    text: ClassVar[str]

    def __init__(self, *, serial: str, outcome: str) -> None:
        self.extensions: Mapping[str, object] = {
            "serial": serial,
            "errors": [{"at": self.at, "rule": self.reason}],
            "outcome": outcome,
        }
        super().__init__(self.text)


class InquiryExpired(InquiryRefused):
    """Past its own expiry."""

    reason, at = "inquiry-expired", "exp"
    text = "The inquiry has expired."


class InquiryFromTheFuture(InquiryRefused):
    """Issued later than now, beyond what clocks may differ."""

    reason, at = "inquiry-from-the-future", "iat"
    text = "The inquiry is dated in the future."


class LifetimeTooLong(InquiryRefused):
    """Wants to live longer than the hub keeps inquiries."""

    reason, at = "lifetime-too-long", "exp"
    text = "The inquiry wants to live longer than the hub keeps inquiries."


class UnknownProvider(InquiryRefused):
    """No active participant, or none that provides this."""

    reason, at = "unknown-provider", "provider"
    text = "No such provider of this information takes part."


class UnknownProcedure(InquiryRefused):
    """Not in the permit table."""

    reason, at = "unknown-procedure", "procedure"
    text = "The permit table has no such procedure."


class UnknownInformation(InquiryRefused):
    """Not in the permit table."""

    reason, at = "unknown-information", "information"
    text = "The permit table has no such kind of information."


class LayoutNotAvailable(InquiryRefused):
    """In the permit table, but nobody can exchange it yet."""

    reason, at = "layout-not-available", "information"
    text = "This kind of information has no layout yet."


class RequesterNotEntitled(InquiryRefused):
    """The procedure is another body's."""

    reason, at = "requester-not-entitled", "procedure"
    text = "The procedure does not belong to this kind of requester."


class InformationNotPermitted(InquiryRefused):
    """The procedure is not given this."""

    reason, at = "information-not-permitted", "information"
    text = "The procedure is not given this information by this kind of provider."


class ItemsNotPermitted(InquiryRefused):
    """At least one item is outside the rule."""

    reason, at = "items-not-permitted", "items"
    text = "The rule does not carry every item."


class NotInForce(InquiryRefused):
    """The law of today does not carry it."""

    reason, at = "not-in-force", "procedure"
    text = "The rule that would carry this question is not in force today."


class ConsentRequired(InquiryRefused):
    """The rule needs the person's consent."""

    reason, at = "consent-required", "consent"
    text = "This information is given only with the consent of the person."


class RequesterWithoutKeys(InquiryRefused):
    """Nothing could be sealed to it."""

    reason, at = "requester-without-keys", "iss"
    text = "The requester has registered no keys that an answer could be sealed to."


class UnknownCodeKey(InquiryRefused):
    """Sealed to a key that is not the provider's or the portal's."""

    reason, at = "unknown-code-key", "subject"
    text = "The subject is sealed to a key that is not in force."


class EpochNotAccepted(InquiryRefused):
    """A code of an epoch that is over, or not yet begun."""

    reason, at = "epoch-not-accepted", "subject"
    text = "The code's epoch is not accepted."


class ProofInvalid(InquiryRefused):
    """The subject is not proved, or not for this inquiry."""

    reason, at = "proof-invalid", "subject"
    text = "The subject's proof does not hold for this inquiry."


REFUSALS: Mapping[str, type[InquiryRefused]] = {
    refusal.reason: refusal for refusal in InquiryRefused.__subclasses__()
}
"""Every reason with its error."""
