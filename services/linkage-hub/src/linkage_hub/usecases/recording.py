"""Entries of the record and the receipts for them, committed with what they record."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from linkage_hub.context import Context
from linkage_hub.db import queries
from renkei.ledger.entries import SALT_BYTES, SealedEntry, commit
from renkei.messages.fields import ConvertedClaim, to_base64url
from renkei.messages.receipt import EntryKind, Receipt
from renkei.messages.signing import sign


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that is about to be committed, and the receipt that promises it."""

    serial: UUID
    kind: EntryKind
    sealed: SealedEntry
    receipt: str
    at: datetime


def new_entry(ctx: Context, *, serial: UUID, kind: EntryKind, body: dict[str, object]) -> NewEntry:
    """Make an entry: bodies, rules, items and digests, never values; and the receipt for it."""
    at = ctx.clock()
    stated = {
        "version": 1,
        "serial": str(serial),
        "kind": kind,
        "at": at.isoformat(timespec="milliseconds"),
        **body,
    }
    sealed = commit(stated, salt=secrets.token_bytes(SALT_BYTES))
    receipt = Receipt(
        iss=ctx.hub, iat=int(at.timestamp()), serial=serial, kind=kind, leaf=sealed.leaf
    )
    return NewEntry(serial, kind, sealed, sign(receipt, ctx.keyring.signing), at)


async def enter(tx: AsyncConnection, new: NewEntry) -> None:
    """Append an entry within the transaction of what it records.

    Raises:
        sqlalchemy.exc.IntegrityError: this serial has an entry of this kind.
    """
    await queries.add_entry(tx, serial=new.serial, kind=new.kind, sealed=new.sealed, at=new.at)


def portal_parts(converted: Iterable[ConvertedClaim]) -> list[dict[str, object]]:
    """Write the portal's parts as they stand in an entry; only the portal opens them."""
    return [part.model_dump(mode="json") for part in converted]


def digest_text(digest: bytes) -> str:
    """Write a digest as entries and messages write it."""
    return to_base64url(digest)
