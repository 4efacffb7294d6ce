from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.er7 import Delimiters
from workbench.ui.editor.fields.money_editor import MoneyEditor

pytestmark = pytest.mark.gui
USUAL = Delimiters()


def make(qtbot: QtBot, datatype: str = "CP", *, inner: bool = False) -> tuple[MoneyEditor, list[Any]]:
    editor, said = MoneyEditor("FT1-11 Amount", datatype, inner=inner), []
    qtbot.addWidget(editor)
    editor.part_edited.connect(lambda place, text: said.append((place, text)))
    editor.edited.connect(said.append)
    editor.show()
    return editor, said


@pytest.mark.parametrize(
    ("raw", "amount", "currency"),
    [("", "", ""), ("79.000000", "79.000000", ""), ("1&USD^UP", "1", "USD"), ("0", "0", ""), ('""', '""', "")],
)
def test_what_stands_there_is_shown_as_it_is(qtbot: QtBot, raw: str, amount: str, currency: str) -> None:
    editor, said = make(qtbot)
    editor.show_raw(raw, USUAL)
    assert (editor.line.text(), editor.currency.text(), editor.raw) == (amount, currency, raw)
    assert said == []


def test_each_input_has_its_own_place(qtbot: QtBot) -> None:
    editor, said = make(qtbot)
    qtbot.keyClicks(editor.line, "5")
    qtbot.keyClicks(editor.currency, "U")
    assert said == [((1, 1), "5"), ((1, 2), "U")]


def test_the_places_of_money_by_itself_and_inside(qtbot: QtBot) -> None:
    assert make(qtbot, "MO")[0].places == ((1, None), (2, None))
    assert make(qtbot, "MO", inner=True)[0].places == ((None, 1), (None, 2))


def test_a_stray_currency_is_seen_but_not_taken_for_the_value(qtbot: QtBot) -> None:
    editor, _said = make(qtbot)
    editor.show_raw("350.00^USD", USUAL)
    assert editor.currency.text() == ""
    assert editor.currency.placeholderText() == "USD"


def test_what_was_refused_stays_in_its_input(qtbot: QtBot) -> None:
    editor, _said = make(qtbot)
    editor.show_raw("1&USD", USUAL, held={(1, 2): "U|S"})
    assert (editor.line.text(), editor.currency.text()) == ("1", "U|S")


def test_a_very_long_amount_is_not_edited_here(qtbot: QtBot) -> None:
    editor, _said = make(qtbot)
    editor.show_raw("9" * 300, USUAL)
    assert editor.line.isReadOnly()
    editor.show_raw("9", USUAL)
    assert not editor.line.isReadOnly()
