"""What the steps of a change of version work on: one segment at a time, and the report that they write."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from workbench.er7 import Document, Field, Path, Repetition, Segment
from workbench.reference.definitions import FieldDef
from workbench.reference.dictionary import Dictionary
from workbench.reference.edit.result import alone


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the report. The sentence names the path."""

    path: Path
    text: str


@dataclass
class Report:
    """The two dictionaries, and what is said about the way from one to the other."""

    old: Dictionary
    new: Dictionary
    version: str
    leave_out: bool
    done: list[Remark] = field(default_factory=list)
    lost: list[Remark] = field(default_factory=list)
    wanted: list[Remark] = field(default_factory=list)

    def did(self, path: Path, what: str) -> None:
        self.done.append(Remark(path, f"{path}: {what}."))

    def cannot(self, path: Path, why: str) -> None:
        """Something has no place; whether it stays or goes is the caller's choice."""
        fate = "it is left out" if self.leave_out else "it stays as it is"
        self.lost.append(Remark(path, f"{path}: {why}; {fate}."))

    def wants(self, path: Path, what: str) -> None:
        self.wanted.append(Remark(path, f"{path}: {what}."))

    @property
    def swaps_amount(self) -> bool:
        """Whether FT1-10 and FT1-11 change places: 2.1 has the amount first (HL7 2.1 and 2.2, chapter 6)."""
        return (self.old.ft1_version == "2.1") != (self.new.ft1_version == "2.1")

    def old_number(self, segment: str, number: int) -> int:
        """Under which number the old version has what now stands in a field."""
        swapped = segment == "FT1" and self.swaps_amount
        return {10: 11, 11: 10}.get(number, number) if swapped else number

    def old_field(self, segment: str, number: int) -> FieldDef | None:
        return self.old.field(segment, self.old_number(segment, number))


class Line:
    """A segment being rewritten by itself; its paths in the report are those in the message."""

    def __init__(self, document: Document, segment: Segment) -> None:
        self.path = segment.path
        self.name = segment.name
        self._document = alone(document, segment)
        self._at = Path(segment.name)

    @property
    def text(self) -> str:
        return self._document.get(self._at) or ""

    @property
    def fields(self) -> tuple[Field, ...]:
        segment = self._document.segment(self._at)
        return segment.fields if segment is not None else ()

    @property
    def delimiters_declared(self) -> str:
        return self._document.delimiters.truncation

    def where(self, number: int, component: int | None = None) -> Path:
        """The path of a field in the message."""
        return self.path.at(field=number, component=component)

    def of(self, repetition: Repetition) -> Path:
        """The path of a repetition in the message; it has a number when there are several."""
        path = repetition.path
        return (
            self.where(path.field or 1) if path.repetition is None else replace(path, occurrence=self.path.occurrence)
        )

    def get(self, number: int, component: int | None = None) -> str:
        """Raw text, "" where there is none."""
        return self._document.get(self._at.at(field=number, component=component)) or ""

    def put(self, number: int, raw: str, component: int | None = None, repetition: int | None = None) -> None:
        """Write raw text. Raises EditError when it does not fit there."""
        path = self._at.at(field=number, repetition=repetition, component=component)
        if (self._document.get(path) or "") != raw:
            self._document = self._document.put(path, raw)

    @property
    def signs(self) -> tuple[str, str, str]:
        """Separators of repetitions, components and subcomponents."""
        given = self._document.delimiters
        return given.repetition, given.component, given.subcomponent
