"""What makes the window pleasant for everybody: names for a screen reader, keys that do not collide, text of any size,
docks that stay, and a main job that needs no mouse."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.app import make_window
from workbench.ui import theme
from workbench.ui.requests import OpenRequest
from workbench.ui.shortcuts import shortcuts
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
REPORT = "02-pregnancy-twins.hl7"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.resize(1280, 720)
    made.show()
    return made


def _let_go(window: Window) -> None:
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    theme.set_zoom(QApplication.instance(), 0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def furnished(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """Every place built, with something in each. Only looked at: the tests share it."""
    window = make_window(qapp, tmp_path_factory.mktemp("furnished"), dark=False)
    window.resize(1280, 720)
    window.show()
    for file in (window.opening.samples()[0], window.opening.samples()[-1]):  # one message, a file of several
        window.opening.open_sample(file)
    window.studies.open_file(resources.path("samples", "studies", REPORT))
    for name in window.rail.actions_by_place:
        window.show_place(name)
    window.show_place("messages")
    yield window
    _let_go(window)
    window.close()
    window.deleteLater()


def _nameless(widget: QWidget) -> str:
    above, trail = widget.parentWidget(), type(widget).__name__
    while above is not None:
        trail = f"{type(above).__name__} > {trail}"
        above = above.parentWidget()
    return trail


def _is_part_of_another(widget: QWidget) -> bool:
    """Pieces that Qt makes inside a control, which a screen reader does not visit: the control speaks for them."""
    parent = widget.parentWidget()
    if widget.objectName().startswith("qt_") or (isinstance(widget, QToolButton) and isinstance(parent, QTabBar)):
        return True
    if isinstance(widget, QHeaderView):
        return True  # its captions are read with the cells
    inside = isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit | QTabBar)
    private = type(widget).__name__.startswith(("QComboBoxPrivate", "QTableCornerButton", "CloseButton"))
    popup = parent is not None and isinstance(parent.parentWidget(), QComboBox)
    return inside or private or popup


def test_every_control_has_a_name(furnished: Window) -> None:
    controls = [
        widget
        for widget in furnished.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and not _is_part_of_another(widget)
    ]
    assert len(controls) > 100
    nameless = Counter(
        _nameless(widget)
        for widget in controls
        if not widget.accessibleName().strip() and not (isinstance(widget, QAbstractButton) and widget.text().strip())
    )
    assert not nameless


def _window_wide(action: QAction) -> bool:
    return action.shortcutContext() in (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut)


def test_shortcuts_do_not_collide(furnished: Window) -> None:
    """Two that work everywhere in the window and share a key would both do nothing."""
    keys: dict[str, set[str]] = {}
    for action in furnished.findChildren(QAction):
        if _window_wide(action) and action.text():
            for sequence in action.shortcuts():
                keys.setdefault(sequence.toString(), set()).add(f"{action.text()} ({id(action)})")
    for one in furnished.findChildren(QShortcut):
        if one.context() == Qt.ShortcutContext.WindowShortcut:
            place = one.parent()
            sequences = one.keys()
            for sequence in sequences:
                for action in furnished.findChildren(QAction):
                    if _window_wide(action) and sequence in action.shortcuts():
                        keys.setdefault(sequence.toString(), set()).add(f"{place} and {action.text()}")
    assert not {key: users for key, users in keys.items() if key and len(users) > 1}


def test_mnemonics_of_a_menu_are_its_own(furnished: Window) -> None:
    menus = [menu for menu in furnished.menuBar().findChildren(QMenu) if menu.actions()]
    assert menus
    clashes = {}
    for menu in menus:
        letters = Counter(
            action.text().replace("&&", "").partition("&")[2][:1].casefold()
            for action in menu.actions()
            if action.text()
        )
        twice = [letter for letter, count in letters.items() if letter and count > 1]
        if twice:
            clashes[menu.title()] = twice
    assert not clashes


def test_the_list_of_shortcuts_has_what_the_menus_have(furnished: Window) -> None:
    listed = {one.keys for one in shortcuts(furnished)}
    for key in (QKeySequence.StandardKey.Open, QKeySequence.StandardKey.Save, QKeySequence.StandardKey.Undo):
        assert any(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) in one for one in listed)
    [action] = [one for one in furnished.findChildren(QAction) if one.text() == "&Keyboard shortcuts"]
    action.trigger()
    [dialog] = furnished.findChildren(QDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert dialog.isVisible()
    dialog.close()


def test_text_can_be_larger_and_is_the_next_time(window: Window, qapp: QApplication, qtbot: QtBot) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    usual = qapp.font().pointSizeF()
    view = window.messages.current_view()
    assert view is not None
    mono, rows = view.raw.font().pointSizeF(), view.raw.fontMetrics().height()
    theme.set_zoom(qapp, 2)
    window.zoom(1)
    assert qapp.font().pointSizeF() == pytest.approx(usual * 1.3)
    assert view.raw.font().pointSizeF() == pytest.approx(mono * 1.3)
    assert view.raw.fontMetrics().height() > rows
    window.settings.sync()
    again = make_window(qapp, window.services.data_folder)
    qtbot.addWidget(again)
    assert theme.zoom() == 3
    window.zoom(0)
    assert qapp.font().pointSizeF() == pytest.approx(usual)
    assert view.raw.font().pointSizeF() == pytest.approx(mono)
    theme.set_zoom(qapp, -30)
    assert theme.zoom() == theme.ZOOM_STEPS[0]


def test_a_setting_that_is_no_number_is_no_harm(window: Window, qapp: QApplication, qtbot: QtBot) -> None:
    window.settings.setValue("zoom", "much")
    window.settings.sync()
    qtbot.addWidget(make_window(qapp, window.services.data_folder))
    assert theme.zoom() == 0


def test_a_dock_closed_with_its_cross_stays_closed(window: Window) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    window.docks.by_title["Reference"].close()
    window.show_place("studies")
    window.show_place("messages")
    assert not window.docks.by_title["Reference"].isVisible()
    assert not window.menus.docks["Reference"].isChecked()
    window.menus.docks["Reference"].trigger()
    assert window.docks.by_title["Reference"].isVisible()


def test_no_problems_take_one_line(window: Window, qtbot: QtBot) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    assert window.problems.is_empty
    assert window.problems.maximumHeight() < 3 * window.problems.fontMetrics().height()
    session = window.messages.current()
    assert session is not None
    empty = window.problems.height()
    session.submit(session.document.put("FT1-6", "").put("PID-3", ""), "Break it", None)
    qtbot.waitUntil(lambda: window.problems.height() > empty + 20, timeout=5000)


def test_the_problems_take_the_room_of_their_rows_and_no_more_than_they_are_given(window: Window, qtbot: QtBot) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    session, dock = window.messages.current(), window.docks.by_title["Problems"]
    assert session is not None
    session.submit(session.document.put("FT1-6", ""), "Break it", None)
    table = window.problems.table
    qtbot.waitUntil(lambda: window.problems.model.rowCount() == 1, timeout=5000)
    qtbot.waitUntil(lambda: window.problems.height() == window.problems.maximumHeight(), timeout=5000)
    assert not table.verticalScrollBar().isVisible()
    assert dock.height() < 100
    for number in range(10, 18):
        session.submit(session.document.put(f"FT1-{number}", "zz"), "Break more", None)
    qtbot.waitUntil(lambda: window.problems.model.rowCount() > 5, timeout=5000)
    qtbot.wait(100)
    window.resizeDocks([dock], [150], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: dock.height() > 140, timeout=5000)
    given = dock.height()
    session.submit(session.document.put("FT1-6", "CG"), "Mend one", None)
    qtbot.wait(500)
    assert abs(dock.height() - given) < 12


def test_a_message_with_fewer_problems_moves_nothing_when_it_opens(window: Window, qtbot: QtBot) -> None:
    sample = window.opening.samples()[0].read_bytes()
    heights = []
    broken = b"MSH|^~\\&|||||||DFT^P03|||2.3\rEVN\rPID|1\rFT1|x|||y|\rFT1|x|||y|\rZZZ|1\r"
    for title, raw, rows in (("many", broken, True), ("none", sample, False), ("many again", broken, True)):
        window.open_request(OpenRequest(raw, title))
        for _moment in range(6):
            qtbot.wait(100)
            heights.append(window.messages.height())
        assert bool(window.problems.model.rowCount()) is rows
    assert len(set(heights[5:])) == 1


def test_the_reference_can_be_searched_without_a_message(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    window.look_up()
    assert window.docks.by_title["Reference"].isVisible()
    window.reference.finder.box.setText("FT1-26")
    qtbot.waitUntil(lambda: window.reference.finder.model.rowCount() > 0, timeout=20_000)
    qtbot.keyClick(window.reference.finder.box, Qt.Key.Key_Return)
    assert "Procedure Code Modifier" in window.reference.browser.toPlainText()


def test_a_report_in_the_editor_becomes_charges(window: Window) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    assert not window.menus.compose.isEnabled()
    window.open_files([resources.path("samples", "studies", REPORT)])
    assert window.menus.compose.isEnabled()
    window.menus.compose.trigger()
    assert window.stack.currentWidget() is window.studies
    document = window.studies.document()
    assert document is not None
    assert document.all("FT1")


def test_a_sample_is_opened_as_a_copy(window: Window) -> None:
    [menu] = [window.menus.samples]
    menu.aboutToShow.emit()
    assert len(menu.actions()) == len(window.opening.samples()) >= 5
    menu.actions()[0].trigger()
    session = window.messages.current()
    assert session is not None
    assert session.file is None


def test_an_unknown_version_is_said_in_the_status_bar(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "odd.hl7"
    file.write_bytes(window.opening.samples()[0].read_bytes().replace(b"|2.5.1", b"|2.5.7", 1))
    window.open_files([file])
    assert window.status_line.dictionary.text() == "Read as HL7 2.5.1"
    assert "2.5.7" in window.status_line.dictionary.toolTip()


def _walk(window: Window, qtbot: QtBot, wanted: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    """Press Tab until the wanted control, or something in it, has the keyboard."""
    for _step in range(400):
        focus = QApplication.focusWidget()
        if focus is not None and (focus is wanted or wanted.isAncestorOf(focus)):
            return
        qtbot.keyClick(focus or window, key)
    pytest.fail(f"{wanted.accessibleName() or type(wanted).__name__} cannot be reached with Tab")


def test_the_main_job_needs_no_mouse(window: Window, qtbot: QtBot) -> None:
    """A study becomes a charge, is opened, changed, checked and taken to the exchange: keys only."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.studies
    _walk(window, qtbot, window.studies.empty.buttons[0])
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.studies.count() > 10, timeout=20_000)
    _walk(window, qtbot, window.studies.table)
    qtbot.keyClick(window.studies.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.studies.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.messages, timeout=5000)
    session, view = window.messages.current(), window.messages.current_view()
    assert session is not None
    assert view is not None
    _walk(window, qtbot, view.raw)
    qtbot.keyClick(view.raw, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(view.raw, "X")
    assert session.is_modified()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not session.is_modified()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.exchange


def application() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def test_text_keeps_its_size_when_the_colours_change_and_rows_follow_it(window: Window) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    view = window.messages.current_view()
    assert view is not None
    tree = view.tree
    QApplication.processEvents()
    usual, small = tree.visualRect(tree.model().index(0, 0)).height(), view.raw.font().pointSizeF()
    theme.set_zoom(application(), 5)
    QApplication.processEvents()
    large, high = view.raw.font().pointSizeF(), tree.visualRect(tree.model().index(0, 0)).height()
    assert large > small
    assert high > usual
    for dark in (True, False):
        theme.apply(application(), dark=dark)
        assert view.raw.font().pointSizeF() == large
    theme.set_zoom(application(), 0)
    QApplication.processEvents()
    assert view.raw.font().pointSizeF() == small
    assert tree.visualRect(tree.model().index(0, 0)).height() == usual


@pytest.mark.parametrize("steps", [0, 5])
def test_the_window_never_grows_by_itself(window: Window, steps: int) -> None:
    """From a message with wide docks to each place and back, and from each to the next, also with larger text."""
    others = ("studies", "exchange", "history", "ledger", "reversal")
    walk = [*itertools.chain.from_iterable((name, "messages") for name in others), *others, *reversed(others)]
    window.resize(1280, 720)
    window.opening.open_sample(window.opening.samples()[0])
    window.resizeDocks([window.docks.by_title["Reference"]], [450], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    theme.set_zoom(application(), steps)
    try:
        for name in walk:
            window.show_place(name)
            QApplication.processEvents()
            QApplication.processEvents()
            assert (window.width(), window.height()) == (1280, 720), name
    finally:
        theme.set_zoom(application(), 0)


def test_larger_text_leaves_a_batch_beside_the_reference_in_the_smallest_window(window: Window) -> None:
    window.resize(1280, 720)
    window.open_request(OpenRequest(window.opening.samples()[0].read_bytes() * 2, "batch"))
    theme.set_zoom(application(), 5)
    try:
        for _ in range(5):
            QApplication.processEvents()
        assert window.width() == 1280
    finally:
        theme.set_zoom(application(), 0)


def test_a_dock_is_as_wide_after_another_place_as_before(window: Window) -> None:
    window.resize(1280, 720)
    window.opening.open_sample(window.opening.samples()[0])
    dock = window.docks.by_title["Reference"]
    window.resizeDocks([dock], [500], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    width = dock.width()
    assert width > 450
    for name in ("studies", "messages"):
        window.show_place(name)
        QApplication.processEvents()
    assert dock.width() == width


class _Tops(QObject):
    """Notes every other window that comes up."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown += [type(watched).__name__] * (watched is not self._window)
        return False


def test_no_part_of_a_place_is_a_window_for_a_moment(window: Window) -> None:
    """It would flash, and take the keyboard from the window."""
    tops = _Tops(window)
    application().installEventFilter(tops)
    try:
        window.opening.open_sample(window.opening.samples()[0])
        for name in ("studies", "exchange", "history", "ledger", "reversal"):
            window.show_place(name)
            QApplication.processEvents()
        window.open_samples()
    finally:
        application().removeEventFilter(tops)
    assert tops.shown == []
