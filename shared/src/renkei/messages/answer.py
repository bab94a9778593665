"""An answer (情報提供): provider to requester, read by the hub as evidence only."""

import hashlib
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from renkei.codes.group import joined
from renkei.messages.fields import MAX_RELATED, Base64Url, Digest, Id, SealedSubjectClaim, Slug
from renkei.messages.signing import Message

MAX_SEALED_BYTES = 96 * 1024


class Answer(Message):
    """What a provider says to one permit: sealed content, or that it declines and why.

    The hub learns from it that the provider answered, not what: a person without a record gets
    sealed content too, and related people come in padded numbers.
    """

    typ: ClassVar[str] = "renkei-answer+jwt"

    aud: Slug
    serial: Id
    inquiry_digest: Digest
    status: Literal["provided", "declined"]
    reason: Slug | None = None
    """Why the provider declines."""
    sealed: Annotated[Base64Url, Field(max_length=MAX_SEALED_BYTES)] | None = None
    related: Annotated[tuple[SealedSubjectClaim, ...], Field(max_length=MAX_RELATED)] = ()
    non_disclosable: bool = False
    """不開示該当: the citizen's view must omit this exchange, since it would betray a place."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        provided = self.status == "provided"
        if provided != (self.sealed is not None) or provided != (self.reason is None):
            raise ValueError("content when provided, a reason when declined")
        if self.related and not provided:
            raise ValueError("related people only with content")
        return self


def content_info(*, serial: UUID, provider: str, requester: str) -> bytes:
    """Return what an answer's sealed content is bound to: this serial, between these two."""
    return joined(b"renkei/v1/answer", serial.bytes, provider.encode(), requester.encode())


def related_binding(*, serial: UUID, inquiry_digest: bytes, slot: int) -> bytes:
    """Return what the proof of a related person is bound to: its slot in this one answer."""
    fields = (b"renkei/v1/related", serial.bytes, inquiry_digest, slot.to_bytes(2, "big"))
    return hashlib.sha512(joined(*fields)).digest()
