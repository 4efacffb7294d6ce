"""The form for the segment under the cursor: a row for every field of the message's version, the usual ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workbench.er7 import Document, EditError, Path, Segment
from workbench.ui.editor.field_editor import Place
from workbench.ui.editor.fields.held import Unfinished
from workbench.ui.editor.form_page import FormPage, Shape
from workbench.ui.editor.form_row import FormRow
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.reference.checks import Finding

_GRAVITY = ("error", "warning", "info")
_MOST = 300
"""More rows than this are no form any more; the tree and the raw text have the rest."""
_AT_ONCE = 4
"""So many rows are made before the window may answer again."""
_AFTER_PAINT_MS = 30
"""So long after it was painted without rows it begins to make them: what the user has done meanwhile comes first."""
_PAGES = 8
"""So many kinds of segments keep their rows while others are shown."""


@dataclass(frozen=True, slots=True)
class KeyboardPlace:
    """Where the user is typing: field, part of it (None for the whole), which input of that part, and the caret."""

    field: int
    part: Place | None
    line: int
    caret: int


class _Area(QScrollArea):
    """Keeps a row in view while the layout finds its place, until the user scrolls."""

    def __init__(self, page: FormPage) -> None:
        super().__init__()
        self._kept: tuple[QWidget, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._show_kept)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        page.resized.connect(self._timer.start)
        self.verticalScrollBar().actionTriggered.connect(lambda _action: self.keep())

    def keep(self, *widgets: QWidget) -> None:
        """Scroll to widgets of the page, and again when the page grows; none to leave it to the user.

        Where there is no room for all, the last one is in view.
        """
        self._kept = widgets
        self._show_kept()

    def _show_kept(self) -> None:
        for widget in self._kept:
            self.ensureWidgetVisible(widget, 0, 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._kept = ()
        super().wheelEvent(event)


class Form(QWidget):
    """Edits go to the session as they are typed. Text that the message cannot take stays in its row with the reason.

    Its rows cost more than everything else of a message that is opened: they are made piece by piece after the form was
    painted for the first time, or at once for whoever asks for them. Out of sight it rests, and catches up in time.
    """

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._path: Path | None = None
        self._page: FormPage | None = None
        self._areas: dict[Shape, _Area] = {}
        self._unfinished = session.unfinished
        self._findings: tuple[Finding, ...] = session.findings
        self._behind = True
        self._away = False
        self._changing = False
        self._just_painted = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._make_some)
        self.setAccessibleName("Form of the segment")
        self._heading = PlainLabel("", "heading")
        self._note = PlainLabel("", "muted")
        self._stack = QStackedWidget()
        self._nothing = PlainLabel("", "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._stack.addWidget(self._nothing)
        top = QHBoxLayout()
        top.addWidget(self._heading)
        top.addWidget(self._note)
        top.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        session.changed.connect(self._on_changed)
        session.cursor_moved.connect(self._on_cursor_moved)
        session.absent_changed.connect(self._on_absent)
        session.findings_changed.connect(self._on_findings_changed)
        self._say_what(session.document.segment(session.cursor))

    # --- when -------------------------------------------------------------------------------------------------------

    @property
    def is_behind(self) -> bool:
        """Whether it does not show yet what the message says; asking for its rows would make it catch up."""
        return self._behind

    def catch_up(self) -> None:
        """Show what the message says now."""
        if self._behind:
            self._behind = False
            self._timer.stop()
            self._show(self._session.cursor)
            self._bring_into_view(self._session.cursor)

    def _make_some(self) -> None:
        """A few rows of the page that is wanted, so that the window can answer in between; then the whole."""
        if self._just_painted:  # on a slow machine in the very turn that has painted: let what the user does come first
            self._just_painted = False
            self._timer.start(0)
            return
        segment = self._session.document.segment(self._session.cursor)
        shape = self._shape_of(segment)
        if segment is None or shape is None or self._page_for(shape).make_rows(segment, _AT_ONCE):
            self.catch_up()
        else:
            self._timer.start(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._behind and not self._timer.isActive():
            self._just_painted = True
            self._timer.start(_AFTER_PAINT_MS)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._away = False
        if self._page is not None:
            self.catch_up()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._away = True

    # --- which segment and which rows ----------------------------------------------------------------------------

    @property
    def rows(self) -> dict[int, FormRow]:
        """The rows of the page on show, by number of the field."""
        self.catch_up()
        return self._rows()

    def _rows(self) -> dict[int, FormRow]:
        return self._page.rows if self._page is not None else {}

    def _show(self, cursor: Path) -> None:
        self._path = cursor.segment_path()
        segment = self._session.document.segment(self._path)
        shape = self._shape_of(segment)
        before = self._page.shape if self._page is not None else None
        if shape != before:
            same_kind = shape is not None and before is not None and shape.segment == before.segment
            place = self._keyboard_place() if same_kind else None
            opened = [number for number, row in self._rows().items() if row.fold.isChecked()] if same_kind else []
            self._page = self._page_for(shape) if shape is not None else None
            if segment is not None and self._page is not None:
                self._page.show_segment(segment)
            was_inside = self._stack.isAncestorOf(self.window().focusWidget() or self)
            self._bring_page()
            self._fill(segment)
            for number in opened:
                self.open_parts(number)
            self._put_keyboard(place)
            if was_inside and place is None and cursor.field is not None:  # somebody else has moved the cursor
                self.focus_field(cursor.field)
        else:
            self._fill(segment)
        self._mark(self._session.cursor)
        self._show_findings()

    def _bring_page(self) -> None:
        """The rows of the segment, or what there is to say where there is none."""
        absent = self._session.absent
        page = self._page if absent is None else None
        # The stack gives the keyboard to the first input of the page that comes, which the user has not entered.
        self._changing = True
        self._stack.setCurrentWidget(self._areas[page.shape] if page is not None else self._nothing)
        self._changing = False

    def _on_absent(self) -> None:
        self._bring_page()
        self._say_what(self._session.document.segment(self._session.cursor))

    def _shape_of(self, segment: Segment | None) -> Shape | None:
        if segment is None or segment.is_opaque:
            return None
        definition = self._session.dictionary().segment(segment.name)
        defined = max((field.number for field in definition.fields), default=0) if definition is not None else 0
        # A segment that no dictionary knows offers one more field than it has.
        count = max(defined, len(segment.fields)) if defined else len(segment.fields) + 1
        return Shape(segment.name, self._session.document.version, min(count, _MOST))

    def _page_for(self, shape: Shape) -> FormPage:
        area = self._areas.pop(shape, None)
        if area is None:
            area = self._new_area(shape)
        self._areas[shape] = area
        while len(self._areas) > _PAGES:
            old = self._areas.pop(next(iter(self._areas)))
            self._stack.removeWidget(old)
            # Not at once: it may be one of its inputs in which the user is typing that has led here.
            old.deleteLater()
        page = area.widget()
        assert isinstance(page, FormPage)
        return page

    def _new_area(self, shape: Shape) -> _Area:
        page = FormPage(shape, self._names)
        page.edited.connect(self._on_edited)
        page.rearranged.connect(self._on_rearranged)
        page.refill.connect(self._on_rows_came)
        page.entered.connect(self._on_entered)
        page.dropped.connect(self._on_dropped)
        area = _Area(page)
        self._stack.addWidget(area)
        return area

    def _keyboard_place(self) -> KeyboardPlace | None:
        """The input that has the keyboard, and the caret in it."""
        for number, row in self._rows().items():
            for part, editor in row.editors():
                for index, line in enumerate(editor.lines()):
                    if line.hasFocus():
                        return KeyboardPlace(number, part, index, line.cursorPosition())
        return None

    def _put_keyboard(self, place: KeyboardPlace | None) -> None:
        if place is None or not self.focus_field(place.field):
            return
        if place.part is not None:
            self.open_parts(place.field)
        editor = dict(self._rows()[place.field].editors()).get(place.part)
        if editor is not None:
            line = editor.lines()[place.line]
            line.setFocus(Qt.FocusReason.OtherFocusReason)
            line.deselect()
            line.setCursorPosition(place.caret)

    # --- from the session to the screen --------------------------------------------------------------------------

    def _rests(self) -> bool:
        """Whether what has happened can wait."""
        self._behind = self._behind or self._away
        if self._behind and not self._away:
            self._say_what(self._session.document.segment(self._session.cursor))
        return self._behind

    def _on_changed(self, _before: Document, after: Document, _origin: object) -> None:
        if self._rests():
            return
        cursor = self._session.cursor
        segment = after.segment(cursor)
        same = self._page is not None and self._shape_of(segment) == self._page.shape
        if same and self._path == cursor.segment_path():
            self._fill(segment)
        else:
            self._show(cursor)

    def _on_cursor_moved(self, path: Path, origin: object) -> None:
        if self._rests():
            return
        if path.segment_path() != self._path:
            self._show(path)
        else:
            self._mark(path)
        if origin is not self:
            self._bring_into_view(path)
        elif self._page is not None:
            holder = self._typed_in()
            self._areas[self._page.shape].keep(*(() if holder is None else (holder,)))

    def _typed_in(self) -> QWidget | None:
        """The input with the keyboard; parts that open around it must not push it out of sight."""
        holder = QApplication.focusWidget()
        return holder if holder is not None and self._stack.isAncestorOf(holder) else None

    def _bring_into_view(self, path: Path) -> None:
        """Scroll to the row of a field."""
        row = self._rows().get(path.field or 0)
        if row is not None and self._page is not None:
            self._areas[self._page.shape].keep(*row.below, row.editor)

    def _fill(self, segment: Segment | None) -> None:
        """Put the document's values into the rows, except where the user is in the midst of something refused."""
        self._say_what(segment)
        if segment is not None and self._page is not None:
            self._page.show_segment(segment)
            self._page.fill(segment, self._unfinished, self._session.document.delimiters)

    def _say_what(self, segment: Segment | None) -> None:
        absent, note, below = self._session.absent, "", ""
        if absent is not None:
            heading, note = f"{absent}  {self._names.name(absent)}", "required here and missing"
            below = "Enter on its row in the tree inserts it."
        elif segment is None:
            heading = "No segment"
            below = "The message is empty: paste it into the text, or insert a segment (Ctrl+Shift+I)."
        elif segment.is_opaque:
            heading = "Not a segment"
            below = "This line does not begin with a segment name; edit it in the raw text."
        else:
            heading = f"{segment.path}  {self._names.name(segment.path)}"
            count = len(self._session.document.all(segment.name))
            beyond = len(segment.fields) - _MOST
            notes = [f"{segment.occurrence} of {count}"] if count > 1 else []
            notes += [f"{beyond} more fields stand in the tree and in the raw text"] if beyond > 0 else []
            note = ", ".join(notes)
        for label, text in ((self._heading, heading), (self._note, note), (self._nothing, below)):
            if label.text() != text:
                label.setText(text)

    def _mark(self, cursor: Path) -> None:
        if self._page is not None:
            self._page.follow(cursor)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Mark the fields that the checks say something about; the sentences are in the marks' hints."""
        self._findings = tuple(findings)
        if not self._rests():
            self._show_findings()

    def _on_findings_changed(self) -> None:
        self.show_findings(self._session.findings)

    def _show_findings(self) -> None:
        if self._page is None:
            return
        worst: dict[int, tuple[str, str]] = {}
        here = self._path
        for finding in self._findings:
            number = finding.path.field
            if number is None or here is None:
                continue
            # Not by paths made for it: a long message has thousands of findings, and each move of the cursor asks.
            if (finding.path.segment, finding.path.occurrence) != (here.segment, here.occurrence):
                continue
            severity, text = worst.get(number, ("info", ""))
            severity = min(severity, finding.severity, key=_GRAVITY.index)
            said = f"{finding.path}: {finding.text} {finding.hint}".rstrip()
            worst[number] = severity, f"{text}\n{said}".lstrip()
        self._page.show_findings(worst)

    # --- from the user to the session ----------------------------------------------------------------------------

    def _on_entered(self, path: Path) -> None:
        cursor = self._session.cursor
        if self._changing or (path == path.field_path() and cursor.field_path() == path):
            return  # the cursor may be in one of its parts, which says more
        if cursor != path:
            self._session.move_cursor(path, self)

    def _on_edited(self, path: Path, raw: str) -> None:
        try:
            after = self._session.document.put(path, raw)
        except EditError as error:
            self._unfinished[path] = Unfinished(raw, str(error))
            self._refill()
            return
        self._unfinished.pop(path, None)
        self._on_entered(path)
        self._session.submit(after, f"Edit {path}", self, merge=f"form {path} {self._session.visit}")
        self._refill()  # nothing has changed when the text is the message's again

    def _on_rearranged(self, path: Path, raw: str, what: str) -> None:
        """A field as a whole is another one: its repetitions have moved, or a part of it has."""
        typed = next((one for one in self._unfinished if one.field_path() == path), None)
        if typed is not None:  # it would stand in another repetition afterwards, or nowhere
            row = self._rows()[path.field or 0]
            row.show_problem(f"First mend what stands in {typed}, or give it up with Escape there.")
            row.touch()
            return
        try:
            after = self._session.document.put(path, raw)
        except EditError as error:
            self._unfinished[path] = Unfinished(raw, str(error))
            self._refill()
            return
        self._session.submit(after, what, self)

    def _on_dropped(self, path: Path) -> None:
        """Forget what was typed and could not be taken."""
        if self._unfinished.pop(path, None) is not None:
            self._refill()

    def _refill(self) -> None:
        if self._path is not None:
            self._fill(self._session.document.segment(self._path))

    def _on_rows_came(self) -> None:
        """Rows or parts that were not on show before are: fill and mark them like the others."""
        self._refill()
        self._mark(self._session.cursor)
        self._show_findings()

    def open_parts(self, number: int, opened: bool = True) -> None:
        """Show or hide the parts of a field of the segment on show."""
        self.catch_up()
        if self._page is not None:
            self._page.open_parts(number, opened)

    def switch_parts(self, number: int) -> None:
        """Show the parts of a field with the keyboard in the first, or hide them and go to the whole field."""
        if not self.focus_field(number):
            return
        row = self._rows()[number]
        if not row.fold.isVisibleTo(self):
            return
        row.fold.setChecked(not row.fold.isChecked())
        if row.fold.isChecked() and row.panel is not None:
            row.panel.focus_first()

    def switch_fold(self) -> None:
        """Show the fields that are folded while they are empty, or fold them; the keyboard stays in the form."""
        if self._typed_in() is None:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._page is not None:
            self._page.fold.setChecked(not self._page.fold.isChecked())
            self._bring_into_view(self._session.cursor)

    def focus_field(self, number: int) -> bool:
        """Put the keyboard into a field's input; False when the segment on show has no such field."""
        self.catch_up()
        row = self._page.need(number) if self._page is not None else None
        if row is None:
            return False
        self._refill()
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The keyboard goes to where it was in the field under the cursor, or to the input of that field."""
        self.catch_up()
        number, last = self._session.cursor.field, self.focusWidget()
        rows = self._rows()
        if number is None and rows:
            number = min(rows)
        row = rows.get(number or 0)
        if row is not None and last is not None and last.isVisible() and last in row.inputs():
            last.setFocus(reason)
        elif self.takes_keyboard and number is not None:
            self.focus_field(number)

    @property
    def takes_keyboard(self) -> bool:
        """Whether there is an input on show."""
        self.catch_up()
        return bool(self._rows()) and self._stack.currentWidget() is not self._nothing

    def enter_part(self, path: Path, *, new: bool) -> None:
        """When the user is typing in this field, go on at the part at `path`; a `new` one opens the parts for it."""
        typing, row = self._keyboard_place(), self._rows().get(path.field or 0)
        if typing is None or row is None or typing.field != path.field or not (new or typing.part is not None):
            return
        self.open_parts(typing.field)
        self._on_rows_came()
        if row.panel is not None:
            row.panel.focus_part(path.component, path.subcomponent)
