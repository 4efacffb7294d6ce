"""The segments around the charges: DG1, PR1, ORC and OBR, and the marks of a late charge (NTE, OBX, Z segment)."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.charge import (
    coded_diagnosis,
    coded_modifiers,
    coded_person,
    coding_system,
    procedure_code,
    transaction_code,
)
from workbench.charges.compose.parts import Part
from workbench.charges.compose.recode import recode
from workbench.charges.compose.writing import OUT, Sheet, components, escape
from workbench.charges.profile.forms import form
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Diagnosis, Exam, Study

ORDER_STATE = "RE"
"""ORC-1: orders in a charge message trigger nothing, they show the present state: observations follow."""
LATE_OBSERVATION = ("LATE", "Late charge")
_DIAGNOSTIC = "D"
"""PR1-6 (table 0230): a diagnostic procedure. Required up to 2.3.1."""


def add_diagnoses(sheet: Sheet, lines: Sequence[ChargeLine], profile: Profile) -> None:
    """One DG1 for every diagnosis of the lines, in their order; DG1-1 counts within the group."""
    if not profile.diagnoses.segments:
        return
    by_code: dict[str, Diagnosis] = {}
    for line in lines:
        for diagnosis in line.diagnoses:
            by_code.setdefault(diagnosis.code, diagnosis)
    for number, diagnosis in enumerate(by_code.values(), 1):
        dg1 = sheet.new("DG1")
        dg1.text(1, str(number), "counter")
        dg1.raw(3, coded_diagnosis(diagnosis, profile), "report", diagnosis.source)
        dg1.text(6, profile.diagnoses.type, f"profile {profile.name}")


def add_procedure(sheet: Sheet, part: Part, profile: Profile) -> None:
    """PR1 behind its FT1: the procedure of FT1-25, since only one is charged by a line (chapter 6.5.1.25)."""
    line, facts = part.line, form(profile.message.version)
    if not profile.groups.procedures or not line.procedure_code:
        return
    priced = f"charge master, row {line.charge.row}" if line.charge is not None else "entered by hand"
    pr1 = sheet.new("PR1")
    pr1.text(1, "1", "counter")
    if facts.procedure_method:
        pr1.text(2, coding_system(line.coding_system, profile), f"profile {profile.name}")
    pr1.raw(3, procedure_code(line, profile), priced, line.source)
    pr1.text(5, line.service_time, f"line {line.called}", line.source)
    if not facts.order_groups:
        pr1.text(6, _DIAGNOSTIC, "always D: a diagnostic procedure")
    elif profile.codes.procedure_code:
        pr1.raw(16, coded_modifiers(part.modifiers, profile), f"{priced}; profile {profile.name}")


def orders_before(profile: Profile, exams: Sequence[int]) -> bool:
    """Whether the orders stand before the charges: one order for all of them, or as the profile says."""
    wanted = profile.groups.orders
    return wanted == "before charges" or (wanted == "as fits" and len(set(exams)) == 1)


def orders_under(profile: Profile, exams: Sequence[int]) -> bool:
    """Whether each charge has its order under it."""
    return profile.groups.orders != "none" and not orders_before(profile, exams)


def add_order(sheet: Sheet, study: Study, line: ChargeLine, profile: Profile) -> None:
    """ORC and OBR of the exam that a line comes from; nothing for a line that belongs to none."""
    exam = next((one for one in study.exams if one.number == line.exam), None)
    if exam is None:
        return
    at = exam.sources.get("procedure") or line.source
    filler = recode(exam.accession_raw, study.delimiters, OUT)
    placer = recode(exam.placer_raw, study.delimiters, OUT)
    orc = sheet.new("ORC")
    orc.text(1, ORDER_STATE, "always RE: the order as it is now")
    orc.raw(2, placer, "report", exam.sources.get("placer"))
    orc.raw(3, filler, "report", exam.sources.get("accession"))
    orc.text(5, "CM", "always CM: the order is completed")
    obr = sheet.new("OBR")
    obr.text(1, str(obr.occurrence), "counter")
    obr.raw(2, placer, "report", exam.sources.get("placer"))
    obr.raw(3, filler, "report", exam.sources.get("accession"))
    obr.raw(4, _service(exam) or transaction_code(line, profile), "report" if at else f"line {line.called}", at)
    obr.text(7, line.service_time, f"line {line.called}", line.source)
    if (person := line.provider(*profile.providers.ordered_by)) is not None:
        obr.raw(16, coded_person(person, study, form(profile.message.version)), "report", person.source)
    obr.text(25, exam.status, "report", exam.sources.get("status"))


def _service(exam: Exam) -> str:
    """OBR-4 as the report has it."""
    one = exam.procedure
    return components(one.code, one.text, one.system, one.alternate_code, one.alternate_text, one.alternate_system)


def add_late_segment(sheet: Sheet, profile: Profile) -> None:
    """The Z segment of a late charge."""
    late = profile.late
    if late.mark == "z field":
        own = sheet.new(late.segment)
        own.text(late.field, late.value, f"profile {profile.name}")


def add_late_note(sheet: Sheet, profile: Profile) -> None:
    """The NTE right behind a late FT1."""
    chosen, late = f"profile {profile.name}", profile.late
    if late.mark == "note":
        note = sheet.new("NTE")
        note.text(1, "1", "counter")
        note.text(3, late.text, chosen)


def add_late_observation(sheet: Sheet, profile: Profile, set_id: int) -> None:
    """OBX for a late charge: under its FT1, or before all of them where the version has no place there.

    OBX-4 names the charge by its FT1-1.
    """
    if profile.late.mark != "observation":
        return
    chosen = f"profile {profile.name}"
    obx = sheet.new("OBX")
    obx.text(1, str(obx.occurrence), "counter")
    obx.text(2, "ST", "always ST: a text")
    obx.raw(3, components(*LATE_OBSERVATION, profile.codes.local), chosen)
    obx.text(4, str(set_id), "counter")
    obx.raw(5, escape(profile.late.text), chosen)
    obx.text(11, "F", "always F: final")
