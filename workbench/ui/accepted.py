"""Whether a charge was accepted before: the same control id, or one of its charges, in the history of what was sent;
and whether what its credits take back was taken back before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.er7 import Document
from workbench.exchange.endpoint import is_loopback
from workbench.history import NoHistory

if TYPE_CHECKING:
    from workbench.history.accepted import Found
    from workbench.history.records import EntrySummary
    from workbench.history.store import History

AGAIN = "Send an accepted charge again?"

_Charge = tuple[str, str, str]
"""FT1-2, FT1-6 and the patient, since feeds count FT1-2 anew. A credit may carry the id of the charge that it takes
back; it is not that charge again."""


@dataclass(frozen=True)
class Accepted:
    """An entry of the history with the same charge, accepted by `endpoint` at `at` (aware)."""

    entry: int
    at: datetime
    endpoint: str
    message: str = field(default="", compare=False)
    """Type and control id of the entry, such as "DFT^P03 M1"."""
    second: str = field(default="", compare=False)
    """What its credit took back already, such as "CHG001 was taken back already by CHG001-R"; "" for a charge."""

    @property
    def words(self) -> str:
        """Such as "accepted by 127.0.0.1:2575 at 09:14 (entry 7)"."""
        return f"accepted by {self.endpoint} at {clock(self.at)} (entry {self.entry})"


def clock(at: datetime) -> str:
    """Hours and minutes, with the day when it is not today."""
    local = at.astimezone()
    return local.strftime("%H:%M" if local.date() == datetime.now().astimezone().date() else "%Y-%m-%d %H:%M")


def accepted_before(open_history: Callable[[], History] | None, document: Document) -> tuple[Accepted, ...]:
    """Where a message or a charge of it was accepted, or a credit for the same charges, newest first.

    Raises HistoryError when it cannot be looked up.
    """
    if open_history is None:
        return ()
    try:
        history = open_history()
        found = tuple(_found(history, document))
        seconds = _seconds(history, document)
    except NoHistory:
        return ()
    at = {one.entry: (one.at, one.endpoint) for one in found} | {one.id: _answered(one) for one in seconds.values()}
    said = {one.id: text for text, one in seconds.items()}
    names = {one.id: f"{one.message_type} {one.control_id}".strip() for one in history.summaries(list(at))}
    return tuple(
        Accepted(entry, *at[entry], names.get(entry, ""), said.get(entry, "")) for entry in sorted(at, reverse=True)
    )


def question(document: Document, before: Accepted) -> tuple[str, str]:
    """What is asked before a message leaves that was accepted before, or a part of it: title and text."""
    message = f"{document.message_type} {document.control_id}".strip()
    if before.second:
        there = f"in {before.message}, which was {before.words}"
        return "Send a second credit?", f"{before.second} {there}. With {message} two credits stand against one charge."
    if before.message in ("", message):
        return AGAIN, f"{message} was {before.words} already. Sent again, it may be charged twice."
    there = f"{before.message} was {before.words} already, with a charge of {message}"
    return AGAIN, f"{there}. Sent too, it may be charged twice."


def _seconds(history: History, document: Document) -> dict[str, EntrySummary]:
    """What credits of the message take back once more, in words, and the entry that took it back."""
    from workbench.charges.ledger.second import second_credits

    texts: dict[int, str] = {}
    for one in second_credits(document, history):
        if one.first.posting.entry is not None:
            texts.setdefault(one.first.posting.entry, one.text)
    return {texts[one.id]: one for one in history.summaries(list(texts))}


def _answered(entry: EntrySummary) -> tuple[datetime, str]:
    return entry.answered_at or entry.at, entry.endpoint


def elsewhere_than_trials(before: Sequence[Accepted], host: str) -> list[Accepted]:
    """Without those that do not count at `host`: they went to this computer only, and now it goes to another."""
    trials = not is_loopback(host)
    return [one for one in before if not (trials and is_loopback(one.endpoint.rpartition(":")[0]))]


def _found(history: History, document: Document) -> Iterator[Found]:
    from workbench.history.accepted import accepted_with

    charges = set(_charges(document))
    found = accepted_with(history, document.control_id, {number for number, _type, _patient in charges})
    # The same control id is the same message; of all others it has to be seen whether they charge the same.
    others = [one.entry for one in found if not one.control_id or one.control_id != document.control_id]
    raws = history.raws(others)
    for one in found:
        raw = raws.get(one.entry)
        if raw is None or charges.intersection(_charges(Document.from_bytes(raw))):
            yield one


def _charges(document: Document) -> Iterator[_Charge]:
    patient = next((text for place in ("PID-3.1", "PID-2.1", "PID-4.1") if (text := document.value(place) or "")), "")
    for segment in document.all("FT1"):
        if number := (document.value(f"{segment.path}-2.1") or "").strip():
            yield number, document.value(f"{segment.path}-6") or "", patient.strip()
