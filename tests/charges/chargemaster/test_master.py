from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workbench import resources
from workbench.charges.chargemaster.master import COLUMNS, ChargeMaster, ChargeMasterError, load, parse

HEADER = "local_code,procedure_code,description,unit_price"


def of(text: str) -> ChargeMaster:
    return parse(text.encode("utf-8"), "my.csv")


# --- the file that comes with the program ------------------------------------------------------------------------


def test_ours_is_without_fault(master: ChargeMaster) -> None:
    assert master.problems == ()
    assert len(master.charges) >= 80


def test_ours_has_the_columns_in_their_order() -> None:
    with resources.path("charges", "chargemaster.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(COLUMNS)


def test_ours_names_no_charge_twice_and_prices_every_current_one(master: ChargeMaster) -> None:
    assert len({charge.local_code for charge in master.charges}) == len(master.charges)
    for charge in master.charges:
        if charge.is_effective(date(2026, 3, 1)):
            assert charge.unit_price is not None and charge.unit_price > 0, charge.code


def test_every_row_of_ours_that_is_no_add_on_is_found_by_words(master: ChargeMaster) -> None:
    without = {charge.code for charge in master.charges if not charge.matches}
    assert without == {charge.code for charge in master.charges if charge.per == "extra fetus"}


def test_add_ons_of_ours(master: ChargeMaster) -> None:
    (base,) = master.find("76805")
    assert [charge.local_code for charge in master.add_ons(base, None)] == ["US-OB-COMP-ADD"]
    (other,) = master.find("76536")
    assert master.add_ons(other, None) == ()


# --- reading -----------------------------------------------------------------------------------------------------


def test_a_full_row() -> None:
    text = (
        ",".join(COLUMNS) + "\n"
        "L1,76805,CPT,Words,OBUS,350.00,USD,yes,left-right,exam,76801,76811 76815,2,Z36.3 O30.042,"
        "2026-01-01,2026-12-31,us ob complete; ob -limited\n"
    )
    (charge,) = of(text).charges
    assert (charge.row, charge.code, charge.codes) == (2, "L1", ("L1", "76805"))
    assert charge.unit_price == Decimal("350.00")
    assert charge.split is True
    assert (charge.side, charge.per, charge.max_units) == ("left-right", "exam", 2)
    assert charge.excludes == ("76811", "76815")
    assert charge.diagnoses == ("Z36.3", "O30.042")
    assert (charge.effective_from, charge.effective_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [phrase.text for phrase in charge.matches] == ["us ob complete", "ob -limited"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    text = f"{HEADER}\r\nL1,76805,Words,350.00\r\n\r\nL2,,Words,\r\n".replace(",", separator)
    first, second = of(text).charges
    assert (first.code, first.unit_price) == ("L1", Decimal("350.00"))
    assert (second.code, second.unit_price, second.row) == ("L2", None, 4)


def test_byte_order_mark_and_quotes() -> None:
    data = f'\ufeff{HEADER}\nL1,76805,"Words, with a comma\nand a break",1\n'.encode()
    assert parse(data, "my.csv").charges[0].description == "Words, with a comma\nand a break"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"local_code,description\nA,B\n", "lacks the columns procedure_code, unit_price"),
        (b"local_code,procedure_code,description\nA,,B\n", "lacks the column unit_price"),
        (HEADER.encode() + b",unit_price\n", "has the column unit_price twice"),
        (HEADER.encode() + b"\n", "has no usable row"),
        (HEADER.encode() + b"\nL1,,\xe4ra,1\n", "byte 0xE4 in line 2"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "is a damaged workbook"),
        (b"\xd0\xcf\x11\xe0rest", "is an old spreadsheet file (XLS)"),
        (HEADER.encode() + b'\nL1,,"open,1\n', "no valid CSV"),
        (HEADER.encode() + b"\nL1,,Words,1.000.000\n", "has no usable row. The first problem: Row 2, unit_price"),
    ],
)
def test_refused_files(data: bytes, told: str) -> None:
    with pytest.raises(ChargeMasterError) as caught:
        parse(data, "my.csv")
    assert told in str(caught.value)
    assert str(caught.value).endswith((".", "!"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ChargeMasterError, match="cannot be read"):
        load(tmp_path / "none.csv")
    with pytest.raises(ChargeMasterError, match="cannot be read"):
        load(tmp_path)


COLUMN_FAULTS = [
    ("local_code", "A B", "has a blank in it"),
    ("local_code", "A" * 21, "21 characters"),
    ("local_code", "=A1", "is a formula"),
    ("unit_price", "1,200.00", "thousands separator; write 1200.00"),
    ("unit_price", "350,00", "decimal comma; write 350.00"),
    ("unit_price", "-5.00", "is negative"),
    ("unit_price", "$350", "is no price"),
    ("unit_price", "3.141", "is no price"),
    ("unit_price", "1e9", "is no price"),
    ("unit_price", "999999999999", "too high"),
    ("unit_price", "=SUM(A1)", "is a formula"),
    ("currency", "dollar", "is no currency"),
    ("split", "maybe", "neither yes nor no"),
    ("side", "top", "is not known; write one of: none, left-right"),
    ("per", "leg", "is not known"),
    ("max_units", "0", "is no number of units"),
    ("max_units", "two", "is no number of units"),
    ("effective_from", "01/02/2026", "is no date"),
    ("effective_to", "2026-02-30", "is no date"),
    ("per", "extra fetus", "needs the codes it is added to"),
    ("description", "", "the description is empty"),
]


@pytest.mark.parametrize(("column", "cell", "told"), COLUMN_FAULTS)
def test_a_bad_cell_leaves_its_row_out_and_says_why(column: str, cell: str, told: str) -> None:
    good = dict.fromkeys(COLUMNS, "") | {"local_code": "L1", "description": "Words", "unit_price": "1.00"}
    bad = good | {"local_code": "L2", column: cell}
    rows = [list(COLUMNS), list(good.values()), list(bad.values())]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    master = of(text)
    assert [charge.code for charge in master.charges] == ["L1"]
    (problem,) = master.problems
    assert (problem.row, problem.column) == (3, column if told != "needs the codes it is added to" else "base_codes")
    assert told in problem.text
    assert problem.text.startswith("Row 3")
    assert problem.text.endswith(".")


def test_a_row_without_any_code() -> None:
    master = of(f"{HEADER}\nL1,,Words,1\n,,Words,1\n")
    assert "neither a local code nor a procedure code" in master.problems[0].text


def test_a_row_with_too_many_cells() -> None:
    master = of(f"{HEADER}\nL1,,Words,1\nL2,,Words, and more,1\n")
    assert "more cells than columns" in master.problems[-1].text
    assert [charge.code for charge in master.charges] == ["L1"]


def test_the_end_before_the_beginning() -> None:
    master = of(f"{HEADER},effective_from,effective_to\nL1,,W,1,,\nL2,,W,1,2026-02-01,2026-01-01\n")
    assert "ends (2026-01-01) before it begins" in master.problems[0].text


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        (",", ",", False),
        (",2025-12-31", "2026-01-01,", True),
        ("2026-01-01,", ",2025-12-31", True),
        (",2026-01-01", "2026-01-01,", False),
        ("2026-01-01,", ",", False),
    ],
)
def test_duplicate_codes_need_different_times(first: str, second: str, allowed: bool) -> None:
    master = of(f"{HEADER},effective_from,effective_to\nL1,76805,A,1,{first}\nL1,76805,B,2,{second}\n")
    assert len(master.charges) == (2 if allowed else 1)
    assert bool(master.problems) != allowed
    if not allowed:
        assert "the code L1 is in row 2 already" in master.problems[0].text


def test_codes_that_no_row_has_are_told_but_harm_nothing() -> None:
    master = of(f"{HEADER},excludes\nL1,,A,1,L9\n")
    assert len(master.charges) == 1
    assert master.problems[0].text == "Row 2, excludes: no row has the code L9; correct or remove it."
    assert not master.problems[0].blocks


def test_unknown_columns_are_told() -> None:
    master = of(f"{HEADER},exclude,,colour\nL1,,A,1,L1,,red\n")
    assert len(master.charges) == 1
    assert [problem.text for problem in master.problems] == [
        "Row 1: the column “exclude” is not known and was not read; perhaps excludes is meant.",
        "Row 1: the column “colour” is not known and was not read.",
    ]


def test_effective_days() -> None:
    (charge,) = of(f"{HEADER},effective_from,effective_to\nL1,,A,1,2026-01-01,2026-12-31\n").charges
    assert [charge.is_effective(date(year, 1, 1)) for year in (2025, 2026, 2027)] == [False, True, False]
    assert charge.is_effective(None)


@pytest.mark.parametrize(("cells", "told"), [("Ne\x07ck,1.00", "cannot be seen"), ("Neck,0", "the price is 0")])
def test_what_is_odd_is_told_and_used(cells: str, told: str) -> None:
    master = parse(f"local_code,procedure_code,description,unit_price\nA,,{cells}\n".encode(), "odd.csv")
    assert len(master.charges) == 1
    assert any(told in one.text and not one.blocks for one in master.problems)


@pytest.mark.parametrize(("code", "told"), [("76805-26", "with a modifier"), ("7680", "is no CPT code")])
def test_a_procedure_code_that_is_none_is_told_and_kept(code: str, told: str) -> None:
    found = of(f"{HEADER},coding_system\nL1,{code},Words,350.00,CPT\nL2,{code},Words,1.00,L\nL3,76805,Words,1.00,CPT")
    (problem,) = found.problems
    assert not problem.blocks and told in problem.text and problem.row == 2
    assert len(found.charges) == 3


def test_a_true_cell_is_no_code() -> None:
    found = of(f"{HEADER}\nL1,yes,Words,350.00\nL2,76805,Words,350.00")
    assert [charge.local_code for charge in found.charges] == ["L2"]
    assert "write the code as text" in found.left_out[0]


def test_digits_of_other_scripts_are_no_price() -> None:
    found = of(f"{HEADER}\nL1,76805,Words,٣٥٠.٠٠\nL2,76810,Words,180.00")
    assert [charge.local_code for charge in found.charges] == ["L2"]
    assert "is no price" in found.left_out[0]
