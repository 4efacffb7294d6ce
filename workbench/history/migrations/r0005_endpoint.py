"""The receiver that a profile routes a message to, by name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; messages of before have no such name."""
    op.add_column("study_messages", sa.Column("endpoint", sa.Text))
