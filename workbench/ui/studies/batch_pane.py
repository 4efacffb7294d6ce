"""The report of a batch: what was made, what needs a person, and what is done with the messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.charges.lifecycle.standing import Sent
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.studies.batch import Result, summary_words
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel
from workbench.wholefile import write_whole

_HEADERS = ("Done", "Study", "Messages", "From", "Why")


class BatchPane(QWidget):
    """Shows Results; those that need a person stand first."""

    closed = Signal()
    study_wanted = Signal(int)
    """The number of a kept study that the user wants to see."""
    send_requested = Signal(object, str)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._messages: tuple[tuple[Sent, str], ...] = ()
        self._sent = 0
        self.model = SimpleTable(_HEADERS, numbers=(2,), parent=self)
        self.table = row_table("What was made", self.model, (96, 130, 84, 190))
        self.heading = PlainLabel("", "heading", wrap=True)
        self.heading.setAccessibleName("Report of the batch")
        self.why = PlainLabel("", "muted", wrap=True)
        self.why.setAccessibleName("Why")
        self.back_button = QPushButton("&Back to the worklist")
        self.save_button = QPushButton("Sa&ve messages into a folder…")
        self.send_button = QPushButton("Se&nd one by one…")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.back_button, self.save_button, self.send_button):
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.back_button.clicked.connect(self.closed)
        self.save_button.clicked.connect(self.choose_folder)
        self.send_button.clicked.connect(self.send_next)
        self.table.selectionModel().currentRowChanged.connect(self._show_why)
        self.table.activated.connect(self._show_study)
        theme.watcher().changed.connect(self.model.colours_changed)

    def show_results(self, results: Sequence[Result]) -> None:
        """Another report."""
        ordered = sorted(results, key=lambda one: not one.needs_person)
        self.heading.setText(summary_words(results))
        self.model.show([_line(one) for one in ordered])
        self._messages = tuple((sent, one.accession) for one in results for sent in one.messages)
        self._sent = 0
        self._show_sending()
        if ordered:
            self.table.selectRow(0)
        self._show_why()

    def choose_folder(self) -> None:
        """Let the user pick where the messages go."""
        name = QFileDialog.getExistingDirectory(self, "Save messages into a folder")
        if name:
            self.save_into(Path(name))

    def save_into(self, folder: Path) -> None:
        """Each message as a file of its own, named by its control id; nothing that is there is written over."""
        saved = 0
        try:
            for sent, _accession in self._messages:
                file = folder / f"{sent.control_id}.hl7"
                if file.exists() and file.read_bytes() != sent.raw:
                    raise WorkbenchError(f"{file} is there already and is another message; choose another folder.")
                write_whole(file, sent.raw)
                saved += 1
        except OSError as error:
            self._bridge.problem(f"{folder} cannot be written: {error.strerror or error}. {saved} were saved.")
        except WorkbenchError as problem:
            self._bridge.problem(f"{problem} {saved} of {len(self._messages)} messages were saved.")
        else:
            self._bridge.info(f"{saved} message{'' if saved == 1 else 's'} saved in {folder}.")

    def send_next(self) -> None:
        """Load the next message for sending, in the order in which they were made."""
        if self._sent < len(self._messages):
            sent, accession = self._messages[self._sent]
            self._sent += 1
            self._show_sending()
            self.send_requested.emit(sent.raw, f"{sent.control_id}, {accession}")

    def _show_sending(self) -> None:
        count = len(self._messages)
        self.save_button.setEnabled(bool(count))
        self.send_button.setEnabled(self._sent < count)
        self.send_button.setText(
            f"Se&nd next ({self._sent + 1} of {count})…" if self._sent < count else "All handed out"
        )

    def _show_why(self) -> None:
        line = self.model.line(self.table.currentIndex())
        self.why.setText(line.tip if line is not None else "")

    def _show_study(self) -> None:
        line = self.model.line(self.table.currentIndex())
        if line is not None and isinstance(line.subject, Result) and line.subject.study:
            self.study_wanted.emit(line.subject.study)


def _line(one: Result) -> Line:
    cells = (one.done, one.accession or "—", str(len(one.messages)), one.place, one.why)
    return Line(cells, one, "warn" if one.needs_person else "good" if one.messages else "muted", one.why)
