"""Whatever somebody tries to open, and however: it opens, or a sentence says why not; nothing waits for ever."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.watching import DFT, TWO, Watched
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication, QProgressDialog
from pytestqt.qtbot import QtBot

from workbench.ui.editor.saving import DISCARD
from workbench.ui.editor.view import MessageView
from workbench.ui.file_names import on_screen
from workbench.ui.opening import OPEN_ALL

pytestmark = pytest.mark.gui
POSIX = pytest.mark.skipif(os.name == "nt", reason="no such files there")
BYTES = pytest.mark.skipif(sys.platform != "linux", reason="names are text there")


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path / "data", qapp)
    qtbot.addWidget(watched.window)
    yield watched
    watched.end()


def dropped(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def of_menu(at: Watched, file: Path) -> None:
    at.window.settings.setValue("recent", [str(file)])
    at.window.menus._fill_recent()
    [action] = at.window.menus.recent.actions()
    action.trigger()


WAYS: dict[str, Callable[[Watched, Path], None]] = {
    "as named on the command line": lambda at, file: at.window.open_files([file]),
    "dropped": lambda at, file: at.window.opening.drop(dropped(file)),
    "recent": of_menu,
}


def make_odd(kind: str, folder: Path) -> Path:
    file = folder / "odd.hl7"
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "socket":
            server = socket.socket(socket.AF_UNIX)
            server.bind(str(file))
            server.close()
        case "device":
            return Path("/dev/zero")
        case "link to nothing":
            file.symlink_to(folder / "nowhere")
        case "link to itself":
            file.symlink_to(file)
        case "name too long":
            return folder / ("x" * 300)
        case "below a file":
            file.write_bytes(DFT)
            return file / "below.hl7"
    return file


ODD = {
    "pipe": "is a pipe or a device, not a file. Save what comes from it as a file and open that",
    "socket": "is a pipe or a device",
    "device": "is a pipe or a device",
    "link to nothing": "There is no file",
    "link to itself": "cannot be read: Too many levels of symbolic links.",
    "name too long": "cannot be read: File name too long.",
    "below a file": "cannot be read: Not a directory.",
    "nothing": "There is no file",
}


@POSIX
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_a_sentence(
    at: Watched, kind: str, way: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("o")  # a socket's name has to be short
    file = make_odd(kind, folder)
    WAYS[way](at, file)
    [(level, text)] = at.heard
    assert level == "problem"
    assert text.startswith((str(file), f"There is no file {file}"))
    assert ODD[kind] in text
    assert not at.window.places.is_built("messages") or at.tabs == []


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_nobody_may_read_is_a_sentence(
    at: Watched, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "closed.hl7"
    file.write_bytes(DFT)
    real = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "closed.hl7":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    WAYS[way](at, file)
    assert at.heard == [("problem", f"{file} cannot be read: Permission denied.")]
    assert at.window.opening.recent.files() in ([], [file]), "it is there, so it is not forgotten"


@BYTES
@pytest.mark.parametrize("way", WAYS)
def test_a_name_that_is_no_text(at: Watched, way: str, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.hl7"))
    file.write_bytes(DFT)
    WAYS[way](at, Path(on_screen(str(file))))  # as Qt gives it
    assert at.tab.file.file == file
    assert at.tab.title() == "caf�.hl7"
    at.window.menus._fill_recent()
    assert at.window.menus.recent.actions()[0].text() == f"{tmp_path}/caf�.hl7"
    at.put("FT1-6", "CR")
    at.window.kept.write_now()
    assert at.heard == [], "it is kept for a crash, too"
    assert at.window.messages.save()
    assert at.last() == f"Saved {tmp_path}/caf�.hl7."
    assert file.read_bytes() == DFT.replace(b"|CG|", b"|CR|")
    assert [one for one in tmp_path.iterdir() if one.is_file()] == [file]


@pytest.mark.parametrize("name", ["x" * 251 + ".hl7", "ü" * 125 + ".hl7"])
def test_the_longest_name_there_may_be(at: Watched, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(DFT)
    at.open(file)
    at.put("FT1-6", "CR")
    assert at.window.messages.save()
    assert file.read_bytes() == DFT.replace(b"|CG|", b"|CR|")


# --- many of them --------------------------------------------------------------------------------------------------


def some(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    files = [folder / f"m{number:03}.hl7" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(DFT.replace(b"C1", b"C%d" % number))
    return files


def views(at: Watched) -> int:
    return len(at.window.messages.findChildren(MessageView))


def test_many_files_are_open_and_only_what_is_looked_at_is_made(at: Watched, tmp_path: Path) -> None:
    files = some(tmp_path / "many", 40)
    at.window.opening.drop(dropped(*files))
    assert [tab.file.file for tab in at.tabs] == files
    assert at.tab is at.tabs[-1]
    assert at.last() == "40 of 40 files are open."
    assert at.get("MSH-10") == "C39"
    before = views(at)
    assert before <= 3, "the first, the last, and one that waits"
    at.window.messages.turn(-1)
    assert at.get("MSH-10") == "C38" and views(at) == before + 1
    assert at.view.tree.isVisible()
    at.until(lambda: at.view.width() > 500)
    assert at.window.opening.recent.files()[0] == files[-1]


def test_many_files_come_back_and_each_can_be_worked_on(at: Watched, qtbot: QtBot, tmp_path: Path) -> None:
    files = some(tmp_path / "many", 20)
    many = tmp_path / "many" / "two.hl7"
    many.write_bytes(TWO)
    at.open(*files, many)
    at.window.messages.step(1)
    at.window.messages.show_tab(at.tabs[3])
    at.put("FT1-6", "CR")
    at.window.messages.show_tab(at.tabs[5])
    at.window.kept.write_now()
    at.window.kept._autosave._store._lock.unlock()  # type: ignore[union-attr]  # as if it were killed
    again = Watched(tmp_path / "data", QApplication.instance())  # type: ignore[arg-type]
    qtbot.addWidget(again.window)
    try:
        again.window.kept.restore()
        assert [tab.file.file for tab in again.tabs] == [*files, many]
        assert again.tab is again.tabs[5]
        assert [tab.title() for tab in again.tabs if tab.file.is_modified()] == ["● m003.hl7"]
        assert again.window.messages._tabs.tabText(3) == "● m003.hl7"
        assert views(again) <= 3
        assert again.tabs[20].index == 1
        again.window.messages.show_tab(again.tabs[20])
        assert again.get("MSH-10") == "C2" and again.tab.selector is not None and again.tab.selector.isVisible()
        again.window.messages.show_tab(again.tabs[3])
        assert again.get("FT1-6") == "CR"
        again.session.undo_stack.undo()
        assert again.session.document.to_bytes() == files[3].read_bytes()
        assert again.window.messages._tabs.tabText(3) == "m003.hl7"
    finally:
        again.end()


def test_the_place_in_a_file_that_was_never_looked_at_again_is_kept(
    at: Watched, qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    two = tmp_path / "two.hl7"
    two.write_bytes(TWO)
    at.open(two)
    at.window.messages.step(1)
    at.view.go_to(at.session.document.all("PID")[0].path.at(field=5), None)
    at.open(*some(tmp_path / "many", 5))
    assert at.window.close()
    for _start in range(2):  # the second one is told by a window in which nobody has looked
        again = Watched(tmp_path / "data", qapp)
        qtbot.addWidget(again.window)
        again.window.kept.restore()
        if _start:
            again.window.messages.show_tab(again.tabs[0])
            assert (again.tab.index, str(again.session.cursor)) == (1, "PID-5")
        assert again.window.close()
        again.window.services.engine.quit()


def test_a_window_with_many_files_is_closed_without_making_them(at: Watched, tmp_path: Path) -> None:
    at.open(*some(tmp_path / "many", 30))
    made: list[object] = []
    at.window.messages.current_changed.connect(made.append)
    assert at.window.close()
    assert made == [None]
    assert at.tabs == []


def test_hundreds_of_files_are_asked_about(at: Watched, tmp_path: Path) -> None:
    files = some(tmp_path / "many", 101)
    at.window.open_files(files)
    assert [title for title, _text, _choices in at.asked] == ["Open 101 files?"]
    assert not at.window.places.is_built("messages") or at.tabs == []
    at.answers = [OPEN_ALL]
    at.window.open_files(files)
    assert len(at.tabs) == 101


def test_opening_many_files_can_be_stopped(at: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QProgressDialog, "wasCanceled", lambda dialog: dialog.value() >= 7)
    at.open(*some(tmp_path / "many", 20))
    assert len(at.tabs) == 7
    assert at.last() == "7 of 20 files are open."


def test_of_many_files_those_that_cannot_be_read_are_said_once(at: Watched, tmp_path: Path) -> None:
    files = some(tmp_path / "many", 6)
    files[1].unlink()
    files[4].unlink()
    at.open(*files)
    assert len(at.tabs) == 4
    assert at.heard == [
        ("problem", f"4 of 6 files are open. There is no file {files[1]}. 1 more could not be opened either.")
    ]


def test_a_folder_opens_the_messages_in_it(at: Watched, tmp_path: Path) -> None:
    files = some(tmp_path / "many", 3)
    (tmp_path / "many" / "picture.png").write_bytes(b"")
    (tmp_path / "many" / "below").mkdir()
    (tmp_path / "many" / "below.hl7").mkdir()
    at.window.opening.drop(dropped(tmp_path / "many"))
    assert [tab.file.file for tab in at.tabs] == files


def test_a_folder_without_messages_is_said(at: Watched, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    at.window.opening.drop(dropped(tmp_path / "none"))
    assert at.last() == (
        f"No file in {tmp_path / 'none'} has one of the endings .hl7, .er7, .txt, .dat, .msg, .log."
        " Open its files by name."
    )


def test_a_file_that_is_open_among_many_stays_one_tab_with_its_changes(at: Watched, tmp_path: Path) -> None:
    files = some(tmp_path / "many", 8)
    at.open(files[2])
    at.put("FT1-6", "CR")
    at.window.open_files(files)
    assert len(at.tabs) == 8
    assert sum(tab.file.is_modified() for tab in at.tabs) == 1
    at.answers = [DISCARD]
    assert at.window.close()
