"""A list to choose from by typing: the letters typed narrow it, the arrows walk it, Enter takes the row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from workbench.ui.tables import RowsModel, row_table
from workbench.ui.widgets import PlainLabel, open_with_size

KEY, TITLE, NOTE = range(3)
_WALK = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Choice:
    """One row. `note` is a word or two on the right; `about` the sentence below the list."""

    key: str
    title: str
    note: str = ""
    about: str = ""
    possible: bool = True
    """Whether Enter may take it; if not, `about` says why."""
    data: object = None


class ChoiceModel(RowsModel[Choice]):
    """The rows that fit what was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(("Key", "Title", "Note"), parent=parent)

    def choice(self, row: int) -> Choice | None:
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def cell(self, row: Choice, column: int) -> str:
        return (row.key, row.title, row.note)[column]

    def ink(self, row: Choice, column: int) -> str:
        return "muted" if column == NOTE or not row.possible else ""

    def in_monospace(self, column: int) -> bool:
        return column == KEY


class Picker(QDialog):
    """`find` gives the rows for what was typed, best first. The row taken is in `taken` and goes out as `chosen`."""

    chosen = Signal(object)

    def __init__(
        self, title: str, hint: str, find: Callable[[str], Sequence[Choice]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._find = find
        self.taken: Choice | None = None
        self.setWindowTitle(title)
        self.setModal(True)
        open_with_size(self, 560, 420)
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(f"{title.rstrip('…')}: {hint}")
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.model = ChoiceModel(self)
        self.table = row_table(title, self.model, (108, 264))
        self.table.horizontalHeader().hide()
        self.table.setAlternatingRowColors(False)
        self.table.setFocusPolicy(
            Qt.FocusPolicy.NoFocus
        )  # the keyboard stays in the line and walks the list from there
        self.note = PlainLabel("", "muted", wrap=True)
        self.note.setMinimumHeight(self.fontMetrics().height() * 2)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.line)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        self.line.textChanged.connect(self.refresh)
        self.line.returnPressed.connect(self.take)
        self.table.clicked.connect(self._show_note)
        self.table.doubleClicked.connect(self.take)
        self.table.selectionModel().currentRowChanged.connect(self._show_note)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the rows for what is typed now; the first is the current one."""
        self.model.show_rows(self._find(self.line.text().strip()))
        self.table.selectRow(0)
        self._show_note()

    def current(self) -> Choice | None:
        """The row that Enter takes."""
        return self.model.choice(self.table.currentIndex().row())

    def take(self, *_: object) -> None:
        """Take the current row and close; stay, with the reason below the list, when it cannot be taken."""
        choice = self.current()
        if choice is None or not choice.possible:
            self._show_note(bad=True)
            return
        self.taken = choice
        self.accept()
        self.chosen.emit(choice)

    def _show_note(self, *_: object, bad: bool = False) -> None:
        choice = self.current()
        self.note.setText(choice.about if choice is not None else "Nothing fits what you typed.")
        self.note.set_role("bad" if bad else "muted")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down walk the list while the keyboard is in the line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _WALK:
            page = 10 if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) else 1
            step = page if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -page
            row = max(0, min(self.table.currentIndex().row() + step, self.model.rowCount() - 1))
            self.table.selectRow(row)
            return True
        return super().eventFilter(watched, event)
