"""Whether a charge was accepted before: the same control id, or one of its charges, in the history of what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.er7 import Document
from workbench.history import NoHistory

if TYPE_CHECKING:
    from workbench.history import EntrySummary
    from workbench.history.store import History

MOST_CHARGES = 50
"""Charges of one message that are looked up; a message has a few."""
_PAGE = 200

_Charge = tuple[str, str]
"""FT1-2 and FT1-6. A credit may carry the id of the charge that it takes back; it is not that charge again."""


@dataclass(frozen=True)
class Accepted:
    """An entry of the history with the same charge, accepted by `endpoint` at `at` (aware)."""

    entry: int
    at: datetime
    endpoint: str

    @property
    def words(self) -> str:
        """Such as "accepted by 127.0.0.1:2575 at 09:14 (entry 7)"."""
        return f"accepted by {self.endpoint} at {clock(self.at)} (entry {self.entry})"


def clock(at: datetime) -> str:
    """Hours and minutes, with the day when it is not today."""
    local = at.astimezone()
    return local.strftime("%H:%M" if local.date() == datetime.now().astimezone().date() else "%Y-%m-%d %H:%M")


def accepted_before(open_history: Callable[[], History] | None, document: Document) -> tuple[Accepted, ...]:
    """Where a message or a charge of it was accepted, newest first. Raises HistoryError when it cannot be looked up."""
    if open_history is None:
        return ()
    try:
        history = open_history()
        found = {entry.id: entry for entry in (*_by_message(history, document), *_by_charge(history, document))}
    except NoHistory:
        return ()
    return tuple(
        Accepted(entry.id, entry.answered_at or entry.at, entry.endpoint)
        for entry in sorted(found.values(), key=lambda one: -one.id)
    )


def _by_message(history: History, document: Document) -> Iterator[EntrySummary]:
    for entry in _found(history, document.control_id, "control"):
        if entry.control_id == document.control_id:
            yield entry


def _by_charge(history: History, document: Document) -> Iterator[EntrySummary]:
    charges = set(_charges(document))
    seen: set[int] = set()
    for number, _ in sorted(charges)[:MOST_CHARGES]:
        for entry in _found(history, number, "transaction"):
            if number in entry.transaction_ids and entry.id not in seen:
                seen.add(entry.id)
                whole = history.entry(entry.id)
                if whole is not None and charges.intersection(_charges(Document.from_bytes(whole.raw))):
                    yield entry


def _found(history: History, text: str, kind: str) -> Iterable[EntrySummary]:
    return history.entries(text=text, kind=kind, direction="sent", verdict="accepted", limit=_PAGE) if text else ()


def _charges(document: Document) -> Iterator[_Charge]:
    for segment in document.all("FT1"):
        if number := (document.value(f"{segment.path}-2.1") or "").strip():
            yield number, document.value(f"{segment.path}-6") or ""
