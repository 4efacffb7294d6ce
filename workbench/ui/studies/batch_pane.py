"""The report of a batch: what was made, what needs a person, and what is done with the messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.charges.lifecycle.sequence import NOT_SENT
from workbench.charges.lifecycle.standing import Sent
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.column_room import ColumnRoom
from workbench.ui.studies.batch import Result, summary_words
from workbench.ui.studies.batch_model import BatchModel, Column
from workbench.ui.studies.send_bar import SendBar
from workbench.ui.studies.sending import Answer, Parcel, Post, SendRun, Target
from workbench.ui.studies.store import StudyStore
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel
from workbench.wholefile import write_whole
from workbench.words import counted

if TYPE_CHECKING:
    from workbench.history.studies import Studies


class BatchPane(QWidget):
    """Shows Results; those that need a person stand first. Without a `post` messages are only handed out."""

    closed = Signal()
    study_wanted = Signal(int)
    """The number of a kept study that the user wants to see."""
    send_requested = Signal(object, str, str)

    def __init__(
        self, store: StudyStore, bridge: Bridge, post: Post | None = None, settings: QSettings | None = None
    ) -> None:
        super().__init__()
        self._store, self._bridge = store, bridge
        self.messages: tuple[tuple[Sent, str], ...] = ()
        """What can be sent, in its order, with the accession number of its study."""
        self._study_of: dict[str, int | str] = {}
        self.answers: dict[str, Answer] = {}
        """MSH-10 -> how it ended."""
        self._handed_out: set[str] = set()
        self._is_asking = False
        self.model = BatchModel(self)
        self.send_bar = SendBar(bridge, settings)
        if post is None:  # shown before it stands in the pane it would be a window, and take the keyboard
            self.send_bar.hide()
        self.run = SendRun(store, post, self) if post is not None else None
        self._build()
        self._connect()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.table = row_table("What was made", self.model, (132, 130, 84, 120, 150))
        most = {Column.ANSWER: 260, Column.STUDY: 270, Column.FROM: 420}
        ColumnRoom(self.table, most, rest=380)
        self.heading = PlainLabel("", "heading", wrap=True)
        self.heading.setAccessibleName("Report of the batch")
        self.why = PlainLabel("", "muted", wrap=True)
        self.why.setAccessibleName("Why")
        self.back_button = QPushButton("&Back to the worklist")
        self.study_button = QPushButton("Show the st&udy")
        self.study_button.setToolTip("Its messages with their answers, and what is to be done: mend, send again.")
        self.save_button = QPushButton("Sa&ve messages into a folder…")
        self.send_button = QPushButton("Se&nd one by one…")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        layout.addWidget(self.send_bar)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.back_button, self.study_button, self.save_button, self.send_button):
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.closed)
        self.save_button.clicked.connect(self.choose_folder)
        self.send_button.clicked.connect(self.send_next)
        self.table.selectionModel().currentRowChanged.connect(self._show_why)
        self.table.activated.connect(self._show_study)
        self.study_button.clicked.connect(self._show_study)
        theme.watcher().changed.connect(self.model.colours_changed)
        if self.run is not None:
            self.send_bar.wanted.connect(self.send_all)
            self.send_bar.cancelled.connect(self._stop)
            self.run.answered.connect(self._answered)
            self.run.progress.connect(self.send_bar.show_progress)
            self.run.finished.connect(self._all_sent)

    # -- showing ------------------------------------------------------------------------------------------------

    @property
    def is_sending(self) -> bool:
        """Whether a run is under way; what is shown is not replaced then."""
        return self.run is not None and self.run.is_running

    def show_results(self, results: Sequence[Result], *, heading: str = "") -> None:
        """Another report; what the history knows of its messages is asked for."""
        self.answers = {}
        self._handed_out = set()
        self.heading.setText(heading or summary_words(results))
        self.model.show_results(results, self.answers)
        self.messages = tuple((sent, one.accession) for one in results if one.sendable for sent in one.messages)
        self._study_of = {sent.control_id: one.study or one.accession for one in results for sent in one.messages}
        self.send_bar.words.setText("")
        self._show_sending()
        if results:
            self.table.selectRow(0)
        self._show_why()
        self.refresh()

    def refresh(self) -> None:
        """Ask the history how the messages ended."""
        control_ids = [sent.control_id for sent, _accession in self.messages]

        def known(studies: Studies) -> dict[str, Answer]:
            return {name: Answer(one.outcome, one.note) for name, one in studies.sent_before(control_ids).items()}

        nothing: dict[str, Answer] = {}
        if control_ids and not self.is_sending:
            self._store.ask("answers of the batch", known, self._merge, nothing)

    def _merge(self, known: dict[str, Answer]) -> None:
        ours = {sent.control_id for sent, _accession in self.messages}
        news = {name: one for name, one in known.items() if name in ours and one != self.answers.get(name)}
        self.answers.update(news)
        if news:
            self.model.answered(news)
            self._show_sending()
            self._show_why()

    def _show_sending(self) -> None:
        waiting = self.waiting()
        production = any((Document.from_bytes(sent.raw).get("MSH-11.1") or "") == "P" for sent in waiting[:1])
        self.send_bar.show_waiting(Counter(sent.endpoint for sent in waiting), production=production)
        self.save_button.setEnabled(bool(self.messages))
        one_by_one = [sent for sent in waiting if sent.control_id not in self._handed_out]
        self.send_button.setEnabled(bool(one_by_one) and not self.is_sending)
        number = len(self.messages) - len(one_by_one) + 1
        words = f"Load the &next for sending ({number} of {len(self.messages)})…"
        self.send_button.setText(words if one_by_one else "All handed out" if self.messages else "Nothing to send")

    def _show_why(self) -> None:
        line = self.model.line(self.table.currentIndex())
        self.why.setText(line.tip if line is not None else "")
        self.study_button.setEnabled(line is not None and isinstance(line.subject, Result) and bool(line.subject.study))

    def _show_study(self) -> None:
        line = self.model.line(self.table.currentIndex())
        if line is not None and isinstance(line.subject, Result) and line.subject.study:
            self.study_wanted.emit(line.subject.study)

    # -- saving -------------------------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Let the user pick where the messages go."""
        name = QFileDialog.getExistingDirectory(self, "Save messages into a folder")
        if name:
            self.save_into(Path(name))

    def save_into(self, folder: Path) -> None:
        """Each message as a file of its own, named by its control id; nothing that is there is written over."""
        saved = 0
        try:
            for sent, _accession in self.messages:
                file = folder / f"{sent.control_id}.hl7"
                if file.exists() and file.read_bytes() != sent.raw:
                    raise WorkbenchError(f"{file} is there already and is another message; choose another folder.")
                write_whole(file, sent.raw)
                saved += 1
        except OSError as error:
            self._bridge.problem(f"{folder} cannot be written: {error.strerror or error}. {saved} were saved.")
        except WorkbenchError as problem:
            self._bridge.problem(f"{problem} {saved} of {len(self.messages)} messages were saved.")
        else:
            self._bridge.info(f"{counted(saved, 'message')} saved in {folder}.")

    # -- sending ------------------------------------------------------------------------------------------------

    def waiting(self) -> list[Sent]:
        """The messages that never left, as far as anybody knows, in the order in which they were made."""
        never = Answer(NOT_SENT)
        return [
            sent for sent, _accession in self.messages if self.answers.get(sent.control_id, never).verdict == NOT_SENT
        ]

    def _for_receiver(self) -> list[Sent]:
        """Those for the receiver that is chosen: what is routed to one never goes to another."""
        return [sent for sent in self.waiting() if sent.endpoint == self.send_bar.receiver]

    def send_next(self) -> None:
        """Load the next message for sending, in the order in which they were made; one that has to wait for another
        is passed over, and said when there is no other."""
        names = tuple(sent.control_id for sent in self.waiting() if sent.control_id not in self._handed_out)
        if not names or self._is_asking:
            return
        self._is_asking = True
        self._store.ask("next", lambda studies: _free(studies, names), self._hand_out, (names[0], ""), self._not_asked)

    def _not_asked(self, _problem: str) -> None:
        self._is_asking = False

    def _hand_out(self, free: tuple[str, str]) -> None:
        """Load the message with this control id, or say why there is none."""
        self._is_asking = False
        control_id, why = free
        if why:
            self._bridge.warning(why)
        for sent, accession in self.messages:
            if sent.control_id == control_id and not self.is_sending:
                self._handed_out.add(control_id)
                self._show_sending()
                whose = f" for {sent.endpoint}" if sent.endpoint else ""
                self.send_requested.emit(sent.raw, f"{control_id}, {accession}{whose}", sent.endpoint)

    def send_all(self, target: Target) -> None:
        """Send everything that never left; each answer shows in the row of its study."""
        if self.run is not None and not self.run.is_running:
            self.send_bar.show_running(on=True)
            self.run.start([Parcel(sent, self._study_of[sent.control_id]) for sent in self._for_receiver()], target)
            self._show_sending()

    def _stop(self) -> None:
        if self.run is not None:
            self.send_bar.cancel_button.setEnabled(False)
            self.run.cancel()

    def _answered(self, control_id: str, answer: Answer) -> None:
        self.answers[control_id] = answer
        self.model.answered([control_id])
        self._show_sending()
        self._show_why()

    def _all_sent(self, words: str) -> None:
        self.send_bar.show_running(on=False)
        self.send_bar.words.setText(words)
        self._show_sending()
        if self.waiting():
            self.send_bar.send_button.setFocus()
        else:
            self.back_button.setFocus()


def _free(studies: Studies, control_ids: tuple[str, ...]) -> tuple[str, str]:
    """The first of these messages that waits for no other; "" and the reason of the first when there is none."""
    first = ""
    for control_id in control_ids:
        why = studies.why_held(control_id)
        if not why:
            return control_id, ""
        first = first or f"{control_id} was not loaded. {why}"
    return "", first
