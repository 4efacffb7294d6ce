from __future__ import annotations

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.reference.checks import Finding
from workbench.ui import theme
from workbench.ui.editor.problems import HINT, PATH, SIGN, TEXT, ProblemsModel, ProblemsPanel

pytestmark = pytest.mark.gui
FINDINGS = (
    Finding(Path.parse("FT1-4"), "error", "required", "FT1-4 is empty.", "Enter the date of service."),
    Finding(Path.parse("FT1[2]-6"), "warning", "code", "<b>XX</b> is no code.", ""),
    Finding(Path.parse("PID"), "info", "note", "For your information.", ""),
)


@pytest.fixture
def panel(qtbot: QtBot) -> ProblemsPanel:
    made = ProblemsPanel()
    qtbot.addWidget(made)
    made.resize(800, 200)
    made.show()
    return made


def test_the_list(qapp: object) -> None:
    model = ProblemsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_findings(FINDINGS)
    assert texts(model) == [
        ("●", "FT1-4", "FT1-4 is empty.", "Enter the date of service."),
        ("▲", "FT1[2]-6", "<b>XX</b> is no code.", ""),
        ("○", "PID", "For your information.", ""),
    ]
    assert [model.index(row, SIGN).data(Qt.ItemDataRole.ForegroundRole).name() for row in range(3)] == [
        theme.colour(colour).name() for colour in ("bad", "warn", "muted")
    ]
    assert model.index(0, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "error"
    assert "&lt;b&gt;" in model.index(1, TEXT).data(Qt.ItemDataRole.ToolTipRole)
    assert model.headerData(PATH, Qt.Orientation.Horizontal) == "Path"
    assert model.index(0, HINT).data(Qt.ItemDataRole.ForegroundRole) == theme.colour("muted")


def test_none_is_said(panel: ProblemsPanel) -> None:
    assert panel.empty.isVisible()
    panel.show_findings(FINDINGS)
    assert not panel.empty.isVisible()
    panel.show_findings(())
    assert panel.empty.isVisible()


def test_choosing_goes_there(panel: ProblemsPanel, qtbot: QtBot) -> None:
    panel.show_findings(FINDINGS)
    with qtbot.waitSignal(panel.finding_chosen) as said:
        panel.table.clicked.emit(panel.model.index(1, TEXT))
    assert said.args == [Path.parse("FT1[2]-6")]
    panel.table.setCurrentIndex(panel.model.index(2, TEXT))
    with qtbot.waitSignal(panel.finding_entered) as said:
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert said.args == [Path("PID")]


def test_the_chosen_row_stays_while_its_finding_does(panel: ProblemsPanel) -> None:
    panel.show_findings(FINDINGS)
    panel.table.setCurrentIndex(panel.model.index(1, TEXT))
    panel.show_findings(FINDINGS[1:])
    assert panel.table.currentIndex().row() == 0
    panel.show_findings(FINDINGS[2:])
    assert not panel.table.currentIndex().isValid()
