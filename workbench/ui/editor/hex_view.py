"""The bytes of the message as they stand in its file: line ends, byte order mark and framing too. To look at only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.editor.byte_map import ByteMap
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.widgets import plain_tooltip

_WIDE, _NARROW = 16, 8
_CONTROLS = {0x09: "TAB", 0x0A: "LF", 0x0B: "VT", 0x0D: "CR", 0x1C: "FS"}


class HexView(QAbstractScrollArea):
    """Offset, bytes and characters, 16 to a line (8 when it is narrow). Paints the lines in view and no others.

    Reads the bytes while it can be seen; the cursor is the one of the session, by mouse and by arrow keys.
    """

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._document: Document | None = None
        self._map = ByteMap(Document.from_bytes(b""))
        self._mark = (0, 0)
        self._caret = 0
        self.per_line = _WIDE
        self.setAccessibleName("Bytes of the message")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._measure()
        session.changed.connect(self._on_changed)
        session.cursor_moved.connect(self._on_cursor_moved)
        theme.watcher().changed.connect(self._on_theme_changed)

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def caret(self) -> int:
        """The byte under the cursor."""
        return self._caret

    @property
    def marked(self) -> tuple[int, int]:
        """First byte and the one behind the last of the field under the cursor."""
        return self._mark

    def line_text(self, number: int) -> str:
        """A line as text: offset, bytes, characters."""
        piece = self._map.data[number * self.per_line : (number + 1) * self.per_line]
        return f"{number * self.per_line:08X}  {piece.hex(' ').upper():<{self.per_line * 3 - 1}}  {_signs(piece)}"

    def line_count(self) -> int:
        return -(-len(self._map.data) // self.per_line)

    def _catch_up(self) -> None:
        if self._document is not self._session.document:
            self._document = self._session.document
            self._map = ByteMap(self._document)
            self._arrange()
        self._go_to(self._session.cursor)

    def _on_changed(self, _before: Document, _after: Document, _origin: object) -> None:
        if self.isVisible():
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _on_theme_changed(self) -> None:
        self._measure()
        self._arrange()
        self.viewport().update()

    # --- cursor --------------------------------------------------------------------------------------------------

    def _on_cursor_moved(self, path: Path, origin: object) -> None:
        if not self.isVisible():
            return
        if origin is self:
            self._take_mark(path)
            self.viewport().update()
        else:
            self._go_to(path)

    def _go_to(self, path: Path) -> None:
        self._take_mark(path)
        span = self._session.document.span(path)
        if span is not None and not self._map.trouble:
            start, stop = self._map.to_byte(span[0]), self._map.to_byte(span[1])
            if not start <= self._caret <= stop:
                self._caret = start
        self._show_caret()
        self.viewport().update()

    def _take_mark(self, path: Path) -> None:
        span = self._session.document.span(path.field_path())
        if span is None or self._map.trouble:
            self._mark = (0, 0)
        else:
            self._mark = (self._map.to_byte(span[0]), self._map.to_byte(span[1]))

    def _move_caret(self, position: int) -> None:
        self._caret = max(0, min(position, len(self._map.data) - 1))
        self._show_caret()
        path = self._session.document.path_at(self._map.to_offset(self._caret))
        if path is not None:
            self._session.move_cursor(path, self)
        self.viewport().update()

    def _show_caret(self) -> None:
        bar, line = self.verticalScrollBar(), self._caret // self.per_line
        self.setAccessibleDescription(self.line_text(line))  # what is painted, no screen reader sees
        if line < bar.value():
            bar.setValue(line)
        elif line >= bar.value() + self._page():
            bar.setValue(line - self._page() + 1)

    # --- geometry ------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        self.setFont(theme.monospace())
        metrics = QFontMetricsF(self.font())
        self._has_pictures = metrics.inFontUcs4(0x2400)
        self._width = metrics.horizontalAdvance("0")
        self._height = max(1, round(metrics.height()) + 2)
        self._ascent = metrics.ascent() + 1

    def _arrange(self) -> None:
        """As many bytes on a line as fit, and scroll bars to match."""
        room = self.viewport().width() / self._width
        self.per_line = _WIDE if room >= _columns(_WIDE) else _NARROW
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self.line_count() - self._page()))
        down.setPageStep(self._page())
        width = round(_columns(self.per_line) * self._width)
        across.setRange(0, max(0, width - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        across.setSingleStep(round(self._width * 3))

    def _page(self) -> int:
        return max(1, self.viewport().height() // self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._show_caret()

    def _byte_at(self, point: QPoint) -> int | None:
        """The byte at a place of the viewport, in either half; None where there is none."""
        line = self.verticalScrollBar().value() + point.y() // self._height
        column = (point.x() + self.horizontalScrollBar().value()) / self._width - 1
        signs = _first_sign(self.per_line)
        place = int(column - signs) if column >= signs else int((column - 9.5) // 3)
        if not 0 <= place < self.per_line:
            return None
        position = line * self.per_line + place
        return position if 0 <= position < len(self._map.data) else None

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.fillRect(event.rect(), theme.colour("base"))
        if self._map.trouble:
            box = self.viewport().rect().adjusted(8, 8, -8, -8)
            painter.setPen(theme.colour("bad"))
            painter.drawText(box, Qt.TextFlag.TextWordWrap, self._map.trouble)
            return
        top = self.verticalScrollBar().value()
        for line in range(top, min(top + self._page() + 1, self.line_count())):
            self._paint_line(painter, line, (line - top) * self._height)

    def _paint_line(self, painter: QPainter, line: int, y: int) -> None:
        start = line * self.per_line
        piece = self._map.data[start : start + self.per_line]
        self._paint_mark(painter, start, len(piece), y)
        painter.setPen(theme.colour("muted"))
        self._draw(painter, 0, y, f"{start:08X}")
        signs = _first_sign(self.per_line)
        for place, byte in enumerate(piece):
            inverse = start + place == self._caret
            painter.setPen(theme.colour("on_accent") if inverse else self._ink(byte))
            if inverse:
                colour = theme.colour("accent" if self.hasFocus() else "muted")
                painter.fillRect(self._box(10 + 3 * place - 0.25, y, 2.5), colour)
                painter.fillRect(self._box(signs + place, y, 1), colour)
            self._draw(painter, 10 + 3 * place, y, f"{byte:02X}")
            sign = _sign(byte)
            self._draw(painter, signs + place, y, sign if sign < "\u2400" or self._has_pictures else "·")

    def _paint_mark(self, painter: QPainter, start: int, length: int, y: int) -> None:
        first, behind = max(self._mark[0], start), min(self._mark[1], start + length)
        if first < behind:
            colour = theme.colour("cursor")
            painter.fillRect(self._box(10 + 3 * (first - start) - 0.5, y, 3 * (behind - first)), colour)
            painter.fillRect(self._box(_first_sign(self.per_line) + first - start, y, behind - first), colour)

    def _ink(self, byte: int) -> QColor:
        if byte < 0x20 or byte == 0x7F:
            return theme.colour("escape")
        if byte < 0x80 and chr(byte) in self._session.document.delimiters.separators:
            return theme.colour("delimiter")
        return theme.colour("text" if byte < 0x80 else "null")

    def _box(self, column: float, y: int, columns: float) -> QRect:
        left = round((column + 1) * self._width) - self.horizontalScrollBar().value()
        return QRect(left, y, round(columns * self._width), self._height)

    def _draw(self, painter: QPainter, column: int, y: int, text: str) -> None:
        painter.drawText(
            round((column + 1) * self._width) - self.horizontalScrollBar().value(), round(y + self._ascent), text
        )

    # --- Qt ------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tooltip(self.tip(event.pos())), self)
            return True
        return super().viewportEvent(event)

    def tip(self, point: QPoint) -> str:
        """What stands under the mouse: the byte, and the place in the message with its name and meaning."""
        position = self._byte_at(point)
        if position is None:
            return ""
        byte = self._map.data[position]
        name = _CONTROLS.get(byte, "")
        said = f"Byte {position:,} (hex {position:X}): {byte:02X}{f', {name}' if name else ''}"
        path = self._session.document.path_at(self._map.to_offset(position))
        return f"{said}\n{self._names.sentence(path)}" if path is not None else said

    def mousePressEvent(self, event: QMouseEvent) -> None:
        position = self._byte_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and position is not None:
            self._move_caret(position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            first, behind = self._mark
            QGuiApplication.clipboard().setText(self._map.data[first:behind].hex(" ").upper())
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        line_start = self._caret - self._caret % self.per_line
        keys = Qt.Key
        targets = {
            keys.Key_Left: self._caret - 1,
            keys.Key_Right: self._caret + 1,
            keys.Key_Up: self._caret - self.per_line,
            keys.Key_Down: self._caret + self.per_line,
            keys.Key_PageUp: self._caret - self.per_line * self._page(),
            keys.Key_PageDown: self._caret + self.per_line * self._page(),
            keys.Key_Home: 0 if control else line_start,
            keys.Key_End: len(self._map.data) - 1 if control else line_start + self.per_line - 1,
        }
        target = targets.get(keys(event.key()))
        if target is None or not self._map.data:
            super().keyPressEvent(event)
            return
        if keys(event.key()) in (keys.Key_Up, keys.Key_Down) and not 0 <= target < len(self._map.data):
            return
        self._move_caret(target)


def _columns(per_line: int) -> int:
    """Characters of a whole line with a margin at both ends."""
    return _first_sign(per_line) + per_line + 2


def _first_sign(per_line: int) -> int:
    return 10 + 3 * per_line + 1


def _sign(byte: int) -> str:
    """How a byte looks among the characters: controls as their picture, beyond ASCII a dot."""
    if byte < 0x20:
        return chr(0x2400 + byte)
    return chr(0x2421) if byte == 0x7F else chr(byte) if byte < 0x80 else "·"


def _signs(piece: bytes) -> str:
    return "".join(map(_sign, piece))
