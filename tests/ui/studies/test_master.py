"""The charge master: rows as texts, cells checked as they are typed, import with mapping, saving as one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.screen import StubBridge, texts
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.charges.chargemaster.files import header_of
from workbench.charges.chargemaster.master import ChargeMasterError, load_default, parse
from workbench.ui.studies.choices import Choices
from workbench.ui.studies.master_import import MasterImport
from workbench.ui.studies.master_model import NAMES
from workbench.ui.studies.master_pane import CPT_NOTICE, MasterPane
from workbench.ui.studies.master_sheet import all_problems, as_csv, guess, row_problems, rows_of
from workbench.ui.studies.store import StudyStore
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui

THEIRS = (
    "Charge Code;CPT;Item description;List price;Valid from\n"
    "U1;76536;Neck;100.00;2026-01-01\nU2;76700;Belly;1,000;2026-01-01\n"
)


def column(name: str) -> int:
    return NAMES.index(name)


class Stage:
    def __init__(self, qtbot: QtBot, folder: Path, tasks: Tasks) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.bridge = StubBridge()
        self.choices = Choices(folder)
        self.store = StudyStore(folder, tasks)
        self.pane = MasterPane(self.choices, self.store, self.bridge)
        self.store.setParent(self.pane)
        qtbot.addWidget(self.pane)
        QAbstractItemModelTester(self.pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        QAbstractItemModelTester(self.pane.found, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.pane.show()
        self.checked()

    def set(self, row: int, name: str, text: str) -> None:
        assert self.pane.model.setData(self.pane.model.index(row, column(name)), text)

    def checked(self) -> None:
        """Check now and wait for it."""
        self.pane.check_now()
        done: list[int] = []
        self.store.work(lambda: 1, done.append)
        self.qtbot.waitUntil(lambda: bool(done))


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> Stage:
    return Stage(qtbot, tmp_path / "data", tasks)


# ---- the sheet ------------------------------------------------------------------------------------------------------


def test_our_file_comes_back_as_it_is() -> None:
    data = resources.path("charges", "chargemaster.csv").read_bytes()
    again = parse(as_csv(rows_of(data, "ours")), "again")
    assert again.charges == load_default().charges
    assert again.problems == load_default().problems


def test_the_columns_of_another_system_are_guessed() -> None:
    header = header_of(THEIRS.encode(), "theirs.csv")
    assert header == ("Charge Code", "CPT", "Item description", "List price", "Valid from")
    assert guess(header) == {
        "local_code": "Charge Code",
        "procedure_code": "CPT",
        "description": "Item description",
        "unit_price": "List price",
        "effective_from": "Valid from",
    }


def test_an_empty_file_has_no_header() -> None:
    with pytest.raises(ChargeMasterError, match="is empty"):
        header_of(b"\n", "x.csv")


def test_rows_that_do_not_go_together_are_found() -> None:
    row = {"local_code": "A", "description": "One", "unit_price": "1.00"}
    assert row_problems(row, 2) == ()
    (problem,) = all_problems([row, row], "x")
    assert (problem.row, problem.column) == (3, "local_code")


def test_without_a_usable_row_each_says_why() -> None:
    found = all_problems([{"local_code": "A", "unit_price": "much"}], "x")
    assert {one.column for one in found} == {"unit_price", "description"}
    assert all_problems([], "x")


# ---- the import -----------------------------------------------------------------------------------------------------


def test_a_sheet_of_a_workbook_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Cover"
    book.active.append(["Prices of 2026"])
    for title, code in (("Prices", "L1"), ("Old", "L2")):
        page = book.create_sheet(title)
        page.append(["local_code", "procedure_code", "description", "unit_price"])
        page.append([code, None, "Words", 1])
    book.create_sheet("Empty")
    book.save(tmp_path / "prices.xlsx")
    importing = MasterImport()
    qtbot.addWidget(importing)
    importing.show_file(tmp_path / "prices.xlsx")
    assert importing.sheet_box.currentText() == "Prices" and not importing.sheet_row.isHidden()
    assert texts(importing.model)[0][0] == "L1"
    importing.sheet_box.setCurrentText("Old")
    assert texts(importing.model)[0][0] == "L2"
    importing.sheet_box.setCurrentText("Empty")
    assert "is empty" in importing.words.text() and not importing.take_button.isEnabled()
    importing.sheet_box.setCurrentText("Prices")
    assert importing.take_button.isEnabled()


def test_a_table_has_no_sheets_to_choose(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "theirs.csv").write_text(THEIRS, encoding="utf-8")
    importing = MasterImport()
    qtbot.addWidget(importing)
    importing.show_file(tmp_path / "theirs.csv")
    assert importing.sheet_row.isHidden() and importing.model.rowCount() == 2


# ---- the pane -------------------------------------------------------------------------------------------------------


def test_ours_is_shown_with_the_notice_about_cpt(stage: Stage) -> None:
    assert stage.pane.heading.text().startswith("The charge master that comes with the program: ")
    assert stage.pane.notice.text() == CPT_NOTICE
    assert stage.pane.state.text() == "Every row can be used."
    assert not stage.pane.save_button.isEnabled()
    assert not stage.pane.back_button.isEnabled()
    assert (
        texts(stage.pane.model)[0][0]
        == rows_of((resources.path("charges", "chargemaster.csv")).read_bytes(), "")[0]["local_code"]
    )


def test_search_looks_into_every_column(stage: Stage) -> None:
    stage.pane.search.setText("thyroid")
    assert 0 < stage.pane.found.rowCount() < stage.pane.model.rowCount()
    stage.pane.search.setText("76536")
    assert stage.pane.found.rowCount() >= 1
    stage.pane.search.clear()
    assert stage.pane.found.rowCount() == stage.pane.model.rowCount()


def test_a_cell_is_checked_as_it_is_typed(stage: Stage) -> None:
    stage.set(0, "unit_price", "1,000.00")
    index = stage.pane.model.index(0, column("unit_price"))
    assert "thousands separator" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.BackgroundRole) is not None
    stage.checked()
    assert stage.pane.state.text() == "1 row cannot be used and will be left out."
    assert texts(stage.pane.problems)[0][:2] == ("2", "unit price")
    stage.pane.problems_table.selectRow(0)
    assert stage.pane.table.currentIndex().column() == column("unit_price")
    stage.set(0, "unit_price", "1000.00")
    stage.checked()
    assert stage.pane.state.text() == "Every row can be used."


def test_rows_come_and_go(stage: Stage) -> None:
    count = stage.pane.model.rowCount()
    stage.pane.add_button.click()
    assert stage.pane.model.rowCount() == count + 1
    assert stage.pane.is_edited
    stage.pane.table.setCurrentIndex(stage.pane.found.index(count, 0))
    stage.pane.remove_button.click()
    assert not stage.pane.is_edited


def test_changes_can_be_dropped(stage: Stage) -> None:
    stage.set(0, "description", "Other words")
    stage.pane.drop_button.click()
    assert not stage.pane.is_edited


def test_it_is_saved_as_own_and_then_in_use(stage: Stage) -> None:
    assert stage.choices.master().charges[0].description != "Other words"
    stage.set(0, "description", "Other words")
    stage.pane.save_button.click()
    assert stage.choices.master_file.stat().st_mode & 0o777 == 0o600
    assert stage.choices.master().charges[0].description == "Other words"
    assert stage.pane.heading.text().startswith("Your own charge master")
    stage.pane.back_button.click()
    assert stage.choices.master_file.exists()
    stage.bridge.answers.append("Delete mine")
    stage.pane.back_button.click()
    assert not stage.choices.master_file.exists()
    assert stage.choices.master().charges == load_default().charges


def test_another_file_is_mapped_previewed_and_taken_over(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text(THEIRS)
    stage.pane.import_file(file)
    importing = stage.pane.importing
    assert stage.pane.pages.currentWidget() is importing
    assert importing.words.text() == "2 rows, 1 of them cannot be used as they are."
    assert texts(importing.model)[0][:4] == ("U1", "76536", "", "Neck")
    box = importing.boxes["unit_price"]
    box.setCurrentIndex(0)
    assert "which column of the file is the unit price." in importing.words.text()
    assert not importing.take_button.isEnabled()
    box.setCurrentIndex(box.findData("List price"))
    importing.take_button.click()
    assert stage.pane.model.rowCount() == 2
    assert stage.pane.is_edited
    assert not stage.choices.master_file.exists()
    stage.pane.save_button.click()
    assert [one.local_code for one in stage.choices.master().charges] == ["U1"]


def test_a_workbook_is_taken_over_too(stage: Stage, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["code", "cpt", "name", "price"], ["W1", "76536", "Neck", 12.5]):
        book.active.append(row)
    book.save(tmp_path / "prices.xlsx")
    stage.pane.import_file(tmp_path / "prices.xlsx")
    assert stage.pane.importing.words.text() == "1 row, all can be used."
    assert texts(stage.pane.importing.model)[0][5] == "12.5"


@pytest.mark.parametrize("data", [b"", b"\xff\xfex\x00", b"PK\x03\x04broken"])
def test_what_is_no_table_is_a_sentence(stage: Stage, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(data)
    stage.pane.import_file(file)
    assert stage.bridge.heard[-1][0] == "problem"
    assert stage.pane.pages.currentWidget() is stage.pane.editor


def test_an_own_file_that_is_broken_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "chargemaster.csv").write_bytes(b"what,is,this\n1,2,3\n")
    tasks = Tasks()
    stage = Stage(qtbot, tmp_path, tasks)
    assert stage.bridge.heard[0][0] == "problem"
    assert "lacks the columns" in stage.bridge.heard[0][1]
    assert stage.choices.master().charges == load_default().charges
    tasks.close()


def test_the_header_of_every_column_of_the_preview_can_be_read(stage: Stage) -> None:
    stage.pane.pages.setCurrentWidget(stage.pane.importing)
    stage.pane.show()
    header = stage.pane.importing.table.horizontalHeader()
    cut = [
        name
        for number in range(header.count())
        if header.sectionSizeHint(number) > header.sectionSize(number)
        for name in [stage.pane.importing.model.headerData(number, Qt.Orientation.Horizontal)]
    ]
    assert cut == []


def test_a_column_is_found_by_a_word_of_its_name_when_it_is_the_only_one() -> None:
    found = guess(("Charge code", "CPT", "Charge description", "List price in US dollars (gross)"))
    assert found["unit_price"] == "List price in US dollars (gross)"
    assert "unit_price" not in guess(("Charge code", "Price inside", "Price outside"))


def test_a_large_file_is_read_and_checked_beside_the_window(stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    rows = [f"L{number},76536,Neck,{'x' if number == 7 else '230.00'}" for number in range(5_000)]
    file = tmp_path / "large.csv"
    file.write_text("\n".join(("local_code,procedure_code,description,unit_price", *rows)))
    stage.pane.import_file(file)
    importing = stage.pane.importing
    assert importing.words.text() == "The rows are being read and checked…"
    assert not importing.take_button.isEnabled()
    qtbot.waitUntil(importing.take_button.isEnabled, timeout=20_000)
    assert importing.words.text() == "5,000 rows, 1 of them cannot be used as they are."
    price = importing.model.index(7, NAMES.index("unit_price"))
    assert "is no price" in str(price.data(Qt.ItemDataRole.ToolTipRole))
    importing.take_button.click()
    assert stage.pane.heading.text() == "Imported from large.csv: 5,000 rows, not saved yet"
    stage.pane.search.setText("L4999")
    assert [row[0] for row in texts(stage.pane.found)] == ["L4999"]


def test_the_heading_says_whose_rows_these_are(stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    ours = stage.pane.heading.text()
    file = tmp_path / "mine.csv"
    file.write_text("local_code,procedure_code,description,unit_price\nUS-X,76536,Neck,230.00\n")
    stage.pane.import_file(file)
    qtbot.waitUntil(stage.pane.importing.take_button.isEnabled, timeout=20_000)
    stage.pane.importing.take_button.click()
    assert stage.pane.heading.text() == "Imported from mine.csv: 1 row, not saved yet"
    stage.pane.drop_button.click()
    assert stage.pane.heading.text() == ours
    stage.pane.import_file(file)
    qtbot.waitUntil(stage.pane.importing.take_button.isEnabled, timeout=20_000)
    stage.pane.importing.take_button.click()
    stage.pane.save_button.click()
    assert stage.pane.heading.text() == "Your own charge master: 1 row"
