"""Looking values up in a report together with the place they stand at. Nothing here raises on odd content.

`find` is for one value of a message; a `Reader` is for many of them: it divides each segment once, and writes a path
down only for what was found.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7 import Document, Path, Segment
from workbench.er7.delimiters import HEADERS
from workbench.er7.escapes import NULL, unescape


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it stands; all empty when there is none."""

    text: str = ""
    raw: str = ""
    path: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Found()


def find(document: Document, path: Path) -> Found:
    """The value at a path, blanks around it removed; NOTHING when it is absent, blank or the HL7 null."""
    part = document.part(path)
    if part is None:
        return NOTHING
    raw = part.text
    if raw.strip() in ("", NULL):
        return NOTHING
    return Found(unescape(raw, document.delimiters).strip(), raw, path)


class Value:
    """One repetition of a field: raw text that divides itself into components when asked."""

    __slots__ = ("_parts", "_reader", "path", "raw")

    def __init__(self, reader: Reader, raw: str, path: Path) -> None:
        self._reader = reader
        self._parts: list[str] | None = None
        self.raw = raw
        self.path = path

    def component(self, number: int) -> str:
        """Raw text of a component, "" when there is none."""
        parts = self._parts
        if parts is None:
            parts = self._parts = self._reader.divided(self.raw, self._reader.signs.component)
        return parts[number - 1] if number <= len(parts) else ""

    def text(self, number: int) -> str:
        """A component for reading."""
        raw = self.component(number)
        return self._reader.plain(raw) if raw else ""

    def subtexts(self, number: int) -> list[str]:
        """The subcomponents of a component for reading; at least one."""
        reader = self._reader
        return [reader.plain(one) for one in reader.divided(self.component(number), reader.signs.subcomponent)]

    def found(self, number: int, subcomponent: int = 0) -> Found:
        """A component, or a subcomponent of it, with its place."""
        raw = self.component(number)
        if subcomponent and raw:
            parts = self._reader.divided(raw, self._reader.signs.subcomponent)
            raw = parts[subcomponent - 1] if subcomponent <= len(parts) else ""
        text = self._reader.plain(raw) if raw else ""
        if not text:
            return NOTHING
        at = self.path
        path = Path(at.segment, at.occurrence, at.field, at.repetition, number, subcomponent or None)
        return Found(text, raw, path)


class Reader:
    """Looks values up in one message."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.signs = document.delimiters
        self._fields: dict[int, list[str]] = {}

    def divided(self, raw: str, separator: str) -> list[str]:
        """The parts between separators, at least one."""
        return raw.split(separator) if separator else [raw]

    def plain(self, raw: str) -> str:
        """A value for reading, without blanks around it; "" for the HL7 null."""
        text = raw.strip()
        if not text or text == NULL:
            return ""
        sign = self.signs.escape
        return unescape(raw, self.signs).strip() if sign and sign in raw else text

    def raw(self, segment: Segment, number: int) -> str:
        """A field as it stands, "" when the segment ends before it."""
        fields = self._fields.get(segment.index)
        if fields is None:
            fields = self._fields[segment.index] = self._divide(segment)
        return fields[number] if number < len(fields) else ""

    def _divide(self, segment: Segment) -> list[str]:
        """The segment's name, then its fields by number."""
        if segment.is_opaque:
            return [segment.name]
        fields = segment.text.split(self.signs.field)
        return [fields[0], self.signs.field, *fields[1:]] if segment.name in HEADERS else fields

    def filled(self, segment: Segment) -> dict[int, str]:
        """Field number -> raw text of all fields that are not blank."""
        self.raw(segment, 0)
        fields = self._fields[segment.index]
        return {number: raw for number, raw in enumerate(fields) if number and _filled(raw)}

    def field(self, segment: Segment, number: int) -> Found:
        """A whole field."""
        raw = self.raw(segment, number)
        text = self.plain(raw) if raw else ""
        return Found(text, raw, Path(segment.name, segment.number, number)) if text else NOTHING

    def text(self, segment: Segment, number: int) -> str:
        """A whole field for reading."""
        raw = self.raw(segment, number)
        return self.plain(raw) if raw else ""

    def part(self, segment: Segment, number: int, component: int, subcomponent: int = 0) -> Found:
        """A component of the first repetition, with its place."""
        raw = self.raw(segment, number)
        if not raw:
            return NOTHING
        first = self.divided(raw, self.signs.repetition)[0]
        return Value(self, first, Path(segment.name, segment.number, number)).found(component, subcomponent)

    def values(self, segment: Segment, number: int) -> list[Value]:
        """The repetitions of a field that are not blank; a place has a number only where there are several."""
        raw = self.raw(segment, number)
        if not raw:
            return []
        parts = self.divided(raw, self.signs.repetition)
        if len(parts) == 1:
            return [Value(self, raw, Path(segment.name, segment.number, number))] if _filled(raw) else []
        return [
            Value(self, part, Path(segment.name, segment.number, number, place))
            for place, part in enumerate(parts, 1)
            if _filled(part)
        ]

    def value(self, segment: Segment, number: int) -> Value | None:
        """The first repetition of a field that is not blank."""
        return next(iter(self.values(segment, number)), None)


def _filled(raw: str) -> bool:
    return raw.strip() not in ("", NULL)


def sources_of(**found: Found) -> dict[str, Path]:
    """The places of those that were found, by name."""
    return {name: one.path for name, one in found.items() if one.path is not None}
