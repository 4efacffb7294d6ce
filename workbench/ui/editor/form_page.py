"""The rows of the form for segments of one kind: the usual fields, and the others folded below them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Delimiters, Path, Segment
from workbench.ui.editor.form_row import FormRow, RowFacts
from workbench.ui.editor.naming import Names

COMMON = {"FT1": frozenset((1, 2, 4, 5, 6, 7, 10, 11, 13, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26))}
"""Fields that charge messages usually fill, by segment; the others are folded while they are empty."""
_FEW = 12
"""A segment with no more fields than this is shown whole."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides which rows there are."""

    segment: str
    version: str
    fields: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What stands in an input and could not be put into the message, and why."""

    raw: str
    reason: str


class FormPage(QWidget):
    """A row for each field, made when it is first needed. A filled field is never folded."""

    edited = Signal(int, str)
    """Number of a field, and the raw text that the user made of it."""
    entered = Signal(int)
    dropped = Signal(int)

    def __init__(self, shape: Shape, names: Names) -> None:
        super().__init__()
        self.shape = shape
        self.rows: dict[int, FormRow] = {}
        self._names = names
        self._always = self._always_shown()
        self._usual: set[int] = set()
        self._path: Path | None = None
        self._grid, self._more_grid = _grid(), _grid()
        self._more = QWidget()
        self._more.setLayout(self._more_grid)
        self._more.hide()
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.toggled.connect(self._on_fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(8)
        column.addLayout(self._grid)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._more)
        column.addStretch()

    def _always_shown(self) -> frozenset[int]:
        numbers = range(1, self.shape.fields + 1)
        if self.shape.fields <= _FEW:
            return frozenset(numbers)
        common = COMMON.get(self.shape.segment, frozenset())
        return frozenset(number for number in numbers if number in common or self._describe(number).optionality == "R")

    def _describe(self, number: int) -> RowFacts:
        return RowFacts.of(Path(self.shape.segment, 1, number), self._names)

    def show_segment(self, segment: Segment) -> None:
        """Have a row for each field that is usual or filled. One that is emptied stays while the segment stays."""
        filled = {field.number for field in segment.fields if field.start < field.stop}
        usual = {number for number in self._always | filled if number <= self.shape.fields}
        if segment.path == self._path:
            usual |= self._usual
        if usual == self._usual:
            self._path = segment.path
            return
        self._path, self._usual = segment.path, usual
        for number in sorted(usual):
            self._need(number, self._grid)
        for number, row in self.rows.items():
            row.set_shown(number in usual or self.fold.isChecked())
        folded = self.shape.fields - len(usual)
        self.fold.setText(f"{folded} &more fields")
        self.fold.setVisible(folded > 0)

    def need(self, number: int) -> FormRow | None:
        """The row of a field, unfolded if need be; None when the segment has no such field."""
        if not 1 <= number <= self.shape.fields:
            return None
        if number not in self._usual:
            self.fold.setChecked(True)
        return self.rows[number]

    def fill(self, segment: Segment, unfinished: dict[Path, Unfinished], delimiters: Delimiters) -> None:
        """Put the values into the rows; for a field with an unfinished text, which the message refused, that text."""
        for number, row in self.rows.items():
            path = segment.path.at(field=number)
            field = segment.field(number)
            raw = field.text if field is not None else ""
            typed = unfinished.get(path)
            fixed = field is not None and field.holds_delimiters
            row.editor.show_raw(raw if typed is None else typed.raw, delimiters, read_only=fixed)
            row.show_meaning(self._names.meaning(path) if typed is None and raw and row.facts.codes else "")
            row.show_missing(not raw)
            row.show_problem(typed.reason if typed is not None else "")

    def _need(self, number: int, grid: QGridLayout) -> None:
        """Have a row for a field; a usual one belongs into the upper grid, wherever it was before."""
        row = self.rows.get(number)
        if row is None:
            row = self.rows[number] = FormRow(self._describe(number), grid, 2 * number)
            row.editor.edited.connect(lambda raw, number=number: self.edited.emit(number, raw))
            row.editor.entered.connect(lambda number=number: self.entered.emit(number))
            row.editor.dropped.connect(lambda number=number: self.dropped.emit(number))
        elif grid is self._grid:
            row.move_to(grid)

    def _on_fold(self, opened: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        for number in range(1, self.shape.fields + 1):
            if opened and number not in self.rows:
                self._need(number, self._more_grid)
        self._more.setVisible(opened)
        for number, row in self.rows.items():
            row.set_shown(opened or number in self._usual)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(FormRow.EDITOR, 6)
    grid.setColumnStretch(FormRow.MEANING, 4)
    return grid
