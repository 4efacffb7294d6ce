"""compose --event, studies list, show, worklist: studies with their state, kept beside the history."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.cli.data import data_folder
from workbench.cli.event_output import check_target, reminder, write_messages
from workbench.cli.output import FINE, NO, complain, say, say_json, write_bytes
from workbench.cli.profiles import own_folder
from workbench.cli.studies_data import detail_data, item_data, recorded_data, sum_data, summary_data

if TYPE_CHECKING:
    from workbench.charges.lifecycle.desk import Desk
    from workbench.charges.lifecycle.events import Event
    from workbench.charges.lifecycle.standing import Sent
    from workbench.charges.sources.paid import Till
    from workbench.history.studies import Studies
    from workbench.history.study_records import Recorded, StudyDetail, StudySummary

AS_REPORTED = "as-reported"
_MONEY_WAITS = (
    "Nothing was charged, so its payments are in no new message; give them again with the next charge or correction."
)
_NOTHING_YET = "There are no studies yet; “compose --event” with a report makes one."


# ---- compose --event --------------------------------------------------------------------------------------------


def compose_event(arguments: argparse.Namespace, files: Iterable[FilePath]) -> int:
    """Act on every study of the files; 1 when one of them needs a person."""
    from workbench.charges.sources.paid import Till
    from workbench.charges.study.payment_files import load_payments
    from workbench.history.store import History
    from workbench.history.studies import Studies

    rows: list[dict[str, Any]] = []
    made: list[Sent] = []
    fine = True
    check_target(arguments.output)
    desk = _desk(arguments)
    till = Till(load_payments(arguments.payments) if arguments.payments is not None else {})
    with History.open(data_folder(arguments.data)) as history:
        studies = Studies(history)
        for file, place, recorded, problem in _taken(studies, files, desk, _stated(arguments.event), till):
            if recorded is None:
                fine = False
                complain(f"{file}, {place}: {problem}")
                rows.append({"file": str(file), "place": place, "problem": problem})
                continue
            fine = fine and _settled(recorded)
            if arguments.payments is not None and till.has(recorded.accession) and not recorded.taken.messages:
                complain(f"{recorded.accession}: {_MONEY_WAITS}")
            made += recorded.taken.messages
            rows.append({"file": str(file), "place": place, **recorded_data(recorded)})
            _say_recorded(recorded)
            if again := reminder(recorded):
                complain(f"{recorded.accession or 'study'}: {again}")
    for sentence in till.unused:
        fine = False
        complain(sentence)
        rows.append({"file": str(arguments.payments), "place": "payments", "problem": sentence})
    if arguments.output is not None or not arguments.json:
        write_messages(made, arguments.output, desk.profile)
    if arguments.json:
        say_json(rows)
    return FINE if fine else NO


def _taken(
    studies: Studies, files: Iterable[FilePath], desk: Desk, stated: Event | None, till: Till
) -> Iterator[tuple[FilePath, str, Recorded | None, str]]:
    """(file, place in it, what was done, or the sentence why nothing was)."""
    from workbench.charges.sources.files import read_file
    from workbench.errors import WorkbenchError
    from workbench.history.errors import HistoryError

    for file in files:
        for given in read_file(file):
            if given.document is None:
                yield file, given.place, None, given.problem
                continue
            try:
                recorded = studies.take(till.paid(given.document), desk, at=datetime.now(UTC), stated=stated)
            except HistoryError:
                raise
            except WorkbenchError as error:
                yield file, given.place, None, str(error)
                continue
            for one in recorded:
                yield file, given.place, one, ""


def _desk(arguments: argparse.Namespace) -> Desk:
    from workbench.charges import ids
    from workbench.charges.chargemaster import master as chargemaster
    from workbench.charges.lifecycle.desk import Desk
    from workbench.charges.profile.convention import convention_of
    from workbench.charges.profile.library import find_profile

    master = arguments.charge_master
    profile = find_profile(arguments.profile, own_folder(arguments.data))
    return Desk(
        chargemaster.load(master) if master else chargemaster.load_for(data_folder(arguments.data)),
        profile,
        convention_of(profile),
        datetime.now().astimezone(),
        ids.control_ids(),
        ids.transaction_ids(),
        scope=arguments.scope or profile.reversal.scope,
        release=arguments.release,
    )


def _stated(word: str) -> Event | None:
    from workbench.charges.lifecycle.events import Event

    return None if word == AS_REPORTED else Event(word.replace("-", " "))


def _settled(recorded: Recorded) -> bool:
    """Whether nobody has to look at it."""
    from workbench.charges.lifecycle.states import Action

    taken = recorded.taken
    refused = taken.event is None and recorded.study == 0
    return not refused and not taken.refusal and taken.action is not Action.HOLD


def _say_recorded(recorded: Recorded) -> None:
    """On standard error: the messages themselves are the output."""
    taken = recorded.taken
    complain(f"{recorded.accession or 'study'}: {taken.why}")
    if taken.difference.changes:
        complain(f"{recorded.accession or 'study'}: {taken.difference.text}")
    for note in taken.notes:
        complain(f"{recorded.accession or 'study'}: {note}")


# ---- studies ----------------------------------------------------------------------------------------------------


def studies(arguments: argparse.Namespace) -> int:
    """Dispatch to list, show, worklist or seen; only the last one writes."""
    from workbench.history.errors import NoHistory
    from workbench.history.store import History
    from workbench.history.studies import Studies

    try:
        history = History.open(data_folder(arguments.data), read_only=arguments.what != "seen")
    except NoHistory:  # nothing was ever taken from here
        if arguments.json and arguments.what == "list":
            say_json([])
        elif arguments.json and arguments.what == "worklist":
            say_json({"groups": [], "items": []})
        complain(_NOTHING_YET)
        return NO if arguments.what in ("show", "seen") else FINE
    with history:
        what = {"list": _list, "show": _show, "worklist": _worklist, "seen": _seen}[arguments.what]
        return what(Studies(history), arguments)


def _list(store: Studies, arguments: argparse.Namespace) -> int:
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
        say(f"{sent.control_id}  {sent.outcome}{entry}{whose}")
        if sent.held_back:
            say(f"  {held_back_words(sent)}")
        for one in sent.transactions:
            link = f" of {one.reverses}" if one.reverses else ""
            amount = "no price" if one.amount is None else f"{one.amount:f} {one.currency}".strip()
            say(f"  {one.kind}{link}  {one.transaction_id}  {one.line.code if one.line else ''}  {amount}")


def _seen(store: Studies, arguments: argparse.Namespace) -> int:
    number = store.find(arguments.study)
    if number is None:
        complain(f"There is no study “{arguments.study}”; give its accession number, order number or number here.")
        return NO
    store.seen(number)
    return FINE


def _worklist(store: Studies, arguments: argparse.Namespace) -> int:
    from workbench.charges.lifecycle.worklist import totals

    now = datetime.now(UTC)
    items = store.worklist(now, timedelta(days=arguments.late_after))
    glance = totals(items)
    if arguments.json:
        say_json({"groups": [sum_data(one) for one in glance], "items": [item_data(one) for one in items]})
        return FINE
    for one in glance:
        if one.count:
            say(f"{one.count:5}  {one.group}  {_money(one.amounts, one.unpriced)}  oldest {_age(one.oldest)}")
            for item in items:
                if item.group == one.group:
                    words = f"{item.accession}  {item.patient}  {item.title}  {_money(item.amounts, item.unpriced)}"
                    say(f"       {_age(item.age):>8}  {words}")
                    say(f"                 {item.why}")
    if not items:
        complain("Nothing waits: every signed study is charged and acknowledged.")
    return FINE


def _line(one: StudySummary) -> str:
    return f"{one.id}  {one.state}  {one.accession}  {one.patient}  {one.title}  {_money(one.charged, 0)}".rstrip()


def _money(amounts: Iterable[tuple[str, Decimal]], unpriced: int) -> str:
    parts = [f"{amount:f} {currency}".strip() for currency, amount in amounts]
    if unpriced:
        parts.append(f"{unpriced} without a price")
    return ", ".join(parts)


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
