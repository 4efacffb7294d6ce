from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError
from workbench.reference import dictionary
from workbench.ui import theme
from workbench.ui.reference.page import Page, page_for
from workbench.ui.reference.panel import ReferencePanel

pytestmark = pytest.mark.gui
TEXT = (
    "MSH|^~\\&|||||||DFT^P03|1|P|2.5.1\r"
    'PID|1||""\r'
    "FT1|1|<b>x</b>&amp;||20260301||CG|76805^OB scan||||350.00&USD\r"
    "FT1|2|Y||20260301||XX\r"
    "ZX1|1\rprose\r"
)


@pytest.fixture
def panel(qtbot: QtBot) -> ReferencePanel:
    made = ReferencePanel()
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show()
    return made


@pytest.fixture
def show(panel: ReferencePanel) -> Callable[[str], str]:
    """Show a path and give back what can be read."""

    def show(path: str) -> str:
        document = Document.from_text(TEXT)
        panel.show_path(document, dictionary(document.version), Path.parse(path))
        return panel.browser.toPlainText()

    return show


def follow(panel: ReferencePanel, text: str, qtbot: QtBot) -> Path:
    """Click on the link with that text."""
    number = panel._page.html.split(f">{text}</a>")[0].rsplit('href="', 1)[1].split('"')[0]
    with qtbot.waitSignal(panel.path_chosen) as said:
        panel.browser.anchorClicked.emit(QUrl(number))
    path: Path = said.args[0]
    return path


def test_definition_help_and_codes(show: Callable[[str], str]) -> None:
    text = show("FT1-6")
    assert text.startswith("FT1-6 in FT1\nTransaction Type\n")
    assert "IS" in text
    assert "required" in text
    assert "table 0017" in text
    assert "CG = Charge" in text
    for heading in ("What goes in it", "Watch out", "Example", "By version", "See also", "Table 0017"):
        assert heading in text
    assert "Adjustment" in text
    assert "local" in text


def test_the_code_that_the_message_has_is_marked(panel: ReferencePanel, show: Callable[[str], str]) -> None:
    show("FT1-6")
    soft = theme.colour("accent_soft").name()
    rows = panel._page.html.split("<tr")
    assert [row for row in rows if "<code>CG</code>" in row and f'bgcolor="{soft}"' in row]
    assert sum(soft in row for row in rows) == 1
    assert "is not in table 0017" in show("FT1[2]-6")


def test_what_the_message_says_is_never_markup(panel: ReferencePanel, show: Callable[[str], str]) -> None:
    assert "<b>x</b>&amp;" in show("FT1-2")
    assert "<b>x</b>" not in panel._page.html.split("In this message")[1].split("</p>")[1]


def test_a_null_is_explained(show: Callable[[str], str]) -> None:
    assert "the receiver shall delete what it has" in show("PID-3")


def test_a_component_has_the_help_of_its_field(show: Callable[[str], str]) -> None:
    text = show("FT1-7.2")
    assert text.startswith("FT1-7.2 in FT1-7\nText\n")
    assert "About FT1-7" in text


def test_components_are_links(panel: ReferencePanel, show: Callable[[str], str], qtbot: QtBot) -> None:
    show("FT1[2]-7")
    assert follow(panel, ".3", qtbot) == Path.parse("FT1[2]-7.3")
    show("FT1-11.1")
    assert follow(panel, ".2", qtbot) == Path.parse("FT1-11.1.2")


def test_related_fields_are_links_in_the_same_segment(
    panel: ReferencePanel, show: Callable[[str], str], qtbot: QtBot
) -> None:
    show("FT1[2]-7")
    assert follow(panel, "FT1-25", qtbot) == Path.parse("FT1[2]-25")


def test_what_the_message_lacks_can_be_read_about(
    panel: ReferencePanel, show: Callable[[str], str], qtbot: QtBot
) -> None:
    show("FT1-6")
    index = [str(target) for target in panel._page.targets].index("MSA-1")
    with qtbot.assertNotEmitted(panel.path_chosen):
        panel.browser.anchorClicked.emit(QUrl(f"go:{index}"))
    text = panel.browser.toPlainText()
    assert text.startswith("MSA-1 in MSA\nAcknowledgment Code")
    assert "This message has no MSA segment." in text


def test_a_segment_lists_its_fields(panel: ReferencePanel, show: Callable[[str], str], qtbot: QtBot) -> None:
    text = show("FT1[2]")
    assert "Financial Transaction" in text
    assert "Procedure Code Modifier" in text
    assert follow(panel, "26", qtbot) == Path.parse("FT1[2]-26")


def test_what_has_no_help_says_so(show: Callable[[str], str]) -> None:
    assert "no help of our own" in show("SFT-1")
    assert "no help of our own" in show("SFT")
    assert "The dictionary does not know this segment" in show("ZX1")
    assert "not in the dictionary" in show("ZX1-1")
    assert "kept as it is" in show("#")


def test_a_broken_file_is_a_sentence(monkeypatch: pytest.MonkeyPatch, show: Callable[[str], str]) -> None:
    def broken(_segment: str, _number: int) -> None:
        raise WorkbenchError("FT1.toml, line 3: correct the file.")

    monkeypatch.setattr("workbench.reference.help.field_help", broken)
    assert "FT1.toml, line 3: correct the file." in show("FT1-6")


def test_every_place_of_a_message_has_a_page() -> None:
    document = Document.from_text(TEXT)
    for version in ("2.1", "2.3", "2.5.1", "2.8", "2.9", "nonsense"):
        book = dictionary(version)
        for segment in document.segments:
            page_for(document, book, segment.path)
            for number in range(1, 60):
                page = page_for(document, book, segment.path.at(field=number))
                assert isinstance(page, Page)
                page_for(document, book, segment.path.at(field=number, component=1, subcomponent=2))


def test_nothing_to_show(panel: ReferencePanel, show: Callable[[str], str]) -> None:
    assert "Open a message" in panel.browser.toPlainText()
    show("FT1-6")
    panel.show_nothing()
    assert "Open a message" in panel.browser.toPlainText()


def test_the_place_on_the_page_stays_while_the_cursor_does(panel: ReferencePanel, show: Callable[[str], str]) -> None:
    show("FT1-6")
    bar = panel.browser.verticalScrollBar()
    bar.setValue(50)
    document = Document.from_text(TEXT.replace("|CG|", "|CD|"))
    panel.show_path(document, dictionary("2.5.1"), Path.parse("FT1-6"))
    assert "CD = Credit" in panel.browser.toPlainText()
    assert bar.value() == 50
    show("FT1-7")
    assert bar.value() == 0


def test_colours_follow_the_theme(panel: ReferencePanel, show: Callable[[str], str], qapp: QApplication) -> None:
    show("FT1-6")
    light = panel._page.html
    theme.apply(qapp, dark=True)
    try:
        assert panel._page.html != light
        assert theme.colour("muted").name() in panel._page.html
    finally:
        theme.apply(qapp, dark=False)
    assert panel._page.html == light


def test_foreign_links_lead_nowhere(panel: ReferencePanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.path_chosen):
        panel.browser.anchorClicked.emit(QUrl("https://example.org"))
        panel.browser.anchorClicked.emit(QUrl("go:999"))
