"""With which profile a message was made, what was known from orders when it was, and what is held for its age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the table and the columns. With which profile messages of before were made is not known."""
    op.create_table(
        "study_profiles",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("convention", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study_profiles"),
    )
    op.add_column("study_messages", sa.Column("made_with", _NUMBER))
    op.add_column("studies", sa.Column("basis_orders", sa.Integer))
    op.add_column("studies", sa.Column("held_for_age", sa.Integer))
    _orders()
    _held()
    _late()


def _orders() -> None:
    """The orders that were there when a study was charged last; one that came twice counts once."""
    last = (
        "SELECT max(e.version_id) FROM study_events e"
        " WHERE e.study_id = studies.id AND e.action IN ('charge', 'correct') AND e.state = 'charged'"
    )
    orders = (
        "SELECT count(DISTINCT v.raw) FROM study_versions v"
        f" WHERE v.study_id = studies.id AND v.source = 'order' AND v.id <= coalesce(({last}), 0)"
    )
    op.execute(f"UPDATE studies SET basis_orders = ({orders}) WHERE basis IS NOT NULL")


def _held() -> None:
    """Until now only the sentence said so."""
    op.execute(
        "UPDATE studies SET held_for_age = 1"
        " WHERE state IN ('to charge', 'to correct') AND why LIKE '%Held: the service of line %'"
    )


def _late() -> None:
    """A charge that did not arrive is late too, which older versions did not write down: those are worked out anew."""
    op.execute(
        "UPDATE studies SET settled = NULL WHERE id IN"
        " (SELECT study_id FROM study_messages WHERE outcome <> 'accepted')"
    )
