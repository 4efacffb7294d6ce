"""Keeping many studies, one after the other beside the window: files, a folder, or what lies on the desk."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.standing import Sent
from workbench.charges.lifecycle.states import Action
from workbench.charges.sources.files import read_file
from workbench.charges.sources.folder import ENDINGS
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui.studies.due import MakeDesk
from workbench.ui.studies.signing import DONE
from workbench.ui.studies.store import StudyStore
from workbench.words import counted

if TYPE_CHECKING:
    from workbench.history.studies import Studies
    from workbench.history.study_records import Recorded

_PORTION_S = 0.15
"""Seconds of work in one go; then the count moves, other work has its turn, and the user may cancel."""


@dataclass(frozen=True)
class Job:
    """One message to take in, or the sentence why it cannot be."""

    place: str
    document: Document | None
    problem: str = ""
    lines: tuple[ChargeLine, ...] | None = None
    """Charge lines that a person has edited."""
    desk: Desk | None = None
    """Tools of its own, where the ids are known already."""
    handed_out: tuple[str, ...] = ()
    """Control ids of messages that left the desk for this study before it was kept."""


@dataclass(frozen=True)
class Result:
    """What became of one study."""

    place: str
    accession: str
    done: str
    """In a word or two."""
    why: str
    messages: tuple[Sent, ...] = ()
    needs_person: bool = False
    study: int = 0
    sendable: bool = True
    """Whether its messages may be sent with all others; not when something else left for the same charges."""
    warnings: int = 0
    """How many sentences about its charges should be looked at."""
    failed: bool = False
    """Whether it could not be taken in at all."""


@dataclass
class _Run:
    desk: MakeDesk
    files: deque[Path] = field(default_factory=deque)
    jobs: deque[Job] = field(default_factory=deque)
    results: list[Result] = field(default_factory=list)
    known: int = 0
    under_way: tuple[Job, ...] = ()
    """What was handed to the store, as much of it as one portion holds is done."""
    done: int = 0
    """Messages that were taken or refused; one may be about several studies."""


class Batch(QObject):
    """Runs one batch at a time; what is added meanwhile joins it."""

    progress = Signal(int, int)
    """Done, and known of so far."""
    finished = Signal(object)
    """A tuple of Results, in the order of the files; also after `cancel`, then with what had been done."""

    def __init__(self, store: StudyStore, make_desk: MakeDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._make_desk = make_desk
        self._run: _Run | None = None

    @property
    def is_running(self) -> bool:
        """Whether something is under way."""
        return self._run is not None

    def take_files(self, paths: Iterable[Path]) -> None:
        """Every study of these files; of a folder, of the files in it that may hold studies."""
        jobs: list[Job] = []
        files: list[Path] = []
        for path in paths:
            try:
                files += _files(path)
            except OSError as error:  # it went away, or may not be looked into
                jobs.append(Job(path.name, None, f"The folder {path} cannot be read: {error.strerror or error}."))
        self._begin(jobs, files)

    def take_jobs(self, jobs: Iterable[Job]) -> None:
        """Messages that are read already."""
        self._begin(list(jobs), [])

    def cancel(self) -> None:
        """Leave what has not begun; what was kept stays."""
        if self._run is not None:
            self._run.known -= len(self._run.jobs)
            self._run.jobs.clear()
            self._run.files.clear()
            self._run.under_way = ()

    def _begin(self, jobs: Sequence[Job], files: Sequence[Path]) -> None:
        fresh = self._run is None
        run = self._run = self._run or _Run(self._make_desk)
        run.jobs.extend(jobs)
        run.files.extend(files)
        run.known += len(jobs)
        if fresh:
            self._next()

    def _next(self) -> None:
        run = self._run
        if run is None:
            return
        self.progress.emit(run.done, run.known + len(run.files))
        if run.jobs:
            try:
                desk = run.desk()
            except WorkbenchError as problem:
                self._store.failed.emit(str(problem))
                self.stop()
                return
            waiting = run.under_way = tuple(run.jobs)
            run.jobs.clear()
            self._store.change(lambda studies: _taken(studies, waiting, desk), self._took, self.stop)
        elif run.files:
            file = run.files.popleft()
            self._store.work(lambda: _read(file), self._has_read, self.stop)
        else:
            self._run = None
            self.finished.emit(tuple(run.results))

    def _has_read(self, jobs: list[Job]) -> None:
        if self._run is not None:
            self._run.jobs.extend(jobs)
            self._run.known += len(jobs)
        self._next()

    def _took(self, portion: tuple[list[Result], int]) -> None:
        results, done = portion
        if (run := self._run) is not None:
            run.results += results
            run.done += done
            run.jobs.extendleft(reversed(run.under_way[done:]))
            run.under_way = ()
        self._next()

    def stop(self, _problem: str = "") -> None:
        """The store refused, and said why: nothing more is tried, and what was done is told."""
        run, self._run = self._run, None
        if run is not None:
            self.finished.emit(tuple(run.results))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = (file for file in path.iterdir() if file.name.casefold().endswith(ENDINGS))
    return sorted(file for file in found if file.is_file() and not file.name.startswith("."))


def _read(file: Path) -> list[Job]:
    try:
        given = read_file(file)
    except WorkbenchError as problem:
        return [Job(file.name, None, str(problem))]
    alone = len(given) == 1
    return [Job(file.name if alone else f"{file.name}, {one.place}", one.document, one.problem) for one in given]


def _taken(studies: Studies, jobs: Iterable[Job], desk: Desk) -> tuple[list[Result], int]:
    """The results of as many jobs as fit into a portion, and how many those are. Runs beside the window."""
    results: list[Result] = []
    begun, done = monotonic(), 0
    for job in jobs:
        results += _results(studies, job, desk)
        done += 1
        if monotonic() - begun >= _PORTION_S:
            break
    return results, done


def _results(studies: Studies, job: Job, desk: Desk) -> list[Result]:
    """A failure of the database ends everything; one of a study is its result."""
    from workbench.history.errors import HistoryError

    if job.document is None:
        return [Result(job.place, "", "Not read", job.problem, needs_person=True, failed=True)]
    try:
        recorded = studies.take(
            job.document, job.desk or desk, at=datetime.now(UTC), lines=job.lines, handed_out=job.handed_out
        )
    except HistoryError:
        raise
    except WorkbenchError as problem:
        return [Result(job.place, "", "Not kept", str(problem), needs_person=True, failed=True)]
    return [_warned(result_of(job.place, one)) for one in recorded]


def _warned(result: Result) -> Result:
    """What left for the study under other ids is another charge for the receiver: a person has to choose."""
    others = [sent for sent in result.messages if sent.held_back]
    if not others:
        return result
    why = (
        f"{others[0].beside} was handed out for this study before it was kept, and"
        f" {', '.join(sent.control_id for sent in others)} is"
        f" another message for the same charges: send only one of them. {result.why}"
    )
    return replace(result, done=DONE[Action.HOLD], why=why, needs_person=True, sendable=False)


def result_of(place: str, recorded: Recorded) -> Result:
    """What one step did, for a list."""
    taken = recorded.taken
    if taken.event is None:
        done = "Came late" if taken.stale else "Nothing new" if recorded.study else "Not kept"
    else:
        done = "To complete" if taken.refusal else DONE[taken.action]
        if taken.warnings:
            done = f"{done}, to look at"
    needs = bool(taken.refusal) or taken.action is Action.HOLD or (taken.event is None and not recorded.study)
    parts = [taken.why, taken.difference.text, *taken.notes]
    why = " ".join(part for part in parts if part)
    warnings = len(taken.warnings)
    return Result(place, recorded.accession, done, why, taken.messages, needs, recorded.study, warnings=warnings)


def summary_words(results: Sequence[Result]) -> str:
    """One sentence for the head of the report."""
    made = sum(len(one.messages) for one in results)
    people = sum(one.needs_person for one in results)
    studies = counted(len(results), "study", "studies")
    messages = f"{counted(made, 'message')} made"
    warned = sum(one.warnings > 0 and not one.needs_person for one in results)
    look = f", {warned} with warnings" if warned else ""
    return f"{studies}: {messages}{look}, {people or 'none'} need{'s' if people in (0, 1) else ''} a person."
