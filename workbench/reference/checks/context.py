"""What every check works on: the document, its dictionary, and the day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workbench.er7 import Component, Document, Path, Repetition, Segment, Subcomponent
from workbench.reference.definitions import SegmentDef, Structure
from workbench.reference.dictionary import Dictionary

ENVELOPE = frozenset({"FHS", "BHS", "BTS", "FTS"})
"""Segments around messages in a batch; they are no part of a message structure."""
MANY_FIELDS = 20_000
"""A line with more separators than this is not divided into fields: it is no segment that anybody wrote."""
LONG_VALUE = 65_536
"""A longer value is not looked into: it is a document or a picture, not a code."""


Part = Repetition | Component | Subcomponent


def first(segment: Segment, number: int, component: int = 1, subcomponent: int = 0) -> str:
    """Text of a component of a field's first repetition, or of a subcomponent, without blanks around it.

    "" when it is not there or the field is too long to be looked into. Cheaper than a path: it runs for every line.
    """
    field = segment.field(number)
    if field is None or field.start == field.stop or field.stop - field.start > LONG_VALUE:
        return ""
    components = field.repetitions[0].components
    if len(components) < component:
        return ""
    found = components[component - 1]
    if not subcomponent:
        return found.text.strip()
    parts = found.subcomponents
    return parts[subcomponent - 1].text.strip() if len(parts) >= subcomponent else ""


@dataclass(frozen=True)
class Context:
    """One document under check."""

    document: Document
    dictionary: Dictionary
    today: date

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The real segments, without blank lines and prose."""
        return tuple(segment for segment in self.document.segments if not segment.is_opaque)

    @cached_property
    def message(self) -> tuple[Segment, ...]:
        """The segments of the first message, without the envelope of a batch."""
        found: list[Segment] = []
        for segment in self.segments:
            if segment.name == "MSH" and any(one.name == "MSH" for one in found[:1]):
                break
            if segment.name not in ENVELOPE:
                found.append(segment)
        return tuple(found)

    @cached_property
    def divided(self) -> tuple[tuple[Segment, SegmentDef | None], ...]:
        """Segments that may be divided into fields, with their definition if there is one."""
        separator = self.document.delimiters.field
        return tuple(
            (segment, self.dictionary.segment(segment.name))
            for segment in self.segments
            if self.document.text.count(separator, segment.start, segment.stop) <= MANY_FIELDS
        )

    @cached_property
    def structure(self) -> Structure | None:
        """The structure that MSH-9 asks for."""
        return self.dictionary.structure(self.message_type)

    @property
    def message_type(self) -> str:
        """MSH-9 with `^` between its components, whatever the message has there."""
        return self.document.message_type.replace(self.document.delimiters.component or "^", "^")

    @property
    def version(self) -> str:
        """The version to name in sentences about segments and messages."""
        return self.dictionary.version

    @cached_property
    def kind(self) -> str:
        """Message code in MSH-9.1, upper case: "DFT", "ACK", "ORU" …"""
        return self.message_type.split("^")[0].strip().upper()

    def all(self, name: str) -> tuple[Segment, ...]:
        """The segments of that name that may be divided."""
        return tuple(segment for segment, _ in self.divided if segment.name == name)

    def value(self, path: Path | str) -> str:
        """The text at a path without blanks around it; "" when it is not there."""
        return (self.document.get(path) or "").strip()

    def shortest(self, part: Part) -> Path:
        """The highest path that means just this part: FT1-6 rather than FT1-6.1.1 where nothing is divided."""
        path = part.path
        while path.component is not None:
            above = path.parent()
            if above is None or self.document.span(above) != (part.start, part.stop):
                break
            path = above
        return path

    def name(self, path: Path) -> str:
        """A place with its name: `FT1-6 (Transaction Type)`."""
        return f"{path} ({self.dictionary.describe(path).name})"
