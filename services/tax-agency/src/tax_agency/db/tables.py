"""The tax agency's tables: the kit's, people, assessments and their replica."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from renkei.agency.people import person_table
from renkei.agency.tables import PERSON_REF, kit_tables
from renkei.service.database import UtcDateTime, new_metadata

metadata = new_metadata()
kit = kit_tables(metadata)
person = person_table(metadata)

assessment = Table(
    "assessment",
    metadata,
    Column("person_ref", PERSON_REF, ForeignKey("person.person_ref"), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True, autoincrement=False),
    Column("state", String(10), nullable=False),
    Column("items_sealed", LargeBinary),
    Column("updated_at", UtcDateTime, nullable=False),
    CheckConstraint("state IN ('registered', 'undeclared', 'none')", name="state"),
)
"""The original: what the assessment is now."""

replica = Table(
    "replica",
    metadata,
    Column("person_ref", PERSON_REF, ForeignKey("person.person_ref"), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("state", String(10), nullable=False),
    Column("items_sealed", LargeBinary),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("superseded_at", UtcDateTime),
    CheckConstraint("state IN ('registered', 'undeclared', 'none')", name="state"),
)
"""The copy that is answered from (副本), with its history: `revision` is 履歴番号, from 1."""
