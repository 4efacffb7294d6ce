"""The text that the raw view shows for a document, and which place of the one is which place of the other.

The shown text has a line for every segment and differs from the canonical text in three ways only, none of which can
reach the message: CR is a line break; characters that a text widget would swallow or hide (controls, U+2028) are shown
by a sign of the same length; and stretches too long to lay out are folded to a note: `⟨base64, 609 003 characters⟩`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from workbench.er7 import Delimiters, Document
from workbench.ui.editor.difference import Splice
from workbench.ui.editor.values import CONTROL_SIGNS, grouped, is_base64, size_note

LONG_LINE = 2000
"""Lines up to this length are never folded."""
LONG_LEAF = 4000
"""Undivided text beyond this length is folded in a long line; base64 is folded from 400 characters on."""
FULL_LINE = 16000
"""What is left of a line after folding is cut off here: laying out a line must not take longer than a keystroke may."""
HEAD = 24
"""How much of a folded value stays in view."""

_SIGNS = {
    **CONTROL_SIGNS,
    0x2028: 0x2424,
    0x2029: 0x2424,
    **dict.fromkeys((0xFDD0, 0xFDD1, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
}
del _SIGNS[0x0A]  # our own line breaks
_HIDDEN = re.compile("[" + "".join(re.escape(chr(code)) for code in _SIGNS) + "]")


@dataclass(frozen=True, slots=True)
class Fold:
    """text[start:stop] of the document stands as shown[shown_start:shown_stop]. Offsets are code points."""

    start: int
    stop: int
    shown_start: int
    shown_stop: int


class Display:
    """The shown text of one document."""

    def __init__(self, document: Document) -> None:
        self.delimiters = document.delimiters
        self.text, self.folds = _shown(document.text, document.delimiters)
        self.astral = not self.text.isascii() and max(self.text) > "\uffff"
        """Whether Qt counts differently: it counts UTF-16 units, two for each of these characters."""
        self._starts = [fold.start for fold in self.folds]
        self._shown_starts = [fold.shown_start for fold in self.folds]

    def to_shown(self, offset: int) -> int:
        """Where an offset of the document stands in the shown text; inside a fold, where the fold begins."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        fold = self.folds[index]
        return fold.shown_start if offset < fold.stop else fold.shown_stop + offset - fold.stop

    def to_document(self, position: int) -> int:
        """The offset in the document of a position in the shown text; inside a fold, where the fold begins."""
        index = bisect_right(self._shown_starts, position) - 1
        if index < 0:
            return position
        fold = self.folds[index]
        return fold.start if position < fold.shown_stop else fold.stop + position - fold.shown_stop

    def edit(self, splice: Splice) -> Splice | None:
        """The edit of the document's text that an edit of the shown text means; None when it cuts into a fold."""
        for fold in self.folds:
            cuts_left = fold.shown_start < splice.start < fold.shown_stop
            cuts_right = fold.shown_start < splice.stop < fold.shown_stop
            if cuts_left or cuts_right:
                return None
        text = re.sub("[\u2028\u2029\n]", "\r", splice.text)
        return Splice(self.to_document(splice.start), self.to_document(splice.stop), text)

    def folds_between(self, start: int, stop: int) -> list[Fold]:
        """The folds that begin in shown[start:stop]."""
        return list(self.folds[bisect_left(self._shown_starts, start) : bisect_left(self._shown_starts, stop)])

    def units(self, position: int) -> int:
        """A position of the shown text as Qt counts it."""
        return len(self.text[:position].encode("utf-16-le")) // 2 if self.astral else position

    def position(self, units: int) -> int:
        """A position as Qt counts it as one of the shown text."""
        if not self.astral:
            return units
        return len(self.text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _shown(text: str, delimiters: Delimiters) -> tuple[str, tuple[Fold, ...]]:
    lines = text.split("\r")
    if max(map(len, lines)) <= LONG_LINE:
        return _visible(text.replace("\r", "\n")), ()
    pieces: list[str] = []
    folds: list[Fold] = []
    offset = shown = 0
    for line in lines:
        if len(line) > LONG_LINE:
            line_shown, line_folds = _fold_line(line, delimiters)
            folds += [
                Fold(start + offset, stop + offset, shown_start + shown, shown_stop + shown)
                for start, stop, shown_start, shown_stop in line_folds
            ]
        else:
            line_shown = line
        pieces.append(line_shown)
        offset += len(line) + 1
        shown += len(line_shown) + 1
    return _visible("\n".join(pieces)), tuple(folds)


def _visible(text: str) -> str:
    """Every character that a text widget would swallow or hide, replaced by a sign; the length stays the same."""
    return text.translate(_SIGNS) if _HIDDEN.search(text) else text


def _fold_line(line: str, delimiters: Delimiters) -> tuple[str, list[tuple[int, int, int, int]]]:
    """A long line with its long values folded, and the folds relative to the line."""
    pieces: list[str] = []
    folds: list[tuple[int, int, int, int]] = []
    position = shown = 0
    for start, stop, note in _long_stretches(line, delimiters):
        pieces += [line[position:start], note]
        shown += start - position
        folds.append((start, stop, shown, shown + len(note)))
        shown += len(note)
        position = stop
    pieces.append(line[position:])
    return "".join(pieces), folds


def _long_stretches(line: str, delimiters: Delimiters) -> list[tuple[int, int, str]]:
    """Start, stop and note of what is folded in a line, in order and without overlap."""
    found: list[tuple[int, int, str]] = []
    kept = position = 0
    for match in _leaves(delimiters.separators).finditer(line):
        start, stop = match.span()
        leaf = match[0]
        folds = len(leaf) > LONG_LEAF or is_base64(leaf)
        reaches = (start + HEAD if folds else stop) - position
        if kept + reaches > FULL_LINE:
            cut = min(start + HEAD, position + FULL_LINE - kept)
            return [*found, (cut, len(line), _rest_note(line, cut, delimiters))]
        kept += reaches
        position = stop if folds else position + reaches
        if folds:
            found.append((start + HEAD, stop, f"⟨{size_note(leaf)}⟩"))
    if kept + len(line) - position > FULL_LINE:  # nothing but separators
        cut = position + FULL_LINE - kept
        found.append((cut, len(line), _rest_note(line, cut, delimiters)))
    return found


def _rest_note(line: str, cut: int, delimiters: Delimiters) -> str:
    fields = line.count(delimiters.field, cut) if delimiters.field else 0
    more = f"{grouped(fields)} more fields, " if fields else ""
    return f"⟨{more}{grouped(len(line) - cut)} characters⟩"


@lru_cache(maxsize=16)
def _leaves(separators: str) -> re.Pattern[str]:
    """Undivided stretches of at least 400 characters."""
    return re.compile(f"[^{re.escape(separators)}]{{400,}}")
