"""The rows of the form for segments of one kind: the usual fields, and the others folded below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Delimiters, Field, Path, Segment
from workbench.ui.editor.field_editor import WHOLE, Place
from workbench.ui.editor.fields.held import Held, below
from workbench.ui.editor.fields.meaning import Room
from workbench.ui.editor.fields.money import mended, read_money
from workbench.ui.editor.form_row import FormRow, RowFacts, Shown
from workbench.ui.editor.naming import Names

COMMON = {"FT1": frozenset((1, 2, 4, 5, 6, 7, 10, 11, 13, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26))}
"""Fields that charge messages usually fill, by segment; the others are folded while they are empty."""
_FEW = 12
"""A segment with no more fields than this is shown whole."""
_WIDE = 80
"""Characters that have to fit beside one another before data type and optionality get a column."""
_MEANING = 4
"""How much of the width beside the input's 6 the meaning of a value gets."""
_ROOMY = 62
"""The same for the meaning of a value: with less, too little of the value could be read, and it stands below."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides which rows there are."""

    segment: str
    version: str
    fields: int


class FormPage(QWidget):
    """A row for each field, made when it is first needed. A filled field is never folded."""

    edited = Signal(object, str)
    """The exact Path, and the raw text that the user made of it."""
    rearranged = Signal(object, str, str)
    """The Path of a field, its new raw text as one step, and what the step is called."""
    entered = Signal(object)
    dropped = Signal(object)
    refill = Signal()
    """Rows have come that show nothing yet."""
    resized = Signal()

    def __init__(self, shape: Shape, names: Names) -> None:
        super().__init__()
        self.shape = shape
        self.rows: dict[int, FormRow] = {}
        self._names = names
        self._always = self._always_shown()
        self._usual: set[int] = set()
        self._path: Path | None = None
        self._wide = self._roomy = True
        self._rooms: dict[QGridLayout, Room] = {}
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
        return frozenset(number for number in numbers if number in common or self._is_required(number))

    def _is_required(self, number: int) -> bool:
        return self._names.describe(Path(self.shape.segment, 1, number)).optionality == "R"

    def _describe(self, number: int) -> RowFacts:
        return RowFacts.of(Path(self.shape.segment, 1, number), self._names)

    def _usual_in(self, segment: Segment) -> set[int]:
        filled = {field.number for field in segment.fields if field.start < field.stop}
        return {number for number in self._always | filled if number <= self.shape.fields}

    def make_rows(self, segment: Segment, most: int) -> bool:
        """Make some of the rows that `show_segment` is going to need. Whether all of them are there now."""
        missing = sorted(self._usual_in(segment) - set(self.rows))
        for number in missing[:most]:
            self._need(number, self._grid)
        return len(missing) <= most

    def show_segment(self, segment: Segment) -> None:
        """Have a row for each field that is usual or filled. One that is emptied stays while the segment stays."""
        usual = self._usual_in(segment)
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
        self.order_tabs()
        folded = self.shape.fields - len(usual)
        self.fold.setText(f"{folded} more fields")
        self.fold.setVisible(folded > 0)

    def need(self, number: int) -> FormRow | None:
        """The row of a field, unfolded if need be; None when the segment has no such field."""
        if not 1 <= number <= self.shape.fields:
            return None
        if number not in self._usual:
            self.fold.setChecked(True)
        return self.rows[number]

    def fill(self, segment: Segment, held: Held, signs: Delimiters) -> None:
        """Put the values into the rows that show something else; what the message refused stays in its input."""
        varies = segment.field(2) if segment.name == "OBX" else None
        for number, row in self.rows.items():
            path = segment.path.at(field=number)
            field = segment.field(number)
            datatype = row.facts.datatype
            if datatype == "varies" and varies is not None:
                datatype = varies.text
            mine = tuple((one, what) for one, what in held.items() if one.field_path() == path) if held else ()
            fixed = field is not None and field.holds_delimiters
            shown = Shown(path, field.text if field is not None else "", fixed, mine, signs, datatype)
            if not row.is_shown(shown):
                self._show_row(row, shown, field)

    def _show_row(self, row: FormRow, shown: Shown, field: Field | None) -> None:
        row.show_value(shown, field)
        repeats = bool(signs := shown.signs.repetition) and signs in shown.raw and not shown.fixed
        if row.panel is None and (repeats or row.fold.isChecked()):
            self._add_panel(row)
            row.show_value(shown, field)
        if shown.datatype == "CP":
            stray = read_money(shown.raw, "CP", shown.signs).stray
            place = f"{row.facts.label}.2" if stray else ""
            row.show_offer(
                f"{stray} stands in {place}, the type of price." if stray else "",
                f"Move to {row.facts.label}.1.2",
            )
            if row.offer is not None and not row.offer_wired:
                row.offer_wired = True
                row.offer.wanted.connect(lambda: self._mend(row))
                self.order_tabs()

    def _mend(self, row: FormRow) -> None:
        shown = row.shown
        if shown is not None:
            self.rearranged.emit(shown.path, mended(shown.raw, shown.signs), f"Move the currency of {shown.path}")

    def _add_panel(self, row: FormRow) -> None:
        panel = row.need_panel(self._names)
        panel.edited.connect(self._on_edited)
        panel.entered.connect(self.entered)
        panel.dropped.connect(self._on_dropped)
        panel.laid_out.connect(self.order_tabs)
        panel.opened.connect(lambda: self._open_and_enter(row))
        panel.rearranged.connect(lambda raw, what: self._on_rearranged(row, raw, what))
        panel.show_parts(row.fold.isChecked())
        self.order_tabs()

    def _on_rearranged(self, row: FormRow, raw: str, what: str) -> None:
        if row.shown is not None:
            self.rearranged.emit(row.shown.path, raw, what)

    def open_parts(self, number: int, opened: bool) -> None:
        """Show or hide the parts of a field."""
        row = self.need(number)
        if row is not None:
            row.fold.setChecked(opened)

    def _on_fold_row(self, row: FormRow, opened: bool) -> None:
        row.fold.show_fold(opened)
        if row.panel is not None:
            row.panel.show_parts(opened)
        row.touch()
        self.refill.emit()

    def _on_unfolded(self, row: FormRow, wanted: bool) -> None:
        """Open or close the parts by key; the same key again goes into those that are open."""
        if wanted and row.fold.isChecked() and row.panel is not None:
            row.panel.focus_first()
        elif row.fold.isVisibleTo(self):
            row.fold.setChecked(wanted)

    def _open_and_enter(self, row: FormRow) -> None:
        row.fold.setChecked(True)
        if row.panel is not None:
            row.panel.focus_first()

    def _need(self, number: int, grid: QGridLayout) -> None:
        """Have a row for a field; a usual one belongs into the upper grid, wherever it was before."""
        row = self.rows.get(number)
        if row is None:
            row = self.rows[number] = FormRow(self._describe(number), grid, FormRow.LINES * number)
            row.set_room(self._rooms.get(grid, Room()), wide=self._wide, roomy=self._roomy)
            self._connect(row, number)
        elif grid is self._grid:
            row.move_to(grid)

    def _connect(self, row: FormRow, number: int) -> None:
        def path(place: Place = WHOLE) -> Path:
            assert self._path is not None
            return below(self._path.at(field=number), place)

        editor = row.editor
        editor.edited.connect(lambda raw: self._on_edited(path(), raw))
        editor.entered.connect(lambda: self.entered.emit(path()))
        editor.dropped.connect(lambda: self._on_dropped(path()))
        editor.part_edited.connect(lambda place, raw: self._on_edited(path(place), raw))
        editor.part_entered.connect(lambda place: self.entered.emit(path(place)))
        editor.part_dropped.connect(lambda place: self._on_dropped(path(place)))
        editor.unfolded.connect(lambda wanted: self._on_unfolded(row, wanted))
        row.fold.toggled.connect(lambda opened: self._on_fold_row(row, opened))

    def _on_edited(self, path: Path, raw: str) -> None:
        self.rows[path.field or 0].touch()
        self.edited.emit(path, raw)

    def _on_dropped(self, path: Path) -> None:
        self.rows[path.field or 0].touch()
        self.dropped.emit(path)

    def follow(self, cursor: Path) -> None:
        """Mark the field and the part that the cursor of the message is in."""
        here = cursor.segment_path() == self._path
        for number, row in self.rows.items():
            row.show_current(here and number == cursor.field)
            if row.panel is not None:
                row.panel.follow(cursor)

    def show_findings(self, findings: Mapping[int, tuple[str, str]]) -> None:
        """Mark fields with severity and sentences, by number."""
        for number, row in self.rows.items():
            row.show_finding(*findings.get(number, ("info", "")))

    def order_tabs(self) -> None:
        """Let the Tab key go from top to bottom: the rows, the button for more of them, and those below it."""
        order: list[QWidget] = []
        for number in sorted(self._usual & set(self.rows)):
            order += self.rows[number].inputs()
        order.append(self.fold)
        for number in sorted(set(self.rows) - self._usual):
            order += self.rows[number].inputs()
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _on_fold(self, opened: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        for number in range(1, self.shape.fields + 1):
            if opened and number not in self.rows:
                self._need(number, self._more_grid)
        self._more.setVisible(opened)
        for number, row in self.rows.items():
            row.set_shown(opened or number in self._usual)
        self.order_tabs()
        self.refill.emit()

    def minimumSizeHint(self) -> QSize:
        # As narrow as the window: what has no room is left out (`resizeEvent`), nothing is scrolled sideways.
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Qt lays the rows out before it hands on the event that says so."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._share_width(self.width() // self.fontMetrics().averageCharWidth())
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _share_width(self, characters: int) -> None:
        wide, roomy = characters >= _WIDE, characters >= _ROOMY
        if roomy != self._roomy:
            for grid in (self._grid, self._more_grid):
                grid.setColumnStretch(FormRow.MEANING, _MEANING if roomy else 0)
        rooms = {self._grid: _room(self._grid)}
        rooms[self._more_grid] = _room(self._more_grid) if self._more.isVisible() else rooms[self._grid]
        if (wide, roomy, rooms) != (self._wide, self._roomy, self._rooms):
            self._wide, self._roomy, self._rooms = wide, roomy, rooms
            for row in self.rows.values():
                row.set_room(rooms[row.grid or self._grid], wide=wide, roomy=roomy)


def _room(grid: QGridLayout) -> Room:
    """What the layout has made of the columns."""
    first, last = grid.cellRect(0, FormRow.EDITOR), grid.cellRect(0, FormRow.BADGE)
    beside = grid.cellRect(0, FormRow.MEANING)
    return Room(beside.width(), last.right() - first.left() + 1) if first.width() > 0 else Room()


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(6)
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(FormRow.EDITOR, 6)
    grid.setColumnStretch(FormRow.MEANING, _MEANING)
    return grid
