"""Codes of charges: coding systems, modifiers, diagnoses, procedures.

Coding system tokens: HL7 table 0396. Modifiers belong to FT1-25: HL7 2.5.1 chapter 6.5.1.26. FT1-19 and DG1 must agree:
6.5.1.19. FT1-25 equals the primary PR1: 6.5.1.25.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Repetition, Segment
from workbench.er7.escapes import NULL
from workbench.reference.checks.context import LONG_VALUE, Context, first
from workbench.reference.checks.finding import Finding, quoted
from workbench.reference.coding_systems import ICD_9_ENDED, icd_edition, is_icd10, procedure_system, token_for
from workbench.reference.modifiers import CONFLICTS
from workbench.reference.procedure_shapes import SHAPES, is_cpt, is_hcpcs
from workbench.words import listed

_ICD_9_ENDED = f"{ICD_9_ENDED:%Y%m%d}"
_CODED = (("FT1", 7), ("FT1", 19), ("FT1", 25), ("FT1", 26), ("DG1", 3), ("PR1", 3), ("PR1", 16))
_PRIMARY = "1"
_MANY = 50
"""So many values of a field are looked into."""


def check(context: Context) -> Iterator[Finding]:
    """Findings about the codes in FT1, DG1 and PR1."""
    for name, number in _CODED:
        for segment in context.all(name):
            for repetition in _repetitions(segment, number):
                yield from _token(repetition)
                if (name, number) in (("FT1", 19), ("DG1", 3)):
                    yield from _no_token(repetition)
    diagnoses = {_plain(code) for one in context.all("DG1") for code in _codes(one, 3)}
    for line in context.all("FT1"):
        yield from _modifiers(line)
        yield from _shape(line)
        yield from _diagnosis_codes(line)
        yield from _diagnoses(line, diagnoses)
    yield from _procedures(context)


def _repetitions(segment: Segment, number: int) -> tuple[Repetition, ...]:
    field = segment.field(number)
    if field is None or field.start == field.stop or field.stop - field.start > LONG_VALUE:
        return ()
    return field.repetitions[:_MANY]


def _part(repetition: Repetition, number: int) -> str:
    components = repetition.components
    return components[number - 1].text.strip() if len(components) >= number else ""


def _codes(segment: Segment, number: int) -> list[str]:
    codes = [_part(repetition, 1) for repetition in _repetitions(segment, number)]
    return [code for code in codes if code and code != NULL]


def _plain(code: str) -> str:
    """A code for comparison: Z36.3 and z363 are the same diagnosis."""
    return code.replace(".", "").upper()


def _token(repetition: Repetition) -> Iterator[Finding]:
    system = _part(repetition, 3)
    if better := token_for(system):
        path = repetition.path.at(component=3)
        text = f"{path} (coding system) is {quoted(system)}; HL7's name for it is {better}."
        hint = f"Many receivers take both; write {better} unless this one wants {system}."
        yield Finding(path, "warning", "coding-system", text, hint)


def _no_token(repetition: Repetition) -> Iterator[Finding]:
    if _part(repetition, 1) not in ("", NULL) and not _part(repetition, 3):
        path = repetition.path.at(component=3)
        text = f"{repetition.path} has a diagnosis without a coding system; the standard then takes it for ICD-9."
        yield Finding(path, "info", "coding-system-missing", text, "Write I10 into the third component.")


def _modifiers(line: Segment) -> Iterator[Finding]:
    modifiers = _codes(line, 26)
    if not modifiers:
        return
    path = line.path.at(field=26)
    if not first(line, 25):
        text = f"{path} has {listed(modifiers[:4])}, but {line.path.at(field=25)} (Procedure Code) is empty."
        hint = "A modifier modifies the procedure in FT1-25, not the code in FT1-7."
        yield Finding(path, "warning", "modifier-without-procedure", text, hint)
    for pair, why in CONFLICTS:
        if pair <= set(modifiers):
            text = f"{path} has {' and '.join(sorted(pair))} together: {why}."
            yield Finding(path, "warning", "modifier-conflict", text, "Keep the one that is true, or use two lines.")
    doubled = sorted({one for one in modifiers if modifiers.count(one) > 1})
    if doubled:
        text = f"{path} has {listed(doubled[:4])} twice."
        yield Finding(path, "warning", "modifier-repeated", text, "Take one of them out.")


def _shape(line: Segment) -> Iterator[Finding]:
    """A code of CPT or HCPCS level II that has the shape of neither."""
    for repetition in _repetitions(line, 25):
        code, kind = _part(repetition, 1), procedure_system(_part(repetition, 3))
        if code in ("", NULL) or not kind or is_cpt(code.upper()) or is_hcpcs(code.upper()):
            continue
        path = repetition.path.at(component=1)
        text = f"{path} is {quoted(code)}, which is no {kind} code: {SHAPES}."
        hint = "Write the code alone; a modifier behind it belongs into FT1-26."
        yield Finding(path, "warning", "procedure-code", text, hint)


def _diagnosis_codes(line: Segment) -> Iterator[Finding]:
    """ICD-10 begins with a letter and a digit; ICD-9-CM is not used for services from October 2015 on."""
    for repetition in _repetitions(line, 19):
        code, edition = _part(repetition, 1), icd_edition(_part(repetition, 3))
        path = repetition.path.at(component=1)
        if code in ("", NULL):
            continue
        if edition == "icd10" and not is_icd10(code.upper()):
            text = f"{path} is {quoted(code)}, which is no ICD-10 code."
            yield Finding(
                path, "warning", "diagnosis-code", text, "A code begins with a letter and a digit, like Z36.3."
            )
        elif edition == "icd9" and first(line, 4)[:8] >= _ICD_9_ENDED:
            text = f"{path} is {quoted(code)} of ICD-9, which is not used for services from October 2015 on."
            yield Finding(path, "warning", "diagnosis-code", text, "Give the ICD-10 code.")


def _diagnoses(line: Segment, known: set[str]) -> Iterator[Finding]:
    """Only where there are DG1 at all: a message may have its diagnoses in FT1-19 alone."""
    if not known:
        return
    for repetition in _repetitions(line, 19):
        code = _part(repetition, 1)
        if code and code != NULL and _plain(code) not in known:
            text = f"{repetition.path} is {quoted(code)}, which no DG1-3 of the message has."
            hint = "FT1-19 and DG1 must agree: add a DG1 for it, or correct the code."
            yield Finding(repetition.path, "warning", "diagnosis-not-in-dg1", text, hint)


def _procedures(context: Context) -> Iterator[Finding]:
    """PR1 that follow their FT1 directly: the primary one should be the procedure of the line."""
    line: Segment | None = None
    group: list[Segment] = []
    for segment in (*context.segments, None):
        if segment is not None and segment.name == "PR1" and line is not None:
            group.append(segment)
        elif segment is None or segment.name not in ("NTE", "ROL", "PRT"):
            if line is not None and group:
                yield from _procedure(line, group)
            line, group = (segment if segment is not None and segment.name == "FT1" else None), []


def _procedure(line: Segment, group: list[Segment]) -> Iterator[Finding]:
    code = first(line, 25)
    found = [first(one, 3) for one in group]
    leading = next((one for one in group if first(one, 14) == _PRIMARY), group[0])
    primary = first(leading, 3)
    if not code or not primary or code == primary:
        return
    other = " (another PR1 has it)" if code in found else ""
    path = line.path.at(field=25)
    text = f"{path} is {quoted(code)}, but the primary procedure in {leading.path}-3 is {quoted(primary)}{other}."
    hint = "The standard wants them equal; make clear which one is charged."
    yield Finding(path, "warning", "procedure-differs", text, hint)
