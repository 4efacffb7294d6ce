"""Colours of the raw text: segment names, delimiters, escapes, nulls, signs for hidden characters, folds."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QTextBlock, QTextCharFormat, QTextDocument, QTextLayout
from shiboken6 import isValid

from workbench.er7 import Delimiters
from workbench.ui import theme

_FIRST_LINES = 60
"""So many lines are coloured before anybody says what is in view."""
_CHANGED_AT_ONCE = 200
_SHAPED = 500
"""So many lines keep the shapes of their letters, which painting needs: twenty kilobytes for a charge."""
_BESIDE = 100
"""So many columns on both sides of those in view are coloured too, so that not every scrolling colours anew."""

_NAME = re.compile(r"[ \t]*([A-Z][A-Z0-9]{2})")
_COLOURS = {
    "delimiter": "delimiter",
    "escape": "escape",
    "null": "null",
    "hidden": "muted",
    "fold": "muted",
}


class Highlighter(QObject):
    """Colours the lines in view, each once until its text or the colours change; long ones only in the columns in view.

    Every coloured stretch is laid out and painted by itself, in view or not: a segment has a hundred of them.
    Not a QSyntaxHighlighter: that one asks for every line of a text, however long, before the first can be seen.
    """

    def __init__(self, document: QTextDocument, delimiters: Delimiters, lines: int = _FIRST_LINES) -> None:
        """`lines` are coloured before it is said what is in view."""
        super().__init__(document)
        self._document = document
        self._delimiters = delimiters
        self._first, self._last = 0, lines
        self._columns: tuple[int, int] | None = None
        """The columns that are coloured, from and to; None for all."""
        self._shaped = 0
        self._round = 0
        """Lines whose state is this number are coloured."""
        self._formats: dict[str, QTextCharFormat] = {}
        document.contentsChange.connect(self._on_change)
        self.take_colours()

    def take_colours(self) -> None:
        """Read the palette anew."""
        self._formats = {kind: QTextCharFormat() for kind in (*_COLOURS, "segment")}
        for kind, colour in _COLOURS.items():
            self._formats[kind].setForeground(theme.colour(colour))
        self._formats["segment"].setForeground(theme.colour("segment"))
        self._formats["segment"].setFontWeight(QFont.Weight.Bold)
        self._formats["fold"].setFontItalic(True)
        self._begin_anew()

    def set_delimiters(self, delimiters: Delimiters) -> None:
        if delimiters != self._delimiters:
            self._delimiters = delimiters
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._round += 1
        self.cover(self._first, self._last)

    def show_columns(self, columns: tuple[int, int] | None) -> None:
        """These columns are in view, from and to, as wide as a plain letter each; None when that cannot be said."""
        have = self._columns
        if columns is None or (have is not None and have[0] <= columns[0] and columns[1] <= have[1]):
            wanted = have if columns is not None else None
        else:
            wanted = max(0, columns[0] - _BESIDE), columns[1] + _BESIDE
        if wanted != have:
            self._columns = wanted
            self._round += 1

    def cover(self, first: int, last: int) -> None:
        """Lines first to last are in view: colour those that are not yet."""
        self._first, self._last = first, last
        if not isValid(self._document):  # the text goes first when a view is taken apart, and the view still asks
            return
        block = self._document.findBlockByNumber(first)
        start, stop = -1, 0
        while block.isValid() and block.blockNumber() <= last:
            if block.userState() != self._round:
                self._colour(block)
                stop = block.position() + block.length()
                start = block.position() if start < 0 else start
            block = block.next()
        if start >= 0:  # in one go: each time the view asks what is to be coloured
            self._document.markContentsDirty(start, stop - start)
        if self._shaped > _SHAPED:
            self._forget_shapes()

    def _forget_shapes(self) -> None:
        """Lines out of view give back what painting them needs, and their colours with it."""
        self._shaped = 0
        block = self._document.begin()
        while block.isValid():
            if block.userState() >= 0 and not self._first <= block.blockNumber() <= self._last:
                block.setUserState(-1)
                block.layout().setCacheEnabled(False)
                block.layout().clearLayout()
            block = block.next()

    def _on_change(self, position: int, _removed: int, added: int) -> None:
        """The lines of a change are coloured again, at once when they are in view. Lines inside a long one are new."""
        block, last = self._document.findBlock(position), self._document.findBlock(position + added)
        if last.isValid():
            last.setUserState(-1)
        for _number in range(_CHANGED_AT_ONCE):
            if not block.isValid():
                break
            block.setUserState(-1)
            if block == last:
                break
            block = block.next()
        self.cover(self._first, self._last)

    def _colour(self, block: QTextBlock) -> None:
        block.setUserState(self._round)
        ranges = []
        text = block.text()
        left, right = self._columns or (0, len(text))
        everywhere = not text.isascii()  # letters of other widths: columns say nothing of places
        for start, stop, kind in stretches(text, self._delimiters):
            if not everywhere and (stop <= left or start >= right):
                continue
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start, stop - start, self._formats[kind]
            ranges.append(one)
        layout = block.layout()
        if not layout.cacheEnabled():  # else every painting shapes the letters of the whole line anew
            layout.setCacheEnabled(True)
            self._shaped += 1
        layout.setFormats(ranges)


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
