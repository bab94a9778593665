"""Participants, inquiries, the record, used grants.

Revision: the hub's first. Nothing exists that could be locked.
"""

import sqlalchemy as sa
from alembic import op

from renkei.service.database import UtcDateTime

revision = "20261123_hub"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "participant",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("registration", sa.Text, nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.CheckConstraint("status IN ('active', 'suspended')", name=op.f("ck_participant_status")),
    )
    op.create_table(
        "inquiry",
        sa.Column("serial", sa.Uuid, primary_key=True),
        sa.Column("requester", sa.String(64), nullable=False),
        sa.Column("inquiry_id", sa.Uuid, nullable=False),
        sa.Column("message_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("information", sa.String(64), nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Column("permit", sa.Text),
        sa.Column("portal_key", sa.String(16)),
        sa.Column("requester_key", sa.String(16)),
        sa.Column("answer", sa.Text),
        sa.Column("related", sa.JSON),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("accepted_at", UtcDateTime, nullable=False),
        sa.Column("deadline_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.CheckConstraint(
            "state IN ('accepted', 'refused', 'answered', 'declined', 'expired')",
            name=op.f("ck_inquiry_state"),
        ),
    )
    op.create_index(
        "uq_inquiry_requester_inquiry_id", "inquiry", ["requester", "inquiry_id"], unique=True
    )
    op.create_table(
        "entry",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("serial", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("salt", sa.LargeBinary(16)),
        sa.Column("leaf", sa.LargeBinary(32), nullable=False),
        sa.Column("entered_at", UtcDateTime, nullable=False),
    )
    op.create_index("uq_entry_serial_kind", "entry", ["serial", "kind"], unique=True)
    op.create_table(
        "used_grant",
        sa.Column("grant_id", sa.Uuid, primary_key=True),
        sa.Column("forget_after", UtcDateTime, nullable=False),
    )
    op.create_index("ix_used_grant_forget_after", "used_grant", ["forget_after"])
