"""The form for the segment under the cursor: a row for every field of the message's version, the usual ones first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Document, EditError, Path, Segment
from workbench.ui.editor.form_row import FormRow, RowFacts
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.widgets import PlainLabel

COMMON = {"FT1": frozenset((1, 2, 4, 5, 6, 7, 10, 11, 13, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26))}
"""Fields that charge messages usually fill, by segment; the others are folded while they are empty."""
_FEW = 12
"""A segment with no more fields than this is shown whole."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What decides which rows there are: when it stays the same, the rows are kept and only filled anew."""

    segment: str
    version: str
    fields: int


class Form(QWidget):
    """Edits go to the session as they are typed. Text that the message cannot take stays in its row with the reason."""

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._path: Path | None = None
        self._shape: _Shape | None = None
        self._rows: dict[int, FormRow] = {}
        self._open_segments: set[str] = set()
        self._unfinished: dict[Path, str] = {}
        self.setAccessibleName("Form of the segment")
        self._build()
        session.changed.connect(self._on_changed)
        session.cursor_moved.connect(self._on_cursor_moved)
        self._show(session.cursor)

    def _build(self) -> None:
        self._heading = PlainLabel("", "heading")
        self._note = PlainLabel("", "muted")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = QWidget()
        top = QHBoxLayout()
        top.addWidget(self._heading)
        top.addWidget(self._note)
        top.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._scroll, 1)

    # --- which segment and which rows ----------------------------------------------------------------------------

    def _show(self, cursor: Path) -> None:
        self._path = cursor.segment_path()
        segment = self._session.document.segment(self._path)
        shape = self._shape_of(segment)
        if shape == self._shape:
            self._fill(segment)
        else:
            same = shape is not None and self._shape is not None and shape.segment == self._shape.segment
            place = self._keyboard_place() if same else None
            self._shape = shape
            self._rebuild(segment)
            self._fill(segment)
            self._put_keyboard(place)
        self._mark(cursor)

    def _keyboard_place(self) -> tuple[int, int] | None:
        """The field whose input has the keyboard, and the caret in it."""
        for number, row in self._rows.items():
            if row.editor.line.hasFocus():
                return number, row.editor.line.cursorPosition()
        return None

    def _put_keyboard(self, place: tuple[int, int] | None) -> None:
        if place is not None and self.focus_field(place[0]):
            line = self._rows[place[0]].editor.line
            line.deselect()
            line.setCursorPosition(place[1])

    def _shape_of(self, segment: Segment | None) -> _Shape | None:
        if segment is None or segment.is_opaque:
            return None
        definition = self._session.dictionary().segment(segment.name)
        defined = max((field.number for field in definition.fields), default=0) if definition is not None else 0
        # A segment that no dictionary knows offers one more field than it has.
        count = max(defined, len(segment.fields)) if defined else len(segment.fields) + 1
        return _Shape(segment.name, self._session.document.version, count)

    def _rebuild(self, segment: Segment | None) -> None:
        self._rows = {}
        # Not at once: it may be one of its inputs in which the user is typing that has led here.
        if (old := self._scroll.takeWidget()) is not None:
            old.hide()
            old.deleteLater()
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(8)
        self._grid = _grid()
        self._more_grid = _grid()
        self._more = QWidget()
        self._more.setLayout(self._more_grid)
        self._fold = QToolButton()
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.toggled.connect(self._on_fold)
        column.addLayout(self._grid)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._more)
        column.addStretch()
        self._hidden: list[int] = []
        if segment is not None and self._shape is not None:
            self._add_usual_rows(segment, self._shape)
        self._scroll.setWidget(self._page)

    def _add_usual_rows(self, segment: Segment, shape: _Shape) -> None:
        usual, self._hidden = self._divided(segment, shape)
        for place, number in enumerate(usual):
            self._add_row(number, self._grid, place)
        self._more.setVisible(False)
        self._fold.setVisible(bool(self._hidden))
        self._fold.setText(f"{len(self._hidden)} &more fields")
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        if segment.name in self._open_segments:
            self._fold.setChecked(True)

    def _divided(self, segment: Segment, shape: _Shape) -> tuple[list[int], list[int]]:
        """The numbers of the fields that are shown, and of those that are folded."""
        numbers = range(1, shape.fields + 1)
        if shape.fields <= _FEW:
            return list(numbers), []
        common = COMMON.get(segment.name)
        shown: list[int] = []
        folded: list[int] = []
        for number in numbers:
            field = segment.field(number)
            filled = field is not None and field.start < field.stop
            required = self._names.describe(segment.path.at(field=number)).optionality == "R"
            usual = filled or required or (common is not None and number in common)
            (shown if usual else folded).append(number)
        return shown, folded

    def _add_row(self, number: int, grid: QGridLayout, place: int) -> None:
        assert self._shape is not None
        facts = RowFacts.of(Path(self._shape.segment, 1, number), self._names)
        row = FormRow(facts, grid, 2 * place)
        row.editor.edited.connect(lambda raw, number=number: self._on_edited(number, raw))
        row.editor.entered.connect(lambda number=number: self._on_entered(number))
        row.editor.dropped.connect(lambda number=number: self._on_dropped(number))
        self._rows[number] = row

    def _on_fold(self, opened: bool) -> None:
        assert self._shape is not None
        self._fold.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        if opened:
            self._open_segments.add(self._shape.segment)
        else:
            self._open_segments.discard(self._shape.segment)
        for place, number in enumerate(self._hidden):
            if opened and number not in self._rows:
                self._add_row(number, self._more_grid, place)
        self._more.setVisible(opened)
        self._fill(self._session.document.segment(self._path) if self._path is not None else None)

    # --- from the session to the screen --------------------------------------------------------------------------

    def _on_changed(self, _before: Document, after: Document, _origin: object) -> None:
        segment = after.segment(self._session.cursor)
        if self._path != self._session.cursor.segment_path() or self._shape_of(segment) != self._shape:
            self._show(self._session.cursor)
        else:
            self._fill(segment)

    def _on_cursor_moved(self, path: Path, origin: object) -> None:
        if path.segment_path() != self._path:
            self._show(path)
        else:
            self._mark(path)
        row = self._rows.get(path.field or 0)
        if row is not None and origin is not self:
            self._scroll.ensureWidgetVisible(row.editor, 0, 24)

    def _fill(self, segment: Segment | None) -> None:
        """Put the document's values into the rows, except where the user is in the midst of something refused."""
        self._say_what(segment)
        if segment is None:
            return
        delimiters = self._session.document.delimiters
        for number, row in self._rows.items():
            path = segment.path.at(field=number)
            field = segment.field(number)
            raw = field.text if field is not None else ""
            unfinished = self._unfinished.get(path)
            fixed = field is not None and field.holds_delimiters
            row.editor.show_raw(raw if unfinished is None else unfinished, delimiters, read_only=fixed)
            row.show_meaning(self._names.meaning(path) if unfinished is None and raw else "")
            row.show_missing(not raw)
            if unfinished is None:
                row.show_problem("")

    def _say_what(self, segment: Segment | None) -> None:
        if segment is None:
            self._heading.setText("No segment")
            self._note.setText("The message is empty; paste or open one.")
        elif segment.is_opaque:
            self._heading.setText("Not a segment")
            self._note.setText("This line does not begin with a segment name; edit it in the raw text.")
        else:
            self._heading.setText(f"{segment.path}  {self._names.name(segment.path)}")
            count = len(self._session.document.all(segment.name))
            self._note.setText(f"{segment.occurrence} of {count}" if count > 1 else "")

    def _mark(self, cursor: Path) -> None:
        for number, row in self._rows.items():
            row.show_current(number == cursor.field)

    # --- from the user to the session ----------------------------------------------------------------------------

    def _on_entered(self, number: int) -> None:
        if self._path is None:
            return
        path = self._path.at(field=number)
        if self._session.cursor.field_path() != path:
            self._session.move_cursor(path, self)

    def _on_edited(self, number: int, raw: str) -> None:
        assert self._path is not None
        path = self._path.at(field=number)
        row = self._rows[number]
        try:
            after = self._session.document.put(path, raw)
        except EditError as error:
            self._unfinished[path] = raw
            row.show_problem(str(error))
            return
        self._unfinished.pop(path, None)
        row.show_problem("")
        self._session.move_cursor(path, self)
        self._session.submit(after, f"Edit {path}", self, merge=f"form {path}")

    def _on_dropped(self, number: int) -> None:
        """Forget what was typed and could not be taken."""
        if self._path is not None and self._unfinished.pop(self._path.at(field=number), None) is not None:
            self._fill(self._session.document.segment(self._path))

    def focus_field(self, number: int) -> bool:
        """Put the keyboard into a field's editor; False when the segment on show has no such row."""
        if number in self._hidden and not self._fold.isChecked():
            self._fold.setChecked(True)
        row = self._rows.get(number)
        if row is None:
            return False
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(FormRow.NAME, 2)
    grid.setColumnStretch(FormRow.EDITOR, 6)
    grid.setColumnStretch(FormRow.MEANING, 4)
    return grid
