"""Studies with their versions and events, the messages that were made for them, and every transaction id ever given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SORTABLE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _studies()
    _versions()
    _events()
    _messages()
    _transactions()


def _studies() -> None:
    texts = ("accession", "patient_id", "patient_name", "account", "title", "exam_time", "coded")
    op.create_table(
        "studies",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("version_id", _NUMBER),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("since", _SORTABLE),
        sa.Column("changed_at", _SORTABLE, nullable=False),
        *_texts(*texts),
        sa.PrimaryKeyConstraint("id", name="pk_studies"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "study_keys",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("folded", _SORTABLE, nullable=False),
        sa.Column("study_id", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("kind", "folded", name="pk_study_keys"),
        _of_study("study_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_study_keys_study_id", "study_keys", ["study_id"])


def _versions() -> None:
    op.create_table(
        "study_versions",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("study_id", _NUMBER, nullable=False),
        sa.Column("at", _SORTABLE, nullable=False),
        *_texts("source", "kind", "report_time", "message_time", "control_id", "digest"),
        sa.Column("stale", sa.Integer, nullable=False),
        sa.Column("coded", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study_versions"),
        _of_study("study_versions"),
    )
    op.create_index("ix_study_versions_study_id", "study_versions", ["study_id"])


def _events() -> None:
    op.create_table(
        "study_events",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("study_id", _NUMBER, nullable=False),
        sa.Column("version_id", _NUMBER),
        sa.Column("at", _SORTABLE, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("stated", sa.Integer, nullable=False),
        *_texts("before", "action", "state", "why", "difference", "notes"),
        sa.PrimaryKeyConstraint("id", name="pk_study_events"),
        _of_study("study_events"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["study_versions.id"], name="fk_study_events_version_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_study_events_study_id", "study_events", ["study_id"])
    op.create_index("ix_study_events_version_id", "study_events", ["version_id"])


def _messages() -> None:
    op.create_table(
        "study_messages",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("study_id", _NUMBER, nullable=False),
        sa.Column("event_id", _NUMBER, nullable=False),
        sa.Column("at", _SORTABLE, nullable=False),
        sa.Column("control_id", sa.Text, nullable=False),
        sa.Column("folded", _SORTABLE, nullable=False),
        *_texts("holder", "outcome", "note"),
        sa.Column("entry_id", _NUMBER),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study_messages"),
        _of_study("study_messages"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["study_events.id"], name="fk_study_messages_event_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_study_messages_entry_id", ondelete="SET NULL"),
    )
    op.create_index("ix_study_messages_folded", "study_messages", ["folded"], unique=True)
    for column in ("study_id", "event_id", "entry_id"):
        op.create_index(f"ix_study_messages_{column}", "study_messages", [column])


def _transactions() -> None:
    op.create_table(
        "study_transactions",
        sa.Column("message_id", _NUMBER, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("study_id", _NUMBER, nullable=False),
        *_texts("transaction_id", "kind"),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("reverses", sa.Text, nullable=False),
        sa.Column("amount", sa.Text),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("line", sa.Text),
        sa.Column("line_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("message_id", "number", name="pk_study_transactions"),
        _of_study("study_transactions"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["study_messages.id"], name="fk_study_transactions_message_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_study_transactions_study_id", "study_transactions", ["study_id"])
    op.create_table(
        "study_ids",
        sa.Column("folded", _SORTABLE, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("study_id", _NUMBER, nullable=False),
        sa.Column("reverses", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("folded", "kind", name="pk_study_ids"),
        _of_study("study_ids"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_study_ids_study_id", "study_ids", ["study_id"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _of_study(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=f"fk_{table}_study_id", ondelete="CASCADE")
