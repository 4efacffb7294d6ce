"""A message to read, not to write: the history and the composer show theirs in it. The editor has a view of its own."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from workbench.er7 import Delimiters, Document
from workbench.ui import theme
from workbench.ui.utf16 import has_pairs, to_units

LONGEST = 100_000
"""Characters shown of a message; the editor shows all of it."""
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}(?![A-Za-z0-9 ])")


class MessageText(QPlainTextEdit):
    """Monospace, one segment a line, long segments wrapped, names and delimiters coloured; Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__(readOnly=True)
        self.setAccessibleName(name)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setTabChangesFocus(True)
        self._colours = _Colours(self.document())
        # Here, before it has a parent: inside a splitter, Qt forgets a font that was set later and before it is shown.
        self.setFont(theme.monospace())
        theme.watcher().changed.connect(self._theme_changed)

    def show_message(self, document: Document) -> None:
        """Show a message, cut when it is very long. View and cursor stay where they were when little has changed."""
        text = document.text.replace("\r", "\n")
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}\n… {len(text) - LONGEST:,} more characters: open the message to see them."
        self._colours.take(document.delimiters)
        # The raw text: the plain one has ordinary blanks for U+00A0, and would never be the same again.
        if self.document().toRawText() == text.replace("\n", "\u2029"):
            return
        position, scrolled = self.textCursor().position(), self.verticalScrollBar().value()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(scrolled)

    def _theme_changed(self) -> None:
        self.setFont(theme.monospace())
        self._colours.take_theme()
        self._colours.rehighlight()


class _Colours(QSyntaxHighlighter):
    """Segment names bold, delimiters in their colour."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.take(Delimiters())
        self.take_theme()

    def take(self, given: Delimiters) -> None:
        """The delimiters of the text that comes."""
        signs = {given.field, given.component, given.repetition, given.subcomponent, given.escape} - {""}
        self._runs = re.compile(f"[{re.escape(''.join(sorted(signs)))}]+" if signs else "(?!)")

    def take_theme(self) -> None:
        """The colours in use; once, and not for each of thousands of lines."""
        self._delimiter, self._segment = QTextCharFormat(), QTextCharFormat()
        self._delimiter.setForeground(theme.colour("delimiter"))
        self._segment.setForeground(theme.colour("segment"))
        self._segment.setFontWeight(QFont.Weight.Bold)

    def highlightBlock(self, text: str) -> None:
        pairs = has_pairs(text)
        for run in self._runs.finditer(text):
            start, end = run.span()
            self.setFormat(to_units(text, start) if pairs else start, end - start, self._delimiter)
        if _NAME.match(text):
            self.setFormat(0, 3, self._segment)
