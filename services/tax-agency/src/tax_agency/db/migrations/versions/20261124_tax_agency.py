"""The kit's tables, people, assessments and their replica.

Revision: the agency's first. Nothing exists that could be locked.
"""

import sqlalchemy as sa
from alembic import op

from renkei.agency import people_schema_v1, schema_v1
from renkei.service.database import UtcDateTime

revision = "20261124_tax_agency"
down_revision = None
branch_labels = None
depends_on = None

_STATES = "state IN ('registered', 'undeclared', 'none')"


def upgrade() -> None:
    schema_v1.upgrade()
    people_schema_v1.upgrade()
    op.create_table(
        "assessment",
        sa.Column("person_ref", sa.String(64), primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("items_sealed", sa.LargeBinary),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["person.person_ref"], name="fk_assessment_person_ref_person"
        ),
        sa.CheckConstraint(_STATES, name=op.f("ck_assessment_state")),
    )
    op.create_table(
        "replica",
        sa.Column("person_ref", sa.String(64), primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("items_sealed", sa.LargeBinary),
        sa.Column("valid_from", UtcDateTime, nullable=False),
        sa.Column("superseded_at", UtcDateTime),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["person.person_ref"], name="fk_replica_person_ref_person"
        ),
        sa.CheckConstraint(_STATES, name=op.f("ck_replica_state")),
    )
