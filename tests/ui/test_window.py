"""The window as a whole: what opens where, what is remembered, what is said, and what loads when."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from workbench import app
from workbench.app import make_window
from workbench.er7 import Path as MessagePath
from workbench.ui import theme
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

ROOT = Path(__file__).resolve().parents[2]
DFT = (
    b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r"
    b"EVN|P03|20260301160000\rPID|1||100234^^^HOSP^MR||SAMPLE^ANNA\rPV1|1|O\r"
    b"FT1|1|CHG001||20260301|20260301|CG|76805^OB scan^C4|||1|350.00&USD\r"
)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.show()
    return made


def _let_go(window: Window) -> None:
    """Nothing may be asked when the test is over."""
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]


@pytest.fixture
def dft(tmp_path: Path) -> Path:
    file = tmp_path / "charges.hl7"
    file.write_bytes(DFT)
    return file


@pytest.fixture
def heard(window: Window) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    window.bridge.said.connect(lambda level, text: said.append((level, text)))
    return said


def test_it_begins_with_three_ways_and_the_first_steps(window: Window) -> None:
    assert window.stack.currentWidget() is window.welcome
    assert set(window.welcome.buttons) == {"open", "compose", "tour", "steps"}
    assert window.docks.by_title == {}


def test_a_file_opens_with_help_and_problems_beside_it(window: Window, dft: Path, qtbot: QtBot) -> None:
    window.open_files([dft])
    assert window.stack.currentWidget() is window.messages
    assert window.docks.by_title["Reference"].isVisible()
    assert window.docks.by_title["Problems"].isVisible()
    window.go_to(MessagePath.parse("FT1-11"))
    qtbot.waitUntil(lambda: "350.00&USD" in window.reference.browser.toPlainText(), timeout=5000)
    assert window.status_line.environment.text() == "Test (MSH-11 = T)"


def test_the_reference_shows_a_missing_segment_whose_row_is_chosen(window: Window, dft: Path, qtbot: QtBot) -> None:
    dft.write_bytes(DFT.replace(b"EVN|P03|20260301160000\r", b""))
    window.open_files([dft])
    view = window.messages.current_view()
    assert view is not None
    ghost = view.tree.tree_model.index(1, 0)
    assert ghost.data() == "+ EVN"
    view.tree.setCurrentIndex(ghost)
    said = "This message has no EVN segment."
    qtbot.waitUntil(lambda: said in window.reference.browser.toPlainText(), timeout=5000)


def test_what_cannot_be_read_is_said_and_the_others_open(
    window: Window, dft: Path, tmp_path: Path, heard: list[tuple[str, str]]
) -> None:
    window.open_files([tmp_path / "nothing.hl7", dft])
    assert [level for level, _text in heard] == ["problem"]
    assert "There is no file" in heard[0][1]
    assert len(window.messages.tabs()) == 1
    assert window.notice.isVisible()


def _drop(window: Window, data: QMimeData) -> None:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, buttons, keys))


def test_files_and_text_can_be_dropped(window: Window, dft: Path) -> None:
    files, text = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(dft))])
    text.setText(DFT.decode())
    _drop(window, files)
    _drop(window, text)
    assert [tab.session.document.control_id for tab in window.messages.tabs()] == ["C1", "C1"]


def test_a_dropped_link_is_no_message(window: Window, heard: list[tuple[str, str]]) -> None:
    link = QMimeData()
    link.setUrls([QUrl("https://example.org/charges.hl7")])
    link.setText("https://example.org/charges.hl7")
    _drop(window, link)
    assert not window.places.is_built("messages") or not window.messages.tabs()
    assert "link, not a file" in heard[-1][1]


def test_paste_opens_a_message(window: Window) -> None:
    QGuiApplication.clipboard().setText(DFT.decode())
    window.opening.paste()
    session = window.messages.current()
    assert session is not None
    assert session.document.control_id == "C1"
    assert window.stack.currentWidget() is window.messages


def test_dark_is_remembered(window: Window, qapp: QApplication, qtbot: QtBot) -> None:
    window.set_dark(True)
    assert theme.is_dark()
    window.settings.sync()
    again = make_window(qapp, window.services.data_folder)
    qtbot.addWidget(again)
    assert theme.is_dark()
    assert again.menus.dark.isChecked()
    window.set_dark(False)


def test_a_dock_that_was_closed_stays_closed(window: Window, dft: Path) -> None:
    window.open_files([dft])
    window.docks.keep("Problems", False)
    window.show_place("studies")
    window.show_place("messages")
    assert window.docks.by_title["Reference"].isVisible()
    assert not window.docks.by_title["Problems"].isVisible()


def test_recent_files_come_newest_first(window: Window, dft: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.hl7"
    other.write_bytes(DFT)
    for file in (dft, other, dft):
        window.open_files([file])
    assert window.opening.recent.files() == [dft, other]


def test_closing_asks_for_unsaved_changes(window: Window, dft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window.open_files([dft])
    session = window.messages.current()
    assert session is not None
    session.submit(session.document.put("FT1-6", "CR"), "change", None)
    monkeypatch.setattr(window.bridge, "ask", lambda *_words: "")
    assert not window.close()
    assert window.isVisible()
    monkeypatch.setattr(window.bridge, "ask", lambda *_words: "Do not save")
    assert window.close()
    assert dft.read_bytes() == DFT


def test_undo_belongs_to_the_message_on_the_screen(window: Window, dft: Path) -> None:
    window.open_files([dft])
    session = window.messages.current()
    assert session is not None
    session.submit(session.document.put("FT1-6", "CR"), "Set FT1-6", None)
    assert window.menus.undo.isEnabled()
    window.menus.undo.trigger()
    assert session.document.get("FT1-6") == "CG"
    window.menus.redo.trigger()
    assert session.document.get("FT1-6") == "CR"


def test_every_place_can_be_reached(window: Window) -> None:
    for name in ("studies", "exchange", "history"):
        window.rail.actions_by_place[name].trigger()
        assert window.stack.currentWidget() is window.place(name)
        assert window.rail.actions_by_place[name].isChecked()


def test_an_unforeseen_failure_is_a_sentence(window: Window, heard: list[tuple[str, str]]) -> None:
    sys.excepthook(ValueError, ValueError("odd"), None)
    assert heard[0][0] == "problem"
    assert "Something went wrong inside the program (ValueError: odd)" in heard[0][1]


test_an_unforeseen_failure_is_a_sentence = pytest.mark.logs(test_an_unforeseen_failure_is_a_sentence)


def test_the_first_paint_waits_for_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom workbench.app import make_application, make_window\n"
        "application = make_application()\nwindow = make_window(application, Path(sys.argv[1]))\nwindow.show()\n"
        "heavy = {'hl7apy', 'sqlalchemy', 'alembic', 'asyncio'} & set(sys.modules)\n"
        "print(heavy)\nsys.exit(bool(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _typed(window: Window, path: str, raw: str) -> None:
    session = window.messages.current()
    assert session is not None
    session.submit(session.document.put(path, raw), "change", None)


def test_an_edit_of_the_open_message_reaches_the_exchange(window: Window, dft: Path) -> None:
    window.open_files([dft])
    window.messages.request_send()
    window.show_place("messages")
    _typed(window, "FT1-10", "2")
    window.show_place("exchange")
    document = window.exchange.send_card.document
    assert document is not None
    assert document.get("FT1-10") == "2"


def test_an_entry_that_is_sent_again_keeps_its_lineage(window: Window, qtbot: QtBot) -> None:
    from datetime import UTC, datetime

    from workbench.history.store import History

    with History.open(window.services.data_folder) as history:
        entry = history.sending(DFT, endpoint="127.0.0.1:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="not sent")
        window.show_entry(entry)
        window.history.entry_actions.again_button.click()
        assert window.stack.currentWidget() is window.exchange
        window.exchange.send_card.endpoint.set_value("127.0.0.1", 1)  # nothing listens there
        window.exchange.send_card.send_button.click()
        qtbot.waitUntil(lambda: window.exchange.send_card.result.property("role") == "bad", timeout=20_000)
        again = history.entry(history.latest())
    window.services.engine.quit()
    assert again is not None
    assert again.resent_of == entry
    assert again.raw == DFT


def test_a_check_does_not_wait_for_the_reference(window: Window, dft: Path, qtbot: QtBot) -> None:
    window.open_files([dft])
    gate = threading.Event()
    window.reference_tasks.run("reference index", lambda: gate.wait(20), lambda _done: None)
    session = window.messages.current()
    assert session is not None
    assert not session.findings
    try:
        window.current.check_now()
        qtbot.waitUntil(lambda: bool(session.findings), timeout=10_000)
    finally:
        gate.set()


def test_the_form_comes_after_the_first_paint_and_shows_the_field_in_question(
    window: Window, dft: Path, qtbot: QtBot
) -> None:
    window.resize(1280, 500)
    raw = DFT + b"FT1|2" + b"|" * 24 + b"76805\r"
    window.messages.open(OpenRequest(raw, "Refused", path=MessagePath("FT1", 2, 25)))
    window.show_place("messages")
    view = window.messages.current_view()
    assert view is not None
    assert view.form.is_behind
    qtbot.waitUntil(lambda: not view.form.is_behind, timeout=5000)
    qtbot.wait(50)
    editor = view.form.rows[25].editor
    assert not editor.visibleRegion().isEmpty()
    assert editor.visibleRegion().boundingRect().height() == editor.height()


def test_the_keyboard_stays_with_the_message_when_another_one_of_the_file_comes(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    window.open_request(OpenRequest(DFT * 3, "Batch"))
    tab = window.messages.current_tab()
    assert tab is not None
    tab.view.tree.setFocus()
    qtbot.waitUntil(tab.view.tree.hasFocus, timeout=5000)
    tab.choose(1)
    QApplication.processEvents()
    assert tab.view.tree.hasFocus()


def test_a_wide_place_leaves_the_window_narrow_for_the_others(window: Window, dft: Path, qtbot: QtBot) -> None:
    window.open_files([dft])
    for name in ("studies", "exchange", "history", "ledger", "messages"):
        window.show_place(name)
        qtbot.wait(20)
        window.resize(1280, 720)
        qtbot.wait(20)
        assert window.width() <= 1280, name


def test_the_status_line_speaks_only_of_the_message_on_show(window: Window, dft: Path) -> None:
    window.open_files([dft])
    assert "C1" in window.status_line.message.text()
    window.show_place("exchange")
    assert window.status_line.message.text() == ""
    assert window.status_line.environment.text() == ""
    window.show_place("messages")
    assert "C1" in window.status_line.message.text()


def test_problems_are_never_those_of_another_message(window: Window, dft: Path, tmp_path: Path, qtbot: QtBot) -> None:
    broken = tmp_path / "broken.hl7"
    broken.write_bytes(b"MSH|^~\\&|A||||1||DFT^P03|B1|T|2.5.1\r")
    window.open_files([broken])
    qtbot.waitUntil(lambda: window.problems.model.rowCount() > 0, timeout=20_000)
    first = window.messages.current()
    assert first is not None
    window.open_files([dft])
    assert window.problems.model.rowCount() == 0
    window.current.take_findings(first, first.findings)  # a check of the first message that ends late
    assert window.problems.model.rowCount() == 0


def test_what_the_receiver_said_stands_among_the_problems(window: Window, qtbot: QtBot) -> None:
    head = b"MSH|^~\\&|B|C|A|D|20260301||ACK^P03^ACK|9|P|2.5.1\r"
    answer = head + b"MSA|AE|C1\rERR||FT1^1^7|204|E||||Code not booked here\r"
    window.open_request(OpenRequest(DFT, "Refused", path=MessagePath.parse("FT1-7"), answer=answer))
    session = window.messages.current()
    assert session is not None

    def shown() -> list[str]:
        model = window.problems.model
        return [str(model.index(row, 2).data()) for row in range(model.rowCount())]

    assert any("Code not booked here" in text for text in shown())  # before our own check has run
    qtbot.waitUntil(lambda: len(shown()) > 1, timeout=5000)
    assert "Code not booked here" in shown()[0]
    window.go_to(MessagePath.parse("MSH"))
    window.problems.table.clicked.emit(window.problems.model.index(0, 2))
    assert str(session.cursor) == "FT1-7"
    assert "by the receiver" in str(window.problems.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_message_refused_for_an_empty_field_is_mended_from_there(window: Window, qtbot: QtBot) -> None:
    answer = b"MSH|^~\\&|B|C|A|D|20260301||ACK^P03^ACK|9|P|2.5.1\rMSA|AE|C1\rERR||FT1^1^9|101|E||||Missing\r"
    window.show()
    window.activateWindow()
    window.open_request(OpenRequest(DFT, "Refused", path=MessagePath.parse("FT1-9"), answer=answer))
    view = window.messages.current_view()
    assert view is not None
    view.tree.setFocus()
    qtbot.keyClick(view.tree, Qt.Key.Key_F2)
    assert view.form.rows[9].editor.isAncestorOf(QApplication.focusWidget() or window)
    view.tree.setFocus()
    window.panes.to_dock("Problems")  # F8
    assert QApplication.focusWidget() is window.problems.table
    qtbot.keyClick(window.problems.table, Qt.Key.Key_Return)
    assert view.form.rows[9].editor.isAncestorOf(QApplication.focusWidget() or window)


def test_a_message_never_saved_is_asked_about_when_it_would_not_come_back(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = ["", "Do not save"]
    monkeypatch.setattr(window.bridge, "ask", lambda title, *_: (asked.append(title), answers.pop(0))[1])
    window.open_request(OpenRequest(DFT, "Pasted message", unsaved=True))
    window.kept.set_reopens(False)
    assert not window.close()
    assert len(window.messages.tabs()) == 1
    assert window.close()
    assert asked == ["Save the message?", "Save the message?"]


def test_what_is_unsaved_can_be_kept_at_once(window: Window) -> None:
    window.kept.write_now()  # nothing was ever opened
    window.open_request(OpenRequest(DFT, "Pasted message", unsaved=True))
    session = window.messages.current()
    assert session is not None
    session.submit(session.document.put("FT1-2", "AT-THE-END"), "Set FT1-2", None)
    window.kept.write_now()
    kept = [file.read_bytes() for file in (window.services.data_folder / "unsaved").rglob("*") if file.is_file()]
    assert any(b"AT-THE-END" in data for data in kept)


def test_the_computer_that_shuts_down_finds_the_last_edit_written(
    window: Window, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The thread that writes is there already, and what was submitted last may still be waiting for it."""
    monkeypatch.setattr(app, "make_application", lambda: qapp)
    monkeypatch.setattr(app, "make_window", lambda *_: window)
    monkeypatch.setattr("workbench.ui.ahead.Ahead", lambda *_: None)
    monkeypatch.setattr("workbench.ui.idle_collection.IdleCollection", lambda *_: None)
    monkeypatch.setattr(app.collector, "resume", lambda: None)
    monkeypatch.setattr(type(qapp), "exec", lambda *_: 0)
    app.run([], window.services.data_folder)
    window.open_request(OpenRequest(DFT, "Pasted message", unsaved=True))
    session = window.messages.current()
    assert session is not None

    def kept(text: bytes) -> bool:
        files = (window.services.data_folder / "unsaved").rglob("*")
        return any(text in file.read_bytes() for file in files if file.is_file())

    session.submit(session.document.put("FT1-2", "AT-FIRST"), "Set FT1-2", None)
    qtbot.waitUntil(lambda: kept(b"AT-FIRST"), timeout=10_000)
    session.submit(session.document.put("FT1-2", "AT-THE-END"), "Set FT1-2", None)
    qapp.commitDataRequest.emit(None)
    assert kept(b"AT-THE-END")


def test_a_message_that_comes_back_is_not_asked_about(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.bridge, "ask", lambda *words: pytest.fail(f"asked {words}"))
    window.open_request(OpenRequest(DFT, "Pasted message", unsaved=True))
    assert window.kept.reopens()
    assert window.close()


@pytest.mark.qt_log_ignore("^This plugin does not support raise", extend=True)
def test_nobody_works_in_a_window_that_is_closing(
    window: Window, dft: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine has a few seconds to finish, and the event loop runs on meanwhile."""
    window.open_files([dft])
    window.docks.by_title["Reference"].setFloating(True)
    seen: list[tuple[bool, bool]] = []
    monkeypatch.setattr(
        window.services.engine,
        "quit",
        lambda: seen.append((window.isVisible(), window.docks.by_title["Reference"].isVisible())),
    )
    assert window.close()
    assert seen == [(False, False)]


def test_a_dock_is_back_at_the_next_start_though_it_was_hidden_at_the_end(window: Window, dft: Path) -> None:
    window.open_files([dft])
    assert window.close()
    window.show()
    again = make_window(QApplication.instance(), window.services.data_folder, dark=False)  # type: ignore[arg-type]
    again.show()
    again.open_files([dft])
    assert again.docks.by_title["Reference"].isVisible()
    again.close()


@pytest.mark.parametrize("name", ["studies", "exchange", "ledger"])  # an empty history has only a sentence
def test_the_keyboard_is_on_something_useful_when_a_place_is_shown(window: Window, qtbot: QtBot, name: str) -> None:
    window.show_place(name)
    place = window.place(name)

    def useful() -> bool:
        holder = window.focusWidget()
        kinds = (QAbstractItemView, QLineEdit, QAbstractButton)
        return holder is not None and place.isAncestorOf(holder) and isinstance(holder, kinds)

    qtbot.waitUntil(useful, timeout=5000)


def test_a_warning_about_the_message_goes_with_the_next_edit(window: Window) -> None:
    window.open_request(OpenRequest(DFT, "Charge"))
    session = window.messages.current()
    assert session is not None
    window.bridge.warning("FT1[3] is no field.")
    assert window.notice.isVisible()
    session.submit(session.document.put("FT1-10", "2"), "Edit", None)
    assert not window.notice.isVisible()


def test_a_warning_of_the_engine_stays_when_a_message_is_edited(window: Window) -> None:
    window.open_request(OpenRequest(DFT, "Charge"))
    session = window.messages.current()
    assert session is not None
    window.services.engine.trouble.emit("The receiver has stopped.")
    session.submit(session.document.put("FT1-10", "2"), "Edit", None)
    assert window.notice.isVisible()


def test_a_file_that_is_gone_is_no_recent_file(window: Window, dft: Path) -> None:
    window.open_files([dft])
    window.messages.close_current()
    dft.unlink()
    assert window.opening.recent.files()
    window.open_files([dft])
    assert window.opening.recent.files() == []


def test_a_file_that_another_program_changed_is_told_when_the_window_gets_the_focus(
    window: Window, dft: Path, qtbot: QtBot
) -> None:
    window.activateWindow()
    window.open_files([dft])
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    dft.write_bytes(DFT + b"ZFT|1\r")
    assert not window.messages.changed_strip.isVisible()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.messages.changed_strip.isVisible(), timeout=5000)
