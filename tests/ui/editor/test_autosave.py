"""Unsaved text survives: the program killed, the window closed, the file changed meanwhile, two windows at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from pytestqt.qtbot import QtBot

from workbench.er7 import Path as HL7Path
from workbench.ui.editor.autosave import Autosave
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.unsaved import UnsavedStore
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

ROOT = Path(__file__).resolve().parents[3]
DFT = b"MSH|^~\\&|US|CTR|||20260301||DFT^P03|C1|T|2.5.1\nPID|1||100234\nFT1|1|A||20260301||CG|76805\n"
TWO = DFT + DFT.replace(b"|C1|", b"|C2|")


class Desk:
    """A place with its autosave, as one run of the program has them."""

    def __init__(self, data: Path) -> None:
        self.bridge = StubBridge()
        self.place = MessagesPlace(self.bridge)
        self.autosave = Autosave(self.place, data, self.bridge)

    def change(self, field: str, value: str) -> None:
        session = self.place.current()
        assert session is not None
        session.submit(session.document.put(field, value), f"Set {field}", None)

    def crash(self) -> None:
        """What is on the disk stays; the lock goes with the process."""
        self.autosave.write_now()
        self.autosave._store._lock.unlock()  # type: ignore[union-attr]

    def close(self, answer: str = "") -> bool:
        self.bridge.answers.append(answer)
        self.autosave.before_close()
        closed = self.place.close_all()
        (self.autosave.finish if closed else self.autosave.stay)()
        return closed

    def shown(self) -> list[tuple[str, bool]]:
        return [(tab.title(), tab.file.is_modified()) for tab in self.place.tabs()]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    desks = []

    def make() -> Desk:
        made = Desk(tmp_path / "data")
        qtbot.addWidget(made.place)
        desks.append(made)
        return made

    yield make
    for one in desks:
        one.bridge.answers = ["Do not save"] * 9
        one.place.close_all()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "charges.hl7"
    made.write_bytes(DFT)
    return made


def test_after_a_crash_changes_are_back_over_the_file(desk: Callable[[], Desk], file: Path) -> None:
    first = desk()
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    first.crash()
    again = desk()
    assert again.autosave.restore(reopen=False) == 1
    assert again.shown() == [("● charges.hl7", True)]
    session = again.place.current()
    assert session is not None
    assert session.document.get("FT1-6") == "CR"
    session.undo_stack.undo()
    assert session.document.to_bytes() == DFT
    assert not session.is_modified()
    assert file.read_bytes() == DFT
    assert "open again" in again.bridge.heard[0][1]


def test_the_text_is_kept_while_typing_goes_on(desk: Callable[[], Desk], file: Path, qtbot: QtBot) -> None:
    first = desk()
    first.autosave._timer.setInterval(0)
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    folder = file.parent / "data" / "unsaved"
    qtbot.waitUntil(lambda: any(b"|CR|" in kept.read_bytes() for kept in folder.rglob("*.hl7")), timeout=5000)


def test_several_messages_of_one_file_come_back(desk: Callable[[], Desk], tmp_path: Path) -> None:
    batch = tmp_path / "two.hl7"
    batch.write_bytes(TWO)
    first = desk()
    first.place.open_path(batch)
    first.change("FT1-6", "CR")
    tab = first.place.current_tab()
    assert tab is not None
    assert tab.selector is not None
    tab.selector.select(1)
    first.change("FT1-6", "CD")
    first.crash()
    again = desk()
    again.autosave.restore(reopen=False)
    back = again.place.current_tab()
    assert back is not None
    assert back.index == 1
    assert [document.get("FT1-6") for document in back.file.changed_documents().values()] == ["CR", "CD"]
    assert back.file.to_bytes() == tab.file.to_bytes()


def test_a_pasted_message_comes_back_with_its_changes(desk: Callable[[], Desk]) -> None:
    first = desk()
    first.place.open(OpenRequest(DFT, "Pasted message"))
    first.change("FT1-6", "CR")
    first.crash()
    again = desk()
    again.autosave.restore(reopen=True)
    session = again.place.current()
    assert session is not None
    assert session.document.get("FT1-6") == "CR"
    session.undo_stack.undo()
    assert session.document.to_bytes() == DFT


def test_what_was_open_is_open_again(desk: Callable[[], Desk], file: Path) -> None:
    first = desk()
    first.place.open_path(file)
    first.place.open(OpenRequest(DFT, "Pasted message"))
    first.place.show_tab(first.place.tabs()[0])
    assert first.close()
    again = desk()
    assert again.autosave.restore(reopen=True) == 2
    assert again.shown() == [("charges.hl7", False), ("● Pasted message", False)]
    assert again.place.current_tab() is again.place.tabs()[0]
    assert again.bridge.heard == []


def test_the_cursor_is_where_it_was(desk: Callable[[], Desk], file: Path, tmp_path: Path) -> None:
    batch = tmp_path / "two.hl7"
    batch.write_bytes(TWO)
    first = desk()
    for one in (batch, file):
        first.place.open_path(one)
    first.place.tabs()[0].selector.select(1)  # type: ignore[union-attr]
    first.place.tabs()[0].session.move_cursor(HL7Path.parse("PID-3"), None)
    first.place.tabs()[1].session.move_cursor(HL7Path.parse("FT1-4"), None)
    assert first.close()
    again = desk()
    assert again.autosave.restore(reopen=True) == 2
    assert [str(tab.session.cursor) for tab in again.place.tabs()] == ["PID-3", "FT1-4"]
    again.crash()
    file.write_bytes(DFT[: DFT.index(b"FT1")])
    after = desk()
    assert after.autosave.restore(reopen=True) == 2
    assert [str(tab.session.cursor) for tab in after.place.tabs()] == ["PID-3", "MSH"]  # there is no FT1 any more


def test_nothing_is_reopened_when_that_is_not_wanted(desk: Callable[[], Desk], file: Path) -> None:
    first = desk()
    first.place.open_path(file)
    first.close()
    assert desk().autosave.restore(reopen=False) == 0
    assert desk().autosave.restore(reopen=True) == 0


def test_what_has_no_file_comes_back_whether_wanted_or_not(desk: Callable[[], Desk]) -> None:
    first = desk()
    first.place.open(OpenRequest(DFT, "Pasted message"))
    first.close()
    again = desk()
    assert again.autosave.restore(reopen=False) == 1
    assert [tab.session.document.to_bytes() for tab in again.place.tabs()] == [DFT]


def test_what_was_discarded_is_gone(desk: Callable[[], Desk], file: Path, tmp_path: Path) -> None:
    first = desk()
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    first.autosave.write_now()
    first.close("Do not save")
    assert not list((tmp_path / "data").rglob("*.hl7"))
    again = desk()
    again.autosave.restore(reopen=True)
    assert again.shown() == [("charges.hl7", False)]


def test_what_was_saved_is_gone(desk: Callable[[], Desk], file: Path, tmp_path: Path) -> None:
    first = desk()
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    first.autosave.write_now()
    first.place.save()
    first.autosave.write_now()
    assert not list((tmp_path / "data").rglob("*.hl7"))


def test_staying_keeps_on_keeping(desk: Callable[[], Desk], file: Path) -> None:
    first = desk()
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    assert not first.close("")
    first.change("FT1-6", "CD")
    first.crash()
    again = desk()
    again.autosave.restore(reopen=False)
    session = again.place.current()
    assert session is not None
    assert session.document.get("FT1-6") == "CD"


def test_a_file_that_was_changed_meanwhile_is_said_and_never_overwritten(desk: Callable[[], Desk], file: Path) -> None:
    first = desk()
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    first.crash()
    file.write_bytes(DFT.replace(b"76805", b"76810"))
    again = desk()
    again.autosave.restore(reopen=True)
    level, text = again.bridge.heard[-1]
    assert level == "warning"
    assert "changed by another program" in text
    tab = again.place.current_tab()
    assert tab is not None
    assert tab.file.file is None
    assert tab.session.document.get("FT1-6") == "CR"
    assert tab.session.document.get("FT1-7") == "76805"
    tab.session.undo_stack.undo()
    assert tab.session.document.get("FT1-7") == "76810"


def test_a_file_that_is_gone_is_said(desk: Callable[[], Desk], file: Path) -> None:
    for change in (True, False):
        file.write_bytes(DFT)
        first = desk()
        first.place.open_path(file)
        if change:
            first.change("FT1-6", "CR")
        first.crash()
        file.unlink()
        again = desk()
        assert again.autosave.restore(reopen=True) == int(change)
        assert "cannot be read any more" in again.bridge.heard[-1][1]
        again.close("Do not save")


def test_two_windows_do_not_take_from_each_other(desk: Callable[[], Desk], file: Path) -> None:
    first, second = desk(), desk()
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    first.autosave.write_now()
    assert second.autosave.restore(reopen=True) == 0
    second.place.open_path(file)
    second.change("FT1-6", "CD")
    first.crash()
    second.crash()
    again = desk()
    assert again.autosave.restore(reopen=True) == 2
    texts = sorted(tab.session.document.get("FT1-6") or "" for tab in again.place.tabs())
    assert texts == ["CD", "CR"]
    assert "in two windows" in again.bridge.heard[-1][1]


def test_a_crash_while_restoring_doubles_nothing(
    desk: Callable[[], Desk], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk()
    first.place.open_path(file)
    first.change("FT1-6", "CR")
    first.crash()
    second = desk()
    with monkeypatch.context() as patch:
        patch.setattr("workbench.ui.editor.unsaved.Abandoned.remove", lambda self: self.leave())
        second.autosave.restore(reopen=True)
    second.crash()
    again = desk()
    assert again.autosave.restore(reopen=True) == 1


def test_the_character_set_is_kept(desk: Callable[[], Desk], file: Path) -> None:
    file.write_bytes(DFT.replace(b"100234", b"M\xfcller"))
    first = desk()
    first.place.open_path(file)
    first.change("PID-3", "nothing but ASCII")
    first.crash()
    again = desk()
    again.autosave.restore(reopen=True)
    again.change("PID-3", "M\xfcller")
    session = again.place.current()
    assert session is not None
    assert session.document.to_bytes() == file.read_bytes()


def test_what_the_charset_cannot_hold_is_kept(desk: Callable[[], Desk], file: Path) -> None:
    file.write_bytes(DFT.replace(b"100234", b"M\xfcller"))
    first = desk()
    first.place.open_path(file)
    session = first.place.current()
    assert session is not None
    session.submit(replace(session.document, text=session.document.text.replace("76805", "Ω")), "change", None)
    first.crash()
    again = desk()
    again.autosave.restore(reopen=True)
    back = again.place.current()
    assert back is not None
    assert back.document.get("FT1-7") == "Ω"
    assert back.document.get("PID-3") == "Müller"


def test_what_the_charset_cannot_hold_is_kept_with_its_framing(desk: Callable[[], Desk], tmp_path: Path) -> None:
    framed = tmp_path / "framed.hl7"
    framed.write_bytes(b"\x0b" + DFT.replace(b"CTR", b"M\xfcller") + b"\x1c\r")
    first = desk()
    first.place.open_path(framed)
    session = first.place.current()
    assert session is not None
    session.submit(session.document.splice(len(session.document.text), len(session.document.text), "NTE|Ж"), "", None)
    first.crash()
    again = desk()
    again.autosave.restore(reopen=False)
    found = again.place.current()
    assert found is not None
    kept, typed = found.document, session.document
    assert (kept.lead, kept.text, kept.trail) == (typed.lead, typed.text, typed.trail)
    assert (kept.lead, kept.trail) == ("\x0b", "\x1c\r")


def test_a_full_disk_is_said_once(desk: Callable[[], Desk], file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk()
    (file.parent / "data").mkdir()
    (file.parent / "data" / "unsaved").write_text("in the way")
    first.place.open_path(file)
    first.autosave._say(first.autosave._write([]))
    first.autosave._say(first.autosave._write([]))
    assert [level for level, _text in first.bridge.heard] == ["warning"]


KILLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from workbench.app import make_application, make_window
application = make_application()
window = make_window(application, Path(sys.argv[1]))
window.open_files([Path(sys.argv[2])])
session = window.messages.current()
session.submit(session.document.put("FT1-6", "CR"), "change", None)
session.submit(session.document.put("FT1-7", "Ünsaved"), "change", None)
print("ready", flush=True)
application.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_unsaved_text_survives_a_kill(desk: Callable[[], Desk], file: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "data"), str(file)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        folder, end = tmp_path / "data" / "unsaved", time.monotonic() + 20
        while not list(folder.rglob("open.json")):
            assert time.monotonic() < end, "nothing was kept"
            time.sleep(0.05)
        assert UnsavedStore(tmp_path / "data").left_behind() == [], "its process lives"
    finally:
        process.kill()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
    again = desk()
    assert again.autosave.restore(reopen=True) == 1
    session = again.place.current()
    assert session is not None
    assert session.document.get("FT1-6") == "CR"
    assert session.document.get("FT1-7") == "Ünsaved"
    assert session.file == file


def test_nothing_is_kept_by_a_window_that_does_not_reopen(desk: Callable[[], Desk]) -> None:
    one = desk()
    one.place.open(OpenRequest(b"MSH|^~\\&|A\r", "Pasted", unsaved=True))
    one.autosave.before_close()
    one.bridge.answers.append("Do not save")
    assert one.place.close_all(reopens=False)
    one.autosave.finish(reopens=False)
    assert desk().autosave.restore(reopen=True) == 0
