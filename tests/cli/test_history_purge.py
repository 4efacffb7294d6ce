"""history purge: patients' data need not be kept for ever, and is never deleted by a slip."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.history.store import History

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RAW = b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301||DFT^P03|%b|T|2.5.1\rPID|1||100234||SECRET%b^ANNA\r"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with History.open(tmp_path) as history:
        for number, days in ((b"1", 40), (b"2", 30), (b"3", 0)):
            history.received(RAW % (number, number), peer="p", endpoint="e", at=NOON - timedelta(days=days))
    return tmp_path


def purge(data: Path, before: str, *more: str) -> int:
    return main(["--data", str(data), "history", "purge", "--before", before, *more])


def ids(data: Path) -> list[str]:
    with History.open(data, read_only=True) as history:
        return [entry.control_id for entry in history.entries()]


def test_without_a_yes_it_says_how_much_would_go(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert purge(data, "2026-02-15") == 1
    assert "2 entries from before 2026-02-15 would be deleted" in capsys.readouterr().err
    assert ids(data) == ["3", "2", "1"]


def test_with_it_the_bytes_are_gone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert purge(data, "2026-02-15", "--yes") == 0
    assert capsys.readouterr().out == "Deleted: 2 entries from before 2026-02-15.\n"
    assert ids(data) == ["3"]
    files = [file.read_bytes() for file in data.iterdir() if file.is_file()]
    assert not any(b"SECRET1" in content or b"SECRET2" in content for content in files)
    assert any(b"SECRET3" in content for content in files)


def test_nothing_to_delete_is_fine(data: Path, tmp_path: Path) -> None:
    assert purge(data, "2025-01-01", "--yes") == 0
    assert purge(tmp_path / "none", "2025-01-01", "--yes") == 0
    assert len(ids(data)) == 3


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "01.03.2026", ""])
def test_what_is_no_day_is_refused(data: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        purge(data, text, "--yes")
    assert "write it like 2026-03-01" in capsys.readouterr().err
    assert len(ids(data)) == 3
