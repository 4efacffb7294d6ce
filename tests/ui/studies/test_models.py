"""The models of studies, facts and lines, with Qt's own tester and as plain lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from helpers.screen import texts
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.charges.coding.edits import EditRefused
from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.studies.code_editor import code_in
from workbench.ui.studies.facts import FactsModel, facts_of
from workbench.ui.studies.lines_model import Column, LinesModel
from workbench.ui.studies.list_model import Column as ListColumn
from workbench.ui.studies.list_model import StudiesModel
from workbench.ui.studies.work import Conventions, StudyWork

pytestmark = pytest.mark.gui

Sample = Callable[[str], StudyWork]


@pytest.fixture
def tested(qtbot: QtBot) -> Iterator[Callable[[Any], Any]]:
    """Watches a model with Qt's own tester as long as the test runs."""
    testers = []

    def watch(model: QAbstractItemModel) -> QAbstractItemModel:
        testers.append(QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal))
        return model

    yield watch
    testers.clear()


@pytest.fixture
def studies(tested: Callable[[Any], Any]) -> StudiesModel:
    return tested(StudiesModel())  # type: ignore[no-any-return]


@pytest.fixture
def lines(tested: Callable[[Any], Any]) -> LinesModel:
    return tested(LinesModel())  # type: ignore[no-any-return]


@pytest.fixture
def facts(tested: Callable[[Any], Any]) -> FactsModel:
    return tested(FactsModel())  # type: ignore[no-any-return]


def test_the_list_says_what_is_to_be_done(studies: StudiesModel, sample: Sample) -> None:
    for beginning in ("02-", "10-", "13-"):
        studies.put(sample(beginning))
    rows = [row[: ListColumn.SENT] for row in texts(studies)]
    exam = "US OB second trimester complete"
    assert rows == [  # both lines: by the clock of the tests the day of service is still to come
        ("SAMPLE, BELLA", exam, "ACC26030202", "2026-03-02", "Signed", "2, 2 to look at", "530.00"),
        ("SAMPLE, IDA", "US OB first trimester complete", "ACC26030602", "2026-03-06", "Preliminary", "1", "—"),
        ("EXAMPLE, LENA", "US salivary glands", "ACC26030604", "2026-03-06", "Signed", "1, 1 to complete", "—"),
    ]
    status = studies.index(1, ListColumn.STATUS)
    assert status.data(Qt.ItemDataRole.ForegroundRole) == theme.colour("warn")
    assert "OBR-25 is P" in status.data(Qt.ItemDataRole.ToolTipRole)


def test_numbers_and_money_stand_right_with_their_headers(studies: StudiesModel, sample: Sample) -> None:
    studies.put(sample("02"))
    role, right = Qt.ItemDataRole.TextAlignmentRole, Qt.AlignmentFlag.AlignRight
    for column in (ListColumn.LINES, ListColumn.TOTAL):
        assert right in Qt.AlignmentFlag(studies.headerData(column, Qt.Orientation.Horizontal, role))
        assert right in Qt.AlignmentFlag(studies.index(0, column).data(role))
    assert studies.index(0, ListColumn.PATIENT).data(role) is None


def test_what_is_no_report_has_no_lines_to_complete(studies: StudiesModel, conventions: Conventions) -> None:
    work = StudyWork(Document.from_bytes(b"MSH|^~\\&|A|B|C|D|1||DFT^P03|1|T|2.5.1\rFT1|1\r"), conventions, None, None)
    studies.put(work)
    (row,) = texts(studies)
    assert (row[ListColumn.STATUS], row[ListColumn.LINES], row[ListColumn.TOTAL]) == ("Not a report", "—", "—")


def test_a_study_that_is_opened_again_takes_its_old_place(studies: StudiesModel, sample: Sample) -> None:
    assert [studies.put(sample(beginning)) for beginning in ("02-", "10-", "02-")] == [0, 1, 0]
    assert studies.rowCount() == 2
    studies.clear()
    assert texts(studies) == []


def test_every_fact_has_its_place_in_the_report(facts: FactsModel, sample: Sample) -> None:
    facts.show(facts_of(sample("02-").study))
    told = {}
    for row in range(facts.rowCount()):
        fact = facts.fact(facts.index(row, 0))
        assert fact is not None
        told.setdefault(fact.label, (fact.value, str(fact.source)))
    assert told["Patient"] == ("SAMPLE, BELLA", "PID-5.1.1")
    assert told["Account"][1] == "PID-18.1"
    assert told["Fetuses"][0] == "2"
    assert told["Interpreter"][1] == "OBR-32"
    assert told["Diagnosis"][0].startswith("Z36.3")
    assert facts.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Patient: SAMPLE, BELLA, from PID-5.1.1"


def test_what_is_missing_is_a_fact_too(sample: Sample) -> None:
    to_look_at = [fact.value for fact in facts_of(sample("14-").study) if fact.label == "To look at"]
    assert any("account" in text for text in to_look_at)


def test_the_lines_as_a_table(lines: LinesModel, sample: Sample) -> None:
    lines.show(sample("05-"))
    assert texts(lines) == [("US-BREAST-LIM", lines.lines[0].description, "1", "190.00", "LT", "190.00", "2026-03-04")]
    index = lines.index(0, Column.AMOUNT)
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert lines.index(0, Column.UNITS).flags() & Qt.ItemFlag.ItemIsEditable
    assert lines.headerData(Column.PRICE, Qt.Orientation.Horizontal) == "Price"


def test_a_line_to_complete_stands_out(lines: LinesModel, sample: Sample) -> None:
    lines.show(sample("13-"))
    code = lines.index(0, Column.CODE)
    assert code.data() == "choose…"
    assert code.data(Qt.ItemDataRole.EditRole) == ""
    assert code.data(Qt.ItemDataRole.BackgroundRole) == theme.colour("warn_soft")
    assert "choose a charge" in code.data(Qt.ItemDataRole.ToolTipRole)
    assert code.data(Qt.ItemDataRole.AccessibleTextRole).endswith("to complete")
    assert lines.setData(code, "US-NECK")
    assert code.data(Qt.ItemDataRole.BackgroundRole) is None
    assert code.data(Qt.ItemDataRole.ForegroundRole) == theme.colour("accent")


def test_words_of_a_description_mean_the_charge_that_has_them(sample: Sample) -> None:
    master = sample("13-").conventions.master
    assert code_in(master, "US-NECK — Thyroid and soft tissue") == "US-NECK"
    assert code_in(master, " us-neck ").upper() == "US-NECK"
    assert code_in(master, "99999") == "99999"
    description = next(charge.description for charge in master.find("US-NECK"))
    assert code_in(master, description.upper()) == "US-NECK"
    with pytest.raises(EditRefused, match="pick one"):
        code_in(master, "pelvis")


def test_a_word_that_fits_several_charges_is_refused(lines: LinesModel, sample: Sample) -> None:
    lines.show(sample("13-"))
    refused: list[str] = []
    lines.refused.connect(refused.append)
    assert not lines.setData(lines.index(0, Column.CODE), "pelvis")
    assert "fits" in refused[0]


def test_removing_a_line_warns_about_its_add_on(lines: LinesModel, sample: Sample) -> None:
    lines.show(sample("02-"))
    lines.remove(0)
    assert "never charged alone" in lines.index(0, Column.CODE).data(Qt.ItemDataRole.ToolTipRole)


def test_edits_go_into_the_study(lines: LinesModel, sample: Sample) -> None:
    work = sample("05-")
    lines.show(work)
    edited: list[bool] = []
    lines.edited.connect(lambda: edited.append(True))
    for column, text in ((Column.UNITS, "2"), (Column.PRICE, "100.5"), (Column.MODIFIERS, "RT")):
        assert lines.setData(lines.index(0, column), text)
    assert list(texts(lines)[0][2:6]) == ["2", "100.50", "RT", "201.00"]
    assert work.lines[0].units == 2
    assert edited == [True, True, True]


def test_the_same_text_is_no_edit(lines: LinesModel, sample: Sample) -> None:
    work = sample("05-")
    lines.show(work)
    assert lines.setData(lines.index(0, Column.UNITS), "1")
    assert not work.is_edited


def test_what_cannot_be_meant_is_refused_in_words(lines: LinesModel, sample: Sample) -> None:
    work = sample("05-")
    lines.show(work)
    refused: list[str] = []
    lines.refused.connect(refused.append)
    assert not lines.setData(lines.index(0, Column.UNITS), "none")
    assert len(refused) == 1
    assert "“none”" in refused[0]
    assert not work.is_edited


def test_a_price_finer_than_the_cent_is_refused(lines: LinesModel, sample: Sample) -> None:
    """Units times price has to be the amount to the cent."""
    lines.show(sample("05-"))
    before = lines.index(0, Column.PRICE).data()
    refused: list[str] = []
    lines.refused.connect(refused.append)
    assert not lines.setData(lines.index(0, Column.PRICE), "0.125")
    assert "too many decimals" in refused[0]
    assert lines.index(0, Column.PRICE).data() == before


def test_a_chosen_charge_brings_its_add_ons(lines: LinesModel, sample: Sample) -> None:
    work = sample("02-")
    lines.show(work)
    row = next(row for row, line in enumerate(work.lines) if line.procedure_code == "76805")
    assert lines.setData(lines.index(row, Column.CODE), "US-OB-DET")
    assert [line.procedure_code for line in work.lines] == ["76811", "76812"]
    assert lines.rowCount() == 2


def test_lines_come_and_go(lines: LinesModel, sample: Sample) -> None:
    lines.show(sample("02-"))
    assert lines.add() == 2
    assert texts(lines)[2][0] == "choose…"
    lines.remove(0)
    lines.remove(7)
    assert lines.rowCount() == 2
    lines.restore()
    assert [row[0] for row in texts(lines)] == ["US-OB-COMP", "US-OB-COMP-ADD"]


def test_no_study_is_an_empty_table(lines: LinesModel) -> None:
    lines.show(None)
    assert lines.add() == -1
    lines.remove(0)
    lines.restore()
    assert texts(lines) == []


def test_a_fact_is_found_in_the_message_by_its_field(sample: Sample) -> None:
    from workbench.ui.studies.message_pane import _same_field

    assert _same_field(Path.parse("PID-5"), Path.parse("PID-5.1.1"))
    assert not _same_field(Path.parse("PID-5"), Path.parse("PID-7"))
    assert not _same_field(None, Path.parse("PID-7"))
