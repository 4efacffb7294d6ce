"""The models of the ledger, by Qt's own tester and as plain lists."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.charges.ledger.flags import TWICE
from workbench.charges.ledger.views import group_by, whole
from workbench.ui import theme
from workbench.ui.ledger.book import Book, Query, chosen
from workbench.ui.ledger.explain import DIFFERENT, explain_flag, explain_row
from workbench.ui.ledger.groups_model import GroupsModel
from workbench.ui.ledger.rows_model import HEADERS, ChargesModel, Column
from workbench.ui.simple_table import Line, SimpleTable

pytestmark = pytest.mark.gui
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def rows(qtbot: QtBot) -> ChargesModel:
    model = ChargesModel()
    model.tester = QAbstractItemModelTester(model, FATAL)  # type: ignore[attr-defined]
    return model


def test_a_credit_stands_under_its_charge(rows: ChargesModel, book: Book) -> None:
    rows.show(book, chosen(book, Query("chg002")))
    assert texts(rows) == [
        (
            "Reversed",
            "CHG002",
            "2026-03-01",
            "76805 26",
            "Scan",
            "900002",
            "A2",
            "350.00 USD",
            "0.00 USD",
            "",
        ),
        (
            "  ↳ Credit, accepted",
            "CHG002-R",
            "2026-03-01",
            "76805 26",
            "Scan",
            "900002",
            "A2",
            "-350.00 USD",
            "",
            "",
        ),
    ]
    assert tuple(rows.headerData(column, Qt.Orientation.Horizontal) for column in Column) == HEADERS


def test_states_and_flags_have_their_colours(rows: ChargesModel, book: Book) -> None:
    ink = Qt.ItemDataRole.ForegroundRole
    for text, colour in (("chg001", "good"), ("chg003", "bad"), ("chg004", "warn")):
        rows.show(book, chosen(book, Query(text)))
        assert rows.index(0, Column.STATE).data(ink) == theme.colour(colour), text
    rows.show(book, chosen(book, Query("chg006")))
    assert rows.index(0, Column.FLAGS).data() == "Duplicate"
    assert rows.index(0, Column.FLAGS).data(ink) == theme.colour("bad")


def test_another_query_replaces_the_rows_and_rows_are_found(rows: ChargesModel, book: Book) -> None:
    rows.show(book, book.blocks)
    assert rows.rowCount() == 8
    first = rows.row(rows.index(5, 0))
    assert first is not None
    assert rows.row_of(first.transaction) == 5
    rows.show(book, ())
    assert texts(rows) == []
    assert rows.row_of(first.transaction) is None


def test_groups_add_up_and_the_first_row_is_everything(qtbot: QtBot, book: Book) -> None:
    model = GroupsModel()
    tester = QAbstractItemModelTester(model, FATAL)
    assert texts(model) == []
    groups = group_by(book.ledger, "patient")
    model.show("patient", whole(book.ledger), groups)
    assert texts(model)[:4] == [
        ("All (6)", "7", "1400.00 USD".replace("1400", "1,400")),
        ("900001 (HOSP)", "1", "350.00 USD"),
        ("900002 (HOSP)", "1", "0.00 USD"),
        ("900003 (HOSP)", "1", "not counted"),
    ]
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Patient"
    assert model.row_of("900004 (HOSP)") == 4
    assert model.group(model.index(0, 0)) is None
    assert tester.model() is model


def test_a_simple_table_shows_its_lines(qtbot: QtBot) -> None:
    model = SimpleTable(("What", "How many"), numbers=(1,))
    tester = QAbstractItemModelTester(model, FATAL)
    model.show([Line(("<b>apples</b>", "3"), "a", "bad"), Line(("pears", "4"))])
    assert texts(model) == [("<b>apples</b>", "3"), ("pears", "4")]
    assert model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole) == theme.colour("bad")
    assert "&lt;b&gt;" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    model.show([], ("Other", "headers"))
    assert texts(model) == []
    assert model.headerData(1, Qt.Orientation.Horizontal) == "headers"
    assert tester.model() is model


def test_a_duplicate_is_explained_side_by_side(book: Book) -> None:
    flag = next(one for one in book.flags if one.code == "duplicate")
    explained = explain_flag(flag)
    fields = {field.name: field for field in explained.fields}
    assert explained.fields[0].verdict == DIFFERENT
    assert fields["MSH-10 control id"].values == ("M6", "M6B")
    assert fields["FT1-2 transaction id"].values == ("CHG006", "CHG006")
    assert fields["FT1-2 transaction id"].verdict == "equal"
    assert [posting.entry for posting in explained.postings] == [7, 8]


@pytest.mark.parametrize("code", sorted(TWICE))
def test_of_what_is_charged_twice_the_later_message_is_chosen(book: Book, code: str) -> None:
    flag = next(one for one in book.flags if one.code == "duplicate")
    assert explain_flag(replace(flag, code=code)).chosen == 1
    assert explain_flag(replace(flag, code="late-charge")).chosen == 0


def test_a_pairing_is_explained_from_both_ends(book: Book) -> None:
    charge, credit = chosen(book, Query("chg002"))[0].rows
    for row in (charge, credit):
        explained = explain_row(row)
        assert "CHG002-R takes back CHG002" in explained.title
        assert len(explained.sides) == 2
        assert [posting.entry for posting in explained.postings] == [2, 3]
