"""studies list, show, worklist, seen, set-aside: studies with their state, kept beside the history."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from workbench.cli.arguments import Verbs, count, data_option, json_option, part
from workbench.cli.data import data_folder
from workbench.cli.output import FINE, NO, complain, say, say_json, write_bytes
from workbench.cli.studies_data import detail_data, item_data, received_in, sent_data, sum_data, summary_data
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.history.studies import Studies
    from workbench.history.study_records import StudyDetail, StudySummary

_WRITES = ("seen", "set-aside")
_NOTHING_YET = "There are no studies yet; “compose --event” with a report makes one."


def add_to(verbs: Verbs) -> None:
    """The verb with its arguments."""
    verb = verbs.add(
        "studies",
        studies,
        "what was reported, what is charged, and what waits",
        "  dft-workbench studies list\n"
        "  dft-workbench studies show ACC26030202\n"
        "  dft-workbench studies worklist --late-after 5 --json\n"
        '  dft-workbench studies set-aside DFT26030201 --note "the first charge arrived"\n',
    )
    what = verb.add_subparsers(dest="what", required=True, metavar="list|show|worklist|unsent|seen|set-aside")
    listing = part(what, "list", "all studies, the one that changed last first")
    listing.add_argument("--state", metavar="S", help="only those in this state: charged, “to charge”, held …")
    showing = part(what, "show", "one study with its versions, events and messages")
    showing.add_argument("study", help="accession number, order number, or its number here")
    showing.add_argument("-o", "--output", type=FilePath, metavar="OUT", help="write its charge messages to a file")
    waiting = part(what, "worklist", "what is not charged, not acknowledged, rejected, corrected since, late")
    waiting.add_argument(
        "--late-after",
        type=count,
        default=3,
        metavar="DAYS",
        help="how old a service may be before its charge is late (default 3)",
    )
    unsent = part(what, "unsent", "the messages that were made and not sent from here, in the order to send them")
    unsent.add_argument(
        "-o", "--output", type=FilePath, metavar="OUT", help="write them: a folder has one file each, a name one file"
    )
    seen = part(what, "seen", "take a study off what is to be looked at; nothing else changes")
    seen.add_argument("study", help="accession number, order number, or its number here")
    aside = part(what, "set-aside", "say that a message that is held back is never sent, and why")
    aside.add_argument("message", metavar="CONTROL-ID", help="MSH-10 of a message that “studies show” calls held back")
    aside.add_argument("--note", required=True, metavar="TEXT", help="why it is never sent; the note stays with it")
    for parser in (listing, showing, waiting, unsent, seen, aside):
        data_option(parser)
        json_option(parser)


def studies(arguments: argparse.Namespace) -> int:
    """Dispatch to what follows the verb; only what is in _WRITES writes."""
    from workbench.history.errors import NoHistory
    from workbench.history.store import History
    from workbench.history.studies import Studies

    try:
        history = History.open(data_folder(arguments.data), read_only=arguments.what not in _WRITES)
    except NoHistory:  # nothing was ever taken from here
        if arguments.json and arguments.what in ("list", "unsent"):
            say_json([])
        elif arguments.json and arguments.what == "worklist":
            say_json({"groups": [], "items": []})
        complain(_NOTHING_YET)
        return FINE if arguments.what in ("list", "worklist", "unsent") else NO
    ways = {
        "list": _list,
        "show": _show,
        "worklist": _worklist,
        "unsent": _unsent,
        "seen": _seen,
        "set-aside": _set_aside,
    }
    with history:
        return ways[arguments.what](Studies(history), arguments)


def _list(store: Studies, arguments: argparse.Namespace) -> int:
    from workbench.charges.lifecycle.states import State

    if arguments.state and arguments.state not in list(State):
        raise WorkbenchError(f"There is no state “{arguments.state}”; there are {', '.join(State)}.")
    found = [one for one in store.summaries() if not arguments.state or one.state == arguments.state]
    if arguments.json:
        say_json([summary_data(one) for one in found])
    else:
        for one in found:
            say(_line(one))
        if not found:
            complain(f"No study is in the state “{arguments.state}”." if arguments.state else _NOTHING_YET)
    return FINE


def _show(store: Studies, arguments: argparse.Namespace) -> int:
    number = store.find(arguments.study)
    detail = None if number is None else store.detail(number)
    if detail is None:
        complain(f"There is no study “{arguments.study}”; give its accession number, order number or number here.")
        return NO
    if arguments.output is not None:
        write_bytes(b"".join(sent.raw for sent in detail.standing.messages), arguments.output)
    if arguments.json:
        say_json(detail_data(detail))
    else:
        _say_detail(detail)
    return FINE


def _say_detail(detail: StudyDetail) -> None:
    from workbench.charges.lifecycle.worklist import held_back_words
    from workbench.charges.money_text import money

    say(_line(detail.summary))
    say(detail.summary.why)
    for thing in detail.standing.look:
        say(f"To look at: {thing.text}")
    for event in detail.events:
        stated = ", stated by hand" if event.stated else ""
        say("")
        say(f"{event.at:%Y-%m-%d %H:%M:%S}  {event.event or 'came late'}{stated}: {event.action}, now {event.state}")
        say(f"  {event.why}")
        if event.difference:
            say(f"  {event.difference}")
        for note in event.notes:
            say(f"  {note}")
    for sent in detail.standing.messages:
        say("")
        entry = f", entry {sent.entry} of the history" if sent.entry is not None else ""
        whose = f"  for {sent.endpoint}" if sent.endpoint else ""
        made = f"  made with {sent.made_with.profile}" if sent.made_with is not None else ""
        say(f"{sent.control_id}  {sent.outcome}{entry}{whose}{made}")
        if sent.held_back:
            say(f"  {held_back_words(sent)}")
        received = received_in(sent)
        for one in sent.transactions:
            link = " in the place of the earlier" if one.replaces else f" of {one.reverses}" if one.reverses else ""
            moved = received.get(one.number, one.amount)
            amount = "no price" if moved is None else money(moved, one.currency)
            say(f"  {one.kind}{link}  {one.transaction_id}  {one.line.code if one.line else ''}  {amount}")


def _unsent(store: Studies, arguments: argparse.Namespace) -> int:
    from workbench.cli.event_output import EventOutput, check_target

    check_target(arguments.output)
    found = store.unsent()
    if arguments.output is not None:
        output = EventOutput(arguments.output)
        output.add([one.sent for one in found])
        output.write()
    if arguments.json:
        say_json([{"study": one.study, "accession": one.accession, **sent_data(one.sent)} for one in found])
        return FINE
    for one in found:
        whose = f"  for {one.sent.endpoint}" if one.sent.endpoint else ""
        say(f"{one.sent.control_id}  {one.sent.at:%Y-%m-%d %H:%M:%S}  {one.accession}{whose}")
    if not found:
        complain("Every message that was made has been sent.")
    return FINE


def _seen(store: Studies, arguments: argparse.Namespace) -> int:
    number = store.find(arguments.study)
    if number is None:
        complain(f"There is no study “{arguments.study}”; give its accession number, order number or number here.")
        return NO
    store.seen(number)
    if arguments.json:
        detail = store.detail(number)
        say_json(None if detail is None else summary_data(detail.summary))
    return FINE


def _set_aside(store: Studies, arguments: argparse.Namespace) -> int:
    from workbench.charges.lifecycle.worklist import held_back_words

    detail = store.detail(store.set_aside(arguments.message, arguments.note))
    wanted = arguments.message.casefold()
    for sent in detail.standing.messages if detail is not None else ():
        if detail is not None and sent.control_id.casefold() == wanted:
            if arguments.json:
                say_json({"study": detail.summary.id, "accession": detail.summary.accession, **sent_data(sent)})
            else:
                say(held_back_words(sent))
    return FINE


def _worklist(store: Studies, arguments: argparse.Namespace) -> int:
    from workbench.charges.lifecycle.worklist import age, totals
    from workbench.charges.money_text import stake_text

    now = datetime.now(UTC)
    items = store.worklist(now, timedelta(days=arguments.late_after))
    glance = totals(items)
    if arguments.json:
        say_json({"groups": [sum_data(one) for one in glance], "items": [item_data(one) for one in items]})
        return FINE
    for one in glance:
        if one.count:
            say(f"{one.count:5}  {one.group}  {stake_text(one.amounts, one.unpriced)}  oldest {age(one.oldest)}")
            for item in items:
                if item.group == one.group:
                    words = f"{item.accession}  {item.patient}  {item.title}  {stake_text(item.amounts, item.unpriced)}"
                    say(f"       {age(item.age):>10}  {words}")
                    say(f"                   {item.why}")
    if not items:
        complain("Nothing waits: every signed study is charged and acknowledged.")
    return FINE


def _line(one: StudySummary) -> str:
    from workbench.charges.money_text import amounts_text

    charged = amounts_text(one.charged)
    return f"{one.id}  {one.state}  {one.accession}  {one.patient}  {one.title}  {charged}".rstrip()
