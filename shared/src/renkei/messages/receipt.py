"""A receipt: the hub's promise that an entry is in its ledger (as an SCT is in RFC 9162)."""

from typing import ClassVar, Literal

from renkei.messages.fields import Digest, Id
from renkei.messages.signing import Message

EntryKind = Literal["accepted", "refused", "answered", "declined", "expired", "code-issued"]


class Receipt(Message):
    """The entry's kind, its transaction serial and its leaf in the tree."""

    typ: ClassVar[str] = "renkei-receipt+jwt"

    serial: Id
    kind: EntryKind
    leaf: Digest
