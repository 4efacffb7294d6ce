"""The charge lines of the chosen study: the table, what is done with a line, and why it is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.timestamps import day
from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.studies.code_editor import CodeDelegate
from workbench.ui.studies.lines_model import Column, LinesModel
from workbench.ui.studies.work import StudyWork
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel


class LinesPane(QWidget):
    """Shows and edits the lines of a StudyWork."""

    line_chosen = Signal(object)
    """The ChargeLine of the current row, or None."""

    def __init__(self, master: Callable[[], ChargeMaster]) -> None:
        super().__init__()
        self._work: StudyWork | None = None
        self.model = LinesModel(self)
        self.table = row_table("Charge lines", self.model, (104, 120, 48, 64, 72, 68, 84))
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(Column.DESCRIPTION, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        ColumnRoom(self.table, {Column.CODE: 170}, rest=120)
        self.table.setWordWrap(True)  # there are few lines, and a description is worth reading
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.sectionResized.connect(self.table.resizeRowsToContents)
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.table.setItemDelegateForColumn(Column.CODE, CodeDelegate(master, self.table))
        self.table.installEventFilter(self)
        self.why = PlainLabel("", wrap=True)
        self.why.setAccessibleName("Why this line is there, and what it lacks")
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Charge lines", "heading"))
        layout.addWidget(self.table, 3)
        layout.addWidget(self.why)
        layout.addLayout(self._buttons())
        self._connect()

    def show_work(self, work: StudyWork | None) -> None:
        """Another study. What is being typed is not meant for it."""
        if isinstance(editor := self.table.viewport().findChild(QLineEdit), QLineEdit):
            self.table.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._work = work
        self.model.show(work)
        self._hide_dates()
        if self.model.rowCount():
            first = next((row for row, line in enumerate(self.model.lines) if not line.complete), 0)
            self.table.setCurrentIndex(self.model.index(first, Column.CODE))
        self._show_line()

    def _hide_dates(self) -> None:
        """Lines nearly always share the day of the exam, which the list of studies shows; else there is a column."""
        days = {day(line.service_time) for line in self.model.lines}
        self.table.setColumnHidden(Column.DATE, len(days) <= 1 and None not in days)

    def _buttons(self) -> QHBoxLayout:
        self.add_button = QPushButton("&Add line")
        self.remove_button = QPushButton("&Remove line")
        self.restore_button = QPushButton("Rest&ore")
        self.restore_button.setToolTip("Bring back the lines that the charge master gave.")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_button, self.remove_button, self.restore_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.add_button.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)
        self.restore_button.clicked.connect(self._restore)
        self.table.selectionModel().currentRowChanged.connect(self._show_line)
        self.table.clicked.connect(self._clicked)
        self.model.dataChanged.connect(self._show_line)
        self.model.edited.connect(self._hide_dates)
        self.model.rowsRemoved.connect(self._show_line)
        theme.watcher().changed.connect(self.model.colours_changed)

    def _clicked(self, index: QModelIndex) -> None:
        """“choose…” does what it says."""
        line = self.model.line(index)
        if index.column() == Column.CODE and line is not None and not (line.local_code or line.procedure_code):
            self.table.edit(index)

    def _add(self) -> None:
        row = self.model.add()
        if row >= 0:
            index = self.model.index(row, Column.CODE)
            self.table.setCurrentIndex(index)
            self.table.edit(index)

    def _remove(self) -> None:
        self.model.remove(self.table.currentIndex().row())

    def _restore(self) -> None:
        self.model.restore()
        self.show_work(self._work)

    def _show_line(self) -> None:
        line = self.model.line(self.table.currentIndex())
        warnings = self.model.warnings(line) if line is not None else ()
        self.why.setText(line_words(line, warnings) if line is not None else "")
        self.why.set_role("warn" if line is not None and (warnings or not line.complete) else "muted")
        self.add_button.setEnabled(self._work is not None)
        self.remove_button.setEnabled(line is not None)
        self.restore_button.setEnabled(self._work is not None and self._work.is_edited)
        self.line_chosen.emit(line)

    # -- Qt -----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete takes the line out, Enter edits the cell."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self._is_editing():
            if event.key() == Qt.Key.Key_Delete:
                self._remove()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.table.edit(self.table.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _is_editing(self) -> bool:
        """An editor passes on the keys that it has no use for; they are not meant for the table then."""
        editor = self.table.viewport().findChild(QLineEdit)
        return isinstance(editor, QLineEdit) and editor.isVisible()


def line_words(line: ChargeLine, warnings: tuple[str, ...]) -> str:
    """What a line lacks, what to look at, why it is there, its codes, and what was considered beside it."""
    said = [f"To complete: {sentence}" for sentence in line.to_complete]
    said += warnings
    if line.why and line.complete:  # else the reason is in what is to be completed
        said.append(line.why)
    if line.local_code and line.procedure_code:
        said.append(f"Local code {line.local_code}, {line.coding_system or 'procedure'} {line.procedure_code}.")
    if line.considered:
        others = ", ".join(f"{other.code} ({other.why_not})" for other in line.considered[:3])
        said.append(f"Considered: {others}.")
    return "\n".join(said)
