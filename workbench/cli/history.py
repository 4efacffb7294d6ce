"""history list, show, search, purge: what was sent and received, without a window."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.cli.arguments import Verbs, count, data_option, day, json_option
from workbench.cli.data import data_folder
from workbench.cli.output import FINE, NO, complain, say, say_json
from workbench.er7 import Document
from workbench.words import counted

if TYPE_CHECKING:
    from workbench.history.records import EntrySummary
    from workbench.history.store import History


_PAGE = 500


def add_to(verbs: Verbs) -> None:
    """The verb with its arguments."""
    verb = verbs.add(
        "history",
        history,
        "what was sent and received",
        "  dft-workbench history list --limit 20\n"
        "  dft-workbench history search 100234\n"
        "  dft-workbench history show 7 --json\n"
        "  dft-workbench history purge --before 2025-01-01\n",
    )
    what = verb.add_subparsers(dest="what", required=True, metavar="list|show|search|purge")
    listing = what.add_parser("list", help="the newest entries")
    showing = what.add_parser("show", help="one entry with both messages")
    showing.add_argument("entry", type=count, metavar="ID")
    searching = what.add_parser(
        "search", help="by control id, patient id, account, accession or transaction id; exit 1 when nothing is found"
    )
    searching.add_argument("text")
    purging = what.add_parser(
        "purge",
        help="delete what is older than a day, out of the file too; without --yes it says how much, and exits 1."
        " Studies stay",
    )
    purging.add_argument("--before", type=day, required=True, metavar="YYYY-MM-DD", help="the first day that stays")
    purging.add_argument("--yes", action="store_true", help="do it; nothing brings it back")
    data_option(purging)
    for parser in (listing, searching):
        parser.add_argument("--limit", type=count, default=50, metavar="N", help="at most this many (default 50)")
    for parser in (listing, showing, searching):
        data_option(parser)
        json_option(parser)


def history(arguments: argparse.Namespace) -> int:
    """Dispatch to list, show, search or purge; only the last one writes."""
    from workbench.history.errors import NoHistory
    from workbench.history.store import History

    folder = data_folder(arguments.data)
    try:
        store = History.open_to_read(folder)
    except NoHistory:  # nothing was ever sent or received from here
        if arguments.what in ("list", "search") and arguments.json:
            say_json([])
        complain(f"The history is empty: nothing was sent or received with the data folder {folder}.")
        return FINE if arguments.what in ("list", "purge") else NO
    with store:
        if arguments.what == "purge":
            return _purge(store, arguments)
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


def _purge(store: History, arguments: argparse.Namespace) -> int:
    """Only with --yes; 1 when something would go."""
    from workbench.history.store import History

    found = sum(1 for _ in _before(store, arguments.before))
    if not found:
        complain("The history has nothing older than that.")
        return FINE
    entries = f"{counted(found, 'entry', 'entries')} from before {arguments.before:%Y-%m-%d}"
    if not arguments.yes:
        complain(f"{entries} would be deleted, messages and answers; nothing was done. Add --yes to do it.")
        return NO
    with History.open(data_folder(arguments.data)) as writable:
        purged = writable.purge(arguments.before)
    say(f"Deleted: {entries}.")
    if not purged.erased:
        complain("Another program reads the history; the bytes leave the file when it stops and this is done again.")
    return FINE


def _before(store: History, moment: datetime) -> Iterator[EntrySummary]:
    """The entries from before a time, page by page."""
    last = None
    while page := store.entries(until=moment, before=last, limit=_PAGE):
        last = page[-1].id
        yield from (entry for entry in page if entry.at < moment)


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
