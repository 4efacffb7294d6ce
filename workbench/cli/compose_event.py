"""compose --event: act on a study as it is known here."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.charges.lifecycle.events import BY_HAND, Event
from workbench.cli.charges_output import say_left_out
from workbench.cli.data import data_folder
from workbench.cli.event_output import EventOutput, check_target, reminder
from workbench.cli.output import FINE, NO, complain, say_json
from workbench.cli.profiles import own_folder
from workbench.cli.studies_data import recorded_data

if TYPE_CHECKING:
    from workbench.charges.lifecycle.desk import Desk
    from workbench.charges.sources.paid import Till
    from workbench.history.studies import Studies
    from workbench.history.study_records import Recorded

_AS_REPORTED = "as-reported"
_BY_HAND = {event.replace(" ", "-"): event for event in BY_HAND}
STUDY_EVENTS = (_AS_REPORTED, *_BY_HAND)
"""What `compose --event` may be; the first leaves it to the report and to the order in which reports come."""
_MONEY_WAITS = (
    "Nothing was charged, so its payments are in no new message; give them again with the next charge or correction."
)


def compose_event(arguments: argparse.Namespace, files: Iterable[FilePath]) -> int:
    """Act on every study of the files; 1 when one of them needs a person."""
    from workbench.charges.sources.paid import Till
    from workbench.charges.sources.tables import told
    from workbench.charges.study.payment_files import load_payments
    from workbench.history.store import History
    from workbench.history.studies import Studies

    rows: list[dict[str, Any]] = []
    fine = True
    check_target(arguments.output)
    desk, stated = _desk(arguments), _stated(arguments.event)
    say_left_out(desk.master)
    output = None if arguments.json and arguments.output is None else EventOutput(arguments.output)
    till = Till(load_payments(arguments.payments) if arguments.payments is not None else {})
    with History.open(data_folder(arguments.data)) as history:
        studies = Studies(history)
        for file, place, recorded, problem in _taken(studies, files, desk, stated, till):
            if recorded is None:
                fine = False
                complain(told(file, place, problem))
                rows.append({"file": str(file), "place": place, "problem": problem})
                continue
            fine = fine and _settled(recorded, stated)
            if arguments.payments is not None and till.has(recorded.accession) and not recorded.taken.messages:
                complain(f"{recorded.accession}: {_MONEY_WAITS}")
            if output is not None:
                output.add(recorded.taken.messages)
            rows.append({"file": str(file), "place": place, **recorded_data(recorded)})
            _say_recorded(recorded)
            if again := reminder(recorded):
                complain(f"{recorded.accession or 'study'}: {again}")
    for sentence in till.unused:
        fine = False
        complain(sentence)
        rows.append({"file": str(arguments.payments), "place": "payments", "problem": sentence})
    if output is not None:
        output.write()
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
    return _BY_HAND.get(word)


def _settled(recorded: Recorded, stated: Event | None) -> bool:
    """Whether nobody has to look at it. What is stated and not done was refused; what is told may mean nothing."""
    from workbench.charges.lifecycle.states import Action

    taken = recorded.taken
    refused = taken.event is None and (recorded.study == 0 or stated is not None)
    return not refused and not taken.refusal and taken.action is not Action.HOLD


def _say_recorded(recorded: Recorded) -> None:
    """On standard error: the messages themselves are the output."""
    taken = recorded.taken
    complain(f"{recorded.accession or 'study'}: {taken.why}")
    if taken.difference.changes:
        complain(f"{recorded.accession or 'study'}: {taken.difference.text}")
    for note in taken.notes:
        complain(f"{recorded.accession or 'study'}: {note}")
