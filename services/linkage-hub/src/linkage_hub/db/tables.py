"""The hub's tables. None has a column for a person."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
)

from renkei.service.database import UtcDateTime, new_metadata

metadata = new_metadata()

_SLUG = String(64)
_COUNTER = BigInteger().with_variant(Integer, "sqlite")

participant = Table(
    "participant",
    metadata,
    Column("id", _SLUG, primary_key=True),
    Column("registration", Text, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("status", String(9), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint("status IN ('active', 'suspended')", name="status"),
)

inquiry = Table(
    "inquiry",
    metadata,
    Column("serial", Uuid, primary_key=True),
    Column("requester", _SLUG, nullable=False),
    Column("inquiry_id", Uuid, nullable=False),
    Column("message_digest", LargeBinary(32), nullable=False),
    Column("provider", _SLUG, nullable=False),
    Column("information", _SLUG, nullable=False),
    Column("state", String(9), nullable=False),
    Column("reason", _SLUG),
    Column("permit", Text),
    Column("portal_key", String(16)),
    Column("requester_key", String(16)),
    Column("answer", Text),
    Column("related", JSON),
    Column("receipt", Text, nullable=False),
    Column("accepted_at", UtcDateTime, nullable=False),
    Column("deadline_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("uq_inquiry_requester_inquiry_id", "requester", "inquiry_id", unique=True),
    CheckConstraint(
        "state IN ('accepted', 'refused', 'answered', 'declined', 'expired')", name="state"
    ),
)

entry = Table(
    "entry",
    metadata,
    Column("position", _COUNTER, primary_key=True),
    Column("serial", Uuid, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("body", LargeBinary),
    Column("salt", LargeBinary(16)),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Index("uq_entry_serial_kind", "serial", "kind", unique=True),
)

used_grant = Table(
    "used_grant",
    metadata,
    Column("grant_id", Uuid, primary_key=True),
    Column("forget_after", UtcDateTime, nullable=False),
    Index("ix_used_grant_forget_after", "forget_after"),
)
