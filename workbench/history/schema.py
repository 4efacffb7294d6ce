"""The tables, with types that SQLite and PostgreSQL share.

`entries` has one row a message, sent or received, and no bytes, so that lists and filters read small rows only and a
verdict can be changed without rewriting a message. `messages` and `answers` hold the bytes. `keys` holds every
identifier (see keys.py) in an index of its own.

The newest migration and this module describe the same tables; a test compares them. Times are text: see times.py.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

HEAD = "0001"
"""The revision that this program writes."""

KNOWN = ("0001",)
"""All revisions that it can bring up to date, oldest first."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite counts rows by itself only in a column of the type INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")
# Prefix search is a range of code points; PostgreSQL compares so only with the collation "C", SQLite always.
Sortable = Text().with_variant(Text(collation="C"), "postgresql")

entries = Table(
    "entries",
    metadata,
    Column("id", Number, primary_key=True),
    Column("direction", Text, nullable=False),
    Column("at", Sortable, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("peer", Text, nullable=False),
    Column("control_id", Text, nullable=False),
    Column("message_type", Text, nullable=False),
    Column("patient_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("visit", Text, nullable=False),
    Column("accession", Text, nullable=False),
    Column("transaction_ids", Text, nullable=False),  # a JSON list of texts
    Column("verdict", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("answered_at", Sortable),
    Column("elapsed", Float),
    Column("resent_of", Number, ForeignKey("entries.id", ondelete="SET NULL")),
    Index(None, "at"),
    Index(None, "resent_of"),
    # An id is never given twice, even when the newest entries were purged: lists page by it.
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    metadata,
    Column("entry_id", Number, ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("raw", LargeBinary, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Number, primary_key=True),
    Column("entry_id", Number, ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("at", Sortable, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Index(None, "entry_id"),
)

keys = Table(
    "keys",
    metadata,
    Column("entry_id", Number, ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("folded", Sortable, nullable=False),
    PrimaryKeyConstraint("entry_id", "kind", "value"),
    Index(None, "folded", "entry_id"),
    sqlite_with_rowid=False,
)
