"""Widgets in as many rows as the width asks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.ledger.flow import GAP, FlowLayout

pytestmark = pytest.mark.gui


@pytest.fixture
def box(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    layout = FlowLayout()
    made.setLayout(layout)
    field = QLineEdit()
    field.setMinimumWidth(150)
    layout.addWidget(field)
    for _ in range(3):
        button = QPushButton()
        button.setFixedSize(100, 30)
        layout.addWidget(button)
    return made


def tops(box: QWidget) -> list[int]:
    layout = box.layout()
    assert layout is not None
    return [layout.itemAt(number).geometry().top() for number in range(layout.count())]


def test_what_has_no_room_goes_into_the_next_row(box: QWidget) -> None:
    layout = box.layout()
    assert isinstance(layout, FlowLayout)
    wide, narrow = layout.sizeHint().width(), 2 * 100 + GAP
    layout.setGeometry(QRect(0, 0, wide, 200))
    assert layout.heightForWidth(wide) == 30
    assert len(set(tops(box)[1:])) == 1
    layout.setGeometry(QRect(0, 0, narrow, 200))
    field, *buttons = tops(box)
    assert field < buttons[0] == buttons[1] < buttons[2]
    assert layout.heightForWidth(100) > layout.heightForWidth(narrow) > 2 * 30


def test_what_may_grow_fills_its_row(box: QWidget) -> None:
    layout = box.layout()
    assert layout is not None
    layout.setGeometry(QRect(0, 0, 900, 200))
    assert layout.itemAt(0).geometry().width() == 900 - 3 * (100 + GAP)
    assert layout.itemAt(3).geometry().right() == 899


def test_what_is_hidden_takes_no_room(box: QWidget) -> None:
    layout = box.layout()
    assert layout is not None
    before = layout.sizeHint().width()
    hidden = layout.itemAt(3).widget()
    assert hidden is not None
    hidden.hide()
    assert layout.sizeHint().width() == before - 100 - GAP
    assert layout.minimumSize().width() == 150


def test_items_come_and_go(box: QWidget) -> None:
    layout = box.layout()
    assert layout is not None
    assert layout.count() == 4
    assert layout.takeAt(0) is not None
    assert layout.count() == 3
    assert layout.itemAt(3) is None
    assert layout.takeAt(9) is None
