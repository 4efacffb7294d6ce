"""Fields: required ones that are empty, withdrawn ones that are filled, too many values, too long, beyond the last.

Optionality, cardinality and length: HL7 2.5.1 chapter 2.5.3; each segment's table gives the values.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Field, Path, Segment
from workbench.er7.escapes import NULL
from workbench.reference.checks.context import LONG_VALUE, Context
from workbench.reference.checks.finding import Finding, Severity
from workbench.reference.definitions import FieldDef, SegmentDef
from workbench.words import counted

_SIMPLE = frozenset({"ST", "ID", "IS", "SI", "NM"})
"""Types whose length is that of the value; the length of a composite counts its separators, and nobody minds it."""
_KEYS = (("MSH", 10), ("MSA", 2), ("FT1", 2))
"""Numbers that somebody looks up. Their lengths count, and those of FT1; of others only a long text is worth a word."""
_TOLERATED = {
    ("EVN", 1): "Many senders still fill it; the event is in MSH-9.2.",
    ("MSA", 3): "It is still the place where most receivers write the reason in words.",
}
_INSTEAD = {
    ("FT1", 8): "Put the text into FT1-7.2, or FT1-25.2 for the procedure.",
    ("FT1", 9): "Put the text into FT1-7.2, or FT1-25.2 for the procedure.",
    ("PID", 2): "Put the number into PID-3.",
    ("PID", 4): "Put the number into PID-3.",
    ("PID", 19): "Put the number into PID-3 with the type SS.",
    ("DG1", 4): "Put the text into DG1-3.2.",
    ("PR1", 4): "Put the text into PR1-3.2.",
    ("ERR", 1): "Use ERR-2 for the place and ERR-3 for the code.",
}


def check(context: Context) -> Iterator[Finding]:
    """Findings about fields as a whole."""
    for segment, definition in context.divided:
        if definition is None:
            continue
        yield from _required(context, segment, definition)
        for field in segment.fields:
            if field.start == field.stop:
                continue
            known = definition.field(field.number)
            if known is None:
                yield from _beyond(context, segment, definition)
                break
            yield from _filled(context, segment, field, known)


def _required(context: Context, segment: Segment, definition: SegmentDef) -> Iterator[Finding]:
    for known in definition.fields:
        if known.optionality != "R":
            continue
        field = segment.field(known.number)
        if field is None or not field.text[:LONG_VALUE].strip():
            path = segment.path.at(field=known.number)
            text = f"{path} ({known.name}) is empty; HL7 {_version(context, segment)} requires it."
            yield Finding(path, "error", "required-empty", text, _how_to_fill(context, path, known))


def _how_to_fill(context: Context, path: Path, known: FieldDef) -> str:
    if path.segment == "MSH" and known.number == 10:
        return "Give every message a number of its own: the answer names it, and the history finds it by that."
    return f"Fill {path}." if known.datatype else ""


def _version(context: Context, segment: Segment) -> str:
    return context.dictionary.ft1_version if segment.name == "FT1" else context.version


def _beyond(context: Context, segment: Segment, definition: SegmentDef) -> Iterator[Finding]:
    """Once per segment, for its first filled field that the version does not have."""
    last = len(definition.fields)
    more = [field for field in segment.fields[last:] if field.start < field.stop]
    text = (
        f"{more[0].path} is filled, but {segment.name} ends with field {last} in HL7 {_version(context, segment)}"
        f" ({counted(len(more), 'such field')})."
    )
    hint = "Perhaps the message follows a newer version than MSH-12 says, or the row has too many separators."
    yield Finding(more[0].path, "warning", "field-unknown", text, hint)


def _filled(context: Context, segment: Segment, field: Field, known: FieldDef) -> Iterator[Finding]:
    if known.optionality in ("W", "X") and field.text != NULL:
        yield _withdrawn(context, segment, field, known)
    if field.holds_delimiters:
        return
    yield from _repetitions(context, field, known)
    yield from _length(context, field, known)


def _withdrawn(context: Context, segment: Segment, field: Field, known: FieldDef) -> Finding:
    key = (segment.name, known.number)
    said = "withdrawn" if known.optionality == "W" else "not used"
    text = f"{field.path} ({known.name}) is filled, but it is {said} in HL7 {_version(context, segment)}."
    if key in _TOLERATED:
        return Finding(field.path, "info", "withdrawn-filled", text, _TOLERATED[key])
    hint = _INSTEAD.get(key, "Leave it empty, unless the receiver asks for it.")
    return Finding(field.path, "warning", "withdrawn-filled", text, hint)


def _repetitions(context: Context, field: Field, known: FieldDef) -> Iterator[Finding]:
    separator = context.document.delimiters.repetition
    if not separator or known.max_repetitions == 0 or known.optionality in ("W", "X"):
        return
    count = context.document.text.count(separator, field.start, field.stop) + 1
    if count > known.max_repetitions:
        allowed = "only one" if known.max_repetitions == 1 else f"at most {known.max_repetitions}"
        text = f"{field.path} ({known.name}) has {count} values; {allowed} is allowed."
        hint = f"If the {separator} belongs to the text, write it as \\R\\."
        yield Finding(field.path, "warning", "repeats", text, hint)


def _length(context: Context, field: Field, known: FieldDef) -> Iterator[Finding]:
    key = (field.path.segment, known.number)
    transaction_id, strict = key == ("FT1", 2), field.path.segment == "FT1" or key in _KEYS
    measured = transaction_id or known.datatype == "ST" or (strict and known.datatype in _SIMPLE)
    if known.length is None or not measured:
        return
    if field.stop - field.start <= known.length or field.stop - field.start > LONG_VALUE:
        return
    key_hint = "The receiver may cut it, and two numbers that differ only at the end become one."
    for repetition in field.repetitions:
        path = repetition.path
        if transaction_id and len(repetition.components) > 1:  # From 2.9 on it is a CX: the number is the first part.
            path = repetition.components[0].path
        length = len(context.document.value(path) or "")
        if length > known.length:
            text = f"{path} ({known.name}) has {length} characters; the limit is {known.length}."
            severity: Severity = "warning" if strict else "info"
            yield Finding(path, severity, "too-long", text, key_hint if key in _KEYS else "The receiver may cut it.")
