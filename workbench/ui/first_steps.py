"""First steps: what each kind of work begins with, and the way there with one key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout

from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel, open_with_size

if TYPE_CHECKING:
    from workbench.ui.window import Window

_CONNECTIONS, _TRAINING, _SUPPORT = "Connections", "Training", "Support"


@dataclass(frozen=True)
class Step:
    """One row: for which work, what is wanted, where it is, and what goes there."""

    work: str
    wanted: str
    where: str
    go: Callable[[], object]


def steps(window: Window) -> tuple[Step, ...]:
    """The steps, by the work that they belong to."""
    opening = window.opening

    def sample(beginning: str) -> Callable[[], object]:
        return lambda: opening.open_sample(next(file for file in opening.samples() if file.name.startswith(beginning)))

    def place(name: str) -> Callable[[], object]:
        return lambda: window.show_place(name)

    return (
        Step(_CONNECTIONS, "See what a message says and what is wrong with it", "File, Open", opening.ask_for_files),
        Step(_CONNECTIONS, "The same with a message that has a fault", "File, Open sample messages", sample("04")),
        Step(_CONNECTIONS, "Be the billing system: receive, answer, refuse", "Exchange", place("exchange")),
        Step(_CONNECTIONS, "Send a message and read the answer", "Message, Send", place("exchange")),
        Step(_TRAINING, "Turn a signed report into a charge", "Studies, sample studies", window.open_samples),
        Step(_TRAINING, "Show the whole way, from the report to the answer", "Help, Take the tour", window.start_tour),
        Step(_TRAINING, "Show a credit beside its charge", "File, Open sample messages", sample("03")),
        Step(_TRAINING, "Explain a field, a code or a word", "View, Look up in the reference", window.look_up),
        Step(_SUPPORT, "Find what was sent for a patient, and the answer", "History", place("history")),
        Step(_SUPPORT, "Read a refusal: which field, and what to do", "File, Open sample messages", sample("06")),
        Step(_SUPPORT, "Take back a charge that was wrong", "Message, Reverse", place("reversal")),
        Step(_SUPPORT, "See what is unpaired, doubled or late", "Ledger", place("ledger")),
    )


class FirstSteps(QDialog):
    """The list; Return or a double click goes there."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle("First steps")
        self.setAccessibleName("First steps")
        self.model = SimpleTable(("For", "What you want", "Where it is"), coloured=(0,), parent=self)
        self.table = row_table("First steps", self.model, (90, 400, 210))
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(self._go)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel("Return on a row goes there. Samples are copies: nothing can break.", "muted"))
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        open_with_size(self, 780, 430)
        self.model.show([Line((one.work, one.wanted, one.where), one, "muted") for one in steps(window)])
        self.table.selectRow(0)
        self.table.setFocus()

    def _go(self) -> None:
        line = self.model.line(self.table.currentIndex())
        if line is not None and isinstance(line.subject, Step):
            self.accept()
            line.subject.go()


def show_first_steps(window: Window) -> FirstSteps:
    """Open the list; it stays beside the work until it is closed."""
    dialog = FirstSteps(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog
