"""The kit's tables, people, cases, inquiries, decisions, deemed submissions.

Revision: the agency's first. Nothing exists that could be locked.
"""

import sqlalchemy as sa
from alembic import op

from renkei.agency import people_schema_v1, schema_v1
from renkei.service.database import UtcDateTime

revision = "20261124_welfare_agency"
down_revision = None
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    schema_v1.upgrade()
    people_schema_v1.upgrade()
    op.create_table(
        "welfare_case",
        sa.Column("position", _COUNTER, primary_key=True),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("request_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("procedure", sa.String(64), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("filing_sealed", sa.LargeBinary, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("case_id", name="uq_welfare_case_case_id"),
        sa.UniqueConstraint("request_id", name="uq_welfare_case_request_id"),
    )
    _create_case_inquiry()
    _create_decisions()


def _create_case_inquiry() -> None:
    op.create_table(
        "case_inquiry",
        sa.Column("position", _COUNTER, primary_key=True),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("person_ref", sa.String(64), nullable=False),
        sa.Column("information", sa.String(64), nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("fiscal_year", sa.Integer),
        sa.Column("as_of", sa.Date),
        sa.Column("provider", sa.String(64)),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Column("serial", sa.Uuid),
        sa.Column("fact_sealed", sa.LargeBinary),
        sa.ForeignKeyConstraint(
            ["case_id"], ["welfare_case.case_id"], name="fk_case_inquiry_case_id_welfare_case"
        ),
        sa.UniqueConstraint(
            "case_id",
            "attempt",
            "information",
            "person_ref",
            name="uq_case_inquiry_case_id_attempt_information_person_ref",
        ),
        sa.CheckConstraint(
            "state IN ('chosen', 'accepted', 'answered', 'declined', 'refused', 'expired',"
            " 'not-asked')",
            name=op.f("ck_case_inquiry_state"),
        ),
    )


def _create_decisions() -> None:
    op.create_table(
        "case_decision",
        sa.Column("case_id", sa.String(32), primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ruling_sealed", sa.LargeBinary, nullable=False),
        sa.Column("decided_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["welfare_case.case_id"], name="fk_case_decision_case_id_welfare_case"
        ),
    )
    op.create_table(
        "deemed_submission",
        sa.Column("serial", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("paper", sa.String(64), nullable=False),
        sa.Column("deemed_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["welfare_case.case_id"], name="fk_deemed_submission_case_id_welfare_case"
        ),
    )
    op.create_index("ix_deemed_submission_case_id", "deemed_submission", ["case_id"])
