"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench import wholefile
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


def test_a_file_of_two_names_stays_one_file(tmp_path: Path) -> None:
    file, other = tmp_path / "one.hl7", tmp_path / "two.hl7"
    file.write_bytes(b"what stood there before")
    other.hardlink_to(file)
    write_whole(file, b"new")
    assert (other.read_bytes(), file.samefile(other)) == (b"new", True)
    assert sorted(tmp_path.iterdir()) == [file, other]


def test_a_file_of_two_names_that_cannot_be_written_has_its_old_text_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = tmp_path / "one.hl7", tmp_path / "two.hl7"
    file.write_bytes(b"old")
    other.hardlink_to(file)
    real, calls = os.fsync, []

    def fails_once(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:  # the first is that of the file beside it
            raise OSError(5, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fails_once)
    with pytest.raises(WorkbenchError, match=r"\(Input/output error\)\. The file is unchanged"):
        write_whole(file, b"new and longer")
    assert other.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [file, other]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_stays_theirs(tmp_path: Path) -> None:
    file = tmp_path / "theirs.hl7"
    file.write_bytes(b"old")
    os.chown(file, 12345, 23456)
    file.chmod(0o664)
    write_whole(file, b"new")
    found = file.stat()
    assert (file.read_bytes(), found.st_uid, found.st_gid, found.st_mode & 0o777) == (b"new", 12345, 23456, 0o664)


def test_an_owner_that_cannot_be_given_is_kept_by_writing_into_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "theirs.hl7"
    file.write_bytes(b"old and longer")
    number = file.stat().st_ino
    monkeypatch.setattr(wholefile, "_is_replaceable", lambda *_files: False)
    write_whole(file, b"new")
    assert (file.read_bytes(), file.stat().st_ino, list(tmp_path.iterdir())) == (b"new", number, [file])


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
