"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.wholefile import differs, write_whole


def test_a_new_file_is_its_owners_only(tmp_path: Path) -> None:
    write_whole(tmp_path / "new.hl7", b"MSH")
    assert (tmp_path / "new.hl7").read_bytes() == b"MSH"
    assert (tmp_path / "new.hl7").stat().st_mode & 0o777 == 0o600


def test_an_old_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    file, link = tmp_path / "old.hl7", tmp_path / "link.hl7"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.is_symlink()) == (b"new", 0o640, True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.hl7", "old.hl7"]


def test_what_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "old.hl7"
    file.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkbenchError, match=r"cannot be written \(No space left on device\)\. The file is unchanged"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="cannot be written"):
        write_whole(tmp_path / "none" / "x.hl7", b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"MSH")
    assert os.read(reader, 10) == b"MSH"
    assert pipe.is_fifo()
    os.close(reader)


def test_differs(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"a")
    assert not differs(file, b"a")
    assert differs(file, b"b")
    assert not differs(tmp_path / "gone", b"a")
