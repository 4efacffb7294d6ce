"""Values that get another place in another version: the amount of 2.1, and what withdrawn fields held.

FT1-10 and -11: HL7 2.1 and 2.2, chapter 6. Successors of withdrawn fields: FT1-8 to FT1-7.2 (HL7 2.6, chapter 6.5.1.8),
DG1-4 to DG1-3.2, PR1-4 to PR1-3.2, PID-2, PID-4 and PID-19 to PID-3 (HL7 2.3.1 and later, chapter 3).
"""

from __future__ import annotations

from workbench.er7 import EditError
from workbench.reference.edit.version_line import Line, Report

_TEXTS = {("FT1", 8): (7, 2), ("DG1", 4): (3, 2), ("PR1", 4): (3, 2)}
"""A withdrawn description, and the component of the code that it describes."""
_NUMBERS = {("PID", 2): "", ("PID", 4): "", ("PID", 19): "SS"}
"""A withdrawn identifier of the patient, and its type in PID-3."""
_WITHDRAWN = ("W", "X")


def swap_quantity_and_amount(line: Line, report: Report) -> None:
    """FT1-10 and FT1-11 change places on the way from or to 2.1."""
    if not report.swaps_amount:
        return
    ten, eleven = line.get(10), line.get(11)
    if ten == eleven:
        return
    line.put(10, eleven)
    line.put(11, ten)
    order = "the amount before the quantity" if report.new.ft1_version == "2.1" else "the quantity before the amount"
    report.did(line.where(10), f"it changes places with {line.where(11)}, because HL7 {report.version} has {order}")


def move_withdrawn(line: Line, report: Report) -> None:
    """Withdrawn fields hand over what they hold, where their successor is free."""
    for (name, number), (target, component) in _TEXTS.items():
        if name == line.name and line.get(number) and _is_newly_withdrawn(line, number, report):
            _move_text(line, number, target, component, report)
    for (name, number), kind in _NUMBERS.items():
        if name == line.name and line.get(number) and _is_newly_withdrawn(line, number, report):
            _move_identifier(line, number, kind, report)


def _is_newly_withdrawn(line: Line, number: int, report: Report) -> bool:
    old, new = report.old_field(line.name, number), report.new.field(line.name, number)
    was = old is not None and old.optionality in _WITHDRAWN
    return new is not None and new.optionality in _WITHDRAWN and not was


def _move_text(line: Line, number: int, target: int, component: int, report: Report) -> None:
    text, there = line.get(number), line.get(target, component)
    if there not in ("", text):
        return  # said with the other fields that have no place
    try:
        line.put(target, text, component=component)
    except EditError:  # it holds a delimiter, so it does not fit into a component
        return
    line.put(number, "")
    successor = line.where(target, component)
    how = f"says the same as {successor} and is left out" if there else f"moves to {successor}"
    report.did(line.where(number), f"the text {how}, because HL7 {report.version} withdrew the field")


def _move_identifier(line: Line, number: int, kind: str, report: Report) -> None:
    repetition, component, _subcomponent = line.signs
    moved = [value for value in line.get(number).split(repetition or "\r") if value]
    if not repetition or not component:
        return
    if kind:
        moved = [value if component in value else value + component * 4 + kind for value in moved]
    known = [value for value in line.get(3).split(repetition) if value]
    numbers = {value.split(component)[0] for value in known}
    fresh = [value for value in moved if value.split(component)[0] not in numbers]
    line.put(3, repetition.join([*known, *fresh]) if fresh else line.get(3))
    line.put(number, "")
    how = f"moves to {line.where(3)}" if fresh else f"stands in {line.where(3)} as well and is left out"
    report.did(line.where(number), f"the number {how}, because HL7 {report.version} withdrew the field")
