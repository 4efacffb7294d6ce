from __future__ import annotations

from dataclasses import replace

from workbench.charges.sources.written import Person, Reason, Written, WrittenExam, report_of
from workbench.charges.study.report import read_report

FULL = Written(
    mrn="M1",
    mrn_authority="HOSP",
    family="O'Neil & Söhne",
    given="A|B^C",
    birth_date="19900412",
    sex="F",
    account="ACC",
    visit="V1",
    patient_class="O",
    location="USCTR^RM2",
    fetuses="2",
    performing=Person("111", "READER", "ROSA"),
    ordering=Person("222", "ORDER", "OLE"),
    exams=(
        WrittenExam(
            "X1",
            "US ob",
            "L",
            "76805",
            "left",
            "202603011415",
            "202603011550",
            "final",
            "ACC1",
            "P1",
            (Reason("Z36.3", "Why"), Reason(text="words")),
        ),
    ),
)


def test_what_was_written_is_what_is_read() -> None:
    study = read_report(report_of(FULL, control_id="C1", message_time="202603011555"))
    patient, visit, exam = study.patient, study.visit, study.exams[0]
    assert (patient.mrn, patient.authority, patient.family, patient.given) == ("M1", "HOSP", "O'Neil & Söhne", "A|B^C")
    assert (patient.birth_date, patient.sex) == ("19900412", "F")
    assert (visit.account, visit.number, visit.patient_class, visit.location_raw) == ("ACC", "V1", "O", "USCTR^RM2")
    assert (exam.accession, exam.placer, exam.side, exam.status) == ("ACC1", "P1", "left", "F")
    assert (exam.procedure.code, exam.procedure.text, exam.procedure.procedure_code) == ("X1", "US ob", "76805")
    assert (exam.exam_time, exam.report_time, study.fetuses) == ("202603011415", "202603011550", 2)
    assert [(one.code, one.text, one.scheme) for one in study.diagnoses] == [
        ("Z36.3", "Why", "icd10"),
        ("", "words", ""),
    ]
    reader, ordering = study.provider("interpreter"), study.provider("ordering")
    assert reader is not None and ordering is not None
    assert (reader.identifier, reader.family, ordering.identifier) == ("111", "READER", "222")
    assert study.signed.yes
    assert (study.control_id, study.message_time) == ("C1", "202603011555")


def test_who_signed_and_who_scanned_stand_beside_who_read() -> None:
    of_study = replace(FULL, signing=Person("333", "SIGNER", "SIA"), technician=Person("T1", "SCANNER"))
    second = WrittenExam("X2", "US neck", status="F", signing=Person(family="OTHER"), technician=Person("T2"))
    study = read_report(report_of(replace(of_study, exams=(*FULL.exams, second))))
    people = {
        (role, exam): (found.identifier, found.family, found.given)
        for role in ("interpreter", "responsible", "technician")
        for exam in (1, 2)
        if (found := study.provider(role, exam=exam)) is not None
    }
    assert people == {
        ("interpreter", 1): ("111", "READER", "ROSA"),
        ("interpreter", 2): ("111", "READER", "ROSA"),
        ("responsible", 1): ("333", "SIGNER", "SIA"),
        ("responsible", 2): ("", "OTHER", ""),
        ("technician", 1): ("T1", "SCANNER", ""),
        ("technician", 2): ("T2", "", ""),
    }
    assert "SIGNED" not in report_of(FULL).text


def test_what_is_empty_is_a_gap_and_never_an_error() -> None:
    study = read_report(report_of(Written(exams=(WrittenExam(),))))
    fields = {gap.field for gap in study.gaps}
    assert {"patient.mrn", "patient.name", "visit.account", "diagnoses", "exam[1].exam_time"} <= fields
    assert not study.signed.yes


def test_the_same_input_gives_the_same_bytes() -> None:
    assert report_of(FULL).to_bytes() == report_of(FULL).to_bytes()
