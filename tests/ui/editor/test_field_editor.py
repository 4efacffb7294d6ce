from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Delimiters
from workbench.ui.editor.field_editor import FieldEditor, with_code

pytestmark = pytest.mark.gui
USUAL = Delimiters()
CODES = {"CG": "Charge", "CD": "Credit"}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def coded(qtbot: QtBot, said: list[str]) -> FieldEditor:
    editor = FieldEditor("FT1-6 Transaction Type", CODES)
    qtbot.addWidget(editor)
    editor.edited.connect(said.append)
    editor.show()
    return editor


def test_showing_a_value_says_nothing(coded: FieldEditor, said: list[str]) -> None:
    coded.show_raw("CG", USUAL)
    coded.show_raw("anything at all", USUAL)
    assert said == []
    assert coded.line.text() == "anything at all"


def test_codes_are_offered_with_their_meaning(coded: FieldEditor) -> None:
    assert coded.list is not None
    assert [coded.list.itemText(row) for row in range(coded.list.count())] == ["CG - Charge", "CD - Credit"]


def test_choosing_a_code_enters_the_code(coded: FieldEditor, said: list[str]) -> None:
    coded.show_raw("CG", USUAL)
    assert coded.list is not None
    coded.list.setCurrentIndex(1)
    coded.list.activated.emit(1)
    assert said == ["CD"]
    assert coded.line.text() == "CD"


def test_any_text_can_be_typed(coded: FieldEditor, said: list[str], qtbot: QtBot) -> None:
    coded.show_raw("", USUAL)
    qtbot.keyClicks(coded.line, "XQ")
    assert said == ["X", "XQ"]


def test_enter_does_not_choose_anything(coded: FieldEditor, said: list[str], qtbot: QtBot) -> None:
    coded.show_raw("", USUAL)
    qtbot.keyClicks(coded.line, "C")
    qtbot.keyClick(coded.line, Qt.Key.Key_Return)
    assert coded.line.text() == "C"
    assert said == ["C"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])
def test_arrow_keys_leave_the_text_alone(coded: FieldEditor, said: list[str], qtbot: QtBot, key: Qt.Key) -> None:
    coded.show_raw("zz", USUAL)
    qtbot.keyClick(coded.line, key)
    assert said == []
    assert coded.line.text() == coded.raw == "zz"


def test_alt_and_down_opens_the_list(
    coded: FieldEditor, said: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded.show_raw("zz", USUAL)
    assert coded.list is not None
    opened: list[bool] = []
    monkeypatch.setattr(coded.list, "showPopup", lambda: opened.append(True))
    qtbot.keyClick(coded.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert opened == [True]
    assert said == []


def test_the_wheel_scrolls_the_form_and_not_the_code(coded: FieldEditor, said: list[str]) -> None:
    coded.show_raw("CG", USUAL)
    assert coded.list is not None
    middle = QPointF(coded.list.rect().center())
    turn = QWheelEvent(
        middle,
        coded.list.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(coded.list, turn)
    assert not turn.isAccepted()
    assert said == []


def test_long_values_are_shown_by_their_size(coded: FieldEditor, said: list[str]) -> None:
    coded.show_raw("QUJD" * 1000, USUAL)
    assert "base64, 4\N{NARROW NO-BREAK SPACE}000 characters" in coded.line.text()
    assert coded.line.isReadOnly()
    assert coded.raw == "QUJD" * 1000
    coded.show_raw("short", USUAL)
    assert not coded.line.isReadOnly()


def test_no_value_is_cut_off(qtbot: QtBot, said: list[str]) -> None:
    editor = FieldEditor("NTE-3", {})
    qtbot.addWidget(editor)
    editor.edited.connect(said.append)
    editor.show_raw("a b " * 900, USUAL)
    editor.line.setCursorPosition(0)
    qtbot.keyClicks(editor.line, "X")
    assert said == ["X" + "a b " * 900]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", "CD"),
        ("CG", "CD"),
        ("CG^Charge^HL70017", "CD^Credit^HL70017"),
        ("CG^^HL70017", "CD^^HL70017"),
        ("CG~XX", "CD~XX"),
        ("CG^Charge~XX^Other", "CD^Credit~XX^Other"),
    ],
)
def test_another_code_keeps_what_belongs_to_others(raw: str, expected: str) -> None:
    assert with_code(raw, "CD", "Credit", USUAL) == expected


def test_a_code_is_escaped() -> None:
    assert with_code("A^B", "X&Y", "x^y", USUAL) == "X\\T\\Y^x\\S\\y"
    assert with_code("A", "B", "b", Delimiters(component="", repetition="")) == "B"


def test_control_characters_are_seen_and_stay_themselves(coded: FieldEditor, said: list[str], qtbot: QtBot) -> None:
    coded.show_raw("a\tb\x07", USUAL)
    assert coded.line.text() == "a␉b␇"
    assert coded.raw == "a\tb\x07"
    coded.line.setFocus()
    coded.line.end(False)
    qtbot.keyClicks(coded.line, "c")
    assert said == ["a\tb\x07c"]
    coded.show_raw("a␉b", USUAL)
    qtbot.keyClicks(coded.line, "c")
    assert said[-1].count("␉") == 1
