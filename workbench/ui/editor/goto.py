"""Going to a path: completion from the message and its dictionary, and a sentence when it is not there."""

from __future__ import annotations

from workbench.er7 import Document, Path, PathError
from workbench.er7.path import OPAQUE
from workbench.reference import Dictionary
from workbench.ui.editor.picker import Choice
from workbench.ui.editor.values import one_line

_MOST = 200
_SHOWN = 60


class Places:
    """Where one can go in a message. `find` takes a path, the beginning of one, or words from a name."""

    def __init__(self, document: Document, dictionary: Dictionary) -> None:
        self._document = document
        self._dictionary = dictionary

    def find(self, text: str) -> list[Choice]:
        """The path as typed first, then what begins with it or has the words in its name."""
        if not text:
            return [self._choice(one.path) for one in self._document.segments if not one.is_blank][:_MOST]
        found = self._typed(text)
        known = {one.key for one in found}
        found += [one for one in self._beginning(text.upper()) if one.key not in known]
        if not found:
            about = "There is no such path in this message, and no field with that name. Write FT1-6 or FT1[2]-26(1).1."
            return [Choice(text, "", "", about, possible=False)]
        return found[:_MOST]

    def _typed(self, text: str) -> list[Choice]:
        try:
            return [self._choice(Path.parse(text))]
        except PathError:
            return []

    def _beginning(self, wanted: str) -> list[Choice]:
        starts: list[Choice] = []
        named: list[Choice] = []
        for path, name in self._fields():
            if str(path).startswith(wanted):
                starts.append(self._choice(path))
            elif wanted in name.upper():
                named.append(self._choice(path))
            if len(starts) >= _MOST or len(named) >= _MOST:
                break
        return starts + named

    def _fields(self) -> list[tuple[Path, str]]:
        """Every field that the message has or its dictionary knows, segment by segment."""
        found = []
        for segment in self._document.segments:
            if segment.is_opaque:
                continue
            definition = self._dictionary.segment(segment.name)
            found.append((segment.path, definition.title if definition else ""))
            defined = {field.number: field.name for field in definition.fields} if definition else {}
            for number in range(1, max(len(segment.fields), max(defined, default=0)) + 1):
                found.append((segment.path.at(field=number), defined.get(number, "")))
        return found

    def _choice(self, path: Path) -> Choice:
        name = self._dictionary.describe(path).name
        value = self._document.get(path)
        if self._document.segment(path) is None:
            return Choice(str(path), name, "not there", self._absent(path), possible=False)
        if value is None:
            about = f"{path} ({name}) is empty: the message ends before it. You can go there and fill it."
            return Choice(str(path), name, "empty", about, data=path)
        shown = one_line(value[:4000])[:_SHOWN]
        about = f"{path} ({name}) is empty." if not value else f"{path} ({name}) is there."
        return Choice(str(path), name, shown or "empty", about, data=path)

    def _absent(self, path: Path) -> str:
        count = len(self._document.all(path.segment))
        what = "line outside of segments" if path.segment == OPAQUE else path.segment
        if count == 0:
            return f"There is no {what} in this message. Insert it first (Ctrl+Shift+I)."
        return f"There is no {path.segment_path()}: the message has {count} {what}."
