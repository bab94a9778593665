"""A permit (情報提供許可証): hub to provider."""

from typing import Annotated, ClassVar

from pydantic import Field

from renkei.messages.fields import ConvertedClaim, Day, Digest, FiscalYear, Id, Items, KeyId, Slug
from renkei.messages.signing import TimedMessage


class Permit(TimedMessage):
    """The hub's permission to answer one inquiry, with the receipt that the inquiry is recorded."""

    typ: ClassVar[str] = "renkei-permit+jwt"

    serial: Id
    """The transaction serial (処理通番): ties inquiry, permit, answer and the three records."""
    rule: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{1,96}$")]
    table: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Digest of the permit table that the hub decided by."""
    requester: Slug
    sealing_key: KeyId
    """The requester's key that the content is to be sealed to."""
    code_key: KeyId
    """The requester's key that related people are to be sealed to."""
    portal_key: KeyId
    procedure: Slug
    information: Slug
    items: Items
    fiscal_year: FiscalYear | None = None
    as_of: Day | None = None
    consent: bool = False
    inquiry_digest: Digest
    subject: ConvertedClaim
    receipt: str
