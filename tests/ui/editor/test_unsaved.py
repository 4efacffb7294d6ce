"""The folders in which unsaved text waits: whole, private, and never taken from a window that lives."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile

from workbench.errors import WorkbenchError
from workbench.ui.editor.unsaved import OpenTab, UnsavedStore, digest_of

pytestmark = pytest.mark.gui

ONE = OpenTab("a.hl7", Path("/somewhere/a.hl7"), 1, True, "d", None, {0: b"MSH|1", 4: b"MSH|\xff"}, True, "0001")
PASTED = OpenTab("Pasted message", None, base=b"MSH|^~\\&\r", key="0002")


def _as_read(tab: OpenTab) -> tuple[object, ...]:
    return tab.title, tab.file, tab.index, tab.current, tab.digest, tab.base, tab.changed, tab.several


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    store = UnsavedStore(tmp_path)
    store.write([ONE, PASTED])
    store.close()
    [left] = UnsavedStore(tmp_path).left_behind()
    assert [_as_read(tab) for tab in left.tabs()] == [_as_read(ONE), _as_read(PASTED)]
    left.remove()
    assert list((tmp_path / "unsaved").iterdir()) == []


def test_a_living_window_keeps_its_folder(tmp_path: Path) -> None:
    first, second = UnsavedStore(tmp_path), UnsavedStore(tmp_path)
    first.write([ONE])
    assert second.left_behind() == []
    second.write([PASTED])
    assert first.left_behind() == []
    first.close()
    assert len(second.left_behind()) == 1


def test_what_is_taken_over_is_not_taken_twice(tmp_path: Path) -> None:
    store = UnsavedStore(tmp_path)
    store.write([ONE])
    store.close()
    [left] = UnsavedStore(tmp_path).left_behind()
    assert UnsavedStore(tmp_path).left_behind() == []
    left.leave()
    assert len(UnsavedStore(tmp_path).left_behind()) == 1


def test_what_is_not_wanted_any_more_goes(tmp_path: Path) -> None:
    store = UnsavedStore(tmp_path)
    store.write([ONE, PASTED])
    store.write([PASTED])
    [folder] = (tmp_path / "unsaved").iterdir()
    assert sorted(file.name for file in folder.glob("*.hl7")) == ["0002-base.hl7"]
    store.write([])
    store.close()
    assert not folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="modes of files are a matter of POSIX")
def test_a_file_that_cannot_be_removed_is_left_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = UnsavedStore(tmp_path)
    store.write([ONE, PASTED])
    with monkeypatch.context() as held:
        held.setattr(Path, "unlink", lambda *_words, **_more: (_ for _ in ()).throw(PermissionError(13, "in use")))
        store.write([PASTED])
    [folder] = (tmp_path / "unsaved").iterdir()
    assert len(list(folder.glob("*.hl7"))) == 3
    store.write([PASTED])
    assert [file.name for file in folder.glob("*.hl7")] == ["0002-base.hl7"]


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    UnsavedStore(tmp_path).write([ONE])
    above = tmp_path / "unsaved"
    for file in (above, *above.rglob("*")):
        mode = stat.S_IMODE(file.stat().st_mode)
        # Qt makes the lock; it says who holds the folder and nothing of a patient.
        assert mode & 0o077 == 0 or file.name == "lock", f"{file.name} {mode:o}"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format": 99, "tabs": []}', '{"format": 1, "tabs": [{}]}'])
def test_a_damaged_list_is_a_sentence_and_nothing_is_deleted(tmp_path: Path, content: str) -> None:
    store = UnsavedStore(tmp_path)
    store.write([ONE])
    [folder] = (tmp_path / "unsaved").iterdir()
    (folder / "open.json").write_text(content)
    [lock] = folder.glob("lock")
    lock.unlink()
    held = QLockFile(str(lock))
    assert held.tryLock(0)
    held.unlock()
    [left] = UnsavedStore(tmp_path).left_behind()
    with pytest.raises(WorkbenchError, match="open them from there"):
        left.tabs()
    assert (folder / "0001-0.hl7").read_bytes() == b"MSH|1"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WorkbenchError, match="Save often"):
            UnsavedStore(tmp_path).write([ONE])
    finally:
        tmp_path.chmod(0o700)


def test_a_file_where_the_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "unsaved").write_text("")
    store = UnsavedStore(tmp_path)
    assert store.left_behind() == []
    with pytest.raises(WorkbenchError, match="Save often"):
        store.write([ONE])


def test_two_tabs_are_the_same_when_they_would_come_back_the_same() -> None:
    assert ONE.identity == OpenTab("other", ONE.file, changed=dict(reversed(ONE.changed.items()))).identity
    assert ONE.identity != OpenTab("a.hl7", ONE.file).identity
    assert PASTED.identity != OpenTab("Pasted message", None, base=b"other").identity
    assert digest_of(b"") != digest_of(b"x")


def test_a_folder_that_cannot_be_locked_is_said_and_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QLockFile, "tryLock", lambda _lock, _wait: False)
    with pytest.raises(WorkbenchError, match=r"cannot be locked\. Save often\."):
        UnsavedStore(tmp_path).write([ONE])
    assert list((tmp_path / "unsaved").iterdir()) == []
