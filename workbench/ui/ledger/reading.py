"""Reading messages for the ledger in small portions: the history page by page, files and folders one by one.

A portion ends after 20 ms, and the window goes on in between; only a history that another program holds is waited for,
as long as the factory does. What was read stays, so that news in the history costs only what is new.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from workbench import garbage
from workbench.charges.ledger import Intake, Posting, Settings, preset, read_message_bytes
from workbench.charges.ledger.entries import is_answer, read_entry
from workbench.charges.ledger.quiet import without_collector
from workbench.charges.ledger.reader import read_again
from workbench.charges.ledger.settings import AUTOMATIC
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.history import NoHistory
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from workbench.history import EntrySummary
    from workbench.history.store import History

PORTION_MS = 20
KEPT = 2_000
"""After so many messages what was read is kept from the collector, which would stop the window to look at it again. It
looks at it once before, for some 25 ms."""
LARGE = 2_000_000
"""Bytes of a file whose messages are looked for beside the window."""
PAGE = 100
LINES = 50
"""Lines that are read under other settings between two looks at the clock."""
RECENT = 500
"""How many of the newest entries are looked at again: an answer may come after its message was read."""
_OPEN = ("waiting",)
"""Verdicts that will change."""


class LedgerReader(QObject):
    """Holds what was read of each entry and file. `finished` comes once for each round of reading."""

    progress = Signal(int, int)
    """Messages read in this round, and messages known of."""
    finished = Signal()
    failed = Signal(str)
    """The history cannot be read, a sentence."""

    def __init__(
        self, history_factory: Callable[[], History], parent: QObject | None = None, tasks: Tasks | None = None
    ) -> None:
        super().__init__(parent)
        self._factory, self._tasks = history_factory, tasks
        self._splitting = False
        """Whether a large file is being split into its messages beside the window."""
        self.settings: Settings = preset(AUTOMATIC)
        self._entries: dict[int, tuple[str, Intake]] = {}
        self._files: dict[Path, Intake] = {}
        self.pasted: dict[str, MessageFile] = {}
        """Messages that came from the clipboard, by the names that their postings have for a file."""
        self._texts: dict[str, Intake] = {}
        self.unreadable: list[str] = []
        """Sentences about files that could not be read or hold no charges."""
        self._unsaid: list[str] = []
        self.left_out = 0
        """Messages that a cancelled round did not read."""
        self._jobs: deque[Iterator[None]] = deque()
        self._done = self._known = self._kept = 0
        self._complete = False
        """Whether the history was once read to its end."""
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._portion)

    # -- what was read ------------------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether something waits to be read."""
        return bool(self._jobs)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that were imported."""
        return tuple(self._files)

    @property
    def has_imports(self) -> bool:
        """Whether there is something beside the history."""
        return bool(self._files or self.pasted)

    @property
    def messages(self) -> int:
        """How many messages were read in all."""
        return sum(intake.messages for intake in self.intakes())

    def intakes(self) -> tuple[Intake, ...]:
        """What was read of each entry, the oldest first, then of each file."""
        entries = (self._entries[number][1] for number in sorted(self._entries))
        return (*entries, *self._files.values(), *self._texts.values())

    @property
    def imported(self) -> tuple[Posting, ...]:
        """Every line that is in no history."""
        return tuple(one for intake in (*self._files.values(), *self._texts.values()) for one in intake.postings)

    def take_unsaid(self) -> list[str]:
        """Those sentences of `unreadable` that nobody was told yet."""
        unsaid, self._unsaid = self._unsaid, []
        return unsaid

    # -- what to read -------------------------------------------------------------------------------------------

    def read_history(self) -> None:
        """Read what is new in the history."""
        self._start(self._history_steps())

    def read_paths(self, paths: Iterable[Path]) -> None:
        """Read files, and the files in folders."""
        self._start(self._path_steps(list(paths)))

    def read_text(self, text: str) -> None:
        """Read messages that somebody pasted."""
        number = len(self.pasted) + 1
        name = "pasted messages" if number == 1 else f"pasted messages {number}"
        self.pasted[name] = MessageFile(text.encode("utf-8", "replace"), name)
        self._start(self._text_steps(name))

    def forget_files(self) -> None:
        """Leave out what was imported."""
        self.pasted.clear()
        self._leave_out()

    def _leave_out(self) -> None:
        self._files.clear()
        self._texts.clear()
        self.unreadable.clear()

    def start_over(self, settings: Settings | None = None) -> None:
        """Read everything again; under other settings, when they are given, only what they read otherwise."""
        before, self.settings = self.settings, settings or self.settings
        if settings is None or self.is_reading:
            self._read_all()
        elif settings.kinds == before.kinds:
            self._start(iter(()))
        else:
            self._start(self._again_steps(self._entries, self._files, self._texts, complete=self._complete))
            self._entries, self._files, self._texts, self._complete = {}, {}, {}, False

    def _read_all(self) -> None:
        paths = list(self._files)
        self.stop()
        self._complete = False
        self._entries.clear()
        self._leave_out()
        self._start(self._history_steps())
        if paths:
            self._start(self._path_steps(paths))
        for name in tuple(self.pasted):
            self._start(self._text_steps(name))

    def cancel(self) -> None:
        """Leave the rest; what has been read is netted, and what was left out is counted."""
        if self.is_reading:
            self.left_out = max(0, self._known - self._done)
            self.stop()
            self.finished.emit()

    def stop(self) -> None:
        """Leave the rest, and say nothing."""
        self._splitting = False
        self._jobs.clear()
        self._timer.stop()

    # -- portions -----------------------------------------------------------------------------------------------

    def _start(self, job: Iterator[None]) -> None:
        if not self._jobs:
            self._done = self._known = self._kept = self.left_out = 0
        self._jobs.append(job)
        if not self._splitting:
            self._timer.start()

    def _portion(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        with without_collector():
            while self._jobs:
                if next(self._jobs[0], self) is self:  # its end; a job that failed is at its end too
                    self._jobs.popleft()
                if self._splitting or clock.elapsed() >= PORTION_MS:
                    break
            if self._done - self._kept >= KEPT:
                garbage.keep()
                self._kept = self._done
        self.progress.emit(self._done, max(self._known, self._done))
        if self._splitting:
            self._timer.stop()
        if not self._jobs and self._timer.isActive():  # else somebody cancelled, and was told
            self._timer.stop()
            self.finished.emit()

    def _history_steps(self) -> Iterator[None]:
        try:
            history = self._factory()
            self._known += history.count() if not self._entries else 0
            yield
            before, seen, until = None, 0, self._settled_below()
            while page := history.entries(limit=PAGE, before=before):
                yield
                wanted = [summary for summary in page if self._wants(summary)]
                raws = history.raws([summary.id for summary in wanted])
                yield
                for summary in wanted:
                    if summary.id in raws:  # else purged meanwhile
                        self._take(summary, raws[summary.id])
                        yield
                before = page[-1].id
                seen += len(page)
                if before < until and seen >= RECENT:
                    break
            self._complete = True
        except NoHistory:
            return
        except WorkbenchError as problem:
            self.failed.emit(str(problem))

    def _settled_below(self) -> int:
        """Entries older than this one were read, and will not change any more; 0 when nothing was read yet."""
        if not self._complete:
            return 0
        waiting = [number for number, (verdict, _intake) in self._entries.items() if verdict in _OPEN]
        return min(waiting, default=max(self._entries))

    def _wants(self, summary: EntrySummary) -> bool:
        """Whether the bytes of this entry have to be read; what answers only is noted at once."""
        known = self._entries.get(summary.id)
        if known is not None and known[0] == summary.verdict:
            return False
        if is_answer(summary):
            self._done += 1
            self._entries[summary.id] = (summary.verdict, Intake())
            return False
        return True

    def _take(self, entry: EntrySummary, raw: bytes) -> None:
        """Read the charge lines of one entry."""
        self._entries[entry.id] = (entry.verdict, read_entry(entry, raw, self.settings.kinds))
        self._done += 1

    def _again_steps(
        self,
        entries: Mapping[int, tuple[str, Intake]],
        files: Mapping[Path, Intake],
        texts: Mapping[str, Intake],
        *,
        complete: bool,
    ) -> Iterator[None]:
        """The lines that were read, under other settings: what their messages say need not be read again."""
        known = [intake for _verdict, intake in entries.values()]
        self._known += sum(intake.messages for intake in (*known, *files.values(), *texts.values()))
        for number, (verdict, before) in entries.items():
            intake = Intake()
            yield from self._lines_again(before, intake)
            self._entries[number] = (verdict, intake)
        for file, before in files.items():
            yield from self._lines_again(before, self._files.setdefault(file, Intake()))
        for name, before in texts.items():
            yield from self._lines_again(before, self._texts.setdefault(name, Intake()))
        self._complete = complete
        yield from self._history_steps()

    def _lines_again(self, before: Intake, intake: Intake) -> Iterator[None]:
        intake.signings, intake.notes, intake.unreadable = before.signings, before.notes, before.unreadable
        lines = read_again((one.line for one in before.postings), self.settings.kinds)
        count = len(before.postings)
        for number, (posting, line) in enumerate(zip(before.postings, lines, strict=True), 1):
            intake.postings.append(replace(posting, line=line))
            if number % LINES == 0:
                self._messages_again(intake, before.messages * number // count)
                yield
        self._messages_again(intake, before.messages)
        yield

    def _messages_again(self, intake: Intake, messages: int) -> None:
        self._done += messages - intake.messages
        intake.messages = messages

    def _path_steps(self, paths: list[Path]) -> Iterator[None]:
        seen: set[Path] = set()
        for path in paths:
            for file in self._inside(path):
                yield
                if file not in seen:
                    seen.add(file)
                    yield from self._file_steps(file)

    def _inside(self, path: Path) -> Iterator[Path]:
        """The file itself, or the files of a folder in the order of their names."""
        if not path.is_dir():
            yield path.resolve()
            return
        empty = True
        for place, folders, names in os.walk(path, onerror=self._cannot):
            folders.sort()
            for name in sorted(names):
                empty = False
                yield (Path(place) / name).resolve()
        if empty:
            self._complain(f"The folder {path} holds no files.")

    def _cannot(self, error: OSError) -> None:
        self._complain(f"The folder {error.filename} cannot be read: {error.strerror or error}.")

    def _complain(self, sentence: str) -> None:
        if sentence not in self.unreadable:
            self.unreadable.append(sentence)
        self._unsaid.append(sentence)

    def _split(self, messages: MessageFile) -> Iterator[None]:
        """Find the messages in a large file beside the window: it takes 0.2 s for 100 000 of them."""
        if self._tasks is None or len(messages.data) < LARGE:
            return

        def go_on(_count: int) -> None:
            if self._splitting:
                self._splitting = False
                self._timer.start()

        self._splitting = True
        self._tasks.run("split", lambda: len(messages), go_on)
        yield

    def _file_steps(self, file: Path) -> Iterator[None]:
        try:
            messages = MessageFile.open(file)
            yield from self._split(messages)
            count = len(messages)
        except WorkbenchError as problem:
            self._complain(str(problem))
            return
        intake = self._files[file] = Intake()
        self._known += count
        yield from self._message_steps(messages, str(file), intake)
        if not intake.postings and not intake.notes and not intake.signings:
            self._complain(f"{file.name} holds no charge lines.")
            del self._files[file]

    def _text_steps(self, name: str) -> Iterator[None]:
        messages, intake = self.pasted[name], Intake()
        self._texts[name] = intake
        yield from self._split(messages)
        self._known += len(messages)
        yield from self._message_steps(messages, name, intake)
        if not intake.postings and not intake.notes and not intake.signings:
            self._complain("The text on the clipboard holds no charge lines.")
            self.pasted.pop(name, None)
            self._texts.pop(name, None)

    def _message_steps(self, messages: MessageFile, name: str, intake: Intake) -> Iterator[None]:
        for index in range(len(messages)):
            intake.add(read_message_bytes(messages[index], self.settings.kinds, file=name, message=index + 1))
            self._done += 1
            yield
