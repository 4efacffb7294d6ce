"""What can be inserted at a place of the message, for the picker: what fits there, what fits elsewhere, any other."""

from __future__ import annotations

import re

from workbench.er7 import Document
from workbench.reference.edit import places
from workbench.ui.editor.picker import Choice

_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")


class Insertable:
    """The segments for a message and a line (from 0) before which one shall stand. `find` narrows them by text."""

    def __init__(self, document: Document, index: int) -> None:
        self._document = document
        self._index = index
        self._here = places.fitting(document, index)
        here = {one.name for one in self._here}
        self._others = [one for one in places.others(document, index) if one.name not in here]

    def find(self, text: str) -> list[Choice]:
        """What fits here first, then the rest; a name that nobody knows becomes a row of its own."""
        wanted = text.upper()
        found = [self._fits_here(one) for one in self._here if _matches(one, wanted)]
        found += [self._elsewhere(one) for one in self._others if wanted and _matches(one, wanted)]
        found.sort(key=lambda one: not one.key.startswith(wanted) if wanted else False)
        if _NAME.fullmatch(wanted) and all(one.key != wanted for one in found):
            about = f"{wanted} is a local segment; it is put {self._where(self._index)}."
            title = "Local segment" if wanted.startswith("Z") else "Segment that the dictionary does not know"
            found.insert(0, Choice(wanted, title, "local", about, data=(wanted, self._index)))
        return found

    def _fits_here(self, one: places.Candidate) -> Choice:
        note = "missing" if one.missing else "fits here"
        why = "The message needs it; it" if one.missing else "It"
        about = f"{why} is put {self._where(self._index)}."
        return Choice(one.name, one.title, note, about, data=(one.name, self._index))

    def _elsewhere(self, one: places.Candidate) -> Choice:
        if one.belongs:
            about = "It does not belong at the cursor; it is put on the nearest line where it fits."
            return Choice(one.name, one.title, "elsewhere", about, data=(one.name, None))
        about = f"It has no place in this kind of message; it is put {self._where(self._index)}."
        return Choice(one.name, one.title, "no place", about, data=(one.name, self._index))

    def line_for(self, choice: Choice) -> tuple[str, int]:
        """Name and line of a choice that was taken."""
        assert isinstance(choice.data, tuple)
        name, index = choice.data
        if index is None:  # looked for only now: in a long message it takes a moment
            index = places.place_for(self._document, name, self._index)
        return name, self._index if index is None else index

    def _where(self, index: int) -> str:
        segments = self._document.segments
        return f"behind {segments[index - 1].path}" if 0 < index <= len(segments) else "on the first line"


def _matches(one: places.Candidate, wanted: str) -> bool:
    return one.name.startswith(wanted) or wanted in one.title.upper()
