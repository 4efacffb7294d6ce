"""history list, show, search: what was sent and received, without a window."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from workbench.cli.data import data_folder
from workbench.cli.output import FINE, NO, complain, say, say_json
from workbench.er7 import Document

if TYPE_CHECKING:
    from workbench.history.records import EntrySummary
    from workbench.history.store import History


def history(arguments: argparse.Namespace) -> int:
    """Dispatch to list, show or search; the history is opened for reading only."""
    from workbench.history.errors import NoHistory
    from workbench.history.store import History

    folder = data_folder(arguments.data)
    try:
        store = History.open_to_read(folder)
    except NoHistory:  # nothing was ever sent or received from here
        if arguments.json and arguments.what != "show":
            say_json([])
        complain(f"The history is empty: nothing was sent or received with the data folder {folder}.")
        return FINE if arguments.what == "list" else NO
    with store:
        if arguments.what == "show":
            return _show(store, arguments)
        text = arguments.text if arguments.what == "search" else ""
        return _list(store, text, arguments)


def _list(store: History, text: str, arguments: argparse.Namespace) -> int:
    entries = store.entries(text=text, limit=arguments.limit)
    if arguments.json:
        say_json([_summary(entry) for entry in entries])
    else:
        for entry in entries:
            say(_line(entry))
        if not entries:
            complain(f"Nothing in the history matches “{text}”." if text else "The history is empty.")
    return NO if text and not entries else FINE


def _show(store: History, arguments: argparse.Namespace) -> int:
    entry = store.entry(arguments.entry)
    if entry is None:
        complain(f"There is no entry {arguments.entry} in the history.")
        return NO
    if arguments.json:
        answer = None if entry.answer is None else _text(entry.answer)
        say_json({**_summary(entry), "message": _text(entry.raw), "answer": answer})
        return FINE
    say(_line(entry))
    if entry.note:
        say(entry.note)
    for title, raw in (("message", entry.raw), ("answer", entry.answer)):
        say("")
        say(f"{title}:" if raw is not None else f"no {title}")
        for segment in Document.from_bytes(raw or b"").segments:
            say(segment.text)
    return FINE


def _line(entry: EntrySummary) -> str:
    """One entry, times in this computer's time zone."""
    keys = [entry.control_id, entry.patient_id, entry.account, entry.accession]
    known = "  ".join(key for key in keys if key)
    at = f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}"
    return f"{entry.id:>5}  {at}  {entry.direction:<8}  {entry.verdict:<12}  {entry.endpoint:<21}  {known}".rstrip()


def _summary(entry: EntrySummary) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "direction": entry.direction,
        "endpoint": entry.endpoint,
        "verdict": entry.verdict,
        "note": entry.note,
        "message_type": entry.message_type,
        "control_id": entry.control_id,
        "patient_id": entry.patient_id,
        "account": entry.account,
        "accession": entry.accession,
        "transaction_ids": list(entry.transaction_ids),
    }


def _text(raw: bytes) -> str:
    return Document.from_bytes(raw).text
