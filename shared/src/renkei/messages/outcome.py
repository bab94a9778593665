"""An outcome: hub to requester, how one inquiry stands or ended."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from renkei.messages.fields import MAX_RELATED, ConvertedClaim, Digest, Id, Slug
from renkei.messages.signing import Message

State = Literal["accepted", "refused", "answered", "declined", "expired"]


class Outcome(Message):
    """The state of an inquiry, the receipt of the entry that recorded it, and any answer."""

    typ: ClassVar[str] = "renkei-outcome+jwt"

    aud: Slug
    serial: Id
    inquiry_id: Id
    inquiry_digest: Digest
    state: State
    reason: Slug | None = None
    receipt: str
    answer: str | None = None
    """The provider's signed answer, as the provider sent it."""
    related: Annotated[tuple[ConvertedClaim, ...], Field(max_length=MAX_RELATED)] = ()
    """The answer's related people, converted to the requester, in the answer's order."""
