"""Looking things up: with and without a message, back and forward, other versions, words that are links."""

from __future__ import annotations

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.charges.chargemaster.master import load_default
from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError
from workbench.reference import dictionary
from workbench.reference.search import table_numbers
from workbench.ui.reference.markup import Topic
from workbench.ui.reference.panel import ReferencePanel
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui
TEXT = "MSH|^~\\&|||||||DFT^P03|1|P|2.3\rPID|1\rFT1|1|A||20260301||CG|76805||||350.00||OBUS\r"


@pytest.fixture
def panel(qtbot: QtBot) -> ReferencePanel:
    made = ReferencePanel(charges=lambda: load_default().charges)
    qtbot.addWidget(made)
    made.resize(360, 600)
    made.show()
    return made


def open_message(panel: ReferencePanel, path: str = "FT1-6") -> Document:
    document = Document.from_text(TEXT)
    panel.show_path(document, dictionary(document.version), Path.parse(path))
    return document


def click(panel: ReferencePanel, text: str) -> None:
    anchor = panel._page.html.split(f">{text}</a>")[0].rsplit('href="', 1)[1].split('"')[0]
    panel.browser.anchorClicked.emit(QUrl(anchor))


def read(panel: ReferencePanel) -> str:
    return panel.browser.toPlainText()


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("FT1-26", "FT1-26 in FT1\nProcedure Code Modifier"),
        ("modifier", "Glossary\nModifier"),
        ("0340", "Table 0340\nProcedure code modifier"),
        ("CG", "CG in table 0017\nCharge"),
        ("26", "26 in table 0340\nReading only"),
        ("XCN", "XCN\nExtended Composite"),
        ("76805", "US-"),
        ("SFT-1", "SFT-1 in SFT"),
    ],
)
def test_without_a_message(panel: ReferencePanel, qtbot: QtBot, query: str, heading: str) -> None:
    qtbot.keyClicks(panel.finder.box, query)
    assert panel.pages.currentWidget() is panel.finder.list
    with qtbot.assertNotEmitted(panel.path_chosen):
        qtbot.keyClick(panel.finder.box, Qt.Key.Key_Return)
    assert panel.pages.currentWidget() is panel.browser
    assert read(panel).startswith(heading)
    assert "This message" not in read(panel)


def test_the_list_by_keyboard_and_by_mouse(panel: ReferencePanel, qtbot: QtBot) -> None:
    QAbstractItemModelTester(panel.finder.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtbot.keyClicks(panel.finder.box, "modifier")
    rows = texts(panel.finder.model)
    assert rows[0] == ("", "Modifier", "word")
    assert ("FT1-26", "Procedure Code Modifier", "place") in rows
    qtbot.keyClick(panel.finder.box, Qt.Key.Key_Down)
    qtbot.keyClick(panel.finder.box, Qt.Key.Key_Return)
    assert rows[1][0] in read(panel).splitlines()[0]
    panel.look_up("FT1-26")
    panel.finder.list.clicked.emit(panel.finder.model.index(0, 0))
    assert read(panel).startswith("FT1-26")
    panel.look_up("qqqqqqq")
    assert texts(panel.finder.model) == []
    qtbot.keyClick(panel.finder.box, Qt.Key.Key_Return)
    qtbot.keyClick(panel.finder.box, Qt.Key.Key_Escape)
    assert panel.finder.box.text() == ""
    assert panel.pages.currentWidget() is panel.browser


def test_what_was_looked_up_stays_until_the_cursor_moves(panel: ReferencePanel) -> None:
    document = open_message(panel)
    panel.visit(Path.parse("FT1-26"))
    assert read(panel).startswith("FT1-26")
    panel.show_path(document.put("FT1-6", "CR"), dictionary("2.3"), Path.parse("FT1-6"))
    assert read(panel).startswith("FT1-26"), "an edit at the same place is no wish to see another page"
    panel.show_path(document, dictionary("2.3"), Path.parse("FT1-7"))
    assert read(panel).startswith("FT1-7")
    panel.back()
    assert read(panel).startswith("FT1-26")


def test_back_and_forward(panel: ReferencePanel) -> None:
    assert not panel.back_button.isEnabled()
    for place in ("FT1-6", "FT1-7", "FT1-25"):
        panel.visit(Path.parse(place))
    panel.back()
    panel.back()
    assert read(panel).startswith("FT1-6")
    panel.forward()
    assert read(panel).startswith("FT1-7")
    panel.visit(Topic("table", "0017"))
    assert not panel.forward_button.isEnabled()
    panel.back()
    assert read(panel).startswith("FT1-7")


def test_a_looked_up_place_can_become_the_cursor(panel: ReferencePanel, qtbot: QtBot) -> None:
    open_message(panel)
    panel.visit(Path.parse("FT1-26"))
    with qtbot.waitSignal(panel.path_chosen) as said:
        panel.browser.anchorClicked.emit(QUrl("jump:"))
    assert said.args == [Path.parse("FT1-26")]


def test_words_are_links_once(panel: ReferencePanel) -> None:
    open_message(panel)
    html = panel._page.html
    assert html.count(">credit</a>") + html.count(">Credit</a>") + html.count(">credits</a>") <= 1
    topics = [target for target in panel._page.targets if isinstance(target, Topic) and target.kind == "word"]
    assert topics
    assert len(topics) == len(set(topics))
    word = topics[0]
    panel.browser.anchorClicked.emit(QUrl(f"go:{panel._page.targets.index(word)}"))
    assert read(panel).startswith(f"Glossary\n{word.key}")


def test_tables_and_data_types_are_links(panel: ReferencePanel) -> None:
    panel.visit(Path.parse("FT1-6"))
    click(panel, "0017")
    assert read(panel).startswith("Table 0017")
    click(panel, "FT1-6")
    assert read(panel).startswith("FT1-6")
    panel.visit(Path.parse("FT1-20"))
    click(panel, "XCN")
    assert read(panel).startswith("XCN")


def test_what_changed_between_versions(panel: ReferencePanel) -> None:
    open_message(panel, "FT1-10")
    assert "FT1-10 in every version" in read(panel)
    assert panel.versions.currentText() == "2.3 (message)"
    panel.versions.setCurrentIndex(panel.versions.findData("2.7"))
    text = read(panel)
    assert "HL7 2.7" in text
    assert "2.3 → 2.7, FT1-10" in text
    panel.versions.setCurrentIndex(0)
    assert "2.3 → 2.7" not in read(panel)


def test_another_version_has_other_segments(panel: ReferencePanel, qtbot: QtBot) -> None:
    panel.versions.setCurrentIndex(panel.versions.findData("2.2"))
    panel.look_up("ARV-1")
    assert ("ARV-1", "place") not in [(row[0], row[2]) for row in texts(panel.finder.model)]
    panel.versions.setCurrentIndex(panel.versions.findData("2.8.2"))
    assert ("ARV-1", "place") in [(row[0], row[2]) for row in texts(panel.finder.model)]


def test_a_code_of_a_table_without_values_is_no_warning(panel: ReferencePanel) -> None:
    open_message(panel, "FT1-13")
    assert "OBUS a code of your site" in read(panel)
    assert "is not in table" not in read(panel)


def test_every_table_word_and_type_has_a_page(panel: ReferencePanel) -> None:
    for number in (*table_numbers(), "9999"):
        panel.visit(Topic("table", number))
        assert number in read(panel)
    panel.look_up("a")
    assert panel._index is not None
    for entry in panel._index.entries:
        if entry.kind in ("word", "datatype", "charge"):
            panel.visit(Topic(entry.kind, entry.key))
            assert read(panel)
    for kind in ("word", "datatype", "charge", "code"):
        panel.visit(Topic(kind, "<b>no</b> such"))
        assert "<b>no</b>" in read(panel) or kind == "code"


def test_long_work_is_done_beside_the_window(qtbot: QtBot, qapp: QApplication) -> None:
    tasks = Tasks()
    panel = ReferencePanel(tasks=tasks)
    qtbot.addWidget(panel)
    panel.visit(Path.parse("PID-3"))
    assert "in every version" not in read(panel)
    qtbot.waitUntil(lambda: "PID-3 in every version" in read(panel), timeout=20_000)
    panel.look_up("FT1-26")
    qtbot.waitUntil(lambda: panel.finder.model.rowCount() > 0, timeout=20_000)
    tasks.close()


def test_colours_of_a_looked_up_page_follow_the_theme(panel: ReferencePanel, qapp: QApplication) -> None:
    from workbench.ui import theme

    panel.visit(Topic("word", "Modifier"))
    light = panel._page.html
    theme.apply(qapp, dark=True)
    try:
        assert panel._page.html != light
    finally:
        theme.apply(qapp, dark=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("OBUS", "It stands in FT1-13 of this message."),
        ("OBU", "It stands in FT1-13 of this message."),
        ("99213", "It does not stand in this message either."),
        ("<b>x</b>", "“<b>x</b>”"),
    ],
)
def test_what_the_reference_does_not_know_is_said(panel: ReferencePanel, text: str, said: str) -> None:
    open_message(panel)
    panel.finder.box.setText(text)
    assert panel.pages.currentWidget() is panel.nothing
    assert said in panel.nothing.text.text()


def test_a_segment_of_the_site_is_found_in_the_message(panel: ReferencePanel, qtbot: QtBot) -> None:
    document = Document.from_text(TEXT + "ZFT|1|x\r")
    panel.show_path(document, dictionary("2.3"), Path.parse("FT1-6"))
    panel.finder.box.setText("ZFT")
    assert "It stands in ZFT of this message." in panel.nothing.text.text()
    with qtbot.waitSignal(panel.path_chosen) as signal:
        panel.nothing.buttons[0].click()
    assert signal.args == [Path.parse("ZFT")]
    assert [one.isVisible() for one in panel.nothing.buttons] == [True, False, False]


def test_without_a_message_nothing_found_says_what_can_be_looked_for(panel: ReferencePanel) -> None:
    panel.finder.box.setText("qqqqqq")
    assert "such as FT1-26" in panel.nothing.text.text()


def test_the_amount_of_money_is_called_an_amount(panel: ReferencePanel) -> None:
    open_message(panel, "FT1-11.1.1")
    assert "Amount (Quantity)" in read(panel)


def test_a_field_that_no_dictionary_has_is_not_called_an_entry_of_one(panel: ReferencePanel) -> None:
    document = Document.from_text(TEXT + "ZFT|1|x\r")
    panel.show_path(document, dictionary("2.3"), Path.parse("ZFT-2"))
    assert "sender and receiver agree on it" in read(panel)
    assert "dictionary's entry" not in read(panel)


def test_what_is_not_found_may_stand_in_a_file_that_cannot_be_read(
    panel: ReferencePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise WorkbenchError("glossary.toml, line 3: correct the file.")

    monkeypatch.setattr("workbench.reference.search.glossary", broken)
    panel.look_up("zzzz")
    assert "“zzzz”" in panel.nothing.text.text()
    assert panel.nothing.text.text().endswith("glossary.toml, line 3: correct the file.")


def test_what_was_chosen_is_read_at_once_and_its_links_are_walked(panel: ReferencePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.look_up("FT1-26")
    qtbot.keyClick(panel.finder.box, Qt.Key.Key_Return)
    assert panel.browser.hasFocus()


def test_names_are_read_in_a_narrow_list(panel: ReferencePanel, qtbot: QtBot) -> None:
    listed = panel.finder.list
    panel.look_up("diagnosis")
    assert not listed.isColumnHidden(2)
    widest = max(listed.fontMetrics().horizontalAdvance(cells[0]) for cells in texts(panel.finder.model))
    assert listed.columnWidth(0) < widest + 20
    panel.resize(200, 600)
    qtbot.waitUntil(lambda: listed.isColumnHidden(2))
    assert listed.columnWidth(1) > listed.viewport().width() // 2
    row = texts(panel.finder.model)[0]
    assert all(cell in panel.finder.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) for cell in row)
