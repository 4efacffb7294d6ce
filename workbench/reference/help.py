"""Our own help texts for segments and fields, from `resources/reference/segments/*.toml`.

The files are made to be edited; a broken one gives a DataFileError that names file and line, and the others still work.
Texts are read on first use and kept until the program ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.reference.datafiles import Entry, read_toml, wrong


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """Help for one field: what it means and what goes in it."""

    means: str
    put: str
    traps: tuple[str, ...] = ()
    example: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    """(version, what changed), in the order of the file."""
    see: tuple[str, ...] = ()
    """Paths of related fields, such as "FT1-26"."""


@dataclass(frozen=True, slots=True)
class SegmentHelp:
    """Help for a segment, with that of its fields by number."""

    name: str
    title: str
    about: str
    fields: Mapping[int, FieldHelp]


def field_help(segment: str, number: int) -> FieldHelp | None:
    """Help for a field; None when we have none. Raises DataFileError for a broken file."""
    found = segment_help(segment)
    return found.fields.get(number) if found else None


@cache
def segment_help(segment: str) -> SegmentHelp | None:
    """Help for a segment; None when we have none. Raises DataFileError for a broken file."""
    name = segment.upper()
    if not (len(name) == 3 and name.isascii() and name.isalnum()):
        return None  # Never a path into other folders.
    file = resources.path("reference", "segments", f"{name}.toml")
    return read_segment_help(file) if file.is_file() else None


def read_segment_help(file: Path) -> SegmentHelp:
    """Read one help file. Raises DataFileError with file and line."""
    data, text = read_toml(file)
    head = Entry(file, text, data)
    name = head.text("segment")
    if name != file.stem:
        raise wrong(file, 1, f"the segment is “{name}”, but the file is named for {file.stem}")
    fields: dict[int, FieldHelp] = {}
    for entry in head.entries("field"):
        number = entry.number("number")
        if number in fields:
            raise entry.wrong(f"{name}-{number} is explained twice")
        fields[number] = _field_help(entry)
    return SegmentHelp(name, head.text("title"), head.text("about"), fields)


def _field_help(entry: Entry) -> FieldHelp:
    return FieldHelp(
        means=entry.text("means"),
        put=entry.text("put"),
        traps=entry.texts("traps"),
        example=entry.text("example", default=""),
        changes=tuple(_change(entry, change) for change in entry.list("changes")),
        see=entry.texts("see"),
    )


def _change(entry: Entry, change: Any) -> tuple[str, str]:
    if isinstance(change, dict):
        version, what = change.get("version"), change.get("what")
        if isinstance(version, str) and isinstance(what, str):
            return version, what
    raise entry.wrong('each of “changes” must be like { version = "2.7", what = "…" }')
