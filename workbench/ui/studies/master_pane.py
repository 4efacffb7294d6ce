"""The charge master in use: searched, edited with every row checked, imported, saved as the user's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench import resources
from workbench.charges.chargemaster.master import Problem
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.studies.choices import Choices
from workbench.ui.studies.master_import import MasterImport
from workbench.ui.studies.master_model import NAMES, WIDTHS, FoundRows, MasterModel
from workbench.ui.studies.master_sheet import FIRST_ROW, Row, all_problems, as_csv, rows_of
from workbench.ui.studies.sizes import widen_to_headers
from workbench.ui.studies.store import StudyStore
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel, TextLine
from workbench.wholefile import write_whole
from workbench.words import counted

CPT_NOTICE = (
    "CPT is a registered trademark of the American Medical Association. The charge master that comes along holds bare"
    " code numbers and invented prices for training; charging with CPT codes needs a licence of the AMA."
)
_CHECK_AFTER_MS = 300
_MANY = 500
"""Rows from which on a check takes so long that it is said."""
_BACK = "Delete mine"


class MasterPane(QWidget):
    """Edits stay here until they are saved; then every place follows."""

    def __init__(self, choices: Choices, store: StudyStore, bridge: Bridge) -> None:
        super().__init__()
        self._choices, self._store, self._bridge = choices, store, bridge
        self._saved: tuple[Row, ...] | None = None
        self._imported = ""
        """The file that the rows came from, as long as they are not saved."""
        self.model = MasterModel(self)
        self._file = ""
        self.found = FoundRows(self.model)
        self.problems = SimpleTable(("Row", "Column", "What is wrong"), numbers=(0,), coloured=(2,), parent=self)
        self._check_later = QTimer(self, interval=_CHECK_AFTER_MS, singleShot=True)
        self._build()
        self._connect()

    @property
    def is_edited(self) -> bool:
        """Whether there are changes that are not saved."""
        return self._saved is not None and self.model.rows != self._saved

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.heading = PlainLabel("", "heading")
        self.heading.setAccessibleName("Which charge master is in use")
        self.search = TextLine()
        self.search.setPlaceholderText("Search codes and words")
        self.search.setAccessibleName("Search the charge master")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(220)
        self.table = self._table()
        self.problems_table = row_table("What is wrong", self.problems, (56, 130))
        self.problems_table.setMaximumHeight(130)
        self.state = PlainLabel("", "muted")
        self.state.setAccessibleName("State of the check")
        self.notice = PlainLabel(CPT_NOTICE, "muted", wrap=True)
        self.importing = MasterImport(self._store)
        editor = QWidget()
        inside = QVBoxLayout(editor)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.search)
        inside.addLayout(top)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.state)
        inside.addWidget(self.problems_table)
        inside.addLayout(self._buttons())
        inside.addWidget(self.notice)
        self.editor = editor
        self.pages = QStackedWidget()
        self.pages.addWidget(editor)
        self.pages.addWidget(self.importing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.pages)

    def _table(self) -> QTableView:
        table = row_table("Charge master", self.found, WIDTHS)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        numbers = table.verticalHeader()
        numbers.show()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        return table

    def _buttons(self) -> QHBoxLayout:
        self.add_button = QPushButton("&Add row")
        self.remove_button = QPushButton("&Remove row")
        self.import_button = QPushButton("&Import CSV or XLSX…")
        self.save_button = QPushButton("Sa&ve as own")
        self.drop_button = QPushButton("Dro&p changes")
        self.back_button = QPushButton("&Back to the one that comes along")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_button, self.remove_button, self.import_button, self.save_button, self.drop_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        return row

    def _connect(self) -> None:
        self.search.textChanged.connect(self.found.look_for)
        self.model.edited.connect(self._edited)
        self._check_later.timeout.connect(self.check_now)
        self.add_button.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)
        self.import_button.clicked.connect(self._choose_file)
        self.save_button.clicked.connect(self.save)
        self.drop_button.clicked.connect(self._drop)
        self.back_button.clicked.connect(self.back_to_ours)
        self.problems_table.selectionModel().currentRowChanged.connect(self._go_to)
        self.importing.taken.connect(self._take_over)
        self.importing.closed.connect(lambda: self.pages.setCurrentWidget(self.editor))
        theme.watcher().changed.connect(self.model.colours_changed)
        theme.watcher().changed.connect(self.problems.colours_changed)

    # -- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the charge master in use again; changes that were not saved are gone."""
        own = self._choices.master_file.is_file()
        try:
            file = self._choices.master_file if own else resources.path("charges", "chargemaster.csv")
            rows = rows_of(file.read_bytes(), file.name)
        except OSError as error:
            self._bridge.problem(f"The charge master cannot be read: {error.strerror or error}.")
            rows = []
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            rows = []
        self._imported = ""
        self._show_rows(rows)
        self._saved = self.model.rows
        self._show_heading()
        self.check_now()

    def _show_rows(self, rows: list[Row]) -> None:
        self.model.show_rows(rows)
        self._show_heading()

    def _show_heading(self) -> None:
        own = self._choices.master_file.is_file()
        which = "Your own charge master" if own else "The charge master that comes with the program"
        changed = ", with changes that are not saved" if self.is_edited else ""
        if self._imported and self.is_edited:
            which, changed = f"Imported from {self._imported}", ", not saved yet"
        self.heading.setText(f"{which}: {counted(self.model.rowCount(), 'row')}{changed}")
        self.save_button.setEnabled(self.is_edited)
        self.drop_button.setEnabled(self.is_edited)
        self.back_button.setEnabled(own)

    def check_now(self) -> None:
        """Check all rows, beside the window."""
        self._check_later.stop()
        rows = self.model.rows
        if len(rows) > _MANY:
            self.state.setText("The rows are being checked…")
            self.state.set_role("muted")
        self._store.work(lambda: all_problems(rows, "charge master"), self._show_problems, key="charge master")

    def _show_problems(self, found: tuple[Problem, ...]) -> None:
        self.model.show_problems(found)
        self.problems.show(
            [
                Line((str(one.row or ""), one.column.replace("_", " "), one.text), one, "bad" if one.blocks else "warn")
                for one in found
            ]
        )
        self.problems_table.setVisible(bool(found))
        blocked = len({one.row for one in found if one.blocks})
        if blocked:
            self.state.setText(f"{counted(blocked, 'row')} cannot be used and will be left out.")
        else:
            look = f" {counted(len(found), 'thing')} to look at below." if found else ""
            self.state.setText(f"Every row can be used.{look}")
        self.state.set_role("bad" if blocked else "muted")

    def _go_to(self) -> None:
        line = self.problems.line(self.problems_table.currentIndex())
        if line is None or not isinstance(line.subject, Problem):
            return
        self.search.clear()
        column = NAMES.index(line.subject.column) if line.subject.column in NAMES else 0
        index = self.found.mapFromSource(self.model.index(line.subject.row - FIRST_ROW, column))
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)

    # -- editing ------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self._show_heading()
        self._check_later.start()

    def _add(self) -> None:
        self.search.clear()
        index = self.found.mapFromSource(self.model.index(self.model.add(), 0))
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        self.table.edit(index)

    def _remove(self) -> None:
        self.model.remove(self.found.mapToSource(self.table.currentIndex()).row())

    def _drop(self) -> None:
        if self._saved is not None:
            self._imported = ""
            self._show_rows(list(self._saved))
            self.check_now()

    # -- files --------------------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, "Import a charge master", "", "Tables (*.csv *.txt *.xlsx);;All files (*)"
        )
        if name:
            self.import_file(Path(name))

    def import_file(self, path: Path) -> None:
        """Show a file with its columns mapped, to be taken over."""
        try:
            self.importing.show_file(path)
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        self._file = path.name
        self.pages.setCurrentWidget(self.importing)

    def _take_over(self, rows: list[Row]) -> None:
        """The imported rows instead of those here; saved only when the user says so."""
        self.pages.setCurrentWidget(self.editor)
        self._imported = self._file
        self._show_rows(rows)
        self.check_now()
        self._bridge.info(f"{counted(len(rows), 'row')} taken over; look at them, then save them as your own.")

    def save(self) -> None:
        """Write the rows as the user's own charge master, which is then in use."""
        rows = self.model.rows
        try:
            self._choices.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._choices.master_file, as_csv(rows))
        except OSError as error:
            self._bridge.problem(f"The folder cannot be made: {error.strerror or error}.")
            return
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        self._saved, self._imported = rows, ""
        self._bridge.info("Saved as your own charge master; the charges on the desk follow it.")
        self._choices.read_again()
        self._show_heading()

    def back_to_ours(self) -> None:
        """Delete the user's own charge master after a question, and use the one that comes along."""
        question = f"Your own charge master {self._choices.master_file} will be deleted."
        if self._bridge.ask("Charge master", question, (_BACK,)) != _BACK:
            return
        try:
            self._choices.master_file.unlink()
        except OSError as error:
            self._bridge.problem(f"{self._choices.master_file} cannot be deleted: {error.strerror or error}.")
            return
        self._choices.read_again()
        self.refresh()

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        widen_to_headers(self.table)
        if self._saved is None:
            self.refresh()
