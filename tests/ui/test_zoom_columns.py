"""Columns grow with the text, once and not twice, and are as before when it is as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.picker import Choice, Picker
from workbench.ui.editor.selector import CONTROL_ID, Selector
from workbench.ui.editor.tree_model import ELEMENT, VALUE
from workbench.ui.requests import OpenRequest
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

CHARGE = (
    b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r"
    b"PID|1||100234^^^HOSP^MR||SAMPLE^ANNA\rFT1|1|CHG001||20260301||CG|76805^OB scan^C4|||1|350.00&USD\r"
)
HALF_AGAIN = 5
Zoom = Callable[[int], None]


@pytest.fixture
def zoom(qapp: QApplication) -> Iterator[Zoom]:
    def to(steps: int) -> None:
        theme.set_zoom(qapp, steps)
        for _ in range(5):
            qapp.processEvents()

    yield to
    theme.set_zoom(qapp, 0)


def table_of(qtbot: QtBot, widths: tuple[int, ...] = (80, 40)) -> QTableView:
    model = SimpleTable(("Exam", "Id", "Why"))
    table = row_table("Rows", model, widths)
    qtbot.addWidget(table)
    table.resize(1200, 200)
    table.show()
    model.show([Line(("Obstetric scan", "S01", "why"))])
    return table


def sizes(table: QTableView) -> list[int]:
    return [table.horizontalHeader().sectionSize(column) for column in range(table.model().columnCount())]


def test_columns_of_a_table_grow_with_the_text_and_go_back(qtbot: QtBot, zoom: Zoom) -> None:
    table = table_of(qtbot)
    table.hideColumn(1)
    zoom(HALF_AGAIN)
    table.showColumn(1)
    assert sizes(table)[:2] == [120, 60]
    table.hideColumn(1)
    zoom(-3)
    zoom(0)
    table.showColumn(1)
    assert sizes(table)[:2] == [80, 40]


def test_a_table_that_is_made_beside_large_text_is_the_same(qtbot: QtBot, zoom: Zoom) -> None:
    zoom(HALF_AGAIN)
    table = table_of(qtbot)
    assert sizes(table)[:2] == [120, 60]
    zoom(0)
    assert sizes(table)[:2] == [80, 40]


def test_shared_columns_grow_once(qtbot: QtBot, zoom: Zoom) -> None:
    table = table_of(qtbot, (40, 60))
    ColumnRoom(table, {0: 300}, rest=120)
    zoom(0)
    qtbot.waitUntil(lambda: table.columnWidth(0) > 40)
    needed = table.fontMetrics().horizontalAdvance("Obstetric scan")
    assert needed < table.columnWidth(0) < needed + 20
    zoom(HALF_AGAIN)
    needed = table.fontMetrics().horizontalAdvance("Obstetric scan")
    assert needed < table.columnWidth(0) < needed + 20, "as much as its text needs"
    assert table.columnWidth(1) == 90
    zoom(0)
    assert table.columnWidth(1) == 60


def test_a_list_to_choose_from_grows_with_the_text(qtbot: QtBot, zoom: Zoom) -> None:
    zoom(HALF_AGAIN)
    picker = Picker("Go to path", "a path", lambda _words: [Choice("FT1[2]-26(1).1", "Identifier")])
    qtbot.addWidget(picker)
    assert picker.table.columnWidth(0) > QFontMetrics(theme.monospace()).horizontalAdvance("FT1[2]-26(1).1")


def test_the_list_of_messages_grows_with_the_text(qtbot: QtBot, zoom: Zoom) -> None:
    file = OpenFile(OpenRequest(CHARGE + CHARGE.replace(b"C1", b"C2"), "two"))
    selector = Selector(file)
    qtbot.addWidget(selector)
    before, usual, height = selector.columnWidth(CONTROL_ID), selector.usual_width, selector.rowHeight(0)
    zoom(HALF_AGAIN)
    assert selector.columnWidth(CONTROL_ID) > before * 1.3
    assert selector.usual_width > usual * 1.2
    assert selector.rowHeight(0) > height


# --- in the window ----------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    return made


def _messages(window: Window) -> None:
    window.open_request(OpenRequest(CHARGE, "message"))
    view = window.messages.current_view()
    assert view is not None
    view.fields.setCurrentWidget(view.charges)


def _studies(window: Window) -> None:
    window.open_samples()


PLACES: dict[str, Callable[[Window], None]] = {
    "messages": _messages,
    "studies": _studies,
    "reversal": lambda window: window.reverse(CHARGE, "charge"),
}


def whole_headers(table: QTableView) -> set[int]:
    """Columns of fixed width whose heading is not cut."""
    header, model = table.horizontalHeader(), table.model()
    found = set()
    for column in range(model.columnCount() - 1):
        if header.isSectionHidden(column) or header.sectionResizeMode(column) == QHeaderView.ResizeMode.Stretch:
            continue
        text = str(model.headerData(column, header.orientation()) or "")
        if header.fontMetrics().horizontalAdvance(text) + 8 <= header.sectionSize(column):
            found.add(column)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_headings_that_are_whole_stay_whole_beside_larger_text(window: Window, zoom: Zoom, place: str) -> None:
    PLACES[place](window)
    zoom(0)
    tables = [one for one in window.findChildren(QTableView) if one.isVisible() and one.model() is not None]
    tables = [one for one in tables if one.horizontalHeader().isVisible()]
    assert tables
    before = [(whole_headers(table), fixed(table)) for table in tables]
    zoom(HALF_AGAIN)
    for table, (whole, _) in zip(tables, before, strict=True):
        shown = {column for column in whole if not table.isColumnHidden(column)}
        assert shown <= whole_headers(table), table.accessibleName()
    zoom(0)
    for table, (_, was) in zip(tables, before, strict=True):
        now = fixed(table)
        assert all(abs(was[one] - now[one]) <= 2 for one in was), (table.accessibleName(), was, now)


def fixed(table: QTableView) -> dict[int, int]:
    """The columns, but for the last, that Qt does not make as wide as there is room; and their pixels."""
    header = table.horizontalHeader()
    modes = [header.sectionResizeMode(column) for column in range(header.count() - 1)]
    return {
        one: header.sectionSize(one) for one, mode in enumerate(modes) if mode == QHeaderView.ResizeMode.Interactive
    }


def test_no_table_of_any_place_keeps_its_columns(window: Window, zoom: Zoom) -> None:
    for place in ("messages", "studies", "exchange", "history", "ledger", "reversal"):
        window.show_place(place)
    window.show_place("welcome")
    zoom(0)
    tables = [one for one in window.findChildren(QTableView) if one.accessibleName() and one.model() is not None]
    assert len(tables) > 12
    before = [sizes(table) for table in tables]
    zoom(HALF_AGAIN)
    for table, was in zip(tables, before, strict=True):
        header = table.horizontalHeader()
        if table.findChild(ColumnRoom) is not None:
            continue  # as wide as there is room for them
        for column, (old, new) in enumerate(zip(was[:-1], sizes(table)[:-1], strict=True)):
            if old and header.sectionResizeMode(column) == QHeaderView.ResizeMode.Interactive:
                assert new >= old * 1.4 - 1, (table.accessibleName(), column, old, new)


def test_a_time_to_the_second_is_read_in_the_tree_beside_larger_text(window: Window, zoom: Zoom) -> None:
    raw = CHARGE.replace(b"|20260301||CG", b"|20260301141530||CG")
    window.open_request(OpenRequest(raw, "message"))
    view = window.messages.current_view()
    assert view is not None
    window.resize(1280, 720)
    zoom(HALF_AGAIN)
    needed = QFontMetrics(theme.monospace()).horizontalAdvance("20260301141530")
    assert view.tree.columnWidth(VALUE) > needed
    assert view.tree.columnWidth(ELEMENT) > view.tree.indentation() * 3 + QFontMetrics(
        theme.monospace()
    ).horizontalAdvance("FT1-26")


def test_lists_to_choose_from_come_up_larger_beside_larger_text(window: Window, qtbot: QtBot, zoom: Zoom) -> None:
    window.open_request(OpenRequest(CHARGE, "message"))
    zoom(HALF_AGAIN)
    picker = window.messages.message_actions.go_to_path()
    assert picker is not None
    qtbot.addWidget(picker)
    assert not picker.table.horizontalScrollBar().isVisible()
    assert picker.width() > 560


def test_a_small_window_stays_small_beside_larger_text(window: Window, qtbot: QtBot, zoom: Zoom) -> None:
    window.resize(1280, 720)
    zoom(HALF_AGAIN)
    widths = []
    for place in ("welcome", "studies", "exchange", "history", "ledger"):
        window.show_place(place)
        if place == "studies":
            window.open_samples()
            qtbot.waitUntil(lambda: not window.studies.reader.is_reading, timeout=20_000)
        zoom(HALF_AGAIN)
        widths.append((place, window.width()))
    assert {width for _, width in widths} == {1280}, widths


@pytest.mark.parametrize("steps", [0, 3, HALF_AGAIN])
def test_the_cards_of_the_first_page_show_their_whole_texts(window: Window, zoom: Zoom, steps: int) -> None:
    window.show_place("welcome")
    zoom(steps)
    texts = [one for one in window.welcome.findChildren(PlainLabel) if one.isVisible() and one.wordWrap()]
    assert len(texts) == 3
    for text in texts:
        assert text.heightForWidth(text.width()) <= text.height()
