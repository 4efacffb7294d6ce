"""The program is killed, in its own process: what was typed is there at the next start, and no file is half of one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.watching import DFT, Watched
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught"),
]
ROOT = Path(__file__).resolve().parents[2]
START = """
import sys, time
from pathlib import Path
sys.path.insert(0, "tests")
from helpers.watching import Watched
from workbench.app import make_application
at = Watched(Path(sys.argv[1]), make_application())
files = [Path(name) for name in sys.argv[2:]]
at.window.kept.restore()
def wait(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)
from PySide6.QtWidgets import QApplication
"""
READY = """
print("ready", flush=True)
wait(60)
"""
TYPE = 'at.open(*files); at.put("FT1-6", "CR")'
HALF = 'at.open(*files); wait(0.5); at.type_into_tree("FT1-7.1", "7681")'
PASTE = 'QApplication.clipboard().setText(files[0].read_text()); at.window.opening.paste(); at.put("FT1-6", "CR")'
SAVE_ON_AND_ON = """
at.open(*files)
print("ready", flush=True)
for number in range(100000):
    at.put("FT1-8", "x" * (number % 2) * 200_000)
    at.window.messages.save()
    QApplication.processEvents()
"""
RUN = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from workbench import app
from workbench.ui.window import Window
def edit_and_be_told(window):
    session = window.messages.current()
    session.submit(session.document.put("FT1-6", "CR"), "edit", None)
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), int(sys.argv[3])))
    QTimer.singleShot(20000, lambda: os._exit(1))
opened = Window.open_files
def open_files(window, files):
    opened(window, files)
    QTimer.singleShot(300, lambda: edit_and_be_told(window))
Window.open_files = open_files
sys.exit(app.run([Path(sys.argv[2])], Path(sys.argv[1])))
"""
Run = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    made = tmp_path / "in" / "charges.hl7"
    made.write_bytes(DFT)
    return made


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A program in a process of its own that does something and says when it is ready."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(what: str, *files: Path) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", START + what, str(tmp_path / "data"), *map(str, files)],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
        )
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process

    yield start
    for process in processes:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


@pytest.fixture
def again(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[], Watched]]:
    """The next start, here."""
    started: list[Watched] = []

    def start() -> Watched:
        watched = Watched(tmp_path / "data", qapp)
        qtbot.addWidget(watched.window)
        started.append(watched)
        watched.window.kept.restore()
        return watched

    yield start
    for one in started:
        one.end()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def is_kept(tmp_path: Path, text: bytes) -> bool:
    """Whether it was written aside, and the list names it."""
    lists = list((tmp_path / "data" / "unsaved").rglob("open.json"))
    named = "".join(one.read_text() for one in lists)
    found = [one for one in (tmp_path / "data" / "unsaved").rglob("*.hl7") if text in one.read_bytes()]
    return any(one.name in named for one in found)


@pytest.mark.parametrize(
    ("what", "text", "expected"),
    [
        (TYPE, b"|CR|", DFT.replace(b"|CG|", b"|CR|")),
        (HALF, b"7681^", DFT.replace(b"76805", b"7681")),
        (PASTE, b"|CR|", DFT.replace(b"|CG|", b"|CR|").replace(b"\r", b"\n")),  # as the clipboard has it
    ],
)
def test_what_was_typed_is_back(
    what: str, text: bytes, expected: bytes, run: Run, again: Callable[[], Watched], file: Path, tmp_path: Path
) -> None:
    process = run(what + READY, file)
    until(lambda: is_kept(tmp_path, text))
    kill(process)
    assert file.read_bytes() == DFT
    at = again()
    assert at.session.document.to_bytes() == expected
    assert at.tab.file.is_modified() and at.tab.title().startswith("●")
    assert at.last() == "A message with unsaved changes is open again, as you left it."
    assert at.tab.file.title == ("Pasted message" if what == PASTE else "charges.hl7")
    assert file.read_bytes() == DFT


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_told_to_end_it_keeps_the_last_key_and_says_nothing(
    name: str, again: Callable[[], Watched], file: Path, tmp_path: Path
) -> None:
    number = getattr(signal, name)
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path / "data"), str(file), str(int(number))],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    )
    try:
        _out, told = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 128 + number
    assert b"Traceback" not in told and b"KeyboardInterrupt" not in told
    at = again()
    assert at.get("FT1-6") == "CR" and at.tab.file.is_modified()
    assert file.read_bytes() == DFT


def test_killed_in_the_midst_of_saving_the_file_is_whole(run: Run, again: Callable[[], Watched], file: Path) -> None:
    """At last so late that what is open was written aside; by then the same text may be unsaved."""
    whole = (DFT, DFT.replace(b"^C4|||1", b"^C4|" + b"x" * 200_000 + b"||1"))
    for after in (0.05, 0.3, 1.5):
        process = run(SAVE_ON_AND_ON, file)
        time.sleep(after)
        kill(process)
        assert file.read_bytes() in whole
    at = again()
    assert at.session.document.to_bytes() in whole


def test_killed_while_a_large_file_is_read_again_its_text_is_back(
    run: Run, again: Callable[[], Watched], file: Path, tmp_path: Path
) -> None:
    large = DFT + b"NTE|1||" + b"as long as any " * 200_000 + b"\r"
    file.write_bytes(large)
    kill(run("at.window.open_files(files); at.until(lambda: at.tabs); wait(1)" + READY, file))
    process = run('at.until(lambda: at.tabs); at.put("FT1-6", "CR")' + READY)
    until(lambda: is_kept(tmp_path, b"|CR|"))
    kill(process)
    kill(run('print("ready", flush=True); wait(60)'))  # it has only begun to bring it back
    at = again()
    at.until(lambda: at.tabs)
    assert at.session.document.to_bytes() == large.replace(b"|CG|", b"|CR|")
    assert [tab.title() for tab in at.tabs] == ["● charges.hl7"]
    assert file.read_bytes() == large


def test_two_programs_do_not_take_from_each_other(
    run: Run, again: Callable[[], Watched], file: Path, tmp_path: Path
) -> None:
    other = file.with_name("other.hl7")
    other.write_bytes(DFT.replace(b"C1", b"C9"))
    first = run(TYPE + READY, file)
    until(lambda: is_kept(tmp_path, b"|C1|"))
    second = run('at.open(*files); at.put("FT1-6", "PY")' + READY, other)
    until(lambda: is_kept(tmp_path, b"|C9|"))
    third = again()
    assert not third.window.places.is_built("messages") or third.tabs == [], "both of them live"
    assert third.window.close()
    assert is_kept(tmp_path, b"|C1|") and is_kept(tmp_path, b"|C9|")
    kill(first)
    fourth = again()
    assert [(tab.file.title, tab.file.is_modified()) for tab in fourth.tabs] == [("charges.hl7", True)]
    kill(second)
    fifth = again()
    assert [(tab.file.title, tab.file.is_modified()) for tab in fifth.tabs] == [("other.hl7", True)]
    assert fifth.get("FT1-6") == "PY"
    assert (file.read_bytes(), other.read_bytes()) == (DFT, DFT.replace(b"C1", b"C9"))
