"""The tables, with types that other databases have too, so that a move stays possible; the store itself is for SQLite.

`entries` has one row a message, sent or received, and no bytes, so that lists and filters read small rows only and a
verdict can be changed without rewriting a message. `messages` and `answers` hold the bytes. `keys` holds every
identifier (see keys.py) in an index of its own. The tables whose names begin with `study` hold what is known of studies
and their charges; they point to entries and entries do not know them.

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

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""All revisions that it can bring up to date, oldest first."""

HEAD = KNOWN[-1]
"""The revision that this program writes."""

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

studies = Table(
    "studies",
    metadata,
    Column("id", Number, primary_key=True),
    Column("state", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("version_id", Number),  # the report that acted last; no foreign key: the two tables would need each other
    Column("why", Text, nullable=False),
    Column("since", Sortable),
    Column("changed_at", Sortable, nullable=False),
    Column("accession", Text, nullable=False),
    Column("patient_id", Text, nullable=False),
    Column("patient_name", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("exam_time", Text, nullable=False),
    Column("coded", Text, nullable=False),  # JSON
    # Worked out from the messages and their answers; NULL when that is still to be done.
    Column("settled", Text),  # the state, the answers taken into account
    Column("differs", Integer),  # whether the receiver has booked otherwise than the last signed report says
    Column("charged", Text),  # JSON: what stands at the receiver
    Column("called", Text),  # name and number of whom the charges are booked on
    Column("look", Text),  # JSON: what a person should look at
    Column("basis", Number),  # the report that was charged last; no foreign key, as above
    Column("decided", Text),  # JSON: what was charged for it
    Column("wrong", Text),  # JSON: patients from whom the result was withdrawn
    Column("looked", Number),  # the last entry of the history that was looked at for what was done by hand
    Column("basis_orders", Integer),  # how many orders were known then
    Column("held_for_age", Integer),  # whether the charge waits only until a person releases it as too old
    Index(None, "patient_id"),
    sqlite_autoincrement=True,
)

study_waits = Table(
    "study_waits",
    metadata,
    Column("study_id", Number, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("waits_for", Text, nullable=False),  # a group of the worklist; late ones from the first day on
    Column("since", Sortable),
    Column("amounts", Text, nullable=False),  # JSON
    Column("unpriced", Integer, nullable=False),
    Column("why", Text, nullable=False),
    PrimaryKeyConstraint("study_id", "number"),
    Index(None, "waits_for", "since"),
)

study_keys = Table(
    "study_keys",
    metadata,
    Column("kind", Text, nullable=False),
    Column("folded", Sortable, nullable=False),
    Column("study_id", Number, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("kind", "folded"),
    Index(None, "study_id"),
    sqlite_with_rowid=False,
)

study_versions = Table(
    "study_versions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("study_id", Number, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    Column("at", Sortable, nullable=False),
    Column("source", Text, nullable=False),  # report or order
    Column("kind", Text, nullable=False),
    Column("report_time", Text, nullable=False),
    Column("message_time", Text, nullable=False),
    Column("control_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("stale", Integer, nullable=False),
    Column("coded", Text, nullable=False),  # JSON
    Column("raw", LargeBinary, nullable=False),
    Index(None, "study_id"),
)

study_events = Table(
    "study_events",
    metadata,
    Column("id", Number, primary_key=True),
    Column("study_id", Number, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    Column("version_id", Number, ForeignKey("study_versions.id", ondelete="SET NULL")),
    Column("at", Sortable, nullable=False),
    Column("event", Text, nullable=False),  # empty when a late report did nothing
    Column("stated", Integer, nullable=False),
    Column("before", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("difference", Text, nullable=False),
    Column("notes", Text, nullable=False),  # a JSON list of sentences
    Index(None, "study_id"),
    Index(None, "version_id"),
)

study_messages = Table(
    "study_messages",
    metadata,
    Column("id", Number, primary_key=True),
    Column("study_id", Number, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", Number, ForeignKey("study_events.id", ondelete="CASCADE"), nullable=False),
    Column("at", Sortable, nullable=False),
    Column("control_id", Text, nullable=False),
    Column("folded", Sortable, nullable=False),  # the control id as it is compared
    Column("holder", Text, nullable=False),  # JSON
    Column("holder_name", Text),
    Column("outcome", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("endpoint", Text),  # name of the receiver that the profile routes it to
    Column("beside", Text),  # the message that left for the same charges before; this one is held back for it
    Column("entry_id", Number, ForeignKey("entries.id", ondelete="SET NULL")),
    Column("raw", LargeBinary, nullable=False),
    Column("made_with", Number),  # study_profiles; NULL when that is not known
    # A message control id is never given twice.
    Index(None, "folded", unique=True),
    Index(None, "study_id"),
    Index(None, "event_id"),
    Index(None, "entry_id"),
)

study_profiles = Table(
    "study_profiles",
    metadata,
    Column("id", Number, primary_key=True),
    Column("profile", Text, nullable=False),  # its name
    Column("convention", Text, nullable=False),  # JSON: how charges that were made with it are taken back
)

study_transactions = Table(
    "study_transactions",
    metadata,
    Column("message_id", Number, ForeignKey("study_messages.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("study_id", Number, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    Column("transaction_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("reverses", Text, nullable=False),
    Column("amount", Text),  # a decimal number, exact
    Column("currency", Text, nullable=False),
    Column("line", Text),  # JSON
    Column("line_number", Integer, nullable=False),
    PrimaryKeyConstraint("message_id", "number"),
    Index(None, "study_id"),
)

study_ids = Table(
    "study_ids",
    metadata,
    Column("folded", Sortable, nullable=False),
    Column("kind", Text, nullable=False),
    Column("study_id", Number, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    Column("reverses", Text, nullable=False),
    # A transaction id is never given twice: once as a charge, and once more as its credit where the two share it.
    PrimaryKeyConstraint("folded", "kind"),
    Index(None, "study_id"),
    sqlite_with_rowid=False,
)
