"""What of a study waits, worked out when it changes, so that the worklist is a question to the database alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SORTABLE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns and the table. Studies that are there have no `settled`: they are worked out when next asked."""
    for name, kind in (("settled", sa.Text), ("differs", sa.Integer), ("charged", sa.Text), ("called", sa.Text)):
        op.add_column("studies", sa.Column(name, kind))
    op.add_column("study_messages", sa.Column("holder_name", sa.Text))
    op.create_table(
        "study_waits",
        sa.Column("study_id", _NUMBER, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("waits_for", sa.Text, nullable=False),
        sa.Column("since", _SORTABLE),
        sa.Column("amounts", sa.Text, nullable=False),
        sa.Column("unpriced", sa.Integer, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "number", name="pk_study_waits"),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name="fk_study_waits_study_id", ondelete="CASCADE"),
    )
    op.create_index("ix_study_waits_waits_for_since", "study_waits", ["waits_for", "since"])
