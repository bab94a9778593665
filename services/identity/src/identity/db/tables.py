"""Identity's tables. What tells of a person is sealed, and found by keyed digests alone."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
)

from renkei.service.database import UtcDateTime, new_metadata

metadata = new_metadata()

_SLUG = String(64)
_PERSON_ID = LargeBinary(16)
_DIGEST = LargeBinary(32)
_COUNTER = BigInteger().with_variant(Integer, "sqlite")

person = Table(
    "person",
    metadata,
    Column("id", _PERSON_ID, primary_key=True),
    Column("registered_at", UtcDateTime, nullable=False),
)

# The highest version is in force; the others are history.
item_version = Table(
    "item_version",
    metadata,
    Column("person_id", _PERSON_ID, ForeignKey("person.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

# Of the version in force: one row for each name. The key keeps people apart who have to be.
look_alike = Table(
    "look_alike",
    metadata,
    Column("digest", _DIGEST, primary_key=True),
    Column("person_id", _PERSON_ID, ForeignKey("person.id"), nullable=False),
    Index("ix_look_alike_person_id", "person_id"),
)

# All assignments ever made: the key is what keeps a number from being given twice.
assignment = Table(
    "assignment",
    metadata,
    Column("number_key", _DIGEST, primary_key=True),
    Column("person_id", _PERSON_ID, ForeignKey("person.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("assigned_at", UtcDateTime, nullable=False),
    Column("superseded_at", UtcDateTime),
    Index("uq_assignment_person_id_ordinal", "person_id", "ordinal", unique=True),
)

numbering_request = Table(
    "numbering_request",
    metadata,
    Column("agency", _SLUG, primary_key=True),
    Column("request_id", Uuid, primary_key=True),
    Column("digest", _DIGEST, nullable=False),
    Column("number_key", _DIGEST, ForeignKey("assignment.number_key"), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", _COUNTER, primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("agency", _SLUG, nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("items", JSON, nullable=False),
    Column("person_id", _PERSON_ID, ForeignKey("person.id")),
)
