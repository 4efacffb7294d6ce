"""The message as text, one segment a line. Shows the session's document and hands every change of it to the session."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.editor.difference import Splice, difference
from workbench.ui.editor.display import Display
from workbench.ui.editor.highlighter import Highlighter
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.widgets import plain_tooltip

FOLDED = (
    "This value is folded because it is long. Select the whole note to delete or replace the value; "
    "its parts cannot be edited here."
)


_AT_ONCE = 500_000
"""Characters that are put into the widget in one go; each line takes it two millionths of a second."""


class RawView(QPlainTextEdit):
    """A rendering of the canonical text.

    The widget holds `_shown`, which is `Display(document).text` except between a keystroke and its echo, and while a
    long text comes piece by piece, when nothing can be typed. What the user
    did is the smallest difference between `_shown` and what the widget holds now; nothing else is ever written back, so
    whatever a text widget does to untouched text cannot reach the message.
    """

    refused = Signal(str)
    """An edit could not be made; the sentence says why and what to do."""

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._display = Display(session.document)
        self._shown = self._display.text if len(self._display.text) <= _AT_ONCE else ""
        self._sure = 0
        """While the text comes piece by piece: so much of its beginning is there."""
        self._comes = QTimer(self, singleShot=True, interval=0)
        self._comes.timeout.connect(self._go_on)
        self._following = False
        self._typing = _Typing()
        self.setAccessibleName("Raw text of the message")
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFont(theme.monospace())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setPlainText(self._shown)
        self._length = self.document().characterCount()
        self.wrap_action = QAction("&Wrap lines", self, checkable=True)
        self.wrap_action.setToolTip("Break long lines at the edge of the window (Alt+Z)")
        self.wrap_action.setShortcut(QKeySequence("Alt+Z"))
        self.wrap_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(self.wrap_action)
        self.wrap_action.toggled.connect(self.set_wrapped)
        self.ends_action = QAction("Show line &ends", self, checkable=True)
        self.ends_action.setToolTip("Show how each line ends in the file, and what follows the message")
        self.ends_action.toggled.connect(lambda: self.viewport().update())
        self._highlighter = Highlighter(self.document(), self._display.delimiters, lines=0)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_cursor_position_changed)
        self.updateRequest.connect(self._on_update_request)
        session.changed.connect(self._on_changed)
        session.cursor_moved.connect(self._on_cursor_moved)
        theme.watcher().changed.connect(self._on_theme_changed)
        self._write(self._display.text)
        self._go_to(session.cursor)
        self._mark(session.cursor)

    def set_wrapped(self, wrapped: bool) -> None:
        modes = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(modes.WidgetWidth if wrapped else modes.NoWrap)

    def shown_text(self) -> str:
        """What the widget holds now, with a line feed between lines."""
        return self.document().toRawText().replace("\u2029", "\n")

    # --- from the user to the session ----------------------------------------------------------------------------

    def _on_text_changed(self) -> None:
        if self._following and (self._shown.isascii() or self.is_coming):
            return  # what is written here is as it was meant: to look would take as long again
        now = self.shown_text()
        splice = difference(self._shown, now)
        if splice is None:
            return
        self._shown = now
        self._length = self.document().characterCount()
        edit = self._display.edit(splice)
        if edit is None:
            self._write(self._display.text)
            self.refused.emit(FOLDED)
            return
        self._submit(edit)
        self._on_cursor_position_changed()

    def _submit(self, edit: Splice) -> None:
        document = self._session.document
        after = document.splice(*edit)
        where = after.path_at(edit.start) or self._session.cursor
        merge = self._typing.key(edit, document.text[edit.start : edit.stop])
        if after == document:  # a line break typed as another kind of line break, and the like
            self._write(self._display.text)
            return
        self._session.submit(after, f"Edit {where.field_path()}", self, merge)

    def _selected_span(self) -> tuple[int, int]:
        """The selection in offsets of the document, folds counted whole."""
        cursor = self.textCursor()
        start = self._display.position(cursor.selectionStart())
        stop = self._display.position(cursor.selectionEnd())
        for fold in self._display.folds_between(0, len(self._shown)):
            if fold.shown_start < stop < fold.shown_stop:
                return self._display.to_document(start), fold.stop
        return self._display.to_document(start), self._display.to_document(stop)

    def _on_cursor_position_changed(self) -> None:
        # Qt says that the caret has moved before it says that the text has changed; the latter comes here again.
        in_between = self.document().characterCount() != self._length or self._shown != self._display.text
        if self._following or in_between:
            return
        offset = self._display.to_document(self._display.position(self.textCursor().position()))
        path = self._session.document.path_at(offset)
        if path is not None:
            self._session.move_cursor(path, self)

    # --- from the session to the screen --------------------------------------------------------------------------

    def _on_changed(self, _before: Document, after: Document, origin: object) -> None:
        if origin is not self:
            self._typing.stop()
        self._display = Display(after)
        if self._display.text != self._shown:
            self._write(self._display.text)
        self._highlighter.set_delimiters(self._display.delimiters)
        self._mark(self._session.cursor)

    def _write(self, text: str) -> None:
        """Make the widget show `text`, touching only what differs: scroll position and caret stay."""
        splice = difference(self._shown, text)
        if splice is None:
            self._has_come()
            return
        part, before = splice.text, self._shown
        if len(part) > _AT_ONCE:
            part = part[: part.rfind("\n", 0, _AT_ONCE) + 1 or _AT_ONCE]
            self.setReadOnly(True)
            self._comes.start()
            self._sure = splice.start + len(part)
        else:
            self._comes.stop()
        whole = not self.is_coming
        self._shown = text if whole else before[: splice.start] + part + before[splice.stop :]
        self._following = True
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(before, splice.start))
        cursor.setPosition(_units(before, splice.stop), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(part)
        self._length = self.document().characterCount()
        self._following = False
        if whole:
            self._has_come()

    @property
    def is_coming(self) -> bool:
        """Whether the end of a long text is still to be put in."""
        return self._comes.isActive()

    def _go_on(self) -> None:
        """The next piece of a long text, in a turn of its own."""
        self._write(self._display.text)

    def _has_come(self) -> None:
        """All of the text is there."""
        if not self.isReadOnly():
            return
        self._comes.stop()
        self.setReadOnly(False)
        self._go_to(self._session.cursor)
        self._mark(self._session.cursor)

    def _reach(self, position: int) -> None:
        """Whoever wants to go there waits for the text so far."""
        while self.is_coming and position > self._sure:
            self._go_on()

    def _on_cursor_moved(self, path: Path, origin: object) -> None:
        if origin is not self:
            self._go_to(path)
        self._mark(path)

    def _go_to(self, path: Path) -> None:
        span = self._span(path)
        if span is None:
            return
        start, stop = (self._display.to_shown(offset) for offset in span)
        if self.is_coming and stop > self._sure:
            return  # when it is there
        cursor = self.textCursor()
        if not start <= self._display.position(cursor.position()) <= stop:
            cursor.setPosition(self._display.units(start))
            self._following = True
            self.setTextCursor(cursor)
            self._following = False
        self.ensureCursorVisible()

    def _span(self, path: Path) -> tuple[int, int] | None:
        """Where a path stands; for a field that the segment does not reach, the end of the segment."""
        document = self._session.document
        span = document.span(path)
        if span is None and (segment := document.segment(path)) is not None:
            return segment.stop, segment.stop
        return span

    def select_span(self, start: int, stop: int) -> None:
        """Select document.text[start:stop] and bring it into view; the cursor of the session stays where it is."""
        self._reach(self._display.to_shown(stop))
        cursor = self.textCursor()
        cursor.setPosition(self._display.units(self._display.to_shown(start)))
        cursor.setPosition(self._display.units(self._display.to_shown(stop)), QTextCursor.MoveMode.KeepAnchor)
        self._following = True
        self.setTextCursor(cursor)
        self._following = False

    def _mark(self, path: Path) -> None:
        """Highlight the field that the cursor is in, or the segment."""
        span = self._span(path.field_path())
        if span is None or (self.is_coming and self._display.to_shown(span[1]) > self._sure):
            self.setExtraSelections([])
            return
        start, stop = (self._display.units(self._display.to_shown(offset)) for offset in span)
        selection = QTextEdit.ExtraSelection()
        selection.format = QTextCharFormat()
        selection.format.setBackground(theme.colour("cursor"))
        selection.cursor = QTextCursor(self.document())
        selection.cursor.setPosition(start)
        selection.cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        self.setExtraSelections([selection])

    def _on_theme_changed(self) -> None:
        self._highlighter.take_colours()
        self._mark(self._session.cursor)

    def _on_update_request(self, _rect: QRect, _dy: int) -> None:
        self._colour_view()

    def _colour_view(self) -> None:
        """Colour what is in view, as far as it is not yet. Before it is shown its size says nothing of that."""
        if not self.isVisible():
            return
        first = self.firstVisibleBlock().blockNumber()
        height = max(1, self.fontMetrics().height())
        self._highlighter.show_columns(self._columns())
        self._highlighter.cover(first, first + self.viewport().height() // height + 1)

    def _columns(self) -> tuple[int, int] | None:
        """First and last column in view; None where lines are wrapped or letters differ in width."""
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance("i")
        wrapped = self.lineWrapMode() != QPlainTextEdit.LineWrapMode.NoWrap
        if wrapped or width <= 0 or metrics.horizontalAdvance("W") != width:
            return None
        left = self.horizontalScrollBar().value()
        return int(left / width), int((left + self.viewport().width()) / width) + 1

    def line_end(self, line: int) -> str:
        """What a line (from 0) ends with in the file, in letters; behind the last one what follows the message."""
        document = self._session.document
        if line < len(document.ends):
            return _named(document.ends[line])
        return _named(document.trail) if line == len(document.ends) else ""

    def line_right(self, block: QTextBlock) -> float:
        """Where a line ends on the screen, its last one where it is wrapped, in pixels of the viewport.

        The last letter in the file may stand before others there: Hebrew goes to the left.
        """
        left = self.blockBoundingGeometry(block).translated(self.contentOffset()).left()
        line = block.layout().lineForTextPosition(block.length() - 1)
        return left + (line.naturalTextRect().right() if line.isValid() else 0.0)

    def _paint_ends(self) -> None:
        """Drawn over the text, so that they are no part of it: nothing to select, copy or delete."""
        painter = QPainter(self.viewport())
        small = QFont(self.font())
        small.setPointSizeF(max(6.0, small.pointSizeF() * 0.75))
        painter.setFont(small)
        painter.setPen(theme.colour("escape"))
        block, below = self.firstVisibleBlock(), self.viewport().height()
        cursor = QTextCursor(self.document())
        while block.isValid():
            cursor.setPosition(block.position() + block.length() - 1)
            place = self.cursorRect(cursor)
            if place.top() > below:
                return
            spot = QPoint(round(self.line_right(block)) + 3, place.bottom() - 3)
            painter.drawText(spot, self.line_end(block.blockNumber()))
            block = block.next()

    def _show_tip(self, event: QHelpEvent) -> None:
        position: QPoint = event.pos()
        offset = self._display.to_document(self._display.position(self.cursorForPosition(position).position()))
        path = self._session.document.path_at(offset)
        text = self._names.sentence(path) if path is not None else ""
        QToolTip.showText(event.globalPos(), plain_tooltip(text), self)

    # --- Qt ------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_undo(event):
            event.ignore()  # else the widget takes Ctrl+Z for its own undo, which is off
            return False
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_undo(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        start, stop = self._selected_span()
        data = QMimeData()
        data.setText(self._session.document.text[start:stop].replace("\r", "\n"))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        # Straight to the document: a widget would lay out megabytes before they could be folded.
        start, stop = self._selected_span()
        text = source.text()
        self._typing.stop()
        before = self._session.document
        after = before.splice(start, stop, text)
        self._session.submit(after, "Paste", self)
        end = start + len(after.text) - len(before.text) + (stop - start)
        self._reach(self._display.to_shown(end))
        cursor = self.textCursor()
        cursor.setPosition(self._display.units(self._display.to_shown(end)))
        self.setTextCursor(cursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        menu.setParent(self, Qt.WindowType.Popup)
        menu.addSeparator()
        menu.addAction(self.ends_action)
        menu.addActions(self.actions())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.ends_action.isChecked():
            self._paint_ends()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._colour_view()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._colour_view()
        self.ensureCursorVisible()


def _named(characters: str) -> str:
    """Control characters by their names: CR LF."""
    names = {"\r": "CR", "\n": "LF", "\x0b": "VT", "\x1c": "FS", "\t": "TAB", " ": "SP"}
    return " ".join(names.get(one, f"{ord(one):02X}") for one in characters[:40])


class _Typing:
    """Which keystrokes belong to one undo step: characters typed or deleted one behind the other."""

    def __init__(self) -> None:
        self._serial = 0
        self._kind = ""
        self._place = -1

    def stop(self) -> None:
        """Whatever comes next is a step of its own."""
        self._kind = ""

    def key(self, edit: Splice, removed: str) -> str:
        """The merge key of an edit; "" for one that stands alone."""
        kind = ""
        if edit.start == edit.stop and len(edit.text) == 1 and edit.text != "\r":
            kind = "type"
        elif not edit.text and len(removed) == 1 and removed != "\r":
            kind = "delete"
        if not kind:
            self.stop()
            return ""
        follows = edit.start == self._place or (kind == "delete" and edit.stop == self._place)
        if kind != self._kind or not follows:
            self._serial += 1
        self._kind = kind
        self._place = edit.start + len(edit.text)
        return f"raw {self._serial}"


def is_undo(event: QKeyEvent) -> bool:
    """Whether a key event is the platform's undo or redo, which belong to the session and not to a widget."""
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _units(text: str, position: int) -> int:
    """A position in a text as Qt counts it."""
    head = text[:position]
    return position if head.isascii() else len(head.encode("utf-16-le", "surrogatepass")) // 2
