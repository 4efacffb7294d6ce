"""The parts and repetitions of a field, in the form that they belong to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.reference.checks import Finding
from workbench.ui.editor.fields.part_row import PartRow
from workbench.ui.editor.fields.parts_panel import PartsPanel
from workbench.ui.editor.form import Form
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui
FULL = (
    "MSH|^~\\&|||||||DFT^P03|1|P|2.5.1\r"
    "FT1|1|C1||20260301^20260303|20260301160000+0100|CG|76805^OB scan^C4|||1|350.00^USD|350.00&USD|||||||"
    "O80^Birth^I10~Z37^Outcome^I10|1234567893^MEYER&VON^EVA^^^DR^^^NPPES&2.16&ISO^L^^^NPI|998^DOE~999^ROE^JANE"
    "|79.000000|ORD7^RIS||76805|26^Professional~TC~59\r"
    "FT1|2|C2||20260301||CG|76810||||||||||||A~B\r"
    "ZX1|a|b^c^d&e|x~y\r"
)


@pytest.fixture
def session(make_session: Callable[[str], EditSession]) -> EditSession:
    return make_session(FULL)


@pytest.fixture
def form(session: EditSession, qtbot: QtBot) -> Form:
    form = Form(session, Names(session, pytest.fail))
    qtbot.addWidget(form)
    form.resize(700, 600)
    form.show()
    return form


def panel(form: Form, number: int) -> PartsPanel:
    form.open_parts(number)
    found = form.rows[number].panel
    assert found is not None
    return found


def shown(form: Form, number: int) -> dict[str, str]:
    """Path and raw text of the parts on show."""
    rows = panel(form, number).rows.values()
    return {row.number.text(): row.editor.raw for row in rows if row.isVisibleTo(form)}


def part(form: Form, path: str) -> PartRow:
    where = Path.parse(path)
    return panel(form, where.field or 0).rows[(where.component, where.subcomponent)]


def retype(row: PartRow, text: str, qtbot: QtBot) -> None:
    row.editor.line.selectAll()
    qtbot.keyClicks(row.editor.line, text)


def test_a_provider_in_named_parts_with_their_paths(form: Form) -> None:
    assert shown(form, 20) == {
        "FT1-20.1": "1234567893",
        "FT1-20.2": "MEYER&VON",
        "FT1-20.2.1": "MEYER",
        "FT1-20.2.2": "VON",
        "FT1-20.2.3": "",
        "FT1-20.2.4": "",
        "FT1-20.2.5": "",
        "FT1-20.3": "EVA",
        "FT1-20.6": "DR",
        "FT1-20.9": "NPPES&2.16&ISO",
        "FT1-20.9.1": "NPPES",
        "FT1-20.9.2": "2.16",
        "FT1-20.9.3": "ISO",
        "FT1-20.10": "L",
        "FT1-20.13": "NPI",
    }
    assert part(form, "FT1-20.2").name.text() == "Family Name"
    assert form.rows[20].meaning.text() == "MEYER, EVA DR · NPI 1234567893 (NPPES)"


def test_the_other_parts_are_one_click_away(form: Form) -> None:
    opened = panel(form, 20)
    assert opened.fold.text() == "16 more parts"
    opened.fold.setChecked(True)
    assert {f"FT1-20.{number}" for number in range(1, 24)} <= set(shown(form, 20))


def test_an_edit_of_a_part_changes_that_part_alone(form: Form, session: EditSession, qtbot: QtBot) -> None:
    before = session.document.text
    retype(part(form, "FT1-20.3"), "ADA", qtbot)
    assert session.document.text == before.replace("EVA", "ADA")
    assert session.undo_stack.count() == 1
    assert session.undo_stack.text(0) == "Edit FT1-20.3"
    assert str(session.cursor) == "FT1-20.3"
    assert form.rows[20].editor.line.text().startswith("1234567893^MEYER&VON^ADA^")
    session.undo_stack.undo()
    assert session.document.text == before
    assert part(form, "FT1-20.3").editor.line.text() == "EVA"


def test_what_a_part_cannot_take_stays_there_with_the_reason(form: Form, session: EditSession, qtbot: QtBot) -> None:
    before = session.document.text
    row = part(form, "FT1-20.3")
    retype(row, "E^A", qtbot)
    assert session.document.text == before.replace("EVA", "E")
    assert row.editor.line.text() == "E^A"
    assert row.problem is not None
    assert "component separator" in row.problem.text()
    session.move_cursor(Path.parse("FT1[2]-2"), "elsewhere")
    assert row.editor.line.text() == ""
    assert not row.problem.isVisibleTo(form)
    session.move_cursor(Path.parse("FT1-2"), "elsewhere")
    assert row.editor.line.text() == "E^A"
    assert row.problem.isVisibleTo(form)
    qtbot.keyClick(row.editor.line, Qt.Key.Key_Escape)
    assert row.editor.line.text() == "E"
    assert not row.problem.isVisibleTo(form)


def test_a_refused_text_can_be_mended(form: Form, session: EditSession, qtbot: QtBot) -> None:
    row = part(form, "FT1-20.3")
    row.editor.line.end(False)
    qtbot.keyClicks(row.editor.line, "^")
    qtbot.keyClick(row.editor.line, Qt.Key.Key_Backspace)
    assert row.problem is not None
    assert not row.problem.isVisibleTo(form)
    assert session.document.get("FT1-20.3") == "EVA"
    assert session.undo_stack.count() == 0


def test_amount_and_currency_are_written_to_their_places(form: Form, session: EditSession, qtbot: QtBot) -> None:
    editor = form.rows[22].editor
    assert editor.line.text() == "79.000000"
    qtbot.keyClicks(editor.lines()[1], "USD")
    assert session.document.get("FT1-22") == "79.000000&USD"
    assert session.document.get("FT1-22.1.2") == "USD"
    assert session.undo_stack.count() == 1
    qtbot.keyClicks(editor.lines()[1], "&")
    problem = form.rows[22].problem
    assert problem is not None
    assert "subcomponent separator" in problem.text()
    assert editor.lines()[1].text() == "USD&"


def test_a_stray_currency_is_said_and_mended_by_one_click(form: Form, session: EditSession) -> None:
    offer = form.rows[11].offer
    assert offer is not None
    assert "USD stands in FT1-11.2" in offer.label.text()
    offer.button.click()
    assert session.document.get("FT1-11") == "350.00&USD"
    assert not offer.isVisibleTo(form)
    assert session.undo_stack.undoText() == "Move the currency of FT1-11"
    session.undo_stack.undo()
    assert session.document.get("FT1-11") == "350.00^USD"
    assert offer.isVisibleTo(form)
    assert form.rows[12].offer is None


def test_an_empty_amount_stays_empty(form: Form, session: EditSession) -> None:
    session.move_cursor(Path("FT1", 2), "elsewhere")
    assert form.rows[11].editor.line.text() == ""
    assert session.document.get("FT1[2]-11") == ""


def test_a_range_has_a_start_and_an_end(form: Form, session: EditSession, qtbot: QtBot) -> None:
    assert form.rows[4].meaning.text() == "Sun 1 March 2026 to Tue 3 March 2026"
    assert shown(form, 4) == {"FT1-4.1": "20260301", "FT1-4.2": "20260303"}
    retype(part(form, "FT1-4.2"), "20260304", qtbot)
    assert session.document.get("FT1-4") == "20260301^20260304"


def test_repetitions_are_chips_without_opening_anything(form: Form) -> None:
    chips = form.rows[26].panel
    assert chips is not None
    assert not form.rows[26].fold.isChecked()
    assert [chips.chips.bar.tabText(index) for index in range(3)] == ["1  26 Professional", "2  TC", "3  59"]
    assert form.rows[20].panel is None


def test_repetitions_are_moved_added_and_removed(form: Form, session: EditSession, qtbot: QtBot) -> None:
    bar = panel(form, 26).chips.bar
    qtbot.keyClick(bar, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert session.document.get("FT1-26") == "TC~26^Professional~59"
    assert str(session.cursor) == "FT1-26(2)"
    assert shown(form, 26)["FT1-26(2).2"] == "Professional"
    qtbot.keyClick(bar, Qt.Key.Key_Delete)
    assert session.document.get("FT1-26") == "TC~59"
    panel(form, 26).chips.add.click()
    assert session.document.get("FT1-26") == "TC~59~"
    assert str(session.cursor) == "FT1-26(3).1", "the keyboard is in what was added"
    retype(part(form, "FT1-26.1"), "LT", qtbot)
    assert session.document.get("FT1-26") == "TC~59~LT"
    assert session.undo_stack.count() == 4
    assert [session.undo_stack.text(index) for index in range(3)] == [
        "Reorder FT1-26",
        "Remove FT1-26(2)",
        "Add FT1-26(3)",
    ]


def test_what_was_refused_is_not_carried_to_another_repetition(form: Form, session: EditSession, qtbot: QtBot) -> None:
    retype(part(form, "FT1-26.2"), "a~b", qtbot)
    before = session.document
    bar = panel(form, 26).chips.bar
    qtbot.keyClick(bar, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    panel(form, 26).chips.add.click()
    assert session.document == before
    assert part(form, "FT1-26.2").editor.line.text() == "a~b"
    problem = form.rows[26].problem
    assert problem is not None
    assert problem.text() == "First mend what stands in FT1-26(1).2, or give it up with Escape there."
    assert bar.order() == [1, 2, 3]
    assert bar.currentIndex() == 0


def test_each_chip_edits_its_own_parts(form: Form, session: EditSession, qtbot: QtBot) -> None:
    opened = panel(form, 21)
    qtbot.keyClick(opened.chips.bar, Qt.Key.Key_Right)
    assert str(session.cursor) == "FT1-21(2)"
    assert shown(form, 21)["FT1-21(2).3"] == "JANE"
    retype(part(form, "FT1-21.2"), "X", qtbot)
    assert session.document.get("FT1-21") == "998^DOE~999^X^JANE"


def test_the_cursor_of_the_message_chooses_the_chip_and_marks_the_part(form: Form, session: EditSession) -> None:
    opened = panel(form, 21)
    session.move_cursor(Path.parse("FT1-21(2).3"), "elsewhere")
    assert opened.repetition == 2
    assert part(form, "FT1-21.3").name.font().bold()
    assert not part(form, "FT1-21.2").name.font().bold()


def test_parts_that_open_and_fields_that_unfold_are_marked_at_once(form: Form, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1-20.3"), "elsewhere")
    form.show_findings((Finding(Path.parse("FT1-17"), "warning", "x", "Odd."),))
    assert part(form, "FT1-20.3").name.font().bold()
    assert 17 not in form.rows
    form.focus_field(17)
    flag = form.rows[17].flag
    assert flag is not None
    assert flag.text() == "▲"


def test_another_segment_begins_with_its_first_repetition(form: Form, session: EditSession) -> None:
    opened = panel(form, 19)
    session.move_cursor(Path.parse("FT1-19(2)"), "elsewhere")
    session.move_cursor(Path("FT1", 2), "elsewhere")
    assert opened.repetition == 1
    assert shown(form, 19)["FT1-19(1).1"] == "A"


def test_a_local_segment_has_generic_parts_and_room_for_one_more(
    form: Form, session: EditSession, qtbot: QtBot
) -> None:
    session.move_cursor(Path("ZX1"), "elsewhere")
    assert shown(form, 2) == {
        "ZX1-2.1": "b",
        "ZX1-2.2": "c",
        "ZX1-2.3": "d&e",
        "ZX1-2.3.1": "d",
        "ZX1-2.3.2": "e",
        "ZX1-2.4": "",
    }
    assert part(form, "ZX1-2.4").name.text() == "Component 4"
    retype(part(form, "ZX1-2.4"), "f", qtbot)
    assert session.document.get("ZX1-2") == "b^c^d&e^f"
    assert "ZX1-2.5" in shown(form, 2)


def test_typing_goes_on_in_a_part_when_the_rows_change(form: Form, session: EditSession, qtbot: QtBot) -> None:
    session.move_cursor(Path("ZX1"), "elsewhere")
    with qtbot.waitActive(form):
        form.activateWindow()
    part(form, "ZX1-4.1").editor.setFocus()
    for key in "new":
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClicks(widget, key)
    assert session.document.get("ZX1-4") == "new"
    assert part(form, "ZX1-4.1").editor.line.hasFocus()
    assert 5 in form.rows


def test_a_field_beyond_the_dictionary_is_shown_and_marked(form: Form, session: EditSession) -> None:
    session.submit(session.document.put("FT1-32", "beyond"), "", "elsewhere")
    assert form.rows[32].editor.raw == "beyond"
    assert form.rows[32].facts.name == "Field 32"
    assert form.rows[32].mark.text() == "?"
    assert "not defined" in form.rows[32].facts.explanation()


def test_withdrawn_fields_are_marked(form: Form, session: EditSession) -> None:
    session.submit(session.document.put("MSH-12", "2.8").put("FT1-8", "Text"), "", "elsewhere")
    assert form.rows[8].mark.text() == "W"
    assert "withdrawn" in form.rows[8].facts.explanation()


def test_the_parts_are_opened_and_closed_by_keys(form: Form, qtbot: QtBot) -> None:
    row = form.rows[20]
    qtbot.keyClick(row.editor.line, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert row.panel is not None
    assert part(form, "FT1-20.1").isVisibleTo(form)
    qtbot.keyClick(row.editor.line, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert not row.panel.rows[(1, None)].isVisibleTo(form)


def test_tab_goes_from_top_to_bottom_into_the_parts_and_to_the_fold(
    form: Form, session: EditSession, qtbot: QtBot
) -> None:
    form.open_parts(23)
    with qtbot.waitActive(form):
        form.activateWindow()
    form.focus_field(22)
    places = []
    for _ in range(9):
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        places.append(str(session.cursor))
    assert places == [
        "FT1-22.1.2",
        "FT1-23",
        "FT1-23.1",
        "FT1-23.2",
        "FT1-23.3",
        "FT1-23.4",
        "FT1-24",
        "FT1-25",
        "FT1-26",
    ]


def test_findings_are_marks_with_their_sentences(form: Form, session: EditSession) -> None:
    form.show_findings(
        (
            Finding(Path.parse("FT1-20.1"), "warning", "npi", "The check digit is wrong.", "Look it up."),
            Finding(Path.parse("FT1-20"), "error", "x", "Worse <b>."),
            Finding(Path.parse("FT1[2]-2"), "info", "y", "The other one."),
        )
    )
    flag = form.rows[20].flag
    assert flag is not None
    assert flag.text() == "●"
    assert "FT1-20.1: The check digit is wrong. Look it up." in flag.toolTip()
    assert "Worse &lt;b&gt;." in flag.toolTip()
    assert form.rows[2].flag is None
    session.move_cursor(Path("FT1", 2), "elsewhere")
    assert not flag.isVisibleTo(form)
    assert form.rows[2].flag is not None
    form.show_findings(())
    assert not form.rows[2].flag.isVisibleTo(form)


def test_a_keystroke_touches_only_its_own_row(form: Form, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[int] = []
    for number, row in form.rows.items():
        monkeypatch.setattr(
            row,
            "show_value",
            lambda shown, field, number=number, was=row.show_value: (filled.append(number), was(shown, field)),
        )
    rows = dict(form.rows)
    qtbot.keyClicks(form.rows[2].editor.line, "X")
    assert set(filled) == {2}
    assert form.rows == rows


def test_nothing_scrolls_sideways_in_a_narrow_window(form: Form, qtbot: QtBot) -> None:
    for number in (4, 11, 20, 26):
        form.open_parts(number)
    form.resize(480, 300)
    page = form._page
    assert page is not None
    qtbot.waitUntil(lambda: not form.rows[20].badge.isVisible())
    assert form._areas[page.shape].horizontalScrollBar().maximum() == 0
    assert all(row.editor.geometry().right() < page.width() for row in form.rows.values())


def test_where_there_is_little_room_a_part_is_named_by_the_end_of_its_path(form: Form, qtbot: QtBot) -> None:
    row = part(form, "FT1-7.2")
    assert row.number.text() == "FT1-7.2"
    before = row.number.width()
    form.resize(300, 600)
    qtbot.waitUntil(lambda: row.number.text() == ".2")
    assert row.number.width() < before
    assert "FT1-7.2" in row.number.toolTip()
    assert "FT1-7.2" in row.editor.line.accessibleName()
