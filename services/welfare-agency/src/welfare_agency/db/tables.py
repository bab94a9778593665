"""The agency's tables. What a case says of anybody is encrypted; what it asked whom is not."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from renkei.agency.people import person_table
from renkei.agency.tables import PERSON_REF, SLUG, kit_tables
from renkei.service.database import UtcDateTime, new_metadata

metadata = new_metadata()

kit = kit_tables(metadata)
person = person_table(metadata)

_COUNTER = BigInteger().with_variant(Integer, "sqlite")
_CASE_ID = String(32)

welfare_case = Table(
    "welfare_case",
    metadata,
    Column("position", _COUNTER, primary_key=True),
    Column("case_id", _CASE_ID, nullable=False, unique=True),
    Column("request_id", Uuid, nullable=False, unique=True),
    Column("request_digest", LargeBinary(32), nullable=False),
    Column("procedure", SLUG, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("filing_sealed", LargeBinary, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
)

case_inquiry = Table(
    "case_inquiry",
    metadata,
    Column("position", _COUNTER, primary_key=True),
    Column("case_id", _CASE_ID, ForeignKey("welfare_case.case_id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("person_ref", PERSON_REF, nullable=False),
    Column("information", SLUG, nullable=False),
    Column("items", JSON, nullable=False),
    Column("fiscal_year", Integer),
    Column("as_of", Date),
    Column("provider", SLUG),
    Column("state", String(9), nullable=False),
    Column("reason", SLUG),
    Column("serial", Uuid),
    Column("fact_sealed", LargeBinary),
    UniqueConstraint("case_id", "attempt", "information", "person_ref"),
    CheckConstraint(
        "state IN ('chosen', 'accepted', 'answered', 'declined', 'refused', 'expired',"
        " 'not-asked')",
        name="state",
    ),
)

case_decision = Table(
    "case_decision",
    metadata,
    Column("case_id", _CASE_ID, ForeignKey("welfare_case.case_id"), primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("ruling_sealed", LargeBinary, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)

deemed_submission = Table(
    "deemed_submission",
    metadata,
    Column("serial", Uuid, primary_key=True),
    Column("case_id", _CASE_ID, ForeignKey("welfare_case.case_id"), nullable=False),
    Column("paper", SLUG, nullable=False),
    Column("deemed_at", UtcDateTime, nullable=False),
    Index("ix_deemed_submission_case_id", "case_id"),
)
