"""Colours of the raw text: segment names, delimiters, escapes, nulls, signs for hidden characters, folds."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from workbench.er7 import Delimiters
from workbench.ui import theme

_ALL_AT_ONCE = 60
"""Texts of up to this many lines are coloured as a whole; longer ones where they are looked at."""
_COLOURED = 1

_NAME = re.compile(r"[ \t]*([A-Z][A-Z0-9]{2})")
_COLOURS = {
    "delimiter": "delimiter",
    "escape": "escape",
    "null": "null",
    "hidden": "muted",
    "fold": "muted",
}


class Highlighter(QSyntaxHighlighter):
    """Colours one line at a time, and in long texts only those in `cover`."""

    def __init__(self, document: QTextDocument, delimiters: Delimiters) -> None:
        super().__init__(document)
        self._delimiters = delimiters
        self._first, self._last = 0, 60
        self._formats: dict[str, QTextCharFormat] = {}
        self.take_colours()

    def take_colours(self) -> None:
        """Read the palette anew."""
        self._formats = {kind: QTextCharFormat() for kind in (*_COLOURS, "segment")}
        for kind, colour in _COLOURS.items():
            self._formats[kind].setForeground(theme.colour(colour))
        self._formats["segment"].setForeground(theme.colour("segment"))
        self._formats["segment"].setFontWeight(QFont.Weight.Bold)
        self._formats["fold"].setFontItalic(True)
        self.rehighlight()

    def set_delimiters(self, delimiters: Delimiters) -> None:
        if delimiters != self._delimiters:
            self._delimiters = delimiters
            self.rehighlight()

    def cover(self, first: int, last: int) -> None:
        """Lines first to last are in view: colour those that are not yet."""
        self._first, self._last = first, last
        document = self.document()
        if document is None or document.blockCount() <= _ALL_AT_ONCE:
            return
        block = document.findBlockByNumber(first)
        while block.isValid() and block.blockNumber() <= last:
            if block.userState() != _COLOURED:
                self.rehighlightBlock(block)
            block = block.next()

    def highlightBlock(self, text: str) -> None:
        document = self.document()
        number = self.currentBlock().blockNumber()
        if document.blockCount() > _ALL_AT_ONCE and not self._first <= number <= self._last:
            self.setCurrentBlockState(0)
            return
        self.setCurrentBlockState(_COLOURED)
        for start, stop, kind in stretches(text, self._delimiters):
            self.setFormat(start, stop - start, self._formats[kind])


def stretches(line: str, delimiters: Delimiters) -> list[tuple[int, int, str]]:
    """Start, stop (in UTF-16 units, as Qt counts) and kind of everything in a line that has a colour of its own."""
    found: list[tuple[int, int, str]] = []
    name = _NAME.match(line)
    behind = 0
    if name is not None and (line[name.end() : name.end() + 1] in ("", delimiters.field)):
        found.append((name.start(1), name.end(1), "segment"))
        behind = name.end(1)
    for match in _pattern(delimiters.separators, delimiters.escape).finditer(line, behind):
        found.append((match.start(), match.end(), match.lastgroup or "delimiter"))
    if found and not line.isascii() and max(line) > "\uffff":
        return [(_units(line, start), _units(line, stop), kind) for start, stop, kind in found]
    return found


def _units(line: str, position: int) -> int:
    return len(line[:position].encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=16)
def _pattern(separators: str, escape: str) -> re.Pattern[str]:
    signs = re.escape(separators)
    parts = [rf"(?P<delimiter>[{signs}]+)"]
    if escape:
        sign = re.escape(escape)
        parts.append(rf"(?P<escape>{sign}[^{sign}{signs}]{{1,40}}{sign})")
    parts.append(rf'(?P<null>(?<=[{signs}])""(?=[{signs}]|$))')
    parts.append("(?P<hidden>[\u2400-\u2424\ufffd]+)")
    parts.append("(?P<fold>⟨[^⟩]{1,60}characters⟩)")
    return re.compile("|".join(parts))
