"""Editing one segment by itself, with a record of what was changed and why."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7 import Document, Path, Segment
from workbench.er7.charset import Charset
from workbench.er7.delimiters import HEADERS, read_delimiters
from workbench.er7.edits import EditError, edit_for
from workbench.er7.escapes import escape, unescape


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the source, before and after, raw, and the reason as a sentence."""

    path: Path
    """Where it stands in the source message."""
    before: str
    after: str
    why: str

    @property
    def changed(self) -> bool:
        """False for a field that stays on purpose."""
        return self.before != self.after


class SegmentEdit:
    """A segment being changed. The message is not read again for it, and the segment not for every field of it."""

    def __init__(self, document: Document, segment: Segment) -> None:
        self.segment = segment
        self.changes: list[Change] = []
        self.text = segment.text
        """The segment as it is now."""
        self.delimiters = read_delimiters(self.text) if segment.name in HEADERS else document.delimiters
        self._charset = document.charset
        self._fields = self._split()

    def _split(self) -> list[str]:
        """Fields by their numbers, behind the name; of a header, whose field 1 is the separator, too."""
        if self.segment.is_opaque:
            return [self.text]
        separator = self.delimiters.field
        fields = self.text.split(separator) if separator else [self.text]
        return [fields[0], separator, *fields[1:]] if self.segment.name in HEADERS and len(self.text) > 3 else fields

    def raw(self, field: int, component: int | None = None, subcomponent: int | None = None) -> str:
        """The raw text there, of the first repetition below a field; "" when the segment ends before it."""
        text, signs = self._fields[field] if 1 <= field < len(self._fields) else "", self.delimiters
        if component is None or not text or (field <= 2 and self.segment.name in HEADERS):
            return text if component is None or (component, subcomponent or 1) == (1, 1) else ""
        text = _piece(_piece(text, signs.repetition, 1), signs.component, component)
        return text if subcomponent is None else _piece(text, signs.subcomponent, subcomponent)

    def value(self, field: int, component: int = 1) -> str:
        """The text of a component with escapes resolved."""
        return unescape(self.raw(field, component), self.delimiters)

    def put(
        self, field: int, raw: str, why: str, *, component: int | None = None, subcomponent: int | None = None
    ) -> None:
        """Write raw text. Raises EditError when it does not fit there."""
        before = self.raw(field)
        if raw != self.raw(field, component, subcomponent):
            self._write(Path(self.segment.name, 1, field, None, component, subcomponent), raw)
        self._record(field, before, why)

    def _write(self, path: Path, raw: str) -> None:
        if self._charset.missing(raw):
            _refuse(self.text, self._charset, path, raw)
        header, field = self.segment.name in HEADERS, path.field or 0
        if not header and not self.segment.is_opaque and 1 <= field < len(self._fields):
            self._fields[field] = self._field_with(path, raw)
            self.text = self.delimiters.field.join(self._fields)
            return
        self.text = self._applied(self.text, path, raw)
        if header:
            self.delimiters = read_delimiters(self.text)
        self._fields = self._split()

    def _field_with(self, path: Path, raw: str) -> str:
        """The field by itself, written as in a segment that has no other one: most have many, all to be divided."""
        before = self._fields[path.field or 0]
        if raw.isalnum() or (raw.isprintable() and not any(one in raw for one in self.delimiters.separators)):
            plain = _with_piece(before, raw, self._levels(path))
            if plain is not None:
                return plain
        begin = self.segment.name + self.delimiters.field
        alone = Path(path.segment, 1, 1, None, path.component, path.subcomponent)
        try:
            return self._applied(begin + before, alone, raw)[len(begin) :]
        except EditError:
            self._applied(self.text, path, raw)  # refused too, with the number of the field
            raise

    def _levels(self, path: Path) -> tuple[tuple[str, int], ...]:
        """Separator and number of the piece at each level below the field; of repetitions it is the first."""
        signs = self.delimiters
        numbers = () if path.component is None else (1, path.component, path.subcomponent)
        levels = zip((signs.repetition, signs.component, signs.subcomponent), numbers, strict=False)
        return tuple((separator, number) for separator, number in levels if number is not None)

    def _applied(self, text: str, path: Path, raw: str) -> str:
        edit = edit_for(Segment(text, self.delimiters, self.segment.name, 1, 0, 0, (0, len(text))), path, raw)
        return text[: edit.start] + edit.text + text[edit.stop :]

    def put_text(self, field: int, text: str, why: str, *, component: int | None = None) -> None:
        """Write plain text; delimiters in it become escape sequences."""
        self.put(field, escape(text, self.delimiters), why, component=component)

    def keep(self, field: int, why: str) -> None:
        """Record that a field stays as it is on purpose."""
        self._record(field, self.raw(field), why)

    def _record(self, field: int, before: str, why: str) -> None:
        """One record for a field: a second change of it adds its reason."""
        path = self.segment.path.at(field=field)
        earlier = next((one for one in self.changes if one.path.field == field), None)
        if earlier is not None:
            self.changes.remove(earlier)
            before, why = earlier.before, f"{earlier.why} {why}".strip()
        self.changes.append(Change(path, before, self.raw(field), why))


def _piece(text: str, separator: str, number: int) -> str:
    """The piece with that number, from 1; "" when there are fewer."""
    if number == 1:
        return text.partition(separator)[0] if separator else text
    pieces = text.split(separator, number) if separator else [text]
    return pieces[number - 1] if number <= len(pieces) else ""


def _with_piece(text: str, raw: str, levels: tuple[tuple[str, int], ...]) -> str | None:
    """The text with `raw` for the piece there; None where there is no such piece."""
    if not levels:
        return raw
    separator, number = levels[0]
    pieces = text.split(separator) if separator else [text]
    if number > len(pieces):
        return None
    inside = _with_piece(pieces[number - 1], raw, levels[1:])
    if inside is None:
        return None
    pieces[number - 1] = inside
    return separator.join(pieces)


def _refuse(text: str, charset: Charset, path: Path, raw: str) -> None:
    """Raises EditError, with the sentence of a message that cannot hold a character."""
    Document(text, (), charset=charset).put(path, raw)


def header_line(text: str) -> str:
    """The line that declares the delimiters; "" when there is none."""
    if text.startswith(HEADERS):
        return text.partition("\r")[0]
    return next((line for line in text.split("\r") if line.startswith(HEADERS)), "")
