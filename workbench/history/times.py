"""Times as the database holds them: text of one fixed width in UTC, `2026-03-01T08:15:30.000123Z`.

Text and not a timestamp type, because SQLite has none and PostgreSQL's would behave differently: the same text sorts
and compares alike in both, needs no conversion on the way in (the fast path hands plain values to the driver), and can
be read by anybody who opens the file with another tool.
"""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """The text of an aware time. Raises ValueError for a time without a zone, since nobody could say when that was."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def from_text(text: str) -> datetime:
    """The aware time (UTC) that `to_text` wrote."""
    return datetime.fromisoformat(text)
