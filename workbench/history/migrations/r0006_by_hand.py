"""How far the history was looked through for what was done by hand about a study."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; studies of before are looked up from the beginning."""
    op.add_column("studies", sa.Column("looked", sa.BigInteger().with_variant(sa.Integer, "sqlite")))
