"""The municipality's tables: the kit's, residents, households and their replica."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table

from renkei.agency.people import person_table
from renkei.agency.tables import PERSON_REF, kit_tables
from renkei.service.database import UtcDateTime, new_metadata

metadata = new_metadata()
kit = kit_tables(metadata)
person = person_table(metadata)

household = Table(
    "household",
    metadata,
    Column("household_id", String(64), primary_key=True),
    Column("updated_at", UtcDateTime, nullable=False),
)

household_member = Table(
    "household_member",
    metadata,
    Column("person_ref", PERSON_REF, ForeignKey("person.person_ref"), primary_key=True),
    Column("household_id", String(64), ForeignKey("household.household_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("relationship", String(32), nullable=False),
    Index("ix_household_member_household_id", "household_id"),
)
"""The original: a resident lives in one household at most."""

replica = Table(
    "replica",
    metadata,
    Column("person_ref", PERSON_REF, ForeignKey("person.person_ref"), primary_key=True),
    Column("relationship", String(32), nullable=False),
    Column("others", JSON, nullable=False),
    Column("resident_since", Date, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
"""The copy that is answered from (副本); `others` holds pairs of reference and relationship."""
