"""What every check works on: the document, its dictionary, and the day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workbench.er7 import Document, Path, Segment
from workbench.reference.definitions import SegmentDef, Structure
from workbench.reference.dictionary import Dictionary

ENVELOPE = frozenset({"FHS", "BHS", "BTS", "FTS"})
"""Segments around messages in a batch; they are no part of a message structure."""
MANY_FIELDS = 20_000
"""A line with more separators than this is not divided into fields: it is no segment that anybody wrote."""
LONG_VALUE = 65_536
"""A longer value is not looked into: it is a document or a picture, not a code."""


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

    def name(self, path: Path) -> str:
        """A place with its name: `FT1-6 (Transaction Type)`."""
        return f"{path} ({self.dictionary.describe(path).name})"
