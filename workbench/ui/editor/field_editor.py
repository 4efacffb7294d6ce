"""The input of one field in the form: a line of raw text, with a list of codes where a table has them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from workbench.er7 import Delimiters
from workbench.er7.escapes import escape
from workbench.ui import theme
from workbench.ui.editor.raw_view import is_undo
from workbench.ui.editor.values import is_folded, one_line


class ValueLine(QLineEdit):
    """A line edit without an undo of its own (the session's is meant) and without a limit of length."""

    entered = Signal()
    """It got the keyboard focus."""
    dropped = Signal()
    """Escape was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(1 << 30)
        self.setFont(theme.monospace())

    def show_text(self, text: str) -> None:
        """Show a text; the caret stays where it is as far as it can."""
        if text != self.text():
            caret = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(caret if self.hasFocus() else 0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_undo(event):
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class _CodeList(QComboBox):
    """An editable list of codes that accepts any text. The wheel scrolls the form, never the code."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class FieldEditor(QWidget):
    """Shows the raw text of a field and says what the user makes of it. It never changes its text by itself."""

    edited = Signal(str)
    """The user made this raw text of the field."""
    entered = Signal()
    dropped = Signal()
    """The user gives up a text that the message could not take."""

    def __init__(self, name: str, codes: Mapping[str, str], parent: QWidget | None = None) -> None:
        """`codes` are code and meaning, in the order of the table; empty for a field without a known table."""
        super().__init__(parent)
        self._codes = dict(codes)
        self._raw = ""
        self._delimiters = Delimiters()
        self.line = ValueLine()
        self.line.setAccessibleName(name)
        self.list: _CodeList | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._with_list(name) if codes else self.line)
        self.setFocusProxy(self.list or self.line)
        self.line.textEdited.connect(self._on_edited)
        self.line.entered.connect(self.entered)
        self.line.dropped.connect(self.dropped)

    def _with_list(self, name: str) -> QWidget:
        box = _CodeList()
        box.setEditable(True)
        box.setLineEdit(self.line)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setCompleter(None)  # type: ignore[arg-type]  # it would finish a code that the user means to leave as it is
        box.setFont(theme.monospace())
        box.setAccessibleName(name)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for code, means in self._codes.items():
            box.addItem(f"{code} - {means}", code)
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

    def show_raw(self, raw: str, delimiters: Delimiters, *, read_only: bool = False) -> None:
        """Show a field's raw text. Long values are shown by their size and cannot be edited here."""
        self._raw, self._delimiters = raw, delimiters
        folded = is_folded(raw)
        self.line.setReadOnly(folded or read_only)
        if self.list is not None:
            self.list.setEnabled(not (folded or read_only))
        self.line.show_text(one_line(raw) if folded else raw)

    def _on_edited(self, text: str) -> None:
        self._raw = text
        self.edited.emit(text)

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
