"""The docks: their titles with buttons, at any size of text, and where they go when a place has no room for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui import theme
from workbench.ui.dock_title import DockTitle
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support raise")]
"""The screen of no one has no windows in front of others."""


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.resize(1280, 720)
    made.show()
    return made


def _let_go(window: Window) -> None:
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]


def test_titles_of_docks_follow_the_size_of_the_text(window: Window, qapp: QApplication) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    titles = window.findChildren(DockTitle)
    assert [title.label.text() for title in titles] == ["Reference", "Problems"]
    usual = [(title.height(), title.label.fontMetrics().height()) for title in titles]
    theme.set_zoom(qapp, 5)
    try:
        QApplication.processEvents()
        for title, (high, line) in zip(titles, usual, strict=True):
            assert title.label.fontMetrics().height() > line
            assert title.height() > high
    finally:
        theme.set_zoom(qapp, 0)


def test_the_title_of_a_dock_takes_it_out_and_closes_it(window: Window, qapp: QApplication) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    dock = window.docks.by_title["Problems"]
    title = dock.titleBarWidget()
    assert isinstance(title, DockTitle)
    title.float_button.click()
    assert dock.isFloating()
    assert "back" in title.float_button.accessibleName()
    title.float_button.click()
    assert not dock.isFloating()
    title.close_button.click()
    assert not dock.isVisible()
    assert not window.menus.docks["Problems"].isChecked()


def test_looking_up_with_large_text_leaves_the_window_as_wide(window: Window, qapp: QApplication) -> None:
    window.resize(1280, 720)
    window.opening.open_sample(window.opening.samples()[0])
    window.open_samples()
    dock = window.docks.by_title["Reference"]
    window.look_up()
    QApplication.processEvents()
    assert not dock.isFloating()
    theme.set_zoom(qapp, 5)
    try:
        for _ in range(5):
            QApplication.processEvents()
        window.look_up()
        for _ in range(5):
            QApplication.processEvents()
        assert dock.isVisible()
        assert window.width() == 1280
        assert dock.isFloating()
        window.show_place("messages")
        assert not dock.isFloating()
    finally:
        theme.set_zoom(qapp, 0)


def test_problems_that_come_after_fewer_have_their_room(window: Window, qtbot: QtBot) -> None:
    """The height that one row needed is no wish of the user's."""
    sample = window.opening.samples()[0].read_bytes()
    for title, raw in (
        ("none", sample),
        ("one", sample.replace(b"|CG|", b"||")),
        ("one more", sample.replace(b"|CG|", b"||")),
        ("many", b"MSH|^~\\&|||||||DFT^P03|||2.3\rEVN\rPID|1\rFT1|x|||y|\rFT1|x|||y|\rZZZ|1\r"),
    ):
        window.open_request(OpenRequest(raw, title))
        qtbot.wait(700)
    assert window.problems.model.rowCount() > 5
    assert window.docks.by_title["Problems"].height() > 120
