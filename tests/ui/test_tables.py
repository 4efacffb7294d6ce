"""The one model behind the flat tables."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.ui import theme
from workbench.ui.tables import RIGHT, RowsModel, row_table

pytestmark = pytest.mark.gui


class Fruits(RowsModel[tuple[str, int]]):
    """A name and a number."""

    def __init__(self) -> None:
        super().__init__(("Fruit", "Count"), numbers=(1,))

    def cell(self, row: tuple[str, int], column: int) -> str:
        return str(row[column])

    def tip(self, row: tuple[str, int], column: int) -> str:
        return f"<{row[0]}>" if column == 0 else ""

    def ink(self, row: tuple[str, int], column: int) -> str:
        return "bad" if row[1] < 0 else ""

    def in_monospace(self, column: int) -> bool:
        return column == 0


@pytest.fixture
def model(qtbot: QtBot) -> Fruits:
    made = Fruits()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show_rows([("apple", 3), ("pear", -1)])
    return made


def test_rows_are_shown_under_their_headers(model: Fruits) -> None:
    assert (model.rowCount(), model.columnCount()) == (2, 2)
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    headers = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert headers == ["Fruit", "Count", None]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert [model.index(1, column).data() for column in range(2)] == ["pear", "-1"]
    assert model.row(model.index(1, 0)) == ("pear", -1)
    assert model.row(QModelIndex()) is None
    assert model.data(QModelIndex()) is None


def test_numbers_stand_right_under_a_header_that_does(model: Fruits) -> None:
    role = Qt.ItemDataRole.TextAlignmentRole
    assert [model.index(0, column).data(role) for column in range(2)] == [None, RIGHT]
    assert [model.headerData(column, Qt.Orientation.Horizontal, role) for column in range(2)] == [None, RIGHT]


def test_cells_are_read_aloud_with_their_header_and_shown_in_full_as_plain_text(model: Fruits) -> None:
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Count: 3"
    assert "&lt;apple&gt;" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == ""


def test_ink_and_font_are_those_of_the_theme(model: Fruits) -> None:
    assert model.index(1, 0).data(Qt.ItemDataRole.ForegroundRole) == theme.colour("bad")
    assert model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole) is None
    assert model.index(0, 0).data(Qt.ItemDataRole.FontRole) == theme.monospace()
    assert model.index(0, 1).data(Qt.ItemDataRole.FontRole) is None


def test_other_colours_and_changed_rows_are_told(qtbot: QtBot, model: Fruits) -> None:
    with qtbot.waitSignal(model.dataChanged) as told:
        model.colours_changed()
    assert (told.args[0].row(), told.args[1].row(), told.args[1].column()) == (0, 1, 1)
    with qtbot.waitSignal(model.dataChanged) as told:
        model.row_changed(1)
    assert (told.args[0].row(), told.args[1].row()) == (1, 1)
    model.show_rows([])
    with qtbot.assertNotEmitted(model.dataChanged):
        model.colours_changed()


def test_a_table_of_rows_is_left_by_tab(qtbot: QtBot, model: Fruits) -> None:
    table = row_table("Fruits", model, (120,))
    qtbot.addWidget(table)
    assert table.accessibleName() == "Fruits"
    assert not table.tabKeyNavigation()
    assert table.columnWidth(0) == 120
