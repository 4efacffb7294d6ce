"""The input of one field in the form: a line of raw text, with a list of codes where a table has them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from workbench.er7 import Delimiters
from workbench.er7.escapes import escape
from workbench.ui import theme
from workbench.ui.editor.raw_view import is_undo
from workbench.ui.editor.values import can_be_signed, is_folded, one_line, with_signs, without_signs

Place = tuple[int | None, int | None]
"""Which part below the edited one is meant: component and subcomponent; None for a level that is not gone down."""
WHOLE: Place = (None, None)
_NOTHING: Mapping[Place, str] = {}


class ValueLine(QLineEdit):
    """A line edit without an undo of its own (the session's is meant) and without a limit of length."""

    entered = Signal()
    """It got the keyboard focus."""
    dropped = Signal()
    """Escape was pressed."""
    unfolded = Signal(bool)
    """The parts of the value are wanted on the screen (Ctrl+Down), or not any more (Ctrl+Up)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(1 << 30)
        self._signed = False
        self.setFont(theme.monospace())
        self.key_pressed: Callable[[QKeyEvent], bool] | None = None
        """Gets the keys first; returns whether it has used them."""

    def show_text(self, text: str) -> None:
        """Show a text, its control characters as signs; the caret stays where it is as far as it can."""
        self._signed = can_be_signed(text)
        text = with_signs(text) if self._signed else text
        if text != self.text():
            caret = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(caret if self.hasFocus() else 0)

    def meant(self, text: str) -> str:
        """What a text in the line stands for: its signs are control characters when it was shown with some."""
        return without_signs(text) if self._signed else text

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if is_undo(event):
            event.ignore()
        elif self.key_pressed is not None and self.key_pressed(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif control and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.unfolded.emit(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.ignore()  # a file is for the window, which opens it: its name would come into the message
        else:
            super().dragEnterEvent(event)


_OTHER_CODE = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
"""Keys that put the next or another code into a box of Qt's, over whatever stands there."""


class _CodeList(QComboBox):
    """An editable list of codes that accepts any text. The wheel and the arrow keys scroll the form, never the code.

    Alt+Down and F4 open the list.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OTHER_CODE and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class FieldEditor(QWidget):
    """Shows the raw text of a field and says what the user makes of it. It never changes its text by itself."""

    edited = Signal(str)
    """The user made this raw text of the field."""
    entered = Signal()
    dropped = Signal()
    """The user gives up a text that the message could not take."""
    part_edited = Signal(object, str)
    part_entered = Signal(object)
    part_dropped = Signal(object)
    """The same of an editor that writes to a part of the value: its Place comes first."""
    unfolded = Signal(bool)

    def __init__(
        self, name: str, codes: Mapping[str, str], parent: QWidget | None = None, *, local: Collection[str] = ()
    ) -> None:
        """`codes` are code and meaning, in the order of the table; empty for a field without a known table.

        `local` are those of them that are in use without being in HL7's list.
        """
        super().__init__(parent)
        self.places: tuple[Place, ...] = (WHOLE,)
        """What its inputs write to."""
        self._codes = dict(codes)
        self._local = frozenset(local)
        self._raw = ""
        self._delimiters = Delimiters()
        self.line = ValueLine()
        self.line.setAccessibleName(name)
        self.list: _CodeList | None = None
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)
        self.row.addWidget(self._with_list(name) if codes else self.line, 1)
        self.line.textEdited.connect(self._on_edited)
        self.line.entered.connect(self._on_entered)
        self.line.dropped.connect(self._on_dropped)
        self.line.unfolded.connect(self.unfolded)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard into its first input.

        No focus proxy does this: Qt stops the Tab key at whatever has one, wherever it stands among the inputs.
        """
        (self.list or self.line).setFocus(reason)

    def lines(self) -> tuple[ValueLine, ...]:
        """Its inputs, in the order of `places`."""
        return (self.line,)

    def inputs(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in order."""
        return (self.list,) if self.list is not None else self.lines()

    def _with_list(self, name: str) -> QWidget:
        box = _CodeList()
        box.setEditable(True)
        box.setLineEdit(self.line)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setCompleter(None)  # type: ignore[arg-type]  # it would finish a code that the user means to leave as it is
        box.setFont(theme.monospace())
        box.setAccessibleName(name)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setMinimumContentsLength(5)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for code, means in self._codes.items():
            box.addItem(f"{code} - {means} (local)" if code in self._local else f"{code} - {means}", code)
        box.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        box.setCurrentIndex(-1)
        self.line.setFont(theme.monospace())  # the box has given it its own
        box.activated.connect(self._on_chosen)
        self.list = box
        return box

    @property
    def raw(self) -> str:
        """What the user sees or has typed, as raw text of the field."""
        return self._raw

    def show_raw(
        self, raw: str, delimiters: Delimiters, *, read_only: bool = False, held: Mapping[Place, str] = _NOTHING
    ) -> None:
        """Show a field's raw text. Long values are shown by their size and cannot be edited here.

        `held` are texts that the message could not take, shown instead in the inputs for those places.
        """
        raw = held.get(WHOLE, raw)
        self._raw, self._delimiters = raw, delimiters
        folded = is_folded(raw)
        self.line.setReadOnly(folded or read_only)
        if self.list is not None:
            self.list.setEnabled(not (folded or read_only))
        self.line.show_text(one_line(raw) if folded else raw)

    def _on_entered(self) -> None:
        self.entered.emit()

    def _on_dropped(self) -> None:
        self.dropped.emit()

    def _on_edited(self, text: str) -> None:
        self._raw = self.line.meant(text)
        self.edited.emit(self._raw)

    def _on_chosen(self, index: int) -> None:
        assert self.list is not None
        code = str(self.list.itemData(index))
        # The box has put "CG - Charge" into the line; the field gets the code.
        raw = with_code(self._raw, code, self._codes.get(code, ""), self._delimiters)
        self._raw = raw
        self.line.show_text(raw)
        self.edited.emit(raw)


def with_code(raw: str, code: str, means: str, delimiters: Delimiters) -> str:
    """The raw field with another code in its first repetition: `CG^Charge^HL70017` and `CD` give `CD^Credit^HL70017`.

    A text beside the code is exchanged too, since the old one would contradict the new code.
    """
    repetition, component = delimiters.repetition, delimiters.component
    first, rest = raw, ""
    if repetition and repetition in raw:
        first, rest = raw.split(repetition, 1)
        rest = repetition + rest
    parts = first.split(component) if component else [first]
    parts[0] = escape(code, delimiters)
    if len(parts) > 1 and parts[1]:
        parts[1] = escape(means, delimiters)
    return component.join(parts) + rest if component else parts[0] + rest
