from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.reference.datafiles import line_of, read_json, read_toml


def test_an_editors_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b'\xef\xbb\xbfname = "x"\r\n')
    assert read_toml(file)[0] == {"name": "x"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'name = "x"\nother = \n', r"a\.toml: .*line 2"),
        (b'name = "x"\n\nother = "caf\xe9"\n', r"a\.toml, line 3: .*UTF-8"),
    ],
)
def test_a_broken_file_is_said_with_its_line(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(content)
    with pytest.raises(WorkbenchError, match=says):
        read_toml(file)


def test_a_broken_json_file_too(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": 1,\n}', encoding="utf-8")
    with pytest.raises(WorkbenchError, match=r"a\.json, line [12]: "):
        read_json(file)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match=r"gone\.toml cannot be read"):
        read_toml(tmp_path / "gone.toml")


def test_line_of_counts_headers() -> None:
    text = "x = 1\n\n[[code]]\na = 1\n\n  [[code]]\na = 2\n[[codes]]\n"
    assert [line_of(text, "code", index) for index in range(3)] == [3, 6, 0]
