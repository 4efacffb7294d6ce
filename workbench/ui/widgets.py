"""Small widgets that several places share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.ui.numbers import NO_INTERACTION, PLAIN_TEXT, SELECTABLE_BY_MOUSE

if TYPE_CHECKING:  # each class of Qt costs time when it is first named; the first window needs few of them
    from PySide6.QtGui import QDragEnterEvent, QPaintEvent, QResizeEvent


def plain_tooltip(text: str) -> str:
    """A tooltip that shows any text as it is, lines kept; Qt would guess at markup otherwise. "" for none."""
    if not text:
        return ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p style='white-space:pre-wrap'>{escaped}</p>"


def open_with_size(dialog: QWidget, width: int, height: int) -> None:
    """Let a dialog come up in this size, in pixels beside text of the usual size, or as large as the screen lets it."""
    from workbench.ui import theme

    room = dialog.screen().availableSize()
    dialog.resize(min(theme.scaled(width), room.width() - 40), min(theme.scaled(height), room.height() - 60))


def focus_first(place: QWidget, *, lists: bool = False) -> None:
    """Put the keyboard where work begins: a list with rows, its first one chosen if none is, else an input or a button.

    Where the place has the keyboard on something useful already, it stays there; with `lists` only on a list.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QTabBar, QTableView

    holder = place.window().focusWidget()
    idle = (QScrollArea, QTabBar, QStackedWidget)
    inside = holder is not None and place.isAncestorOf(holder) and holder.isVisible()
    if lists and not isinstance(holder, QAbstractItemView):
        inside = False
    if not inside or isinstance(holder, idle) or holder is place:
        holder = _first_useful(place) or holder
        if holder is not None:
            holder.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(holder, QTableView) and not holder.selectionModel().hasSelection() and holder.model().rowCount():
        holder.setCurrentIndex(holder.model().index(0, 0))


def _first_useful(place: QWidget) -> QWidget | None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractItemView

    shown = [one for one in place.findChildren(QWidget) if one.isVisible() and one.isEnabled()]
    for view in shown:
        if isinstance(view, QAbstractItemView) and view.model() is not None and view.model().rowCount():
            return view
    for kinds in (QLineEdit, QPushButton):
        for one in shown:
            if isinstance(one, kinds) and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                return one
    return next((one for one in shown if isinstance(one, EmptyState)), None)


def has_chosen_row(widget: QWidget | None) -> bool:
    """Whether this is a list with a chosen row."""
    from PySide6.QtWidgets import QAbstractItemView

    return isinstance(widget, QAbstractItemView) and widget.selectionModel().hasSelection()


WIDEST = 360
"""Room in pixels that a text insists on at most: no file name and no id makes the window wider than the screen."""


class PlainLabel(QLabel):
    """A label that shows its text as it is, never as markup: message content may hold anything, of any length.

    `role` picks the look from the theme: "", "muted", "good", "warn", "bad", "title", "heading".
    """

    def __init__(self, text: str = "", role: str = "", *, wrap: bool = False) -> None:
        super().__init__()
        self.setProperty("textFormat", PLAIN_TEXT)
        self.setProperty("textInteractionFlags", SELECTABLE_BY_MOUSE)
        self.setWordWrap(wrap)
        self.setText(text)
        # Qt polishes the label when it is first shown; polishing it now would make it forget a font that is set later.
        self.setProperty("role", role)

    def set_role(self, role: str) -> None:
        """Change the look, for a text whose meaning changed."""
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().boundedTo(QSize(WIDEST, 1 << 16))

    def sizeHint(self) -> QSize:
        # The hint of a text that wraps is a shape, not a need: one endless word must not be the width of the page.
        return super().sizeHint().boundedTo(QSize(4 * WIDEST, 1 << 16))


class TitleLabel(PlainLabel):
    """One line, shortened in its middle where there is no room; then a tooltip has it in full."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text, role)
        self.setProperty("textInteractionFlags", NO_INTERACTION)
        self.setMinimumWidth(48)

    def shown_text(self) -> str:
        """What fits."""
        from PySide6.QtCore import Qt

        text = " ".join(self.text().split())
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, self.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), self.shown_text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell()

    def _tell(self) -> None:
        self.setToolTip(plain_tooltip(self.text()[:1000] if "…" in self.shown_text() else ""))

    def minimumSizeHint(self) -> QSize:
        return QSize(48, super().minimumSizeHint().height())


_BESIDE_HINT = 16
"""Pixels of a line that no hint can have: frame and margins."""


class TextLine(QLineEdit):
    """A line to type in. A file dropped here is for whoever is around it: its name would be put into the text.

    Undo and redo are its own as long as it has something typed to take back; then they are the message's.
    """

    _hints: tuple[str, ...] = ()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_for_others(event):
            event.ignore()
            return False
        return super().event(event)

    def set_hints(self, *hints: str) -> None:
        """What stands in the empty line: the first of these that there is room for, else the last."""
        self._hints = hints
        self._show_hint()

    def _show_hint(self) -> None:
        room = self.width() - _BESIDE_HINT
        metrics = self.fontMetrics()
        fitting = (hint for hint in self._hints if metrics.horizontalAdvance(hint) <= room)
        if self._hints:
            self.setPlaceholderText(next(fitting, self._hints[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_hint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._show_hint()

    def _is_for_others(self, event: QEvent) -> bool:
        from PySide6.QtGui import QKeyEvent, QKeySequence

        if not isinstance(event, QKeyEvent):
            return False
        keys = QKeySequence.StandardKey
        undo, redo = event.matches(keys.Undo), event.matches(keys.Redo)
        return (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)


class EmptyState(QWidget):
    """What stands in a list or a place with nothing in it: what it is for, and what to do next."""

    def __init__(self, title: str, text: str, buttons: tuple[tuple[str, Callable[[], object]], ...] = ()) -> None:
        super().__init__()
        from PySide6.QtCore import Qt

        self.title = PlainLabel(title, "title")
        self.text = PlainLabel(text, "muted", wrap=True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        if not buttons:  # something has to have the keyboard, and a screen reader something to read
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text.setMaximumWidth(520)
        self.text.setMinimumWidth(320)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        self.buttons = []
        for caption, action in buttons:
            button = QPushButton(caption)
            # clicked carries a bool that the action does not want.
            button.clicked.connect(lambda _checked=False, action=action: action())
            row.addWidget(button)
            self.buttons.append(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self.title)
        centred = QHBoxLayout()  # not an alignment: that would cut a wrapped text to the height of two lines
        centred.addStretch(1)
        centred.addWidget(self.text, 100)
        centred.addStretch(1)
        layout.addLayout(centred)
        layout.addLayout(row)
        layout.addStretch(3)


class Stack(QStackedWidget):
    """Pages of which only the one on show asks for room: a wide page must not keep the window wide for the others."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        current = self.currentWidget()
        return current.minimumSizeHint() if current is not None else super().minimumSizeHint()

    def sizeHint(self) -> QSize:
        current = self.currentWidget()
        return current.sizeHint() if current is not None else super().sizeHint()
