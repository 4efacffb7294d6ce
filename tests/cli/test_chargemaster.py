from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench import resources
from workbench.charges.chargemaster.master import load, load_default
from workbench.cli import main

OURS = resources.path("charges", "chargemaster.csv")
FAULTY = 'Item,CPT,Text,Price\nA,76536,Neck,230.00\nB,76604,Chest,=1+1\nA,76604,Chest,"1,000.00"\n'
MAP = (
    "--map",
    "local_code=Item",
    "--map",
    "procedure_code=CPT",
    "--map",
    "description=Text",
    "--map",
    "unit_price=price",
)


def run(data: Path, *words: str | Path) -> int:
    return main(["chargemaster", *(str(word) for word in words), "--data", str(data)])


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    file = tmp_path / "faulty.csv"
    file.write_text(FAULTY, encoding="utf-8")
    return file


def test_check_of_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "check", OURS) == 0
    assert "none is faulty" in capsys.readouterr().out


def test_check_names_every_row(tmp_path: Path, faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "check", faulty, *MAP) == 1
    out = capsys.readouterr().out
    assert "Row 3, unit_price: “=1+1” is a formula" in out
    assert "Row 4, unit_price: “1,000.00” has a thousands separator; write 1000.00." in out
    assert "1 row can be used, 2 cannot." in out


def test_check_names_every_row_when_none_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "none.csv"
    rows = "A,,Neck,=1\nB,,,1.00\n,,Chest,1.00\nD,,Hip,1e3\n"
    file.write_text(f"local_code,procedure_code,description,unit_price\n{rows}", encoding="utf-8")
    assert run(tmp_path, "check", file) == 1
    out = capsys.readouterr().out
    assert all(f"Row {row}" in out for row in (2, 3, 4, 5)) and "0 rows can be used, 4 cannot." in out
    assert run(tmp_path, "check", file, "--json") == 1
    assert json.loads(capsys.readouterr().out)["left_out"] == [2, 3, 4, 5]


def test_check_as_json(tmp_path: Path, faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "check", faulty, *MAP, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["rows"], answer["left_out"]) == (1, [3, 4])


def test_import_writes_nothing_while_rows_are_faulty(
    tmp_path: Path, faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "data" / "chargemaster.csv"
    assert run(own.parent, "import", faulty, *MAP) == 1
    assert not own.exists()
    assert "Nothing was written" in capsys.readouterr().out
    assert run(own.parent, "import", faulty, *MAP, "--leave-out") == 0
    assert [charge.code for charge in load(own).charges] == ["A"]
    assert own.stat().st_mode & 0o077 == 0


def test_what_was_imported_is_what_was_read(tmp_path: Path) -> None:
    assert run(tmp_path, "import", OURS) == 0
    again, ours = load(tmp_path / "chargemaster.csv"), load_default()
    assert again.charges == ours.charges
    assert again.problems == ()


def test_a_cell_that_a_spreadsheet_would_calculate_is_made_harmless(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("local_code,procedure_code,description,unit_price\nA,,-1+1 thing,1.00\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    assert run(tmp_path, "import", file, "-o", out) == 0
    assert ",'-1+1 thing," in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "NONE.csv"), "cannot be read"),
        (("check", str(OURS), "--map", "unit_price"), "“unit_price” maps nothing"),
        (("check", str(OURS), "--map", "price=unit_price"), "There is no column “price”"),
    ],
)
def test_refusals_are_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert run(tmp_path, *words) == 2
    assert told in capsys.readouterr().err
