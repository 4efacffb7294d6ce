from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.ui.editor.charges_columns import (
    AMOUNT,
    COLUMNS,
    DIAGNOSIS,
    MODIFIERS,
    ORDERED,
    PERFORMED,
    QUANTITY,
    TRANSACTION,
)
from workbench.ui.editor.charges_pane import ChargesPane
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui


@pytest.fixture
def make_pane(qtbot: QtBot) -> Callable[[EditSession], ChargesPane]:
    def make(session: EditSession) -> ChargesPane:
        pane = ChargesPane(session, Names(session, pytest.fail))
        qtbot.addWidget(pane)
        pane.resize(800, 300)
        pane.show()
        return pane

    return make


@pytest.fixture
def pane(session: EditSession, make_pane: Callable[[EditSession], ChargesPane]) -> ChargesPane:
    return make_pane(session)


def test_totals_follow_edits(pane: ChargesPane, session: EditSession) -> None:
    assert pane.sums.text() == "2 charges 350.00 USD, 1 without an amount"
    session.submit(session.document.put("FT1[2]-11", "20&USD"), "", None)
    assert pane.sums.text() == "2 charges 370.00 USD"
    session.undo_stack.undo()
    assert "without an amount" in pane.sums.text()


def test_a_row_leads_to_its_field(pane: ChargesPane, session: EditSession, qtbot: QtBot) -> None:
    place = pane.table.visualRect(pane.model.index(1, 1)).center()
    qtbot.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.cursor == Path.parse("FT1[2]-2")
    qtbot.keyClick(pane.table, Qt.Key.Key_Up)
    assert session.cursor == Path.parse("FT1-2")


def test_it_follows_the_cursor(pane: ChargesPane, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1[2]-11"), "elsewhere")
    assert (pane.table.currentIndex().row(), pane.table.currentIndex().column()) == (1, AMOUNT)
    session.move_cursor(Path("PID"), "elsewhere")
    assert not pane.table.currentIndex().isValid()
    assert session.cursor == Path("PID")


def test_quantity_and_amount_are_in_view_in_a_small_window(pane: ChargesPane) -> None:
    pane.resize(480, 300)
    header, room = pane.table.horizontalHeader(), pane.table.viewport().width()
    for column in (QUANTITY, AMOUNT):
        assert header.sectionViewportPosition(column) + header.sectionSize(column) <= room
    assert header.visualIndex(TRANSACTION) > header.visualIndex(AMOUNT)


def test_a_modifier_stands_beside_its_code_unless_the_amount_would_be_out_of_view(
    pane: ChargesPane, session: EditSession
) -> None:
    session.submit(session.document.put("FT1-26", "26~59~76"), "", None)
    header = pane.table.horizontalHeader()

    def ends(column: int) -> int:
        return header.sectionViewportPosition(column) + header.sectionSize(column)

    assert header.visualIndex(MODIFIERS) < header.visualIndex(QUANTITY)
    needed = ends(AMOUNT) * 3 // 4
    pane.resize(needed, 300)
    assert header.visualIndex(MODIFIERS) > header.visualIndex(AMOUNT)
    assert ends(AMOUNT) <= pane.table.viewport().width()
    pane.resize(800, 300)
    assert header.visualIndex(MODIFIERS) < header.visualIndex(QUANTITY)


def test_a_column_that_no_charge_fills_is_hidden_until_one_does(pane: ChargesPane, session: EditSession) -> None:
    def hidden() -> list[int]:
        return [column for column in range(len(COLUMNS)) if pane.table.isColumnHidden(column)]

    assert hidden() == [MODIFIERS, PERFORMED, ORDERED]
    session.submit(session.document.put("FT1[2]-26", "26"), "", None)
    assert hidden() == [PERFORMED, ORDERED]
    session.submit(session.document.put("FT1-19", ""), "", None)
    assert hidden() == [DIAGNOSIS, PERFORMED, ORDERED]
    session.move_cursor(Path.parse("FT1[2]-20"), "elsewhere")
    assert pane.table.currentIndex().row() == 1
    assert session.cursor == Path.parse("FT1[2]-20")


def test_nothing_is_read_out_of_sight(pane: ChargesPane, session: EditSession) -> None:
    pane.hide()
    session.submit(session.document.delete_segment(3), "", None)
    assert pane.model.rowCount() == 2
    pane.show()
    assert pane.model.rowCount() == 1


def test_many_charges_are_read_a_moment_later(
    make_session: Callable[[str], EditSession], make_pane: Callable[[EditSession], ChargesPane], qtbot: QtBot
) -> None:
    session = make_session("MSH|^~\\&|||||||DFT^P03|1|P|2.5.1\r" + "FT1|1|||||CG|||||1\r" * 400)
    pane = make_pane(session)
    session.submit(session.document.put("FT1[400]-11", "2"), "", None)
    assert pane.sums.text() == "400 charges 400.00"
    qtbot.waitUntil(lambda: pane.sums.text() == "400 charges 401.00")


def test_no_charges_is_said(
    make_session: Callable[[str], EditSession], make_pane: Callable[[EditSession], ChargesPane]
) -> None:
    pane = make_pane(make_session("MSH|^~\\&|A\r"))
    assert pane.empty.isVisible()
    assert not pane.table.isVisible()


def test_the_largest_amount_is_whole_though_it_stands_far_below(
    make_session: Callable[[str], EditSession], make_pane: Callable[[EditSession], ChargesPane]
) -> None:
    lines = "".join(f"FT1|{n}|C{n}||20260301||CG|X|||1|{n}.00&USD\r" for n in range(1, 120))
    pane = make_pane(
        make_session(f"MSH|^~\\&|A||||||DFT^P03|C1|T|2.5\r{lines}FT1|120|C120||20260301||CG|X|||1|98765432.10&USD")
    )
    text = pane.model.index(119, AMOUNT).data()
    assert text == "98,765,432.10 USD"
    assert pane.table.columnWidth(AMOUNT) > pane.table.fontMetrics().horizontalAdvance(text)


def test_an_amount_at_the_end_stays_beside_the_others(
    make_session: Callable[[str], EditSession], make_pane: Callable[[EditSession], ChargesPane]
) -> None:
    session = make_session("MSH|^~\\&|A|B|C|D|2026||DFT^P03|1|T|2.5.1\rFT1||||20201231||CG|FAKE\r")
    pane = make_pane(session)
    table = pane.table
    assert table.horizontalHeader().length() < table.viewport().width() * 3 // 4
    session.submit(session.document.put("FT1-2", "CHG1"), "", None)
    assert table.horizontalHeader().length() >= table.viewport().width()


def test_columns_that_no_charge_fills_leave_no_gap(make_session: Callable[[str], EditSession], qtbot: QtBot) -> None:
    pane = ChargesPane(
        make_session("MSH|^~\\&|||||||DFT|1|P|2.5.1\rFT1||||20201231||CG|FAKE\r"),
        Names(make_session("MSH|^~\\&|A\r"), pytest.fail),
    )
    holder = QTabWidget()
    qtbot.addWidget(holder)
    holder.addTab(QWidget(), "Form")
    holder.addTab(pane, "Charges")
    holder.resize(1200, 300)
    holder.show()
    holder.setCurrentIndex(1)
    qtbot.wait(50)
    header = pane.table.horizontalHeader()
    assert header.isSectionHidden(MODIFIERS)
    # To ask for the whole length would put it right.
    assert header.sectionViewportPosition(QUANTITY) == header.sectionViewportPosition(MODIFIERS)
