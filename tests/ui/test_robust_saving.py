"""A file changes under an open tab, or the disk is full: nothing is overwritten unasked, and no text is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.watching import DFT, Watched
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import wholefile
from workbench.ui.editor.changed_file import RELOAD
from workbench.ui.editor.saving import DISCARD, ELSEWHERE, OVERWRITE
from workbench.ui.kept import CLOSE, STAY
from workbench.ui.kept import LOSE as LOSE_THEM
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui
POSIX = pytest.mark.skipif(os.name == "nt", reason="no such files there")
EDITED = DFT.replace(b"|CG|", b"|CR|")
OTHERS = DFT.replace(b"76805", b"99999")


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path / "data", qapp)
    qtbot.addWidget(watched.window)
    yield watched
    watched.end()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    made = tmp_path / "in" / "charges.hl7"
    made.write_bytes(DFT)
    return made


@pytest.fixture
def edited(at: Watched, file: Path) -> Watched:
    at.open(file)
    at.put("FT1-6", "CR")
    return at


def unsaved(at: Watched) -> bool:
    """Whether the text is in the window, and known to be unsaved."""
    return at.tab.file.is_modified() and at.session.document.to_bytes() == EDITED and at.tab.title().startswith("●")


# --- what others do to the file ------------------------------------------------------------------------------------


def test_a_file_that_was_changed_is_asked_about(edited: Watched, file: Path) -> None:
    file.write_bytes(OTHERS)
    assert not edited.window.messages.save()
    [(title, text, choices)] = edited.asked
    assert title == "The file was changed meanwhile" and choices == (ELSEWHERE, OVERWRITE, RELOAD)
    assert "charges.hl7" in text
    assert file.read_bytes() == OTHERS and unsaved(edited)


def test_a_file_that_was_deleted_is_there_again_and_that_is_said(edited: Watched, file: Path) -> None:
    file.unlink()
    assert edited.window.messages.save()
    assert file.read_bytes() == EDITED
    assert edited.last() == (
        f"Saved {file}. It had been deleted, moved or renamed since it was opened; it is there again."
    )
    edited.put("FT1-6", "CG")
    assert edited.window.messages.save()
    assert edited.last() == f"Saved {file}."


def test_a_file_that_was_renamed_is_left_alone(edited: Watched, file: Path) -> None:
    moved = file.rename(file.with_name("moved.hl7"))
    assert edited.window.messages.save()
    assert (moved.read_bytes(), file.read_bytes()) == (DFT, EDITED)
    assert "renamed" in edited.last()


def test_a_folder_in_its_place_is_said(edited: Watched, file: Path) -> None:
    file.unlink()
    file.mkdir()
    edited.answers = [OVERWRITE]
    assert not edited.window.messages.save()
    assert edited.last() == (
        f"{file} cannot be written (it is a folder). Nothing was written; choose another name or folder."
    )
    assert unsaved(edited) and list(file.parent.iterdir()) == [file]


def test_a_folder_that_is_gone_is_said(edited: Watched, file: Path) -> None:
    file.unlink()
    file.parent.rmdir()
    assert not edited.window.messages.save()
    assert edited.last() == (
        f"{file} cannot be written (its folder is not there). Nothing was written; choose another name or folder."
    )
    assert unsaved(edited)


@POSIX
def test_a_pipe_in_its_place_does_not_stop_the_window(edited: Watched, file: Path) -> None:
    file.unlink()
    os.mkfifo(file)
    edited.window.messages.look_at_file()
    edited.answers = [OVERWRITE]
    assert not edited.window.messages.save()
    assert edited.last() == (f"{file} is a pipe or a device, not a file. Nothing was written; choose another name.")
    assert unsaved(edited)
    edited.window.kept.write_now()


@POSIX
def test_a_pipe_in_the_place_of_an_empty_file_does_not_stop_the_window(at: Watched, file: Path) -> None:
    file.write_bytes(b"")
    at.open(file)
    file.unlink()
    os.mkfifo(file)
    at.window.messages.look_at_file()
    assert not at.window.messages.changed_strip.isHidden()


def test_a_file_that_cannot_be_read_any_more_is_not_overwritten_unasked(
    edited: Watched, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def refused(path: Path, *words: object, **more: object) -> object:
        if path == file:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refused)
    assert not edited.window.messages.save()
    [(title, text, choices)] = edited.asked
    assert (title, choices) == ("The file cannot be read", (ELSEWHERE, OVERWRITE))
    assert f"{file} cannot be read now (Permission denied)" in text
    edited.answers = [OVERWRITE]
    assert edited.window.messages.save()
    monkeypatch.undo()
    assert file.read_bytes() == EDITED


def test_another_name_is_chosen_instead(edited: Watched, file: Path) -> None:
    file.write_bytes(OTHERS)
    elsewhere = file.with_name("mine.hl7")
    edited.window.messages.ask_save = lambda _suggestion: str(elsewhere)
    edited.answers = [ELSEWHERE]
    assert edited.window.messages.save()
    assert (file.read_bytes(), elsewhere.read_bytes()) == (OTHERS, EDITED)
    assert edited.tab.file.file == elsewhere and not edited.tab.file.is_modified()


# --- where it may not be written -----------------------------------------------------------------------------------


def test_a_write_protected_file_is_said(edited: Watched, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o444)
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != file and real(path, mode))
    assert not edited.window.messages.save()
    assert edited.last() == (
        f"{file} cannot be written (it is write-protected). The file is unchanged; choose another name or folder."
    )
    assert unsaved(edited) and file.read_bytes() == DFT


def test_a_write_protected_folder_is_said(edited: Watched, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != file.parent and real(path, mode))

    def refused(*_words: object, **_more: object) -> tuple[int, str]:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(wholefile.tempfile, "mkstemp", refused)
    assert not edited.window.messages.save()
    assert "cannot be written (its folder is write-protected). The file is unchanged" in edited.last()
    assert unsaved(edited) and file.read_bytes() == DFT


@POSIX
def test_a_link_stays_one_and_a_dangling_one_gets_its_file(at: Watched, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.hl7"
    link.symlink_to(file)
    at.open(link)
    at.put("FT1-6", "CR")
    assert at.window.messages.save()
    assert link.is_symlink() and file.read_bytes() == EDITED
    dangling = tmp_path / "dangling.hl7"
    dangling.symlink_to(tmp_path / "in" / "new.hl7")
    at.window.messages.ask_save = lambda _suggestion: str(dangling)
    assert at.window.messages.save_as()
    assert dangling.is_symlink() and (tmp_path / "in" / "new.hl7").read_bytes() == EDITED
    circle = tmp_path / "circle.hl7"
    circle.symlink_to(circle)
    at.window.messages.ask_save = lambda _suggestion: str(circle)
    assert not at.window.messages.save_as()
    assert at.heard[-1][0] == "problem" and "Too many levels of symbolic links" in at.last()


# --- the same file twice -------------------------------------------------------------------------------------------


def second(at: Watched, file: Path, how: str) -> Path:
    """Another name of the same file."""
    other = file.with_name("other.hl7")
    if how == "link":
        other.symlink_to(file)
    elif how == "hard link":
        other.hardlink_to(file)
    else:
        return file.parent / ".." / "in" / "charges.hl7"
    return other


@POSIX
@pytest.mark.parametrize("how", ["link", "path"])
def test_a_file_by_two_names_is_one_tab(at: Watched, file: Path, how: str) -> None:
    at.open(file)
    at.put("FT1-6", "CR")
    at.open(second(at, file, how))
    assert len(at.tabs) == 1 and unsaved(at)


@POSIX
def test_of_two_hard_links_the_second_is_told_and_not_overwritten(at: Watched, file: Path) -> None:
    other = second(at, file, "hard link")
    at.open(file, other)
    assert len(at.tabs) == 2
    for tab, code in zip(at.tabs, ("A1", "B2"), strict=True):
        at.window.messages.show_tab(tab)
        at.put("FT1-7.1", code)
    at.window.messages.show_tab(at.tabs[0])
    assert at.window.messages.save()
    at.window.messages.show_tab(at.tabs[1])
    strip = at.window.messages.changed_strip
    assert not strip.isHidden() and strip.reload.text() == "Reload and lose my changes"
    assert not at.window.messages.save()
    assert [title for title, *_rest in at.asked] == ["The file was changed meanwhile"]
    assert file.read_bytes() == other.read_bytes() == DFT.replace(b"76805", b"A1")
    assert at.get("FT1-7.1") == "B2"


def test_of_two_tabs_of_one_file_the_second_is_told(at: Watched, file: Path) -> None:
    at.open(file)
    at.put("FT1-7.1", "A1")
    old = DFT.replace(b"76805", b"OLD")  # as a place has read it long ago
    at.window.open_request(OpenRequest(old, "charges.hl7", file))
    assert len(at.tabs) == 2
    at.put("FT1-7.1", "B2")
    assert not at.window.messages.save()
    assert [title for title, *_rest in at.asked] == ["The file was changed meanwhile"]
    at.window.messages.show_tab(at.tabs[0])
    assert at.window.messages.save()
    at.window.messages.show_tab(at.tabs[1])
    assert not at.window.messages.save()
    assert file.read_bytes() == DFT.replace(b"76805", b"A1")


# --- undo over all that --------------------------------------------------------------------------------------------


def test_undo_and_redo_after_save_save_as_and_reload(edited: Watched, file: Path) -> None:
    at, stack = edited, edited.session.undo_stack
    assert at.window.messages.save() and not at.tab.file.is_modified()
    stack.undo()
    assert at.tab.file.is_modified() and at.session.document.to_bytes() == DFT
    elsewhere = file.with_name("b.hl7")
    at.window.messages.ask_save = lambda _suggestion: str(elsewhere)
    assert at.window.messages.save_as()
    assert (file.read_bytes(), elsewhere.read_bytes()) == (EDITED, DFT)
    stack.redo()
    assert at.tab.file.is_modified() and at.session.document.to_bytes() == EDITED
    assert at.window.messages.save()
    assert elsewhere.read_bytes() == EDITED
    elsewhere.write_bytes(OTHERS)
    at.window.messages.look_at_file()
    at.window.messages.changed_strip.reload.click()
    assert at.session.document.to_bytes() == OTHERS
    at.window.menus.undo.trigger()
    assert at.session.document.to_bytes() == OTHERS and not at.session.undo_stack.canUndo()


def test_an_edit_after_undo_ends_what_could_be_redone(edited: Watched) -> None:
    stack = edited.session.undo_stack
    stack.undo()
    edited.put("FT1-6", "PY")
    assert not stack.canRedo()
    stack.undo()
    assert edited.session.document.to_bytes() == DFT and not edited.tab.file.is_modified()


def test_undo_after_another_tab_was_closed(edited: Watched, file: Path) -> None:
    other = file.with_name("other.hl7")
    other.write_bytes(OTHERS)
    edited.open(other)
    edited.put("FT1-6", "PY")
    edited.answers = [DISCARD]
    assert edited.window.messages.close_current()
    assert unsaved(edited)
    edited.window.menus.undo.trigger()
    assert edited.session.document.to_bytes() == DFT
    edited.window.menus.redo.trigger()
    assert unsaved(edited)
    assert edited.window.messages.close_current() is False


# --- a full disk ---------------------------------------------------------------------------------------------------

FULL = OSError(errno.ENOSPC, "No space left on device")


def _fail(*_words: object, **_more: object) -> int:
    raise OSError(*FULL.args)


class _FullStream:
    def __init__(self, handle: int) -> None:
        self._handle = handle

    def __enter__(self) -> _FullStream:
        return self

    def __exit__(self, *_words: object) -> None:
        os.close(self._handle)

    write = _fail


def at_write(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wholefile.os, "fdopen", lambda handle, _mode: _FullStream(handle))


def at_sync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wholefile.os, "fsync", _fail)


def at_rename(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wholefile.os, "replace", _fail)


MOMENTS = pytest.mark.parametrize("moment", [at_write, at_sync, at_rename])
Moment = Callable[[pytest.MonkeyPatch], None]


@MOMENTS
def test_a_full_disk_leaves_file_and_text(
    edited: Watched, file: Path, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        moment(patch)
        assert not edited.window.messages.save()
    assert edited.heard[-1] == (
        "problem",
        f"{file} cannot be written (No space left on device). The file is unchanged; choose another name or folder.",
    )
    assert file.read_bytes() == DFT and unsaved(edited)
    assert list(file.parent.iterdir()) == [file], "no half of a file stays"
    assert edited.window.messages.save(), "there is room again"
    assert file.read_bytes() == EDITED


@MOMENTS
def test_a_full_disk_is_said_when_text_cannot_be_written_aside(
    edited: Watched, tmp_path: Path, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        moment(patch)
        edited.window.kept.write_now()
        edited.window.kept.write_now()
    [(level, text)] = edited.heard
    [folder] = (tmp_path / "data" / "unsaved").iterdir()
    assert level == "warning"
    assert text == (
        f"Unsaved text is not kept for a crash: The folder {folder} cannot be written (No space left on device)."
        " Save often, and make room there."
    )
    assert unsaved(edited)
    edited.window.kept.write_now()
    assert any(kept.read_bytes() == EDITED for kept in folder.glob("*.hl7")), "there is room again"


@MOMENTS
def test_a_window_that_cannot_remember_what_is_open_says_so_and_stays(
    at: Watched, file: Path, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.open(file)
    with monkeypatch.context() as patch:
        moment(patch)
        assert not at.window.close()
    assert at.window.isVisible() and len(at.tabs) == 1
    [(title, text, choices)] = at.asked
    assert (title, choices) == ("The open messages cannot be remembered", (STAY, CLOSE))
    assert "No space left on device" in text and "The next start cannot open again what is open now." in text
    assert "lost" not in text
    with monkeypatch.context() as patch:
        moment(patch)
        at.answers = [CLOSE]
        assert at.window.close()
    assert file.read_bytes() == DFT


def test_what_was_never_saved_is_named_before_it_is_lost(at: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    at.window.open_request(OpenRequest(DFT, "Pasted message", unsaved=True))
    with monkeypatch.context() as patch:
        at_sync(patch)
        assert not at.window.close()
        [(_title, text, choices)] = at.asked
        assert choices == (STAY, LOSE_THEM)
        assert "These were never saved to a file and would be lost: Pasted message." in text
        assert at.session.document.to_bytes() == DFT
    assert at.window.close(), "there is room again"
    assert len(at.asked) == 1


def test_staying_goes_on_keeping(edited: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        at_sync(patch)
        edited.answers = [DISCARD, ""]
        assert not edited.window.close()
    assert unsaved(edited), "the changes were given up for a window that closes"
    edited.window.kept.write_now()
    kept = (tmp_path / "data" / "unsaved").rglob("*.hl7")
    assert any(one.read_bytes() == EDITED for one in kept)


def test_settings_that_cannot_be_written_are_said(at: Watched, tmp_path: Path) -> None:
    (tmp_path / "data" / "settings.ini").unlink(missing_ok=True)
    (tmp_path / "data" / "settings.ini").mkdir()
    assert not at.window.close()
    [(title, text, choices)] = at.asked
    assert (title, choices) == ("The settings cannot be written", (STAY, CLOSE))
    assert text.startswith(f"{tmp_path / 'data' / 'settings.ini'} cannot be written. ")
    (tmp_path / "data" / "settings.ini").rmdir()
    assert at.window.close()
    assert len(at.asked) == 1 and (tmp_path / "data" / "settings.ini").is_file()


def test_a_folder_that_somebody_has_tidied_up_is_made_again(edited: Watched, tmp_path: Path) -> None:
    import shutil

    edited.window.kept.write_now()
    shutil.rmtree(tmp_path / "data" / "unsaved")
    edited.put("FT1-7.1", "A1")
    edited.window.kept.write_now()
    assert edited.heard == []
    assert any(b"A1" in one.read_bytes() for one in (tmp_path / "data" / "unsaved").rglob("*.hl7"))


def test_what_a_killed_program_left_beside_the_file_goes_with_the_next_save(edited: Watched, file: Path) -> None:
    left = file.with_name(".charges.hl7.abc123.part")
    fresh, others = file.with_name(".charges.hl7.fresh.part"), file.with_name(".other.hl7.abc123.part")
    for one in (left, fresh, others):
        one.write_bytes(DFT)
    for one in (left, others):
        os.utime(one, (0, 0))
    assert edited.window.messages.save()
    assert sorted(file.parent.iterdir()) == sorted([file, fresh, others]), "somebody may be writing; not ours"
