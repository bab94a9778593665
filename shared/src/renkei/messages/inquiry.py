"""An inquiry (情報照会): requester to hub."""

import hashlib
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from renkei.messages.fields import Day, FiscalYear, Id, Items, Opaque, SealedSubjectClaim, Slug
from renkei.messages.signing import TimedMessage

_BINDING = b"renkei/v1/inquiry-binding\0"


class InquiryTerms(TimedMessage):
    """All that an inquiry says except whom it is about; the subject's proof is bound to it."""

    typ: ClassVar[str] = "renkei-inquiry+jwt"

    jti: Id
    """The inquiry's id (UUIDv7), chosen by the requester: the idempotency key."""
    procedure: Slug
    """The procedure (事務) that the facts are needed for."""
    provider: Slug
    information: Slug
    items: Items
    fiscal_year: FiscalYear | None = None
    """相当年度, for facts that belong to one; else `as_of`."""
    as_of: Day | None = None
    case_ref: Opaque
    """Stands for the case to the requester alone; another in every inquiry of the case."""
    office: Slug
    """The acting office, shown to the citizen."""
    consent: Annotated[bool, Field()] = False
    """The person's consent is on file at the requester."""

    @model_validator(mode="after")
    def _names_one_time(self) -> Self:
        if (self.fiscal_year is None) == (self.as_of is None):
            raise ValueError("either a fiscal year or a day")
        return self

    def binding(self) -> bytes:
        """Return 64 bytes over all terms, which the subject's proof is bound to."""
        terms = self.canonical(exclude={"subject"})
        return hashlib.sha512(_BINDING + terms).digest()


class Inquiry(InquiryTerms):
    """An inquiry about one person."""

    subject: SealedSubjectClaim
