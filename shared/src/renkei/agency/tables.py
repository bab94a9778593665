"""The kit's tables in an agency's own database. Codes and content are encrypted at rest."""

from dataclasses import dataclass

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

from renkei.service.database import UtcDateTime

PERSON_REF = String(64)
SLUG = String(64)


@dataclass(frozen=True, slots=True)
class KitTables:
    """The kit's tables, made on an agency's metadata."""

    code_vault: Table
    person_alias: Table
    inquiry: Table
    given_answer: Table
    provision_record: Table


def kit_tables(metadata: MetaData) -> KitTables:
    """Add the kit's tables to a schema."""
    return KitTables(
        code_vault=Table(
            "code_vault",
            metadata,
            Column("person_ref", PERSON_REF, primary_key=True),
            Column("epoch", Integer, nullable=False),
            Column("code_index", LargeBinary(32), nullable=False, unique=True),
            Column("code_sealed", LargeBinary, nullable=False),
            Column("is_named_only", Boolean, nullable=False),
            Column("obtained_at", UtcDateTime, nullable=False),
        ),
        person_alias=Table(
            "person_alias",
            metadata,
            Column("alias", PERSON_REF, primary_key=True),
            Column("person_ref", PERSON_REF, nullable=False),
        ),
        inquiry=Table(
            "inquiry",
            metadata,
            Column("inquiry_id", Uuid, primary_key=True),
            Column("question_digest", LargeBinary(32), nullable=False, unique=True),
            Column("person_ref", PERSON_REF, nullable=False),
            Column("case_ref", SLUG, nullable=False),
            Column("provider", SLUG, nullable=False),
            Column("procedure", SLUG, nullable=False),
            Column("information", SLUG, nullable=False),
            Column("items", JSON, nullable=False),
            Column("fiscal_year", Integer),
            Column("as_of", Date),
            Column("message", Text),
            Column("message_digest", LargeBinary(32), nullable=False),
            Column("state", String(16), nullable=False),
            Column("reason", SLUG),
            Column("serial", Uuid),
            Column("content_sealed", LargeBinary),
            Column("intended_at", UtcDateTime, nullable=False),
            Column("deadline_at", UtcDateTime, nullable=False),
            Column("ended_at", UtcDateTime),
            Index("ix_inquiry_case_ref", "case_ref"),
            CheckConstraint(
                "state IN ('intended', 'answered', 'declined', 'refused', 'expired')", name="state"
            ),
        ),
        given_answer=Table(
            "given_answer",
            metadata,
            Column("serial", Uuid, primary_key=True),
            Column("permit_digest", LargeBinary(32), nullable=False),
            Column("answer", Text, nullable=False),
            Column("erase_after", UtcDateTime, nullable=False),
        ),
        provision_record=Table(
            "provision_record",
            metadata,
            Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
            Column("serial", Uuid, nullable=False),
            Column("role", String(9), nullable=False),
            Column("counterpart", SLUG, nullable=False),
            Column("person_ref", PERSON_REF),
            Column("procedure", SLUG, nullable=False),
            Column("information", SLUG, nullable=False),
            Column("items", JSON, nullable=False),
            Column("fiscal_year", Integer),
            Column("as_of", Date),
            Column("outcome", String(16), nullable=False),
            Column("reason", SLUG),
            Column("inquiry_digest", LargeBinary(32), nullable=False),
            Column("receipt", Text, nullable=False),
            Column("non_disclosable", Boolean, nullable=False),
            Column("requested_at", UtcDateTime, nullable=False),
            Column("provided_at", UtcDateTime, nullable=False),
            Index("uq_provision_record_serial_role", "serial", "role", unique=True),
            CheckConstraint("role IN ('requester', 'provider')", name="role"),
        ),
    )
