"""The first tables: entries, the bytes of messages and answers, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SORTABLE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _entries()
    op.create_table(
        "messages",
        sa.Column("entry_id", _NUMBER, primary_key=True),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_messages"),
        _belongs("messages"),
    )
    op.create_table(
        "answers",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("at", _SORTABLE, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        _belongs("answers"),
    )
    op.create_index("ix_answers_entry_id", "answers", ["entry_id"])
    op.create_table(
        "keys",
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("folded", _SORTABLE, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "kind", "value", name="pk_keys"),
        _belongs("keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_keys_folded_entry_id", "keys", ["folded", "entry_id"])


def _entries() -> None:
    texts = ("endpoint", "peer", "control_id", "message_type", "patient_id", "account", "visit", "accession")
    op.create_table(
        "entries",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("at", _SORTABLE, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("transaction_ids", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("answered_at", _SORTABLE),
        sa.Column("elapsed", sa.Float),
        sa.Column("resent_of", _NUMBER),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.ForeignKeyConstraint(["resent_of"], ["entries.id"], name="fk_entries_resent_of", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_at", "entries", ["at"])
    op.create_index("ix_entries_resent_of", "entries", ["resent_of"])


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=f"fk_{table}_entry_id", ondelete="CASCADE")
