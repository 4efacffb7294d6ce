"""A message in another HL7 version: what moves, what cannot be carried, what the version wants besides.

Nothing is dropped unasked: a value without a place in the new version stays where it is and is named in the report, or
is left out when the caller says so. Only what the change of version brings about is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7 import Document, EditError, Segment
from workbench.reference.dictionary import dictionary
from workbench.reference.edit.result import with_lines
from workbench.reference.edit.version_fields import convert_fields
from workbench.reference.edit.version_header import convert_event, convert_header
from workbench.reference.edit.version_line import Line, Remark, Report
from workbench.reference.edit.version_moves import move_withdrawn, swap_quantity_and_amount
from workbench.reference.versions import FT1_VERSIONS

VERSIONS = FT1_VERSIONS
"""What a message can be turned into."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The message in the other version, and the report. Paths are those of the original message."""

    document: Document
    version: str
    done: tuple[Remark, ...]
    """What was changed or moved."""
    lost: tuple[Remark, ...]
    """What the version has no place for."""
    wanted: tuple[Remark, ...]
    """What the version requires and the old one did not."""


def convert(document: Document, version: str, *, leave_out: bool = False) -> Conversion:
    """The message in `version` (one of VERSIONS). With `leave_out`, what has no place there goes.

    Raises EditError for an unknown version and for a message without MSH.
    """
    if version not in VERSIONS:
        raise EditError(f"HL7 {version} is none of the versions that are known: {', '.join(VERSIONS)}.")
    if not document.all("MSH"):
        raise EditError("There is no MSH in this message, so there is no version to change.")
    report = Report(dictionary(document.version), dictionary(version), version, leave_out)
    lines: dict[int, str] = {}
    gone: list[int] = []
    for segment in document.segments:
        if _is_unknown(segment, report):
            gone += [segment.index] if _has_no_segment(segment, report) and leave_out else []
            continue
        lines[segment.index] = _converted(document, segment, report)
    after = with_lines(document, lines)
    for index in reversed(gone):
        after = after.delete_segment(index)
    return Conversion(after, version, tuple(report.done), tuple(report.lost), tuple(report.wanted))


def _converted(document: Document, segment: Segment, report: Report) -> str:
    line = Line(document, segment)
    if segment.name == "MSH":
        convert_header(line, report)
    elif segment.name == "EVN":
        convert_event(line, document, report)
    elif segment.name == "FT1":
        swap_quantity_and_amount(line, report)
    move_withdrawn(line, report)
    convert_fields(line, report)
    return line.text


def _is_unknown(segment: Segment, report: Report) -> bool:
    return segment.is_opaque or report.new.segment(segment.name) is None


def _has_no_segment(segment: Segment, report: Report) -> bool:
    """Whether the old version had this segment and the new one has not; says so."""
    if segment.is_opaque or report.old.segment(segment.name) is None:
        return False
    report.cannot(segment.path, f"HL7 {report.version} has no segment {segment.name}")
    return True
