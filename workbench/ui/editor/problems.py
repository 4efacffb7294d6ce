"""The list of findings: what is wrong with the message, and where. Choosing one goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QWidget

from workbench.ui import theme
from workbench.ui.blame import SAID
from workbench.ui.editor.severity import SIGNS
from workbench.ui.tables import Index, RowsModel, row_table
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.reference.checks import Finding

HEADINGS = ("", "Path", "Problem", "What to do")
SIGN, PATH, TEXT, HINT = range(4)
_ANY_HEIGHT = 16_777_215
"""Qt's own word for no limit."""
_MOST_FITTED = 100
_NONE = "No problems found."
_THEIRS = "◀"
"""The sign of what came back from the receiver."""


class ProblemsModel(RowsModel["Finding"]):
    """One row for each finding, in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADINGS, parent=parent)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        if tuple(findings) != self.rows:
            self.show_rows(findings)

    def finding(self, row: int) -> Finding | None:
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def cell(self, row: Finding, column: int) -> str:
        sign = _THEIRS if row.code == SAID else SIGNS[row.severity].sign
        return (sign, str(row.path), row.text, row.hint)[column]

    def tip(self, row: Finding, column: int) -> str:
        return f"{row.path}: {row.text}\n{row.hint}".rstrip()

    def ink(self, row: Finding, column: int) -> str:
        return {SIGN: SIGNS[row.severity].colour, HINT: "muted"}.get(column, "")

    def in_monospace(self, column: int) -> bool:
        return column == PATH

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A sign stands in the middle of its column, and is said in words."""
        finding = self.row(index)
        if finding is not None and role == Qt.ItemDataRole.AccessibleTextRole:
            who = ", said by the receiver" if finding.code == SAID else ""
            return f"{finding.severity}{who}" if index.column() == SIGN else self.cell(finding, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.isValid() and index.column() == SIGN:
            return Qt.AlignmentFlag.AlignCenter
        return super().data(index, role)


class ProblemsPanel(QWidget):
    """Findings of the message on the screen."""

    finding_chosen = Signal(object)
    """The user wants to see this Path."""
    finding_entered = Signal(object)
    """The user wants to work on this Path: the keyboard goes there too."""
    left = Signal()
    """Escape: the keyboard goes back to the message."""
    room_changed = Signal(int)
    """It needs more than this height now, in pixels, which was the most that it could use before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = 0
        """The most that it could use so far, in pixels."""
        self.model = ProblemsModel(self)
        self.table = row_table("Problems of the message", self.model, (28, 110, 420))
        self.empty = PlainLabel(_NONE, "muted")
        self.empty.setMargin(4)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)  # where the first row would be
        self.table.setWordWrap(True)
        # Not ResizeToContents: that measures every row again with each change anywhere in the window.
        self._fit = QTimer(self, singleShot=True, interval=30)
        self._fit.timeout.connect(self._fit_rows)
        self.table.horizontalHeader().sectionResized.connect(lambda *_: self._fit.start())
        self.table.horizontalHeader().setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(HINT, QHeaderView.ResizeMode.Stretch)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self.empty)
        self._layout.addWidget(self.table)
        theme.watcher().changed.connect(self._fit.start)
        self._make_room()
        self.table.clicked.connect(self._choose)
        self.table.activated.connect(self._enter)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Problems")

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these findings in place of the ones before; the chosen row stays when its finding does."""
        self.empty.setText(_NONE)
        chosen = self.model.finding(self.table.currentIndex().row())
        self.model.set_findings(findings)
        self._layout.setCurrentWidget(self.table if findings else self.empty)
        self._fit_rows()
        if chosen is not None and chosen in findings:
            self.table.setCurrentIndex(self.model.index(list(findings).index(chosen), TEXT))

    def show_nothing(self) -> None:
        """No message is on the screen, perhaps because its file is still read."""
        self.show_findings(())
        self.empty.setText("Nothing to check yet.")

    @property
    def is_empty(self) -> bool:
        """Whether it says only that there is nothing."""
        return self._layout.currentWidget() is self.empty

    def _fit_rows(self) -> None:
        """Give each sentence the lines that it needs; of very many, only the first ones."""
        for row in range(min(self.model.rowCount(), _MOST_FITTED)):
            self.table.resizeRowToContents(row)
        self._make_room()

    def _make_room(self) -> None:
        """One line while there was nothing to list, and never more than the most rows so far have needed.

        It does not give room back: all that stands above would jump with each message that is opened.
        """
        before, needed = self._room, self._needed()
        if needed > before:
            self._room = needed
            self.setMaximumHeight(needed)
            self.room_changed.emit(before)

    def _needed(self) -> int:
        if self.is_empty:
            return self.empty.sizeHint().height()
        if self.model.rowCount() > _MOST_FITTED:
            return _ANY_HEIGHT
        table = self.table
        rows = max(table.verticalHeader().length(), 2 * table.fontMetrics().height())
        return table.horizontalHeader().sizeHint().height() + rows + 2 * table.frameWidth() + 2

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The list takes the keyboard, its first row chosen if none is; without rows the panel keeps it."""
        super().focusInEvent(event)
        if not self.is_empty:
            self.table.setFocus(event.reason())
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, TEXT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self, index: QModelIndex) -> None:
        finding = self.model.finding(index.row())
        if finding is not None:
            self.finding_entered.emit(finding.path)

    def _choose(self, index: QModelIndex) -> None:
        finding = self.model.finding(index.row())
        if finding is not None:
            self.finding_chosen.emit(finding.path)
