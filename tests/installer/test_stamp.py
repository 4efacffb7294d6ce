from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from installer import stamp
from installer.place import Place


@pytest.fixture
def made(place: Place) -> Place:
    place.python.parent.mkdir(parents=True)
    place.python.touch()
    return place


def test_what_was_written_is_read(made: Place) -> None:
    stamp.write(made, stamp.current(made))
    assert stamp.read(made) == stamp.current(made)


def test_removed_is_gone_and_may_be_removed_again(made: Place) -> None:
    stamp.write(made, stamp.current(made))
    stamp.remove(made)
    stamp.remove(made)
    assert stamp.read(made) is None


def test_stamp_is_whole_or_not_at_all(made: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    old = replace(stamp.current(made), project="old")
    stamp.write(made, old)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        stamp.write(made, stamp.current(made))
    assert stamp.read(made) == old


def test_every_file_that_decides_changes_the_stamp(made: Place) -> None:
    before = stamp.current(made)
    made.project_file.write_text("changed", encoding="utf-8")
    assert stamp.current(made).project != before.project
    made.lock("test").write_text("changed", encoding="utf-8")
    assert stamp.current(made).locks["test"] != before.locks["test"]
    assert stamp.current(made).locks["run"] == before.locks["run"]
