from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.ui.editor.form import Form
from workbench.ui.editor.form_page import COMMON
from workbench.ui.editor.form_row import RowFacts
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.widgets import plain_tooltip

pytestmark = pytest.mark.gui


@pytest.fixture
def make_form(qtbot: QtBot) -> Callable[[EditSession], Form]:
    def make(session: EditSession) -> Form:
        form = Form(session, Names(session, pytest.fail))
        qtbot.addWidget(form)
        form.resize(600, 500)
        form.show()
        return form

    return make


@pytest.fixture
def form(session: EditSession, make_form: Callable[[EditSession], Form]) -> Form:
    return make_form(session)


def shown(form: Form) -> dict[int, str]:
    """Number and raw text of the rows that are not folded."""
    return {number: row.editor.raw for number, row in form.rows.items() if row.editor.isVisibleTo(form)}


def retype(form: Form, number: int, text: str, qtbot: QtBot) -> None:
    line = form.rows[number].editor.line
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_common_fields_first_and_the_filled_ones_with_them(form: Form) -> None:
    assert set(shown(form)) == COMMON["FT1"]
    assert list(shown(form)) == sorted(shown(form))
    assert shown(form)[7] == "76805^OB scan^C4"
    assert form._heading.text() == "FT1  Financial Transaction"
    assert form._note.text() == "1 of 2"


def test_a_filled_field_is_never_folded(
    make_session: Callable[[str], EditSession], make_form: Callable[[EditSession], Form]
) -> None:
    form = make_form(make_session("MSH|^~\\&|||||||DFT|1|P|2.5.1\rFT1|1|2|BATCH\r"))
    assert shown(form)[3] == "BATCH"


def test_every_field_of_the_version_can_be_reached(form: Form, session: EditSession) -> None:
    assert form.focus_field(31)
    definition = session.dictionary().segment("FT1")
    assert definition is not None
    assert set(shown(form)) == {field.number for field in definition.fields}
    assert not form.focus_field(99)


def test_the_form_follows_the_cursor_to_another_segment(form: Form, session: EditSession) -> None:
    rows = dict(form.rows)
    session.move_cursor(Path.parse("FT1[2]-2"), "elsewhere")
    assert shown(form)[2] == "CHG002"
    assert form.rows == rows, "segments of one name share their rows"
    session.move_cursor(Path("PID"), "elsewhere")
    assert shown(form)[5] == "SAMPLE^ANNA"


def test_typing_changes_the_message_as_one_step(form: Form, session: EditSession, qtbot: QtBot) -> None:
    retype(form, 2, "NEW-1", qtbot)
    assert session.document.get("FT1-2") == "NEW-1"
    assert session.undo_stack.count() == 1
    assert str(session.cursor) == "FT1-2"
    session.undo_stack.undo()
    assert shown(form)[2] == "CHG001"


def test_typing_into_a_field_beyond_the_end(form: Form, session: EditSession, qtbot: QtBot) -> None:
    retype(form, 25, "76805", qtbot)
    assert session.document.get("FT1-25") == "76805"
    session.undo_stack.undo()
    assert session.document.get("FT1-25") is None


def test_the_row_that_is_entered_is_the_cursor(form: Form, session: EditSession, qtbot: QtBot) -> None:
    with qtbot.waitActive(form):
        form.activateWindow()
    form.rows[11].editor.setFocus()
    assert str(session.cursor) == "FT1-11.1.1"
    assert form.rows[11].name.font().bold()
    for place in ("FT1-11.1.2", "FT1-13"):
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        assert str(session.cursor) == place


def test_entering_a_row_keeps_the_component_of_the_cursor(form: Form, session: EditSession, qtbot: QtBot) -> None:
    session.move_cursor(Path.parse("FT1-7.2"), "elsewhere")
    with qtbot.waitActive(form):
        form.activateWindow()
    form.rows[7].editor.setFocus()
    assert str(session.cursor) == "FT1-7.2"


def test_what_cannot_be_taken_stays_with_the_reason(form: Form, session: EditSession, qtbot: QtBot) -> None:
    retype(form, 2, "A|B", qtbot)
    row = form.rows[2]
    assert row.editor.line.text() == "A|B"
    assert row.problem is not None
    assert "field separator" in row.problem.text()
    assert session.document.get("FT1-2") == "A"
    session.move_cursor(Path.parse("FT1[2]-2"), "elsewhere")
    assert shown(form)[2] == "CHG002"
    assert not row.problem.isVisibleTo(form)
    session.move_cursor(Path.parse("FT1-2"), "elsewhere")
    assert row.editor.line.text() == "A|B", "nothing typed is lost by looking elsewhere"
    qtbot.keyClick(row.editor.line, Qt.Key.Key_Escape)
    assert row.editor.line.text() == "A"
    assert not row.problem.isVisibleTo(form)


def test_an_unfinished_text_survives_other_rows(form: Form, session: EditSession, qtbot: QtBot) -> None:
    retype(form, 2, "A|B", qtbot)
    session.submit(session.document.put("MSH-12", "2.8"), "", "elsewhere")
    row = form.rows[2]
    assert row.facts.datatype == "ST"
    assert row.editor.line.text() == "A|B"
    assert row.problem is not None
    assert row.problem.isVisibleTo(form)


def test_codes_show_what_they_mean(form: Form, qtbot: QtBot) -> None:
    assert form.rows[6].meaning.text() == "Charge"
    retype(form, 6, "CD", qtbot)
    assert form.rows[6].meaning.text() == "Credit"
    retype(form, 6, "ZZ", qtbot)
    assert form.rows[6].meaning.text() == ""


def test_required_and_empty_is_marked(form: Form, session: EditSession) -> None:
    assert form.rows[4].mark.text() == "*"
    assert form.rows[4].mark.property("role") == "muted"
    session.submit(session.document.put("FT1-4", ""), "", "elsewhere")
    assert form.rows[4].mark.property("role") == "bad"
    assert form.rows[2].mark.text() == ""


def test_delimiters_are_not_edited_in_the_form(form: Form, session: EditSession) -> None:
    session.move_cursor(Path("MSH"), "elsewhere")
    assert form.rows[1].editor.line.isReadOnly()
    assert form.rows[2].editor.line.isReadOnly()
    assert not form.rows[3].editor.line.isReadOnly()


def test_a_local_segment_has_generic_rows_and_room_for_one_more(
    make_session: Callable[[str], EditSession], make_form: Callable[[EditSession], Form], qtbot: QtBot
) -> None:
    session = make_session("MSH|^~\\&\rZX1|a|b\r")
    form = make_form(session)
    session.move_cursor(Path("ZX1"), "elsewhere")
    assert shown(form) == {1: "a", 2: "b", 3: ""}
    retype(form, 3, "c", qtbot)
    assert session.document.get("ZX1-3") == "c"
    assert set(shown(form)) == {1, 2, 3, 4}


def test_typing_goes_on_when_the_version_and_with_it_the_rows_change(
    form: Form, session: EditSession, qtbot: QtBot
) -> None:
    session.move_cursor(Path.parse("MSH-12"), "elsewhere")
    with qtbot.waitActive(form):
        form.activateWindow()
    form.focus_field(12)
    form.rows[12].editor.line.setCursorPosition(3)
    for key in ("Backspace", "3"):
        widget = QApplication.focusWidget()
        assert widget is form.rows[12].editor.line
        qtbot.keyClick(widget, getattr(Qt.Key, f"Key_{key}"))
    assert session.document.get("MSH-12") == "2.3.1"
    assert session.dictionary().version == "2.3.1"
    assert form.rows[12].editor.line.cursorPosition() == 3


def test_thousands_of_fields_are_no_form(
    make_session: Callable[[str], EditSession], make_form: Callable[[EditSession], Form]
) -> None:
    session = make_session("MSH|^~\\&\rZX1" + "|x" * 10_000)
    form = make_form(session)
    session.move_cursor(Path("ZX1"), "elsewhere")
    assert len(form.rows) == 300
    assert form._note.text() == "9700 more fields stand in the tree and in the raw text"


def test_lines_that_are_no_segment_say_so(
    make_session: Callable[[str], EditSession], make_form: Callable[[EditSession], Form]
) -> None:
    session = make_session("MSH|^~\\&\rsome prose\r")
    form = make_form(session)
    session.move_cursor(Path("#"), "elsewhere")
    assert form._heading.text() == "Not a segment"
    assert shown(form) == {}
    assert make_form(make_session(""))._heading.text() == "No segment"


def test_another_version_has_other_fields(form: Form, session: EditSession) -> None:
    session.submit(session.document.put("MSH-12", "2.3"), "", "elsewhere")
    assert 26 not in form.rows
    assert form.rows[25].facts.datatype == "CE"


def test_the_facts_of_a_row_in_words(session: EditSession) -> None:
    facts = RowFacts.of(Path.parse("FT1-20"), Names(session, pytest.fail))
    assert facts.badge() == "XCN O ~"
    assert facts.explanation() == "FT1-20 Performed By Code, data type XCN, may repeat"


def test_findings_of_the_session_are_marked_beside_their_field(session: EditSession, form: Form) -> None:
    from workbench.reference.checks.finding import Finding

    session.move_cursor(Path("FT1"), None)
    assert form.rows[6].flag is None
    session.set_findings((Finding(Path("FT1", field=6), "warning", "code", "FT1-6 is odd.", "Mend it."),))
    assert form.rows[6].flag is not None
    assert "FT1-6 is odd." in form.rows[6].flag.toolTip()


def test_names_without_room_still_tell_the_amounts_apart(form: Form) -> None:
    form.resize(480, 500)
    form.focus_field(12)  # unfolds it
    amounts = [form.rows[number].name for number in (11, 12)]
    for label, name in zip(amounts, ("Amount - Extended", "Amount - Unit"), strict=True):
        label.resize(130, 20)
        assert label.shown_text() == name
        label.setMaximumWidth(400)
        label.resize(400, 20)
        assert label.shown_text() == label.text()


def test_values_come_before_their_meanings_in_a_narrow_form(form: Form) -> None:
    form.rows  # noqa: B018  # makes them
    character = form.fontMetrics().averageCharWidth()
    form.resize(character * 90, 500)
    assert not form.rows[6].meaning.stands_below
    roomy = form.rows[4].editor.width()
    form.resize(character * 58, 500)
    QApplication.processEvents()
    assert form.rows[6].meaning.isVisibleTo(form)
    assert form.rows[6].meaning.y() >= form.rows[6].editor.geometry().bottom()
    assert form.rows[6].editor.line.toolTip() == plain_tooltip("Charge")
    assert form.rows[4].editor.width() > roomy * 58 // 90


def test_a_meaning_is_shown_whole_beside_its_value_or_below_it(form: Form, session: EditSession) -> None:
    form.rows  # noqa: B018  # makes them
    session.submit(session.document.put("FT1-7", "76805^Pregnancy from 14 weeks, first fetus^C4"), "Edit", None)
    character = form.fontMetrics().averageCharWidth()
    for width in (58, 66, 74, 110, 160, 66):
        form.resize(character * width, 500)
        for _ in range(3):
            QApplication.processEvents()
        for number in (4, 6, 7):
            meaning, editor = form.rows[number].meaning, form.rows[number].editor
            assert "…" not in meaning.shown_text(), (width, number)
            assert meaning.stands_below == (meaning.y() >= editor.geometry().bottom()), (width, number)
            assert meaning.fontMetrics().horizontalAdvance(meaning.shown_text()) <= meaning.width() * 3
    assert form.rows[7].meaning.stands_below
    assert not form.rows[6].meaning.stands_below


def test_a_meaning_that_is_gone_takes_no_line(form: Form, session: EditSession) -> None:
    form.rows  # noqa: B018  # makes them
    form.resize(form.fontMetrics().averageCharWidth() * 66, 500)
    session.submit(session.document.put("FT1-7", "76805^Pregnancy from 14 weeks, first fetus^C4"), "Edit", None)
    QApplication.processEvents()
    below = form.rows[10].editor.y()
    session.submit(session.document.put("FT1-7", "76805"), "Edit", None)
    QApplication.processEvents()
    assert not form.rows[7].meaning.stands_below
    assert form.rows[10].editor.y() < below


def test_the_part_that_is_typed_in_stays_in_view_when_parts_open(form: Form, session: EditSession) -> None:
    form.activateWindow()
    form.resize(form.fontMetrics().averageCharWidth() * 66, 300)
    session.move_cursor(Path.parse("FT1-7"), None)
    form.switch_parts(7)
    for _ in range(3):
        QApplication.processEvents()
    holder = QApplication.focusWidget()
    assert holder is not None
    assert form.rows[7].panel is not None
    assert form.rows[7].panel.isAncestorOf(holder)
    assert not holder.visibleRegion().isEmpty()
    assert holder.visibleRegion().boundingRect().height() == holder.height()


def test_the_cursor_goes_where_it_is_sent_while_the_keyboard_is_in_the_form(form: Form, session: EditSession) -> None:
    form.activateWindow()
    session.move_cursor(Path.parse("FT1-7"), None)
    form.focus_field(7)
    session.move_cursor(Path.parse("PID-5"), None)
    assert str(session.cursor) == "PID-5"
    assert form.rows[5].editor.isAncestorOf(QApplication.focusWidget() or form)


def test_an_offer_to_mend_a_value_stands_below_it_and_begins_at_the_names(form: Form, session: EditSession) -> None:
    form.rows  # noqa: B018  # makes them
    form.resize(form.fontMetrics().averageCharWidth() * 66, 500)
    session.submit(session.document.put("FT1-11", "350.00^USD"), "Edit", None)
    QApplication.processEvents()
    row = form.rows[11]
    assert row.offer is not None
    assert row.offer.x() == row.name.x()
    assert row.offer.y() > row.editor.y()


def test_the_repetitions_of_the_field_at_the_cursor_are_in_view(
    make_session: Callable[[str], EditSession], make_form: Callable[[EditSession], Form], qtbot: QtBot
) -> None:
    session = make_session("MSH|^~\\&|||||||DFT|1|P|2.5.1\rFT1|1" + "|" * 25 + "26~59~RT\r")
    form = make_form(session)
    form.resize(600, 250)
    form.catch_up()
    session.move_cursor(Path.parse("FT1-26"), None)
    panel = form.rows[26].panel
    assert panel is not None
    qtbot.waitUntil(lambda: panel.chips.visibleRegion().boundingRect().height() == panel.chips.height())
    assert form.rows[26].editor.visibleRegion().boundingRect().height() == form.rows[26].editor.height()


@pytest.mark.parametrize(("text", "said"), [("", "paste it"), ("no segment at all", "edit it in the raw text")])
def test_what_to_do_without_a_segment_is_read_whole(
    make_session: Callable[[str], EditSession], make_form: Callable[[EditSession], Form], text: str, said: str
) -> None:
    form = make_form(make_session(text))
    form.resize(300, 300)
    form.catch_up()
    assert said in form._nothing.text()
    assert form._nothing.isVisible()
    assert form._nothing.heightForWidth(form._nothing.width()) <= form._nothing.height()
    assert form._note.text() == ""
