"""Taking a charge master over from a file: which of its columns is which of ours, and what would come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.chargemaster.files import header_of, sheet_of
from workbench.charges.chargemaster.master import COLUMNS, ChargeMasterError, Problem, Source
from workbench.charges.chargemaster.rows import REQUIRED
from workbench.ui import theme
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.studies.master_model import WIDTHS, MasterModel
from workbench.ui.studies.master_sheet import Row, all_problems, guess, rows_of
from workbench.ui.studies.sizes import widen_to_headers
from workbench.ui.studies.store import StudyStore
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel
from workbench.words import counted, listed

_NONE = "—"
_SMALL = 100_000
"""Bytes; what is smaller is read and checked before the eye notices."""


@dataclass(frozen=True)
class _Mapped:
    """What a file gives under a mapping, or why it gives nothing."""

    rows: list[Row] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    refusal: str = ""


def _mapped(data: bytes, name: str, source: Source) -> _Mapped:
    try:
        rows = rows_of(data, name, source)
    except ChargeMasterError as problem:
        return _Mapped(refusal=_unmapped(source.columns) or str(problem))
    return _Mapped(rows, all_problems(rows, name))


class MasterImport(QWidget):
    """Shows one file with its columns mapped; nothing is taken over before the user says so."""

    taken = Signal(object)
    """A list of Rows."""
    closed = Signal()

    def __init__(self, store: StudyStore | None = None) -> None:
        super().__init__()
        self._store = store
        self._data, self._name = b"", ""
        self._rows: list[Row] = []
        self.model = MasterModel(self, editable=False)
        self.problems = SimpleTable(("Row", "What is wrong"), numbers=(0,), coloured=(1,), parent=self)
        self.boxes: dict[str, QComboBox] = {}
        self._build()

    def show_file(self, path: Path) -> None:
        """Read a file. Raises ChargeMasterError when its first row cannot be read."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ChargeMasterError(f"{path} cannot be read: {error.strerror}.") from error
        sheet, sheets = sheet_of(data, path.name)
        self._data, self._name = data, path.name
        self.heading.setText(f"Import {path.name}")
        self.sheet_box.blockSignals(True)
        self.sheet_box.clear()
        self.sheet_box.addItems(list(sheets))
        self.sheet_box.setCurrentText(sheet)
        self.sheet_box.blockSignals(False)
        self.sheet_row.setVisible(len(sheets) > 1)
        self._show_header(header_of(data, path.name, sheet))

    def show_sheet(self) -> None:
        """Another sheet of the same workbook."""
        try:
            header = header_of(self._data, self._name, self.sheet_box.currentText())
        except ChargeMasterError as problem:  # an empty sheet is no reason to leave the others
            self._show_header(())
            self.words.setText(str(problem))
        else:
            self._show_header(header)

    def _show_header(self, header: tuple[str, ...]) -> None:
        """The columns of the file to choose from, with those chosen whose names say what they are."""
        guessed = guess(header)
        for ours, box in self.boxes.items():
            box.blockSignals(True)
            box.clear()
            box.addItem(_NONE, "")
            for theirs in header:
                if theirs:
                    box.addItem(theirs, theirs)
            box.setCurrentIndex(max(box.findData(guessed.get(ours, "")), 0))
            box.blockSignals(False)
        self.preview()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        widen_to_headers(self.table)

    def preview(self) -> None:
        """What the mapping gives; of a large file worked out beside the window."""
        columns = {ours: str(box.currentData()) for ours, box in self.boxes.items() if box.currentData()}
        data, name, source = self._data, self._name, Source(columns, self.sheet_box.currentText())
        if self._store is None or len(data) < _SMALL:
            self._show(_mapped(data, name, source))
            return
        self.words.setText("The rows are being read and checked…")
        self.words.set_role("muted")
        self.take_button.setEnabled(False)
        self._store.work(lambda: _mapped(data, name, source), self._show, self._failed, key="charge master import")

    def _failed(self, problem: str) -> None:
        self._show(_Mapped(refusal=problem))

    def _show(self, found: _Mapped) -> None:
        self._rows = found.rows
        blocked = len({one.row for one in found.problems if one.blocks})
        told = counted(len(found.rows), "row")
        fine = f"{told}, {blocked:,} of them cannot be used as they are." if blocked else f"{told}, all can be used."
        self.words.setText(found.refusal or fine)
        self.words.set_role("bad" if found.refusal else "warn" if blocked else "good")
        self.problems.show(
            [Line((str(one.row or ""), one.text), one, "bad" if one.blocks else "warn") for one in found.problems]
        )
        self.problems_table.setVisible(bool(found.problems))
        self.model.show_rows(found.rows)
        self.model.show_problems(found.problems)
        self.take_button.setEnabled(bool(found.rows))

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.heading = PlainLabel("", "heading")
        self.words = PlainLabel("", wrap=True)
        self.words.setAccessibleName("What the import gives")
        self.take_button = QPushButton("&Take these rows over")
        self.back_button = QPushButton("&Back")
        self.table = row_table("Preview", self.model, WIDTHS)
        self.problems_table = row_table("What is wrong", self.problems, (56,))
        self.problems_table.setMaximumHeight(140)
        left = QWidget()
        mapping = QVBoxLayout(left)
        mapping.setContentsMargins(0, 0, 0, 0)
        mapping.addWidget(self._sheets())
        mapping.addWidget(PlainLabel("Our column: the file's column", "heading"))
        mapping.addWidget(self._mapping())
        left.setFixedWidth(320)
        right = QVBoxLayout()
        right.setSpacing(8)
        for widget in (self.words, self.table, self.problems_table):
            right.addWidget(widget, 1 if widget is self.table else 0)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(left)
        middle.addLayout(right, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.take_button)
        row.addWidget(self.back_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addLayout(middle, 1)
        layout.addLayout(row)
        self.take_button.clicked.connect(lambda: self.taken.emit(self._rows))
        self.back_button.clicked.connect(self.closed)
        theme.watcher().changed.connect(self.model.colours_changed)
        theme.watcher().changed.connect(self.problems.colours_changed)

    def _sheets(self) -> QWidget:
        """Which sheet of a workbook; not shown for other files."""
        self.sheet_row = QWidget()
        self.sheet_box = QComboBox()
        self.sheet_box.setAccessibleName("Sheet of the workbook")
        self.sheet_box.currentIndexChanged.connect(self.show_sheet)
        form = QFormLayout(self.sheet_row)
        form.setContentsMargins(0, 0, 8, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(PlainLabel("Sheet"), self.sheet_box)
        return self.sheet_row

    def _mapping(self) -> QScrollArea:
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 8, 0)
        for ours in COLUMNS:
            box = self.boxes[ours] = QComboBox()
            box.setAccessibleName(f"Column for {ours.replace('_', ' ')}")
            box.currentIndexChanged.connect(self.preview)
            form.addRow(PlainLabel(f"{ours.replace('_', ' ')}{' *' if ours in REQUIRED else ''}"), box)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        return area


def _unmapped(columns: Mapping[str, str]) -> str:
    """Which of our columns have to be chosen first; "" when all have been."""
    missing = [name.replace("_", " ") for name in REQUIRED if name not in columns]
    if not missing:
        return ""
    named = listed(missing)
    return f"Choose at the left which column of the file is the {named}. A star marks what is needed."
