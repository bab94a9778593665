"""People, their items and numbers, numbering requests, quarantine.

Revision: identity's first. Nothing exists that could be locked.
"""

import sqlalchemy as sa
from alembic import op

from renkei.service.database import UtcDateTime

revision = "20261124_identity"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _numbers()
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("agency", sa.String(64), nullable=False),
        sa.Column("claimed_at", UtcDateTime, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), _of_person("quarantine")),
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("registered_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "item_version",
        sa.Column("person_id", sa.LargeBinary(16), _of_person("item_version"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "look_alike",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("person_id", sa.LargeBinary(16), _of_person("look_alike"), nullable=False),
    )
    op.create_index("ix_look_alike_person_id", "look_alike", ["person_id"])


def _numbers() -> None:
    op.create_table(
        "assignment",
        sa.Column("number_key", sa.LargeBinary(32), primary_key=True),
        sa.Column("person_id", sa.LargeBinary(16), _of_person("assignment"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("assigned_at", UtcDateTime, nullable=False),
        sa.Column("superseded_at", UtcDateTime),
    )
    op.create_index(
        "uq_assignment_person_id_ordinal", "assignment", ["person_id", "ordinal"], unique=True
    )
    op.create_table(
        "numbering_request",
        sa.Column("agency", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column(
            "number_key",
            sa.LargeBinary(32),
            sa.ForeignKey(
                "assignment.number_key",
                name=op.f("fk_numbering_request_number_key_assignment"),
            ),
            nullable=False,
        ),
        sa.Column("requested_at", UtcDateTime, nullable=False),
    )


def _of_person(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("person.id", name=op.f(f"fk_{table}_person_id_person"))
