from __future__ import annotations

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.selector import Selector, SelectorModel
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui
RAW = b"MSH|^~\\&|A||||||DFT^P03|C1\rMSH|^~\\&|A||||||ACK|\r\x0bMSH|^~\\&|A||||||ORU^R01|<b>C3</b>\r\x1c\r"


@pytest.fixture
def file(qapp: object) -> OpenFile:
    return OpenFile(OpenRequest(RAW, "many.hl7"))


def test_the_list(file: OpenFile) -> None:
    model = SelectorModel(file)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    assert texts(model) == [("1", "C1", "DFT^P03"), ("2", "–", "ACK"), ("3", "<b>C3</b>", "ORU^R01")]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Control ID"


def test_a_modified_message_is_marked(file: OpenFile) -> None:
    model = SelectorModel(file)
    session = file.session(1)
    session.submit(session.document.put("MSH-10", "NEW"), "", None)
    model.refresh(1)
    assert texts(model)[1] == ("2", "NEW", "ACK")
    assert model.index(1, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert not model.index(0, 0).data(Qt.ItemDataRole.FontRole).bold()


def test_the_tip_of_a_row_tells_what_the_width_may_hide(file: OpenFile) -> None:
    model = SelectorModel(file)
    tip = model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "control id &lt;b&gt;C3&lt;/b&gt;, ORU^R01" in tip


def test_choosing_by_keyboard(file: OpenFile, qtbot: QtBot) -> None:
    selector = Selector(file)
    qtbot.addWidget(selector)
    chosen: list[int] = []
    selector.chosen.connect(chosen.append)
    selector.select(0)
    qtbot.keyClick(selector, Qt.Key.Key_Down)
    assert chosen == [0, 1]


def test_only_what_is_seen_is_read(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    file = OpenFile(OpenRequest(RAW * 3000, "many.hl7"))
    read: set[int] = set()
    header = file.header
    monkeypatch.setattr(file, "header", lambda index: (read.add(index), header(index))[1])
    selector = Selector(file)
    qtbot.addWidget(selector)
    selector.resize(300, 400)
    selector.show()
    qtbot.waitExposed(selector)
    selector.grab()
    assert 0 < len(read) < 60


def test_the_type_is_shown_where_it_has_room(file: OpenFile, qtbot: QtBot) -> None:
    selector = Selector(file)
    qtbot.addWidget(selector)
    selector.resize(selector.usual_width, 200)
    selector.show()
    assert selector.isColumnHidden(2)
    selector.resize(selector.usual_width + 120, 200)
    assert not selector.isColumnHidden(2)
