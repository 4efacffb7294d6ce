"""The code tables: the loader on small files, then every file that is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import resources
from workbench.errors import WorkbenchError
from workbench.reference.tables import read_table, table
from workbench.reference.versions import FT1_VERSIONS

HEAD = 'number = "9999"\nname = "A name"\nkind = "user"\nnote = "A note."\n'
CODE = '[[code]]\ncode = "CG"\nmeans = "charge"\norigin = "HL7"\n'
SHIPPED = sorted(resources.path("reference", "tables").glob("*.toml"))


def written(folder: Path, text: str) -> Path:
    file = folder / "9999.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_codes_in_the_order_of_the_file(tmp_path: Path) -> None:
    local = '[[code]]\ncode = "CR"\nmeans = "credit"\norigin = "local"\nsince = "2.3"\nnote = "Site only."\n'
    read = read_table(written(tmp_path, HEAD + CODE + local))
    assert (read.number, read.name, read.kind, read.note) == ("9999", "A name", "user", "A note.")
    assert list(read.codes) == ["CG", "CR"]
    assert (read.codes["CR"].origin, read.codes["CR"].since, read.codes["CR"].note) == ("local", "2.3", "Site only.")
    assert (read.codes["CG"].means, read.codes["CG"].since) == ("charge", "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + CODE + CODE, r"9999\.toml, line 9: the code “CG” is there twice"),
        (HEAD + CODE.replace('"HL7"', '"hl-7"'), r"line 5: “origin” must be one of HL7, local"),
        (HEAD.replace("user", "site") + CODE, r"line 1: “kind” must be one of"),
        (HEAD + CODE.replace('"charge"', '""'), r"line 5: “means” must be a text"),
        (HEAD.replace("9999", "0017") + CODE, r"line 1: the number is “0017”"),
        (HEAD + "[[code]\n", r"at line 5"),
    ],
)
def test_a_slip_is_said_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(WorkbenchError, match=says):
        read_table(written(tmp_path, text))


@pytest.mark.parametrize("number", ["", "17", "../0017", "9998", "00017", "１２３４"])
def test_no_table_is_no_error(number: str) -> None:
    assert table(number) is None


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_file_is_sound(file: Path) -> None:
    read = read_table(file)
    assert read.codes or read.note, "a table without codes says why"
    for code in read.codes.values():
        assert code.since == "" or code.since in FT1_VERSIONS, f"{read.number} {code.code}: {code.since}"
