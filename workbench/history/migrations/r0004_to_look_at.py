"""What a person should look at, what was charged as a person decided it, and messages that are held back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the columns. Of a study that is charged the version that acted last is what was charged."""
    for name, kind in (("look", sa.Text()), ("basis", _NUMBER), ("decided", sa.Text()), ("wrong", sa.Text())):
        op.add_column("studies", sa.Column(name, kind))
    op.add_column("study_messages", sa.Column("beside", sa.Text))
    op.create_index("ix_studies_patient_id", "studies", ["patient_id"])
    op.execute("UPDATE studies SET basis = version_id, decided = coded WHERE state = 'charged'")
