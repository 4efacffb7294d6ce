"""Every filled field against its definition in the other version: is it there, may it repeat, does its type hold it.

Data types: HL7 2.5.1, chapter 2A, and the same chapter of the other versions.
"""

from __future__ import annotations

from workbench.er7 import Path, Repetition
from workbench.reference.definitions import FieldDef
from workbench.reference.dictionary import Dictionary
from workbench.reference.edit.version_line import Line, Report

_SIMPLE = frozenset({"ST", "ID", "IS", "SI", "NM"})
_MOMENTS = frozenset({"TS", "DTM", "DR"})
_UNKNOWN = frozenset({"", "varies", "CM"})
_WITHDRAWN = ("W", "X")
_LONGEST = 65_536
"""Longer values are documents or pictures, whose type no version changed."""


def convert_fields(line: Line, report: Report) -> None:
    """Look at each field; with `leave_out`, cut what the new definition does not hold."""
    definition = report.new.segment(line.name)
    if definition is None or report.old.segment(line.name) is None:
        return
    for field in line.fields:
        if field.holds_delimiters or not field.text or len(field.text) > _LONGEST:
            continue
        old, new = report.old_field(line.name, field.number), definition.field(field.number)
        if old is None:
            continue  # it had no place before either
        if new is None:
            last = f"{line.name} ends with {line.name}-{len(definition.fields)} there"
            _drop(line, field.number, report, f"HL7 {report.version} has no {old.name} ({last})")
        elif new.optionality in _WITHDRAWN and old.optionality not in _WITHDRAWN:
            _drop(line, field.number, report, f"{new.name} is withdrawn in HL7 {report.version}")
        else:
            _repetitions(line, old, new, report)
            _values(line, old, new, report)
    for new in definition.fields:
        old = report.old_field(line.name, new.number)
        if new.optionality == "R" and (old is None or old.optionality != "R") and not line.get(new.number).strip():
            report.wants(line.where(new.number), f"{new.name} is empty, and HL7 {report.version} requires it")


def _drop(line: Line, number: int, report: Report, why: str) -> None:
    report.cannot(line.where(number), why)
    if report.leave_out:
        line.put(number, "")


def _repetitions(line: Line, old: FieldDef, new: FieldDef, report: Report) -> None:
    sign = line.signs[0]
    values = line.get(new.number).split(sign) if sign else []
    limit = new.max_repetitions
    if limit == 0 or len(values) <= limit or 0 < old.max_repetitions < len(values):
        return
    allowed = "one value" if limit == 1 else f"{limit} values"
    report.cannot(line.where(new.number), f"it has {len(values)} values, and HL7 {report.version} allows {allowed}")
    if report.leave_out:
        line.put(new.number, sign.join(values[:limit]))


def _values(line: Line, old: FieldDef, new: FieldDef, report: Report) -> None:
    field = next((one for one in line.fields if one.number == new.number), None)
    repetitions = field.repetitions if field is not None else ()
    texts = [_fitted(line, repetition, old, new, report) for repetition in repetitions]
    if report.leave_out or (old.datatype == "TS" and new.datatype == "DR"):
        line.put(new.number, line.signs[0].join(texts))


def _fitted(line: Line, repetition: Repetition, old: FieldDef, new: FieldDef, report: Report) -> str:
    """One value as the new type holds it; says what does not fit."""
    path = line.of(repetition)
    text = repetition.text
    components = [component.text for component in repetition.components]
    if old.datatype == "TS" and new.datatype == "DR" and len(components) > 1:
        report.did(path.at(component=2), "the precision is left out; it would be read as the end of a range")
        return components[0]
    room = _room(report.new, new.datatype, old.datatype)
    had = _room(report.old, old.datatype, old.datatype)
    if room is not None and any(components[room:]) and (had is None or len(components) <= had):
        first = room + 1
        report.cannot(path.at(component=first), f"{_kind(report, new, old)} has no component {first}")
        components = components[:room]
        text = line.signs[1].join(components).rstrip(line.signs[1])
    if len(components) == 1 and room == 1 and line.signs[2] in components[0] and had != 1 and line.signs[2]:
        report.cannot(path, f"{_kind(report, new, old)} has no parts, so what follows “{line.signs[2]}” has no place")
        text = components[0].split(line.signs[2])[0]
    return _cut(path, text, old, new, report)


def _cut(path: Path, text: str, old: FieldDef, new: FieldDef, report: Report) -> str:
    """Dates lose their time, and simple values what is longer than the field may be."""
    if old.datatype in _MOMENTS and new.datatype == "DT" and len(text) > 8:
        report.cannot(path, f"HL7 {report.version} has a date there, without a time")
        return text[:8]
    was_too_long = old.length is not None and len(text) > old.length
    if new.datatype in _SIMPLE and new.length is not None and len(text) > new.length and not was_too_long:
        report.cannot(path, f"it has {len(text)} characters, and HL7 {report.version} allows {new.length}")
        return text[: new.length]
    return text


def _room(words: Dictionary, datatype: str, other: str) -> int | None:
    """How many components a value may have; None where nobody knows."""
    if datatype in _UNKNOWN or datatype.startswith("CM_"):
        return None
    if other == "DR" and datatype == "TS":
        return 1  # its second component is a precision, not the end of a range
    definition = words.datatype(datatype)
    return None if definition is None else max(1, len(definition.components))


def _kind(report: Report, new: FieldDef, old: FieldDef) -> str:
    same = new.datatype == old.datatype
    return f"{new.datatype} of HL7 {report.version}" if same else f"it is {new.datatype} in HL7 {report.version} and"
