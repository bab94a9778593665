"""The kit's tables as of its first version, frozen: an agency's own migration calls `upgrade`.

It restates `tables` on purpose: a migration that was applied must never change, while `tables` may.
"""

import sqlalchemy as sa
from alembic import op

from renkei.service.database import UtcDateTime


def upgrade() -> None:
    """Create the kit's tables."""
    op.create_table(
        "code_vault",
        sa.Column("person_ref", sa.String(64), primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary, nullable=False),
        sa.Column("is_named_only", sa.Boolean, nullable=False),
        sa.Column("obtained_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("code_index", name="uq_code_vault_code_index"),
    )
    op.create_table(
        "person_alias",
        sa.Column("alias", sa.String(64), primary_key=True),
        sa.Column("person_ref", sa.String(64), nullable=False),
    )
    _create_inquiry()
    op.create_table(
        "given_answer",
        sa.Column("serial", sa.Uuid, primary_key=True),
        sa.Column("permit_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("erase_after", UtcDateTime, nullable=False),
    )
    _create_provision_record()


def _create_inquiry() -> None:
    op.create_table(
        "inquiry",
        sa.Column("inquiry_id", sa.Uuid, primary_key=True),
        sa.Column("question_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("person_ref", sa.String(64), nullable=False),
        sa.Column("case_ref", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("procedure", sa.String(64), nullable=False),
        sa.Column("information", sa.String(64), nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("fiscal_year", sa.Integer),
        sa.Column("as_of", sa.Date),
        sa.Column("message", sa.Text),
        sa.Column("message_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Column("serial", sa.Uuid),
        sa.Column("content_sealed", sa.LargeBinary),
        sa.Column("intended_at", UtcDateTime, nullable=False),
        sa.Column("deadline_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.UniqueConstraint("question_digest", name="uq_inquiry_question_digest"),
        sa.CheckConstraint(
            "state IN ('intended', 'answered', 'declined', 'refused', 'expired')",
            name=op.f("ck_inquiry_state"),
        ),
    )
    op.create_index("ix_inquiry_case_ref", "inquiry", ["case_ref"])


def _create_provision_record() -> None:
    op.create_table(
        "provision_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("serial", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(9), nullable=False),
        sa.Column("counterpart", sa.String(64), nullable=False),
        sa.Column("person_ref", sa.String(64)),
        sa.Column("procedure", sa.String(64), nullable=False),
        sa.Column("information", sa.String(64), nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("fiscal_year", sa.Integer),
        sa.Column("as_of", sa.Date),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Column("inquiry_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("non_disclosable", sa.Boolean, nullable=False),
        sa.Column("requested_at", UtcDateTime, nullable=False),
        sa.Column("provided_at", UtcDateTime, nullable=False),
        sa.CheckConstraint(
            "role IN ('requester', 'provider')", name=op.f("ck_provision_record_role")
        ),
    )
    op.create_index(
        "uq_provision_record_serial_role", "provision_record", ["serial", "role"], unique=True
    )
