"""The table of people as of its first version, frozen: an agency's own migration calls `upgrade`.

It restates `people.person_table` on purpose, as `schema_v1` does the kit's tables.
"""

import sqlalchemy as sa
from alembic import op

from renkei.service.database import UtcDateTime


def upgrade() -> None:
    """Create the table of people."""
    op.create_table(
        "person",
        sa.Column("person_ref", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("request_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("number_index", sa.LargeBinary(32)),
        sa.Column("number_sealed", sa.LargeBinary),
        sa.Column("items_sealed", sa.LargeBinary, nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("non_disclosable", sa.Boolean, nullable=False),
        sa.Column("code_attempted_at", UtcDateTime),
        sa.UniqueConstraint("request_id", name="uq_person_request_id"),
        sa.UniqueConstraint("number_index", name="uq_person_number_index"),
    )
