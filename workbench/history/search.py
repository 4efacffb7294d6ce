"""Finding entries: which rows a filter means, and how a row becomes a record.

A text is looked up among the keys, exactly and as a beginning, through their index; times and message bytes are never
searched. All other filters are conditions on the small rows of `entries`, read newest first.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select

from workbench.history.keys import LONGEST, folded, storable
from workbench.history.records import EntrySummary
from workbench.history.schema import entries, keys
from workbench.history.times import from_text, to_text

GREATEST = 2**63 - 1
"""No id is greater; a number that somebody typed may be."""

_AT_ONCE = 500
"""Identifiers in one statement; SQLite takes 999 values at least."""

_AFTER_ALL = "\U0010ffff"
"""Sorts behind every character that an identifier contains."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are wanted; "" and None mean any."""

    text: str = ""
    """An identifier or the beginning of one (see keys.py), in any case."""
    kind: str = ""
    """Look the text up among this kind of keys only, such as `keys.PATIENT`."""
    direction: str = ""
    verdict: str = ""
    message_type: str = ""
    """The beginning of MSH-9, such as `DFT` or `ACK^P03`."""
    endpoint: str = ""
    note: str = ""
    """A part of the note, in any case."""
    since: datetime | None = None
    until: datetime | None = None
    """Times from `since` on and before `until`."""

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter for a statement on `entries`."""
        wanted: list[ColumnElement[bool]] = []
        for name in ("direction", "verdict", "endpoint"):
            if value := getattr(self, name):
                wanted.append(entries.c[name] == storable(value))
        if self.message_type:
            wanted.append(entries.c.message_type.startswith(storable(self.message_type), autoescape=True))
        if self.note:
            wanted.append(entries.c.note.icontains(storable(self.note), autoescape=True))
        if self.since is not None:
            wanted.append(entries.c.at >= to_text(self.since))
        if self.until is not None:
            wanted.append(entries.c.at < to_text(self.until))
        if folded(self.text):
            wanted.append(entries.c.id.in_(_with_key(self.text, self.kind)))
        return wanted


def page(wanted: Filter, limit: int, before: int | None) -> Select[Any]:
    """Up to `limit` rows of entries, newest first, older than the entry `before`."""
    statement = select(entries).where(*wanted.conditions()).order_by(entries.c.id.desc())
    if before is not None:
        statement = statement.where(entries.c.id < min(before, GREATEST))
    return statement.limit(max(0, min(limit, GREATEST)))


def with_keys(wanted: Collection[tuple[str, str]]) -> Iterator[Select[Any]]:
    """Statements that together give the ids of entries with one of these (kind, identifier); an id may come twice."""
    kinds: dict[str, set[str]] = {}
    for kind, text in wanted:
        if whole := folded(text[:LONGEST]):
            kinds.setdefault(kind, set()).add(whole)
    for kind, texts in kinds.items():
        names = sorted(texts)
        for begin in range(0, len(names), _AT_ONCE):
            some = names[begin : begin + _AT_ONCE]
            yield select(keys.c.entry_id).where(keys.c.kind == kind, keys.c.folded.in_(some))


def summary_fields(row: RowMapping) -> dict[str, Any]:
    """The fields of an EntrySummary from a row of `entries`."""
    fields = dict(row)
    sent_at = fields["at"] = from_text(row["at"])
    if row["answered_at"] is not None:
        fields["answered_at"] = from_text(row["answered_at"])
        if row["elapsed"] is None:
            fields["elapsed"] = (fields["answered_at"] - sent_at).total_seconds()
    fields["transaction_ids"] = tuple(json.loads(row["transaction_ids"]))
    return fields


def summary(row: RowMapping) -> EntrySummary:
    """One line of the history."""
    return EntrySummary(**summary_fields(row))


def _with_key(text: str, kind: str) -> Select[Any]:
    """The ids of the entries that have a key beginning with the text: a range of the index on `folded`."""
    start = folded(text[:LONGEST])
    statement = select(keys.c.entry_id).where(keys.c.folded >= start, keys.c.folded < start + _AFTER_ALL)
    return statement.where(keys.c.kind == kind) if kind else statement
