"""The kit's tables, residents, households and their replica.

Revision: the municipality's first. Nothing exists that could be locked.
"""

import sqlalchemy as sa
from alembic import op

from renkei.agency import people_schema_v1, schema_v1
from renkei.service.database import UtcDateTime

revision = "20261124_municipality"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema_v1.upgrade()
    people_schema_v1.upgrade()
    op.create_table(
        "household",
        sa.Column("household_id", sa.String(64), primary_key=True),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "household_member",
        sa.Column("person_ref", sa.String(64), primary_key=True),
        sa.Column("household_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("relationship", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["person.person_ref"], name="fk_household_member_person_ref_person"
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.household_id"],
            name="fk_household_member_household_id_household",
        ),
    )
    op.create_index("ix_household_member_household_id", "household_member", ["household_id"])
    op.create_table(
        "replica",
        sa.Column("person_ref", sa.String(64), primary_key=True),
        sa.Column("relationship", sa.String(32), nullable=False),
        sa.Column("others", sa.JSON, nullable=False),
        sa.Column("resident_since", sa.Date, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["person.person_ref"], name="fk_replica_person_ref_person"
        ),
    )
