"""Bodies of the hub's interface."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from renkei.messages.fields import ConvertedClaim
from renkei.messages.signing import MAX_MESSAGE_BYTES

_Token = Annotated[str, Field(max_length=MAX_MESSAGE_BYTES)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class InquiryBody(_Body):
    """A signed inquiry (情報照会)."""

    inquiry: _Token


class OutcomeBody(BaseModel):
    """The hub's signed outcome."""

    outcome: str


class GrantBody(_Body):
    """Identity's signed code grant."""

    grant: _Token


class CodeBody(BaseModel):
    """A code that only the agency opens, and the receipt of its issuance."""

    code: ConvertedClaim
    receipt: str


class DirectoryBody(BaseModel):
    """The directory, signed by the hub."""

    directory: str
