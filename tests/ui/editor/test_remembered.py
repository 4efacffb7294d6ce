"""What is chosen in one message holds for the next one, and for the next start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.remembered import Remembered
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_model import DATATYPE, NAME
from workbench.ui.editor.view import MessageView
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui
CHARGE = "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\rFT1|1|A||20260301||CG|76805\r"
MakeView = Callable[[EditSession], MessageView]
MakeSession = Callable[[str], EditSession]


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge, settings: QSettings) -> MessagesPlace:
    made = MessagesPlace(bridge, settings)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def test_choices_reach_the_next_message_and_the_next_start(
    make_view: MakeView, make_session: MakeSession, tmp_path: Path
) -> None:
    file = str(tmp_path / "settings.ini")
    first = make_view(make_session(CHARGE))
    Remembered(QSettings(file, QSettings.Format.IniFormat), first).dress(first)
    first.tree_pane.groups.trigger()
    first.raw.wrap_action.trigger()
    first.tree_pane.set_mode("all")
    first.tree.show_column(DATATYPE, True)
    first.fields.setCurrentWidget(first.charges)
    second = make_view(make_session(CHARGE))
    Remembered(QSettings(file, QSettings.Format.IniFormat), second).dress(second)
    assert second.tree_pane.groups.isChecked()
    assert second.tree.tree_model.grouped
    assert second.raw.lineWrapMode() == second.raw.LineWrapMode.WidgetWidth
    assert second.tree_pane.mode == "all"
    assert not second.tree.isColumnHidden(DATATYPE)
    assert second.fields.currentWidget() is second.charges


def test_widths_that_the_user_gave_are_kept(make_view: MakeView, make_session: MakeSession) -> None:
    remembered = Remembered()
    first = make_view(make_session(CHARGE))
    remembered.dress(first)
    assert first.tree.columns_state() == ""
    first.tree.header().sectionPressed.emit(NAME)  # begins to drag
    first.tree.header().resizeSection(NAME, 77)
    second = make_view(make_session(CHARGE))
    remembered.dress(second)
    assert second.tree.header().sectionSize(NAME) == 77


def test_the_filter_for_problems_is_for_one_message(make_view: MakeView, make_session: MakeSession) -> None:
    remembered = Remembered()
    first = make_view(make_session(CHARGE))
    remembered.dress(first)
    first.tree_pane.set_mode("problems")
    second = make_view(make_session(CHARGE))
    remembered.dress(second)
    assert second.tree_pane.mode == "filled"


@pytest.mark.parametrize("nonsense", ["x", "-1 5", "9999999", "/@@", "7/AAAA"])
def test_what_makes_no_sense_is_passed_over(
    make_view: MakeView, make_session: MakeSession, settings: QSettings, nonsense: str
) -> None:
    names = ("columns", "rows", "groups", "wrap", "text page", "sizes of halves", "sizes of right")
    for name in names:
        settings.setValue(f"editor/{name}", nonsense)
    view = make_view(make_session(CHARGE))
    Remembered(settings).dress(view)
    assert view.tree_pane.mode == "filled"
    assert not view.tree.isColumnHidden(NAME)


def test_the_list_of_a_batch_can_be_hidden_and_is_gone_through_without_it(place: MessagesPlace) -> None:
    one = CHARGE.encode()
    place.open(OpenRequest(one * 3, "three.hl7"))
    tab = place.current_tab()
    assert tab is not None
    assert tab.selector is not None
    assert tab.selector.isVisible()
    assert place.pager.isVisible()
    assert place.pager.place.text() == "Message 1 of 3"
    place.pager.next.trigger()
    assert tab.index == 1
    assert place.pager.place.text() == "Message 2 of 3"
    place.pager.list.trigger()
    assert not tab.selector.isVisible()
    place.pager.next.trigger()
    assert tab.index == 2
    assert not place.pager.next.isEnabled()
    place.open(OpenRequest(one, "one.hl7"))
    assert not place.pager.isVisible()
    place.open(OpenRequest(one * 2, "two.hl7"))
    tab = place.current_tab()
    assert tab is not None
    assert tab.selector is not None
    assert not tab.selector.isVisible()


def test_the_list_leaves_the_room_to_the_message(place: MessagesPlace) -> None:
    place.open(OpenRequest(CHARGE.encode() * 300, "many.hl7"))
    tab = place.current_tab()
    assert tab is not None
    assert tab.selector is not None
    assert tab.selector.width() <= 180
    place.pager.next.trigger()
    assert tab.selector.width() <= 180


def test_a_list_of_one_file_alone_needs_no_place(bridge: StubBridge, qtbot: QtBot) -> None:
    from workbench.ui.editor.tab import MessageTab

    tab = MessageTab(OpenFile(OpenRequest(CHARGE.encode(), "one.hl7")), 0, bridge)
    qtbot.addWidget(tab)
    tab.step(1)
    assert tab.index == 0
