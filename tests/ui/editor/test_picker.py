from __future__ import annotations

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.ui.editor.picker import Choice, ChoiceModel, Picker

pytestmark = pytest.mark.gui

CHOICES = (
    Choice("PR1", "Procedures", "fits here", "Behind FT1."),
    Choice("OBX", "Observation", "elsewhere"),
    Choice("MSA", "Acknowledgement", "no", "It cannot be taken.", possible=False),
)


def find(text: str) -> list[Choice]:
    return [one for one in CHOICES if text.upper() in one.key]


def test_the_model_is_sound() -> None:
    model = ChoiceModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(CHOICES)
    assert texts(model)[0] == ("PR1", "Procedures", "fits here")
    model.show_rows(CHOICES[1:])
    assert [row[0] for row in texts(model)] == ["OBX", "MSA"]
    assert model.choice(7) is None


@pytest.fixture
def picker(qtbot: QtBot) -> Picker:
    made = Picker("Insert", "a name", find)
    qtbot.addWidget(made)
    made.show()
    return made


def test_typing_narrows_and_enter_takes(picker: Picker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.chosen) as said:
        qtbot.keyClicks(picker.line, "ob")
        qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert said.args == [CHOICES[1]]
    assert picker.taken is CHOICES[1] and not picker.isVisible()


def test_arrows_walk_and_stop_at_the_ends(picker: Picker, qtbot: QtBot) -> None:
    assert picker.note.text() == "Behind FT1."
    for key, expected in (
        (Qt.Key.Key_Down, "OBX"),
        (Qt.Key.Key_PageDown, "MSA"),
        (Qt.Key.Key_Down, "MSA"),
        (Qt.Key.Key_PageUp, "PR1"),
    ):
        qtbot.keyClick(picker.line, key)
        assert picker.current().key == expected  # type: ignore[union-attr]


def test_what_cannot_be_taken_stays_with_its_reason(picker: Picker, qtbot: QtBot) -> None:
    qtbot.keyClicks(picker.line, "msa")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert picker.isVisible() and picker.taken is None
    assert picker.note.text() == "It cannot be taken."
    picker.line.setText("xyz")
    picker.take()
    assert picker.note.text() == "Nothing fits what you typed."
