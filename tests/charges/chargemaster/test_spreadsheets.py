"""Charge masters as workbooks. The workbooks are made here, by the library that real ones are read with."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from workbench.charges.chargemaster.master import ChargeMasterError, Source, parse
from workbench.charges.chargemaster.spreadsheets import SpreadsheetError, first_rows, sheet_rows

HEADER = ["local_code", "procedure_code", "description", "unit_price", "effective_from", "split"]


def workbook(*rows: list[Any], sheet: str = "Prices") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.create_sheet("Notes").append(["nothing"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_are_read_as_a_person_sees_them() -> None:
    data = workbook(
        HEADER,
        ["L1", 76805, " Words ", 350.1, datetime(2026, 1, 31), True],
        [],
        ["L2", "76810", "Words", 180, date(2026, 2, 1), False],
        ["L3", None, "Words", 350.09999999999997],
    )
    first, second, third = parse(data, "prices.xlsx").charges
    assert (first.row, first.procedure_code, first.description) == (2, "76805", "Words")
    assert (first.unit_price, first.effective_from, first.split) == (Decimal("350.1"), date(2026, 1, 31), True)
    assert (second.row, second.unit_price, second.split) == (4, Decimal("180"), False)
    assert third.unit_price == Decimal("350.1")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["L1", "76805", "Words", "=B2*2"], "Row 2, unit_price: “=B2*2” is a formula; paste it as a value."),
        (["=HYPERLINK(A1)", "76805", "Words", 1], "is a formula"),
        (["L1", "76805", "Words", "1,200.00"], "thousands separator; write 1200.00"),
        (["L1", "#N/A", "Words", 1], "“#N/A” is an error of the spreadsheet"),
        (["L1", "76805", "Words", "about 5"], "is no price"),
    ],
)
def test_bad_cells_are_told_with_their_row(cells: list[Any], told: str) -> None:
    master = parse(workbook(HEADER, cells, ["GOOD", None, "Words", 1]), "prices.xlsx")
    assert [charge.code for charge in master.charges] == ["GOOD"]
    assert any(told in problem.text for problem in master.problems), master.problems


def test_another_sheet_and_other_names_for_the_columns() -> None:
    data = workbook(["Item", "CPT", "Text", "List price"], ["L1", "76805", "Words", 5])
    columns = {
        "local_code": "Item",
        "procedure_code": "cpt",
        "description": "Text",
        "unit_price": "List  price".replace("  ", " "),
    }
    (charge,) = parse(data, "x.xlsx", source=Source(columns, "Prices")).charges
    assert (charge.local_code, charge.unit_price) == ("L1", Decimal(5))
    with pytest.raises(ChargeMasterError, match="has no sheet “Other”; it has Prices, Notes"):
        parse(data, "x.xlsx", source=Source(columns, "Other"))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"price": "unit_price"}, "There is no column “price”"),
        ({"unit_price": "Cost"}, "has no column “Cost”; it has local_code"),
    ],
)
def test_mappings_that_fit_nothing(columns: dict[str, str], told: str) -> None:
    with pytest.raises(ChargeMasterError) as caught:
        parse(workbook(HEADER, ["L1", "1", "W", 1]), "x.xlsx", source=Source(columns))
    assert told in str(caught.value)


def test_a_mapped_column_comes_before_one_of_that_name() -> None:
    data = b"local_code,procedure_code,description,unit_price,net\nL1,,W,99.00,5.00\n"
    (charge,) = parse(data, "x.csv", source=Source({"unit_price": "net"})).charges
    assert charge.unit_price == Decimal("5.00")


def damaged(data: bytes, part: str) -> bytes:
    """The workbook with one part cut off in the middle."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text[: len(text) // 2] if name == part else text)
    return out.getvalue()


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"]
)
def test_a_damaged_workbook_is_a_sentence(part: str) -> None:
    with pytest.raises(ChargeMasterError, match="Save it anew") as caught:
        parse(damaged(workbook(HEADER, ["L1", "1", "W", 1]), part), "x.xlsx")
    assert str(caught.value).endswith(".")


def test_no_workbook_at_all() -> None:
    for data in (b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 200):
        with pytest.raises(SpreadsheetError, match="damaged workbook"):
            sheet_rows(data, "x.xlsx")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("readme.txt", "nothing")
    with pytest.raises(SpreadsheetError):
        sheet_rows(out.getvalue(), "x.zip")


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.charges.chargemaster.spreadsheets.MOST_BYTES", 1000)
    with pytest.raises(SpreadsheetError, match="that is no charge master"):
        sheet_rows(workbook(HEADER), "x.xlsx")


def test_professional_price_and_revenue_code() -> None:
    text = (
        b"local_code,procedure_code,description,unit_price,professional_price,revenue_code\n"
        b"A,,W,10.00,4.00,402\nB,,W,10.00,11.00,\nC,,W,,1.00,\nD,,W,1.00,,ABC\n"
    )
    master = parse(text, "x.csv")
    (charge,) = master.charges
    assert (charge.professional_price, charge.revenue_code) == (Decimal("4.00"), "0402")
    assert [problem.row for problem in master.problems] == [3, 4, 5]


def several(**pages: list[list[Any]]) -> bytes:
    """A workbook with these sheets, in their order."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in pages.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PRICES = [HEADER, ["L1", None, "Words", 1]]


def test_the_first_sheet_with_the_needed_columns_is_read() -> None:
    data = several(Cover=[["Prices of 2026"]], Empty=[], Prices=PRICES, Old=[HEADER, ["L2", None, "Words", 2]])
    master = parse(data, "prices.xlsx")
    assert [charge.code for charge in master.charges] == ["L1"]
    assert master.note == "The sheet “Prices” was read; prices.xlsx also has “Cover”, “Empty”, “Old”."
    chosen = parse(data, "prices.xlsx", source=Source(sheet="Old"))
    assert [charge.code for charge in chosen.charges] == ["L2"]
    assert chosen.note.startswith("The sheet “Old” was read;")


def test_the_columns_may_have_other_names() -> None:
    theirs = [["code", "procedure_code", "description", "unit_price"], ["L1", None, "Words", 1]]
    data = several(Cover=[["Prices"]], Prices=theirs)
    master = parse(data, "prices.xlsx", source=Source({"local_code": "code"}))
    assert [charge.code for charge in master.charges] == ["L1"]


def test_one_sheet_needs_no_words() -> None:
    assert parse(several(Prices=PRICES), "prices.xlsx").note == ""


def test_when_no_sheet_fits_all_are_named() -> None:
    with pytest.raises(ChargeMasterError, match="sheet “Cover”; the workbook has Cover, Notes") as caught:
        parse(several(Cover=[["Prices"]], Notes=[["nothing"]]), "prices.xlsx")
    assert "lacks the columns" in str(caught.value)


def test_the_first_rows_of_a_workbook() -> None:
    book = several(Cover=[["Prices"]], Prices=PRICES)
    found = first_rows(book, "p.xlsx")
    assert list(found) == ["Cover", "Prices"]
    assert found["Cover"] == ["Prices"]
    with pytest.raises(SpreadsheetError, match="damaged workbook"):
        first_rows(b"PK\x03\x04 broken", "p.xlsx")
