"""Looking values up in a report together with the place they stand at. Nothing here raises on odd content."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7 import Document, Path
from workbench.er7.escapes import unescape

HL7_NULL = '""'
"""Two quotes: the sender says that there is no value (HL7 2.5.1, chapter 2.5.3)."""


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
    if raw.strip() in ("", HL7_NULL):
        return NOTHING
    return Found(unescape(raw, document.delimiters).strip(), raw, path)


def find_first(document: Document, *paths: Path) -> Found:
    """The first of several places that has a value."""
    return next((found for path in paths if (found := find(document, path))), NOTHING)


def repetitions(document: Document, field_path: Path) -> tuple[Path, ...]:
    """Paths of the repetitions of a field that are not blank."""
    segment = document.segment(field_path)
    field = segment.field(field_path.field) if segment is not None and field_path.field else None
    if field is None:
        return ()
    return tuple(one.path for one in field.repetitions if one.text.strip() not in ("", HL7_NULL))


def sources_of(**found: Found) -> dict[str, Path]:
    """The places of those that were found, by name."""
    return {name: one.path for name, one in found.items() if one.path is not None}
