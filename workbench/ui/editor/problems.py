"""The list of findings: what is wrong with the message, and where. Choosing one goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QWidget

from workbench.ui import theme
from workbench.ui.blame import SAID
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel, plain_tooltip

if TYPE_CHECKING:
    from workbench.reference.checks import Finding

Index = QModelIndex | QPersistentModelIndex
_ANYWHERE = QModelIndex()
HEADINGS = ("", "Path", "Problem", "What to do")
SIGN, PATH, TEXT, HINT = range(4)
_ANY_HEIGHT = 16_777_215
"""Qt's own word for no limit."""
_MOST_FITTED = 100
_SIGNS = {"error": ("●", "bad"), "warning": ("▲", "warn"), "info": ("○", "muted")}
_THEIRS = "◀"
"""The sign of what came back from the receiver."""


class ProblemsModel(QAbstractTableModel):
    """One row for each finding, in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[Finding, ...] = ()

    def set_findings(self, findings: Sequence[Finding]) -> None:
        if tuple(findings) != self._findings:
            self.beginResetModel()
            self._findings = tuple(findings)
            self.endResetModel()

    def finding(self, row: int) -> Finding | None:
        return self._findings[row] if 0 <= row < len(self._findings) else None

    def rowCount(self, parent: Index = _ANYWHERE) -> int:
        return 0 if parent.isValid() else len(self._findings)

    def columnCount(self, parent: Index = _ANYWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        finding = self.finding(index.row()) if index.isValid() else None
        if finding is None:
            return None
        roles = Qt.ItemDataRole
        sign, colour = _SIGNS.get(finding.severity, _SIGNS["info"])
        theirs = finding.code == SAID
        sign = _THEIRS if theirs else sign
        texts = (sign, str(finding.path), finding.text, finding.hint)
        if role == roles.DisplayRole:
            return texts[index.column()]
        if role == roles.AccessibleTextRole:
            who = ", said by the receiver" if theirs else ""
            return f"{finding.severity}{who}" if index.column() == SIGN else texts[index.column()]
        if role == roles.ToolTipRole:
            return plain_tooltip(f"{finding.path}: {finding.text}\n{finding.hint}".rstrip())
        if role == roles.ForegroundRole and index.column() in (SIGN, HINT):
            return theme.colour(colour if index.column() == SIGN else "muted")
        if role == roles.FontRole and index.column() == PATH:
            return QFont(theme.monospace())
        if role == roles.TextAlignmentRole and index.column() == SIGN:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section] if 0 <= section < len(HEADINGS) else None
        return None


class ProblemsPanel(QWidget):
    """Findings of the message on the screen."""

    finding_chosen = Signal(object)
    """The user wants to see this Path."""
    emptied = Signal(bool)
    """There is nothing to list now and one line will do; or there is, and room is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ProblemsModel(self)
        self.table = row_table("Problems of the message", self.model, (28, 110, 420))
        self.empty = PlainLabel("No problems found.", "muted")
        self.empty.setMargin(4)
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
        theme.watcher().changed.connect(self._make_room)
        self._make_room()
        self.table.clicked.connect(self._choose)
        self.table.activated.connect(self._choose)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these findings in place of the ones before; the chosen row stays when its finding does."""
        chosen = self.model.finding(self.table.currentIndex().row())
        self.model.set_findings(findings)
        was_empty = self.is_empty
        self._layout.setCurrentWidget(self.table if findings else self.empty)
        self._fit_rows()
        if was_empty != self.is_empty:
            self._make_room()
            self.emptied.emit(self.is_empty)
        if chosen is not None and chosen in findings:
            self.table.setCurrentIndex(self.model.index(list(findings).index(chosen), TEXT))

    @property
    def is_empty(self) -> bool:
        """Whether it says only that there is nothing."""
        return self._layout.currentWidget() is self.empty

    def _fit_rows(self) -> None:
        """Give each sentence the lines that it needs; of very many, only the first ones."""
        for row in range(min(self.model.rowCount(), _MOST_FITTED)):
            self.table.resizeRowToContents(row)

    def _make_room(self) -> None:
        """One line when there is nothing to list."""
        self.setMaximumHeight(self.empty.sizeHint().height() if self.is_empty else _ANY_HEIGHT)

    def _choose(self, index: QModelIndex) -> None:
        finding = self.model.finding(index.row())
        if finding is not None:
            self.finding_chosen.emit(finding.path)
