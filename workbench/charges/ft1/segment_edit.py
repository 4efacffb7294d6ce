"""Editing one segment by itself, with a record of what was changed and why."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7 import Document, Path, Segment
from workbench.er7.delimiters import HEADERS
from workbench.er7.escapes import escape


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
    """A segment being changed. The rest of the message is not read again for every field of it."""

    def __init__(self, document: Document, segment: Segment) -> None:
        self.segment = segment
        self.changes: list[Change] = []
        header = header_line(document.text)
        lone = segment.name in HEADERS or not header
        text = segment.text if lone else f"{header}\r{segment.text}"
        # The header comes along for its delimiters.
        self._document = Document(text, ("\r",) * text.count("\r"), charset=document.charset)
        self._at = Path(segment.name)
        self.delimiters = self._document.delimiters

    @property
    def text(self) -> str:
        """The segment as it is now."""
        return self._document.get(self._at) or ""

    def raw(self, field: int, component: int | None = None, subcomponent: int | None = None) -> str:
        """The raw text there; "" when the segment ends before it."""
        return self._document.get(self._at.at(field=field, component=component, subcomponent=subcomponent)) or ""

    def value(self, field: int, component: int = 1) -> str:
        """The text of a component with escapes resolved."""
        return self._document.value(self._at.at(field=field, component=component)) or ""

    def put(
        self, field: int, raw: str, why: str, *, component: int | None = None, subcomponent: int | None = None
    ) -> None:
        """Write raw text. Raises EditError when it does not fit there."""
        before = self.raw(field)
        path = self._at.at(field=field, component=component, subcomponent=subcomponent)
        if raw != self.raw(field, component, subcomponent):
            self._document = self._document.put(path, raw)
        self._record(field, before, why)

    def put_text(self, field: int, text: str, why: str, *, component: int | None = None) -> None:
        """Write plain text; delimiters in it become escape sequences."""
        self.put(field, escape(text, self.delimiters), why, component=component)

    def keep(self, field: int, why: str) -> None:
        """Record that a field stays as it is on purpose."""
        self._record(field, self.raw(field), why)

    def _record(self, field: int, before: str, why: str) -> None:
        """One record for a field: a second change of it adds its reason."""
        path = self.segment.path.at(field=field)
        earlier = next((one for one in self.changes if one.path == path), None)
        if earlier is not None:
            self.changes.remove(earlier)
            before, why = earlier.before, f"{earlier.why} {why}".strip()
        self.changes.append(Change(path, before, self.raw(field), why))


def header_line(text: str) -> str:
    """The line that declares the delimiters; "" when there is none."""
    if text.startswith(HEADERS):
        return text.partition("\r")[0]
    return next((line for line in text.split("\r") if line.startswith(HEADERS)), "")
