from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from workbench.er7 import Path
from workbench.ui import theme
from workbench.ui.editor.charges_columns import AMOUNT, TYPE
from workbench.ui.editor.charges_model import ChargesModel
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui


@pytest.fixture
def model(session: EditSession) -> ChargesModel:
    made = ChargesModel(Names(session, pytest.fail), session)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show(session.document)
    return made


def test_the_rows_as_a_list(model: ChargesModel) -> None:
    assert texts(model) == [
        ("1", "CHG001", "2026-03-01", "CG = Charge", "76805", "", "1", "350.00 USD", "O80, Z37", "", ""),
        ("2", "CHG002", "2026-03-01", "CG = Charge", "76810", "", '""', "", "", "", ""),
    ]


def test_cells_lead_to_fields_and_back(model: ChargesModel) -> None:
    assert model.path(model.index(1, AMOUNT)) == Path.parse("FT1[2]-11")
    assert model.place(Path.parse("FT1[2]-11.1")) == (1, AMOUNT)
    assert model.place(Path.parse("FT1[2]-40")) == (1, 0)
    assert model.place(Path("PID")) is None
    assert model.place(Path("FT1", 3)) is None


def test_only_the_row_of_an_edit_changes(model: ChargesModel, session: EditSession) -> None:
    seen: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: seen.append((first.row(), last.row())))
    model.modelReset.connect(lambda: seen.append((-1, -1)))
    model.show(session.document.put("FT1[2]-11", "5"))
    assert seen == [(1, 1)]
    assert texts(model)[1][AMOUNT] == "5.00"


def test_lines_come_and_go(model: ChargesModel, session: EditSession) -> None:
    model.show(session.document.insert_segment(2, "FT1|9"))
    assert [row[0] for row in texts(model)] == ["9", "1", "2"]


def test_a_shifted_row_is_marked_for_eye_and_ear(make_session: Callable[[str], EditSession]) -> None:
    session = make_session("MSH|^~\\&|||||||DFT^P03|1|P|2.5.1\rFT1|1|||20260301|CG|76805\r")
    model = ChargesModel(Names(session, pytest.fail), session)
    model.show(session.document)
    index = model.index(0, 0)
    assert index.data() == "▲ 1"
    assert "shifted" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "FT1-6 is Transaction Type" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, TYPE).data(Qt.ItemDataRole.ForegroundRole) == theme.colour("warn")
