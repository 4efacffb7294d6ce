"""compose --event: act on a study as it is known here."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.charges.lifecycle.events import BY_HAND, Event
from workbench.cli.charges_output import say_left_out
from workbench.cli.compose_data import Failure, answer, event_data, event_report
from workbench.cli.data import data_folder
from workbench.cli.event_output import EventOutput, check_target, reminder
from workbench.cli.output import FAILED, FINE, NO, complain, say_json
from workbench.cli.profiles import own_folder
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.lifecycle.desk import Desk
    from workbench.charges.sources.paid import Till
    from workbench.history.studies import Studies
    from workbench.history.study_records import Recorded

_AS_REPORTED = "as-reported"
_BY_HAND = {event.replace(" ", "-"): event for event in BY_HAND}
STUDY_EVENTS = (_AS_REPORTED, *_BY_HAND)
"""What `compose --event` may be; the first leaves it to the report and to the order in which reports come."""


def compose_event(arguments: argparse.Namespace, files: Iterable[FilePath]) -> int:
    """Act on every study of the files; 1 when one of them needs a person, 2 when a file cannot be read or the run had
    to end early. What was done until then is told all the same: it is kept."""
    from workbench.charges.sources.paid import Till
    from workbench.charges.study.payment_files import load_payments
    from workbench.history.store import History
    from workbench.history.studies import Studies

    check_target(arguments.output)
    desk, stated = _desk(arguments), _stated(arguments.event)
    say_left_out(desk.master)
    till = Till(load_payments(arguments.payments) if arguments.payments is not None else {})
    run = _Run(None if arguments.json and arguments.output is None else EventOutput(arguments.output), stated)
    with History.open(data_folder(arguments.data)) as history:
        try:
            for step in _taken(Studies(history), files, desk, stated, till):
                run.add(step)
            run.failed_in_part(Failure(arguments.payments, "", sentence) for sentence in till.unused)
            run.write()
        except WorkbenchError as error:
            run.ended(error)
    if arguments.json:
        run.say_json()
    return run.status


@dataclass(frozen=True)
class _Step:
    """What became of one message of a file, or why nothing did; without a place it is about the whole file."""

    file: FilePath
    place: str
    recorded: Recorded | None = None
    failure: str = ""


class _Run:
    """What was done so far, said on standard error as it is done; the messages themselves are the output."""

    def __init__(self, output: EventOutput | None, stated: Event | None) -> None:
        self._output, self._stated = output, stated
        self._studies: list[dict[str, Any]] = []
        self._failures: list[Failure] = []
        self._fine, self._failed = True, False

    def add(self, step: _Step) -> None:
        """One step; its messages go out. Raises WorkbenchError when they cannot be written."""
        recorded = step.recorded
        if recorded is None:
            self._failed = self._failed or not step.place  # the whole file
            self.failed_in_part([Failure(step.file, step.place, step.failure)])
            return
        settled = _settled(recorded, self._stated)
        self._fine = self._fine and settled
        self._studies.append(event_data(step.file, step.place, recorded, settled=settled))
        _say_recorded(recorded)
        if again := reminder(recorded):
            complain(f"{recorded.accession or 'study'}: {again}")
        if self._output is not None:
            self._output.add(recorded.taken.messages)

    def failed_in_part(self, failures: Iterable[Failure]) -> None:
        """These are told, and the others go on."""
        for one in failures:
            self._fine = False
            self._failures.append(one)
            complain(one.text)

    def ended(self, error: WorkbenchError) -> None:
        """Nothing more can be done; messages that were made and not written yet are written if that is possible."""
        self._failed = True
        self._failures.append(Failure(None, "", str(error)))
        complain(str(error))
        with contextlib.suppress(WorkbenchError):  # said already, with the way to get at them
            self.write()

    def write(self) -> None:
        """What was not written yet. Raises WorkbenchError."""
        if self._output is not None:
            self._output.write()

    def say_json(self) -> None:
        """The answer for a program."""
        written = [] if self._output is None else self._output.written
        say_json(answer(self._studies, self._failures, (), written, event_report(self._studies, self._failures)))

    @property
    def status(self) -> int:
        """The exit status."""
        return FAILED if self._failed else FINE if self._fine else NO


def _taken(
    studies: Studies, files: Iterable[FilePath], desk: Desk, stated: Event | None, till: Till
) -> Iterator[_Step]:
    from workbench.charges.sources.files import is_listed, read_file
    from workbench.history.errors import HistoryError

    for file in files:
        try:
            found = read_file(file)
        except WorkbenchError as error:
            yield _Step(file, "", failure=str(error))
            continue
        for given in found:
            if given.document is None:
                yield _Step(file, given.place, failure=given.problem)
                continue
            try:
                recorded = studies.take(till.paid(given.document), desk, at=datetime.now(UTC), stated=stated)
            except HistoryError:
                raise
            except WorkbenchError as error:
                yield _Step(file, given.place, failure=str(error))
                continue
            alone = len(found) == 1 and not is_listed(file)
            for one in recorded:
                yield _Step(file, "" if alone else given.place, one)


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
        ids.transaction_ids(length=profile.message.transaction_id_length),
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
