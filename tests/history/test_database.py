from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.history import NOON, charge, receive

from workbench.errors import WorkbenchError
from workbench.history import HistoryError, NoHistory
from workbench.history.database import FILE
from workbench.history.store import History

Break = Callable[[Path], None]


@pytest.fixture
def stored(folder: Path) -> Path:
    """The file of a closed history with one entry."""
    with History.open(folder) as history:
        receive(history, charge())
    return folder / FILE


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def count(folder: Path) -> int:
    with History.open(folder, read_only=True) as history:
        return history.count()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions work in another way there")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_folder_and_files_are_for_their_owner_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with History.open(tmp_path / "a" / "b") as history:
            receive(history, charge())
            files = {file.name: mode(file) for file in history.file.parent.iterdir()}
    finally:
        os.umask(before)
    assert mode(tmp_path / "a" / "b") == 0o700
    assert files == {FILE: 0o600, FILE + "-wal": 0o600, FILE + "-shm": 0o600}


def test_the_settings_that_the_promises_rest_on(history: History) -> None:
    with history._writing() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_reading_connections_cannot_write(history: History) -> None:
    with pytest.raises(HistoryError, match="read-only"), history._reading() as connection:
        connection.exec_driver_sql("DELETE FROM entries")


@pytest.mark.parametrize("name", ["with blank", "a#b?c%20&mode=ro", "Ümläut 日本", "it's"])
def test_any_folder_name(tmp_path: Path, name: str) -> None:
    if sys.platform == "win32":
        name = name.replace("?", "")
    with History.open(tmp_path / name) as history:
        receive(history, charge())
    assert (tmp_path / name / FILE).is_file()
    assert count(tmp_path / name) == 1


def test_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with History.open(Path("data")) as history:
        monkeypatch.chdir("/")
        assert receive(history, charge()) == 1
    assert (tmp_path / "data" / FILE).is_file()


def test_an_empty_file_becomes_a_history(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).touch()
    with pytest.raises(NoHistory, match=r"There is no history at .* yet"):
        History.open(folder, read_only=True)
    with History.open(folder) as history:
        assert receive(history, charge()) == 1


def test_reading_only_makes_nothing(folder: Path) -> None:
    with pytest.raises(NoHistory, match=r"There is no history at .* yet"):
        History.open(folder, read_only=True)
    assert not folder.exists()


def test_reading_only_reads_and_refuses_the_rest(stored: Path) -> None:
    with History.open(stored.parent, read_only=True) as history:
        assert [entry.control_id for entry in history.entries(text="C1")] == ["C1"]
        for write in (
            lambda: receive(history, charge()),
            lambda: history.replied(1, b"", at=NOON, verdict="acknowledged"),
            lambda: history.purge(NOON),
        ):
            with pytest.raises(HistoryError, match="opened for reading only"):
                write()


def test_reading_only_beside_a_writer_sees_the_newest(history: History) -> None:
    with History.open(history.file.parent, read_only=True) as reader:
        receive(history, charge())
        assert reader.count() == 1
        receive(history, charge())
        assert reader.count() == 2


# ---- what stands in the way ------------------------------------------------------------------------------------


def no_database(file: Path) -> None:
    file.write_text("This is a letter, not a database.\n" * 100)


def broken_head(file: Path) -> None:
    file.write_bytes(b"\xde\xad" * 50 + file.read_bytes()[100:])


def broken_schema(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xde\xad" * 1500 + content[3100:])


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:9000])


def of_another_program(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE songs (title)")
    connection.close()


def of_a_newer_program(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (no_database, "is not a history. Move it to another place, or choose another data folder."),
        (broken_head, "is not a history."),
        (broken_schema, "is damaged. Move it"),
        (cut_off, "is damaged. Move it"),
        (of_another_program, "is a database of another program."),
        (of_a_newer_program, "was written by a newer version of this program. Use that version"),
        (a_folder, r"(is in the way|is not a history)"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_left_alone(
    stored: Path, spoil: Break, sentence: str, read_only: bool
) -> None:
    spoil(stored)
    before = stored.read_bytes() if stored.is_file() else b""
    with pytest.raises(HistoryError, match=sentence) as caught:
        History.open(stored.parent, read_only=read_only, timeout=0.2)
    assert str(stored) in str(caught.value)
    assert isinstance(caught.value, WorkbenchError)
    assert (stored.read_bytes() if stored.is_file() else b"") == before


def test_damage_in_the_middle_is_said_when_it_is_met(folder: Path) -> None:
    with History.open(folder) as history:
        for number in range(200):
            receive(history, charge(f"C{number}"))
    file = folder / FILE
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = b"\xde\xad" * ((len(content) - len(content) // 2) // 2)
    file.write_bytes(content)
    with History.open(folder) as history, pytest.raises(HistoryError, match="is damaged"):
        [history.entry(number) for number in range(1, 201)]


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_folder_that_cannot_be_made(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HistoryError, match=r"The data folder .* cannot be used: .* Choose another one\."):
        History.open(tmp_path / where)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"The data folder .* cannot be used"):
        History.open(tmp_path / ("x" * 5000))


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_file_that_was_deleted_takes_nothing_more(history: History) -> None:
    receive(history, charge())
    history.file.unlink()
    with pytest.raises(HistoryError, match="moved or deleted while it was in use"):
        receive(history, charge())


# ---- locked ------------------------------------------------------------------------------------------------------


@pytest.fixture
def other_program(stored: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(stored, isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_history_that_another_program_keeps_for_itself(
    stored: Path, other_program: sqlite3.Connection, read_only: bool
) -> None:
    other_program.execute("PRAGMA locking_mode=EXCLUSIVE")
    other_program.execute("BEGIN EXCLUSIVE")
    with pytest.raises(HistoryError, match="is locked by another program"):
        History.open(stored.parent, read_only=read_only, timeout=0.1)


def test_a_writer_that_does_not_end(stored: Path, other_program: sqlite3.Connection) -> None:
    other_program.execute("BEGIN IMMEDIATE")
    with History.open(stored.parent, timeout=0.1) as history:
        assert history.count() == 1
        with pytest.raises(HistoryError, match="is locked by another program"):
            receive(history, charge())
        other_program.execute("ROLLBACK")
        assert receive(history, charge()) == 2


# ---- read-only ---------------------------------------------------------------------------------------------------


@pytest.fixture
def content(stored: Path) -> dict[str, bytes]:
    """The files of a closed history, to be laid elsewhere: name -> bytes."""
    return {FILE: stored.read_bytes()}


@pytest.fixture
def unfinished(history: History) -> dict[str, bytes]:
    """The files of a history whose program was cut off: the newest entry stands in the log alone."""
    receive(history, charge())
    return {file.name: file.read_bytes() for file in history.file.parent.iterdir() if not file.name.endswith("shm")}


def lay(place: Path, files: dict[str, bytes], file_mode: int, folder_mode: int = 0o700) -> Path:
    """A data folder below `place` with such files."""
    folder = place / "data"
    folder.mkdir(mode=0o700)
    for name, data in files.items():
        (folder / name).write_bytes(data)
        (folder / name).chmod(file_mode)
    folder.chmod(folder_mode)
    return folder


def test_a_read_only_file_can_be_read_and_is_mended_by_making_it_writable(
    content: dict[str, bytes], ordinary_user: Path
) -> None:
    folder = lay(ordinary_user, content, 0o400)
    with pytest.raises(HistoryError, match=r"is read-only\. Allow writing"):
        History.open(folder, timeout=0.2)
    assert count(folder) == 1
    (folder / FILE).chmod(0o600)
    with History.open(folder) as history:
        assert receive(history, charge()) == 2


def test_a_read_only_folder_can_be_read(content: dict[str, bytes], ordinary_user: Path) -> None:
    folder = lay(ordinary_user, content, 0o400, 0o500)
    with pytest.raises(HistoryError, match=r"cannot be opened|is read-only"):
        History.open(folder, timeout=0.2)
    assert count(folder) == 1
    assert [file.name for file in folder.iterdir()] == [FILE]


def test_a_log_that_cannot_be_read_is_not_left_out(unfinished: dict[str, bytes], ordinary_user: Path) -> None:
    assert set(unfinished) == {FILE, FILE + "-wal"}
    folder = lay(ordinary_user, unfinished, 0o400, 0o500)
    with pytest.raises(HistoryError, match="cannot be opened"):
        History.open(folder, read_only=True, timeout=0.2)
    folder.chmod(0o700)
    assert count(folder) == 1


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_without_any_right(content: dict[str, bytes], ordinary_user: Path, read_only: bool) -> None:
    folder = lay(ordinary_user, content, 0o600, 0o000)
    with pytest.raises(HistoryError, match=r"The data folder .* cannot be used: Permission denied"):
        History.open(folder, read_only=read_only)


def test_a_folder_in_which_nothing_can_be_made(ordinary_user: Path) -> None:
    ordinary_user.chmod(0o500)
    with pytest.raises(HistoryError, match=r"The data folder .* cannot be used: Permission denied"):
        History.open(ordinary_user / "data")


# ---- full --------------------------------------------------------------------------------------------------------


def fill(history: History, limit: int = 2000) -> list[int]:
    """Store messages until it fails; the ids of those that were taken."""
    taken = []

    def go_on() -> None:
        for number in range(limit):
            taken.append(receive(history, charge(f"C{number}") + b"x" * 20_000))

    with pytest.raises(HistoryError, match=r"The disk is full: .* What it holds is safe; free some space"):
        go_on()
    return taken


def test_a_full_disk_loses_nothing(history: History) -> None:
    with history._writable().connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 100}")
    taken = fill(history)
    assert len(taken) > 3
    assert [entry.id for entry in history.entries()] == taken[::-1]
    with history._writable().connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert receive(history, charge()) == taken[-1] + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte; needs the right to mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_really_full_disk_loses_nothing_and_can_be_read(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 200_000)
    with History.open(small_disk / "data") as history:
        taken = fill(history)
        assert len(taken) > 3
        assert [entry.id for entry in history.entries()] == taken[::-1]
        entry = history.entry(taken[-1])
        assert entry is not None
        assert entry.raw.endswith(b"x" * 20_000)
        ballast.unlink()
        assert receive(history, charge()) == taken[-1] + 1
    assert count(small_disk / "data") == len(taken) + 1


def test_a_disk_without_room_for_a_history(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * (1024 * 1024 - 8192))
    with pytest.raises(HistoryError):
        History.open(small_disk / "data")
    (small_disk / "ballast").unlink()
    with History.open(small_disk / "data") as history:
        assert receive(history, charge()) == 1
