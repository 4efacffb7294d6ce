"""A study that is typed in becomes a report like any other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from workbench.charges.chargemaster.master import load_default
from workbench.charges.profile.model import Profile
from workbench.charges.profile.sections import Providers
from workbench.charges.sources.tables import COLUMNS
from workbench.charges.study.report import read_report
from workbench.ui.studies.place import StudiesPlace
from workbench.ui.studies.profile_example import example
from workbench.ui.studies.study_form import StudyForm
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui

VALUES = {
    "mrn": "100234",
    "mrn_authority": "DEMO",
    "family": "SAMPLE",
    "given": "ANNA",
    "birth_date": "1990-04-12",
    "sex": "F",
    "account": "A1",
    "accession": "ACC1",
    "exam_text": "US thyroid",
    "exam_time": "2026-03-01 14:15",
    "report_time": "2026-03-01 15:50",
    "diagnoses": "E04.1 Nodule; E04.2",
    "performing_id": "1234567893",
    "performing_family": "READER",
    "ordering_id": "1122334455",
    "ordering_family": "ORDER",
}


def fill(form: StudyForm, **values: str) -> None:
    for name, text in values.items():
        field = form.fields[name]
        if isinstance(field, QComboBox):
            field.setCurrentText(text)
        else:
            field.setText(text)


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> StudiesPlace:
    made = StudiesPlace(StubBridge(), tmp_path, tasks)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_field_is_a_column_of_the_table(qtbot: QtBot) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    assert set(form.fields) == set(COLUMNS) - {"study", "exam_system"}
    assert all(field.accessibleName() and field.toolTip() for field in form.fields.values())


def test_what_was_typed_is_what_the_report_says(qtbot: QtBot) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    fill(form, **VALUES)
    study = read_report(form.report(datetime(2026, 3, 1, 16, 0)))
    assert study.signed.yes
    assert (study.patient.mrn, study.accession, study.visit.account) == ("100234", "ACC1", "A1")
    assert [one.code for one in study.diagnoses_for(1)] == ["E04.1", "E04.2"]
    assert study.message_time == "20260301160000"


def test_a_profile_fills_the_performing_provider_with_who_signed_or_scanned(qtbot: QtBot) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    fill(form, **VALUES, signing_id="1555000201", signing_family="SIGNER", technician_id="T100")
    report = form.report(datetime(2026, 3, 1, 16, 0))
    master = load_default()
    for role, identifier in (("interpreter", "1234567893"), ("responsible", "1555000201"), ("technician", "T100")):
        (made,) = example(report, master, Profile(providers=Providers(performed_by=(role,))))
        assert made.document is not None
        assert made.document.get("FT1-20.1") == identifier


def test_an_entered_study_is_on_the_desk_and_composed(place: StudiesPlace) -> None:
    place.empty.buttons[2].click()
    assert place.pages.currentWidget() is place.form
    fill(place.form, **VALUES)
    place.form.put_button.click()
    assert place.pages.currentWidget() is place.filled
    assert place.count() == 1
    document = place.document()
    assert document is not None
    assert "76536" in document.text
    assert place.form.values()["mrn"] == ""


def test_a_form_in_which_nothing_is_typed_says_so(place: StudiesPlace) -> None:
    place.enter_study()
    place.form.put_button.click()
    assert place.count() == 0
    assert not place.form.problem.isHidden()
    assert "Nothing is typed yet" in place.form.problem.text()
    place.form.fields["mrn"].textEdited.emit("9")
    assert place.form.problem.isHidden()


def test_a_form_with_little_gives_a_study_that_says_what_it_lacks(place: StudiesPlace) -> None:
    place.enter_study()
    place.form.fields["mrn"].setText("900101")
    place.form.put_button.click()
    work = place.work()
    assert work is not None
    assert work.study.gaps


def test_going_back_changes_nothing(place: StudiesPlace) -> None:
    place.enter_study()
    place.form.back_button.click()
    assert place.pages.currentWidget() is place.empty
    assert place.count() == 0


def test_delimiters_that_were_typed_stay_text(qtbot: QtBot) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    fill(form, family="A|B^C&D", accession="X\\Y")
    study = read_report(form.report(datetime(2026, 3, 1, 16, 0)))
    assert "A|B^C&D" in study.patient.name
    assert study.accession == "X\\Y"


def test_a_study_may_have_several_exams(qtbot: QtBot) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    fill(form, **VALUES)
    form.exams.add_button.click()
    assert form.values()["exam_text"] == ""
    assert form.values()["accession"] == "ACC1"
    fill(form, exam_text="US breast", side="left", diagnoses="N63.20")
    form.exams.bar.setCurrentIndex(0)
    assert form.values()["exam_text"] == "US thyroid"
    study = read_report(form.report(datetime(2026, 3, 1, 16, 0)))
    assert [exam.procedure.title for exam in study.exams] == ["US thyroid", "US breast"]
    assert [exam.side for exam in study.exams] == ["", "left"]
    assert [one.code for one in study.diagnoses_for(2)] == ["N63.20"]
    form.exams.bar.setCurrentIndex(1)
    form.exams.remove_button.click()
    assert form.values()["exam_text"] == "US thyroid"
    assert len(read_report(form.report(datetime(2026, 3, 1, 16, 0))).exams) == 1


def test_everything_that_a_study_holds_can_be_typed_in(qtbot: QtBot) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    fill(form, **VALUES, fetuses="2", gestational_age="20w3d")
    form.payments.add({"kind": "copayment", "amount": "25.00", "code": "CARD"})
    form.payments.add({"kind": "adjustment", "amount": "-10.00", "text": "Rounding"})
    form.insurances.add({"plan": "P1", "company_id": "C9", "company": "Sample Mutual", "policy": "POL-7"})
    form.guarantors.add({"family": "SAMPLE", "given": "OTTO", "relation": "SPO"})
    study = read_report(form.report(datetime(2026, 3, 1, 16, 0)))
    assert study.fetuses == 2
    assert [(one.kind, str(one.amount)) for one in study.payments] == [("copayment", "25.00"), ("adjustment", "-10.00")]
    (insurance,), (guarantor,) = study.insurances, study.guarantors
    assert insurance.text.startswith("IN1|1|P1|C9|Sample Mutual|")
    assert insurance.text.endswith("|POL-7")
    assert guarantor.text == "GT1|1||SAMPLE^OTTO||||||||SPO"


def test_money_that_is_no_amount_is_said_and_nothing_is_lost(place: StudiesPlace) -> None:
    place.enter_study()
    fill(place.form, **VALUES)
    place.form.payments.add({"kind": "payment", "amount": "a lot"})
    place.form.put_button.click()
    assert place.pages.currentWidget() is place.form
    assert "“a lot” is no amount" in place.form.problem.text()
    assert place.form.values()["mrn"] == "100234"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("exam_time", "2026-02-30 25:00", "Examined: “2026-02-30 25:00” is no time"),
        ("report_time", "yesterday", "Signed: “yesterday” is no time"),
        ("birth_date", "1990-13-41", "Born: “1990-13-41” is no date"),
        ("fetuses", "x", "Fetuses: “x” is no number"),
        ("gestational_age", "long", "Gestational age: “long” is no gestational age"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(qtbot: QtBot, field: str, typed: str, said: str) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    form.show()
    fill(form, **VALUES, **{field: typed}) if field not in VALUES else fill(form, **{**VALUES, field: typed})
    entered: list[object] = []
    form.entered.connect(entered.append)
    form.enter()
    assert entered == []
    assert said in form.problem.text() and form.problem.isVisible()
    fill(form, **{field: ""})
    form.enter()
    assert len(entered) == 1 and form.problem.isHidden()


def test_a_slip_is_mended_without_typing_all_again(qtbot: QtBot) -> None:
    form = StudyForm()
    qtbot.addWidget(form)
    fill(form, **VALUES)
    form.payments.add({"kind": "payment", "amount": "20.00"})
    form.exams.add()
    fill(form, exam_text="US neck")
    form.enter()
    before, exams, paid = form.values(), form.exams.exams(), form.payments.rows()
    form.exams.show_exam(0)
    form.clear()
    assert form.payments.rows() == []
    form.again_button.click()
    assert form.exams.exams() == exams and len(exams) == 2
    assert form.payments.rows() == paid
    assert form.values()["mrn"] == before["mrn"]
