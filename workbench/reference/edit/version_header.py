"""MSH and EVN in another version: MSH-12, the structure in MSH-9.3, the event in EVN-1.

MSH-9: HL7 2.3.1 (third component) and 2.5.1, chapter 2.15.9.9; EVN-1: required until 2.3, withdrawn from 2.7 on.
"""

from __future__ import annotations

from workbench.er7 import Document
from workbench.reference.edit.version_line import Line, Report
from workbench.reference.versions import rank

_TYPE_HAS_STRUCTURE = (2, 3, 1)
_EVENT_REQUIRED_UNTIL = (2, 3)
_EVENT_WITHDRAWN = (2, 7)
_TRUNCATION = (2, 7)


def convert_header(line: Line, report: Report) -> None:
    """MSH says the new version and, from 2.3.1 on, the structure of the message."""
    before = line.get(12, 1)
    line.put(12, report.version, component=1)
    report.did(line.where(12), f"the version was {before or 'not given'} and is {report.version}")
    _message_type(line, report)
    if line.delimiters_declared and rank(report.version) < _TRUNCATION:
        report.cannot(line.where(2), "the truncation character came with HL7 2.7")


def _message_type(line: Line, report: Report) -> None:
    code, event, declared = line.get(9, 1).strip(), line.get(9, 2).strip(), line.get(9, 3).strip()
    structure = report.new.structure(f"{code}^{event}" if event else code) if code else None
    if structure is None and code:
        report.cannot(line.where(9), f"HL7 {report.version} has no message {code}{'^' + event if event else ''}")
        return
    if rank(report.version) < _TYPE_HAS_STRUCTURE:
        if declared:
            line.put(9, line.signs[1].join(part for part in (code, event) if part))
            report.did(line.where(9, 3), f"{declared} is left out, since HL7 {report.version} does not name structures")
        return
    if structure is not None and event and structure.name != declared:
        line.put(9, structure.name, component=3)
        how = f"was {declared} and is {structure.name}" if declared else f"is {structure.name}, which HL7 wants there"
        report.did(line.where(9, 3), f"the structure {how}")


def convert_event(line: Line, document: Document, report: Report) -> None:
    """EVN-1 repeats the event of MSH-9 where the version wants that, and goes where the version withdrew it."""
    event, given = (document.get("MSH-9.2") or "").strip(), line.get(1).strip()
    path = line.where(1)
    if rank(report.version) <= _EVENT_REQUIRED_UNTIL:
        if event and not given:
            line.put(1, event)
            report.did(path, f"{event} is filled in, because HL7 {report.version} requires the event there")
    elif rank(report.version) >= _EVENT_WITHDRAWN and given and given == event:
        line.put(1, "")
        report.did(path, f"{given} is left out, because HL7 {report.version} has the event in MSH-9.2 alone")
