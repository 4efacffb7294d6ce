from __future__ import annotations

from pathlib import Path

import pytest

from workbench.charges.text_files import read_bytes, read_text, read_toml, separator_of, toml_of
from workbench.errors import WorkbenchError


class OwnError(WorkbenchError):
    pass


def test_text_with_and_without_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_text(file, "The list", OwnError) == "a = 1"
    assert read_toml(file, "The list", OwnError) == {"a": 1}


@pytest.mark.parametrize(
    ("many", "told"),
    [(False, "is not UTF-8 text; save it as CSV."), (True, "are not UTF-8 text; save them as CSV.")],
)
def test_what_is_no_text(tmp_path: Path, many: bool, told: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"caf\xe9")
    with pytest.raises(OwnError) as caught:
        read_text(file, "The rows", OwnError, many=many, save="CSV")
    assert str(caught.value) == f"The rows {file} {told}"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OwnError, match=r"The list .*none cannot be read: No such file or directory\."):
        read_bytes(tmp_path / "none", "The list", OwnError)


def test_no_toml_keeps_the_place_of_the_fault() -> None:
    with pytest.raises(OwnError, match=r"^The rules x are no valid TOML: .*line 1.*\. Correct that place\.$"):
        toml_of("a = ]\nb = 1", "The rules x", OwnError, many=True)


@pytest.mark.parametrize(("text", "sign"), [("a;b\n1,2,3,4", ";"), ("\n\na\tb", "\t"), ("a,b", ","), ("a", ",")])
def test_what_divides_cells(text: str, sign: str) -> None:
    assert separator_of(text) == sign
