"""A large file is read beside the window, its tab says so, and whoever closes that tab reads no further."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_application, make_window
from workbench.er7 import files
from workbench.er7.files import MessageFile
from workbench.ui.editor import changed_file, reading
from workbench.ui.editor.autosave import Autosave
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.reading import ReadingTab
from workbench.ui.editor.saving import DISCARD
from workbench.ui.window import Window

pytestmark = pytest.mark.gui
ONE = b"MSH|^~\\&|A||||||DFT^P03|C1|P|2.5.1\r\nPID|1\nFT1|1|X\r\n" + b"NTE|1||as long as any\r" * 200
TWO = ONE + ONE.replace(b"|C1|", b"|C2|")
SMALL = b"MSH|^~\\&|A||||||DFT^P03|S1|P|2.5.1\rFT1|1|S\r"


class Disk:
    """Reads nothing until it may, and knows in which thread it was asked."""

    def __init__(self) -> None:
        self.may_read = threading.Event()
        self.pieces: list[int] = []
        self.threads: set[int] = set()

    def read_in_pieces(self, path: Path, watch: Callable[[int], object]) -> bytes:
        self.threads.add(threading.get_ident())
        assert self.may_read.wait(20)
        data = path.read_bytes()
        for size in range(1000, len(data) + 1000, 1000):
            self.pieces.append(size)
            watch(min(size, len(data)))
        return data


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk()
    monkeypatch.setattr(reading, "LARGE", 1000)
    monkeypatch.setattr(files, "_read_in_pieces", made.read_in_pieces)
    yield made
    made.may_read.set()


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge, disk: Disk) -> Iterator[MessagesPlace]:
    made = MessagesPlace(bridge)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    yield made
    disk.may_read.set()
    bridge.answers += [DISCARD] * 5
    made.close_all()


def write(folder: Path, name: str = "long.hl7", data: bytes = ONE) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def waiting(place: MessagesPlace) -> ReadingTab:
    [page] = place.reading.pages()
    return page


def titles(place: MessagesPlace) -> list[str]:
    return [place._tabs.tabText(index) for index in range(place._tabs.count())]


def test_until_it_is_there_its_tab_says_so(place: MessagesPlace, disk: Disk, tmp_path: Path, qtbot: QtBot) -> None:
    file = write(tmp_path, data=TWO)
    page = place.open_file(file)
    assert page is waiting(place) and page.isVisible()
    assert page.state.title.text() == "Reading long.hl7 …"
    assert page.state.text.text().startswith("0 % of 8.9 kB")
    assert titles(place) == ["long.hl7"]
    assert place.has_tabs() and place.current() is None and not place.empty.isVisible()
    disk.may_read.set()
    qtbot.waitUntil(lambda: place.current() is not None, timeout=10_000)
    assert titles(place) == ["long.hl7"] and not place.reading.pages()
    [tab] = place.tabs()
    assert tab.file.on_disk == TWO and tab.file.file == file.resolve() and len(tab.file) == 2
    assert place.current_view() is not None and place.current_view().isVisible()  # type: ignore[union-attr]


def test_it_is_read_divided_and_decoded_beside_the_window_and_once(
    place: MessagesPlace, disk: Disk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = threading.get_ident()
    cut, decoded = files._cut, MessageFile.document

    def divide(data: bytes) -> tuple[tuple[int, int], ...]:
        assert threading.get_ident() != here
        return cut(data)

    def decode(self: MessageFile, index: int) -> object:
        assert threading.get_ident() != here
        return decoded(self, index)

    monkeypatch.setattr(files, "_cut", divide)
    monkeypatch.setattr(MessageFile, "document", decode)
    monkeypatch.setattr(changed_file, "differs", lambda *_: pytest.fail("the file is read again"))
    disk.may_read.set()
    place.open_file(write(tmp_path))
    qtbot.waitUntil(lambda: place.current() is not None, timeout=10_000)
    assert disk.threads and here not in disk.threads
    session = place.current()
    assert session is not None
    assert {"segments", "_by_path", "_by_name"} <= set(vars(session.document))
    assert session.document.to_bytes() == ONE


def test_a_small_one_is_there_at_once(place: MessagesPlace, disk: Disk, tmp_path: Path) -> None:
    assert place.open_file(write(tmp_path, "small.hl7", SMALL)) is place.current_tab()
    assert place.current() is not None
    assert not disk.threads


CLOSINGS: dict[str, Callable[[MessagesPlace, ReadingTab], object]] = {
    "cross": lambda place, page: place._tabs.tabCloseRequested.emit(place._tabs.indexOf(page)),
    "menu": lambda place, _page: place.close_current(),
    "Stop": lambda _place, page: page.state.buttons[0].click(),
    "Escape": lambda _place, page: QTest.keyClick(page.state.buttons[0], Qt.Key.Key_Escape),
    "Ctrl+W": lambda _place, page: QTest.keyClick(
        page.state.buttons[0], Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier
    ),
}


@pytest.mark.parametrize("close", CLOSINGS.values(), ids=CLOSINGS)
def test_closing_its_tab_reads_no_further(
    place: MessagesPlace,
    disk: Disk,
    tmp_path: Path,
    qtbot: QtBot,
    bridge: StubBridge,
    close: Callable[[MessagesPlace, ReadingTab], object],
) -> None:
    page = place.open_file(write(tmp_path))
    assert isinstance(page, ReadingTab)
    qtbot.waitUntil(lambda: bool(disk.threads), timeout=10_000)
    close(place, page)
    qtbot.waitUntil(lambda: not place.has_tabs(), timeout=10_000)
    disk.may_read.set()
    place.reading.close()  # waits for what is under way
    QApplication.processEvents()
    assert disk.pieces == [1000]
    assert not place.has_tabs() and place.empty.isVisible()
    assert bridge.heard == []


def test_what_cannot_be_read_is_a_sentence(
    place: MessagesPlace, disk: Disk, tmp_path: Path, qtbot: QtBot, bridge: StubBridge
) -> None:
    file = write(tmp_path)
    place.open_file(file)
    file.unlink()
    disk.may_read.set()
    qtbot.waitUntil(lambda: bool(bridge.heard), timeout=10_000)
    assert bridge.heard == [("problem", f"There is no file {file}.")]
    assert not place.has_tabs()


def test_what_does_not_fit_into_memory_is_a_sentence(
    place: MessagesPlace, disk: Disk, tmp_path: Path, qtbot: QtBot, bridge: StubBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_data: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr(files, "_cut", full)
    file = write(tmp_path)
    disk.may_read.set()
    place.open_file(file)
    qtbot.waitUntil(lambda: bool(bridge.heard), timeout=10_000)
    [(level, text)] = bridge.heard
    assert level == "problem"
    assert "too large for the memory" in text
    assert not place.has_tabs()


def test_it_takes_no_one_away_from_another_message(
    place: MessagesPlace, disk: Disk, tmp_path: Path, qtbot: QtBot
) -> None:
    place.open_file(write(tmp_path, "long & new.hl7"))
    place.open_file(write(tmp_path, "small.hl7", SMALL))
    session = place.current()
    assert titles(place) == ["long && new.hl7", "small.hl7"]
    disk.may_read.set()
    qtbot.waitUntil(lambda: not place.reading.pages(), timeout=10_000)
    assert titles(place) == ["long && new.hl7", "small.hl7"]
    assert place.current() is session
    place.turn(-1)
    current = place.current()
    assert current is not None and current.document.to_bytes() == ONE


def test_whoever_stops_is_at_the_message_behind_it(window: Window, disk: Disk, tmp_path: Path, qtbot: QtBot) -> None:
    window.activateWindow()
    window.open_files([write(tmp_path, "small.hl7", SMALL), write(tmp_path)])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is waiting(window.messages).state.buttons[0], timeout=10_000)
    waiting(window.messages).state.buttons[0].click()
    qtbot.waitUntil(lambda: window.messages.current() is not None, timeout=10_000)
    view = window.messages.current_view()
    assert view is not None and view.isAncestorOf(window.focusWidget())
    disk.may_read.set()
    window.close()


def test_the_keyboard_goes_to_the_message_unless_it_is_elsewhere(
    window: Window, disk: Disk, tmp_path: Path, qtbot: QtBot
) -> None:
    window.activateWindow()
    window.open_files([write(tmp_path, "small.hl7", SMALL), write(tmp_path)])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is waiting(window.messages).state.buttons[0], timeout=10_000)
    disk.may_read.set()
    qtbot.waitUntil(lambda: window.messages.current() is not None, timeout=10_000)
    view = window.messages.current_view()
    assert view is not None and view.isAncestorOf(window.focusWidget())
    disk.may_read.clear()
    window.open_files([write(tmp_path, "other.hl7")])
    window.reference.look_up()
    searched = window.focusWidget()
    assert window.reference.isAncestorOf(searched)
    disk.may_read.set()
    qtbot.waitUntil(lambda: not window.messages.reading.pages(), timeout=10_000)
    assert window.focusWidget() is searched
    window.close()


def test_a_file_that_is_open_already_is_brought_to_the_front(
    place: MessagesPlace, disk: Disk, tmp_path: Path, qtbot: QtBot
) -> None:
    file = write(tmp_path)
    disk.may_read.set()
    place.open_file(file)
    qtbot.waitUntil(lambda: place.current() is not None, timeout=10_000)
    place.open_file(write(tmp_path, "small.hl7", SMALL))
    place.open_file(file)
    qtbot.waitUntil(lambda: not place.reading.pages(), timeout=10_000)
    assert titles(place) == ["long.hl7", "small.hl7"]
    assert place.current_tab() is place.tabs()[0]


def test_read_again_after_another_program_changed_it(
    place: MessagesPlace, disk: Disk, tmp_path: Path, qtbot: QtBot
) -> None:
    file = write(tmp_path)
    disk.may_read.set()
    place.open_file(file)
    qtbot.waitUntil(lambda: place.current() is not None, timeout=10_000)
    file.write_bytes(ONE.replace(b"|X", b"|OTHER"))
    place.look_at_file()
    assert place.changed_strip.isVisible()
    here = threading.get_ident()
    place.changed_strip.reload.click()
    assert waiting(place).isVisible()
    qtbot.waitUntil(lambda: not place.reading.pages(), timeout=10_000)
    session = place.current()
    assert session is not None and session.document.get("FT1-2") == "OTHER"
    assert len(place.tabs()) == 1 and here not in disk.threads
    assert not place.changed_strip.isVisible()


# --- kept for the next start ---------------------------------------------------------------------------------------


class Desk:
    """A place with its autosave, as one run of the program has them."""

    def __init__(self, data: Path, qtbot: QtBot) -> None:
        self.bridge = StubBridge()
        self.place = MessagesPlace(self.bridge)
        qtbot.addWidget(self.place)
        self.autosave = Autosave(self.place, data, self.bridge)

    def close(self) -> None:
        self.autosave.before_close()
        self.autosave.finish()
        self.place.remove_all()

    def crash(self) -> None:
        self.autosave.write_now()
        self.autosave._store._lock.unlock()  # type: ignore[union-attr]
        self.place.reading.close()


def test_what_was_unsaved_in_it_comes_back_when_it_was_read(tmp_path: Path, disk: Disk, qtbot: QtBot) -> None:
    disk.may_read.set()
    file = write(tmp_path, data=TWO)
    first = Desk(tmp_path / "data", qtbot)
    first.place.open_file(file)
    qtbot.waitUntil(lambda: first.place.current() is not None, timeout=10_000)
    [tab] = first.place.tabs()
    tab.step(1)
    tab.session.submit(tab.session.document.put("FT1-2", "UNSAVED"), "Set FT1-2", None)
    first.crash()

    disk.may_read.clear()
    second = Desk(tmp_path / "data", qtbot)  # and ends before the file was read
    assert second.autosave.restore(reopen=True) == 1
    assert waiting(second.place).state.title.text() == "Reading long.hl7 …"
    disk.may_read.set()
    second.crash()

    disk.may_read.clear()
    third = Desk(tmp_path / "data", qtbot)  # where somebody does not wait for it
    third.autosave.restore(reopen=True)
    third.place.reading.drop(waiting(third.place))
    disk.may_read.set()
    third.close()

    fourth = Desk(tmp_path / "data", qtbot)
    assert fourth.autosave.restore(reopen=False) == 1
    qtbot.waitUntil(lambda: fourth.place.current() is not None, timeout=10_000)
    [tab] = fourth.place.tabs()
    assert tab.index == 1 and tab.file.is_modified()
    assert tab.session.document.get("FT1-2") == "UNSAVED"
    tab.session.undo_stack.undo()
    assert tab.file.to_bytes() == TWO
    fourth.bridge.answers.append(DISCARD)
    assert fourth.place.close_all()


def test_a_window_that_closes_while_it_reads_opens_the_file_again(tmp_path: Path, disk: Disk, qtbot: QtBot) -> None:
    first = Desk(tmp_path / "data", qtbot)
    first.place.open_file(write(tmp_path))
    disk.may_read.set()
    first.close()
    second = Desk(tmp_path / "data", qtbot)
    assert second.autosave.restore(reopen=True) == 1
    qtbot.waitUntil(lambda: second.place.current() is not None, timeout=10_000)
    assert titles(second.place) == ["long.hl7"]
    assert second.place.close_all()


# --- every way into the window ---------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, disk: Disk) -> Window:
    made = make_window(make_application(), tmp_path / "data", dark=False)
    qtbot.addWidget(made)
    made.show()
    return made


def dropped(window: Window, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    window.opening.drop(data)


def chosen(window: Window, file: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("PySide6.QtWidgets.QFileDialog.getOpenFileNames", lambda *_: ([str(file)], ""))
        window.opening.ask_for_files()


def of_menu(window: Window, file: Path) -> None:
    window.settings.setValue("recent", [str(file)])
    window.menus._fill_recent()
    window.menus.recent.actions()[0].trigger()


def among_others(window: Window, file: Path) -> None:
    small = [write(file.parent, f"{number}.hl7", SMALL) for number in range(5)]
    window.open_files([*small, file])


WAYS: dict[str, Callable[[Window, Path], None]] = {
    "on the command line": lambda window, file: window.open_files([file]),
    "dropped": dropped,
    "chosen": chosen,
    "recent": of_menu,
    "among others": among_others,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_however_it_is_opened_the_window_goes_on(
    window: Window, disk: Disk, tmp_path: Path, qtbot: QtBot, way: Callable[[Window, Path], None]
) -> None:
    file = write(tmp_path)
    way(window, file)
    assert window.stack.currentWidget() is window.messages
    page = waiting(window.messages)
    assert page.isVisible() and not window.on_message
    assert window.problems.empty.text() == "Nothing to check yet."
    disk.may_read.set()
    qtbot.waitUntil(lambda: window.messages.current() is not None, timeout=10_000)
    assert window.problems.empty.text() != "Nothing to check yet."
    assert window.on_message and window.opening.recent.files()[0] == file
    assert threading.get_ident() not in disk.threads
    window.close()
