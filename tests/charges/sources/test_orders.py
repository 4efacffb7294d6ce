from __future__ import annotations

from pathlib import Path

import pytest

from workbench.charges.sources.orders import ORDER_CODES, order_control, with_order
from workbench.charges.study.report import read_report
from workbench.er7 import Document

ORDER = (
    "MSH#*~\\&#EHR####20260301##{kind}#O1#T#2.3\r"
    "PID#1##M1***HOSP*MR##SAMPLE*ANNA##19900412#F##########ACC9***HOSP*AN\r"
    "PV1#1#O#CLINIC*R2#####555*REFER*RENE###########V9\r"
    "IN1#1#PLAN#COMPANY#Name|with bar\r"
    "ORC#{control}#P1#ACC1*RIS#########222*ORDER*OLE\r"
    "OBR#1#P1#ACC1*RIS#US*Exam###########################Z36.3*Why*I10\r"
)
REPORT = (
    "MSH|^~\\&|US||||20260301||ORU^R01|R1|T|2.5.1\r{pid}PV1|1\r"
    "OBR|1|P1|{accession}|US^Exam|||20260301||||||||||||||||||F\r"
)


def order(kind: str = "ORM*O01", control: str = "NW") -> Document:
    return Document.from_text(ORDER.format(kind=kind, control=control))


def report(pid: str = "PID|1||M1\r", accession: str = "ACC1^RIS") -> Document:
    return Document.from_text(REPORT.format(pid=pid, accession=accession))


@pytest.mark.parametrize("kind", ["ORM*O01", "OMI*O23", "OMG*O19"])
def test_orders_of_every_kind(kind: str) -> None:
    found = read_report(order(kind))
    assert (found.patient.mrn, found.visit.account, found.accession, found.placer) == ("M1", "ACC9", "ACC1", "P1")
    assert found.message_type[:3] in ORDER_CODES
    assert found.not_a_report


def test_order_control() -> None:
    assert order_control(order(control="ca")) == "CA"
    assert order_control(report()) == ""


def test_what_the_report_lacks_comes_from_the_order_in_the_reports_delimiters() -> None:
    filled = with_order(read_report(report()), read_report(order()))
    study = filled.study
    assert (study.patient.family, study.patient.birth_date, study.patient.sex) == ("SAMPLE", "19900412", "F")
    assert (study.visit.account, study.visit.number, study.visit.patient_class) == ("ACC9", "V9", "O")
    assert study.visit.location_raw == "CLINIC^R2"
    assert study.patient.fields_raw[5] == "SAMPLE^ANNA"
    assert study.insurances[0].text == "IN1|1|PLAN|COMPANY|Name\\F\\with bar"
    ordering = study.provider("ordering")
    assert ordering is not None
    assert (ordering.identifier, ordering.raw, ordering.source) == ("222", "222^ORDER^OLE", None)
    assert [one.code for one in study.diagnoses_for(1)] == ["Z36.3"]
    fields = {gap.field for gap in study.gaps}
    assert not fields & {"visit.account", "patient.name", "diagnoses", "providers.ordering"}
    assert filled.notes == (
        "From the order: the patient's name, the birth date, the sex, the account, the visit, the patient class,"
        " the location, who ordered it, the diagnoses, the insurance.",
    )


def test_an_order_never_overrules_the_report() -> None:
    mine = "PID|1||M1^^^X||OTHER^NAME||19800101|M||||||||||MINE\r"
    study = with_order(read_report(report(mine)), read_report(order())).study
    assert (study.patient.family, study.patient.authority, study.visit.account) == ("OTHER", "X", "MINE")
    assert study.patient.fields_raw[3] == "M1^^^X"


def test_the_patient_number_comes_along_where_the_report_has_none() -> None:
    study = with_order(read_report(report("PID|1\r")), read_report(order())).study
    assert (study.patient.mrn, study.patient.authority) == ("M1", "HOSP")
    assert study.patient.fields_raw[3] == "M1^^^HOSP^MR"


def test_the_accession_comes_by_the_order_number() -> None:
    study = with_order(read_report(report(accession="")), read_report(order())).study
    assert (study.accession, study.exams[0].accession_raw) == ("ACC1", "ACC1^RIS")


def test_numbers_are_known_in_other_capitals() -> None:
    by_order = with_order(read_report(report(accession="").put("OBR-2", "p1")), read_report(order())).study
    by_accession = with_order(read_report(report(accession="acc1^RIS").put("OBR-2", "")), read_report(order())).study
    assert (by_order.accession, by_accession.placer) == ("ACC1", "P1")


def test_an_order_of_another_patient_gives_nothing() -> None:
    mine = read_report(report("PID|1||M2\r"))
    filled = with_order(mine, read_report(order()))
    assert filled.study == mine
    assert filled.notes[0].startswith("The order names patient M1 and the report M2; nothing was taken")


@pytest.mark.parametrize(
    "pid", ["PID|1||||SAMPLE^ANNA||19500101\r", "PID|1||||OTHER^ANNA||19900412\r"], ids=["birth date", "name"]
)
def test_a_report_without_a_number_takes_nothing_from_an_order_of_somebody_else(pid: str) -> None:
    mine = read_report(report(pid))
    filled = with_order(mine, read_report(order()))
    assert filled.study == mine
    assert filled.other == filled.notes[0]
    assert f"the report {mine.patient.name} born {mine.patient.birth_date}" in filled.other


def test_the_same_number_in_other_capitals_is_the_same_patient() -> None:
    filled = with_order(read_report(report("PID|1||m1\r")), read_report(order()))
    assert (filled.other, filled.study.patient.family) == ("", "SAMPLE")


def test_real_orders_are_read_without_raising(corpus: list[Path]) -> None:
    found = [read_report(Document.from_bytes(file.read_bytes())) for file in corpus]
    orders = [study for study in found if study.message_type[:3].upper() in ORDER_CODES]
    assert len(orders) > 3
    for study in orders:
        with_order(read_report(report()), study)


@pytest.mark.parametrize("account", ["^^^DEMOHOSP^AN", '""^^^DEMOHOSP^AN', ""])
def test_an_account_without_its_number_is_filled_with_the_whole_field(account: str) -> None:
    found = with_order(read_report(report(f"PID|1||M1|||||||||||||||{account}\r")), read_report(order()))
    assert found.study.visit.account == "ACC9"
    assert found.study.patient.fields_raw[18] == "ACC9^^^HOSP^AN"


def test_a_name_without_its_family_is_filled_with_the_whole_field() -> None:
    found = with_order(read_report(report("PID|1||M1||^ANNA\r")), read_report(order()))
    assert (found.study.patient.family, found.study.patient.fields_raw[5]) == ("SAMPLE", "SAMPLE^ANNA")
