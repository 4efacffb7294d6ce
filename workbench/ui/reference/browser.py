"""The page of the reference on the screen: one stop of the Tab key, its links by the arrows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QTextEdit

_PLAIN = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.KeypadModifier


class PageBrowser(QTextBrowser):
    """Right and Left choose a link, Return follows it. Qt would stop the Tab key at every link of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setAccessibleName("Reference for the cursor")
        self.setAccessibleDescription("Right and Left choose a link, Return follows it.")
        self.document().setDocumentMargin(8)

    def focusNextPrevChild(self, next: bool) -> bool:
        return QTextEdit.focusNextPrevChild(self, next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() | _PLAIN == _PLAIN and self.choose_link(step):
            event.accept()
        else:
            super().keyPressEvent(event)

    def choose_link(self, by: int) -> bool:
        """Choose the next link (1) or the one before (-1), round the end. False when the page has none."""
        links = self._links()
        if not links:
            return False
        cursor = self.textCursor()
        here = (cursor.selectionStart(), cursor.selectionEnd())
        if by > 0:
            start, stop = next((link for link in links if link > here), links[0])
        else:
            start, stop = next((link for link in reversed(links) if link < here), links[-1])
        cursor.setPosition(start)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        return True

    def _links(self) -> list[tuple[int, int]]:
        """Where each link begins and ends, in the order of the page."""
        found: list[tuple[int, int]] = []
        before = ""
        block = self.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                target = piece.charFormat().anchorHref()
                start, stop = piece.position(), piece.position() + piece.length()
                if target and target == before and found and found[-1][1] == start:
                    found[-1] = found[-1][0], stop  # one link in two looks
                elif target:
                    found.append((start, stop))
                before = target
                pieces += 1
            block = block.next()
        return found
