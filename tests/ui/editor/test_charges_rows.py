from __future__ import annotations

import pytest

from workbench.charges.ledger.reader import charge_lines
from workbench.er7 import Document
from workbench.ui.editor.charges_columns import AMOUNT, CODE, QUANTITY
from workbench.ui.editor.charges_rows import charge_row, totals


def rows(*lines: str, version: str = "2.5.1") -> list[tuple[str, ...]]:
    return [charge_row(line, "").cells for line in read(*lines, version=version)]


def read(*lines: str, version: str = "2.5.1"):  # type: ignore[no-untyped-def]
    text = f"MSH|^~\\&|||||||DFT^P03|1|P|{version}\r" + "".join(f"{line}\r" for line in lines)
    return charge_lines(Document.from_text(text))


def test_a_line_is_read_for_the_eye() -> None:
    line = (
        "FT1|1|TX1^A||202603011600||CG|76805^OB^C4|||2|1350.5&USD||||||||O80^Birth~Z37|11^READER^ROSA~12^TWO"
        "|1555||||76805^OB^C4|26~59"
    )
    assert rows(line) == [
        (
            *("1", "TX1^A", "2026-03-01", "CG", "76805", "26, 59", "2", "1,350.50 USD"),
            *("O80, Z37", "READER, ROSA +1", "1555"),
        )
    ]


def test_codes_that_differ_are_both_shown() -> None:
    assert rows("FT1|1|||||CG|A1||||||||||||||||||B2")[0][CODE] == "B2 (A1)"


def test_what_cannot_be_read_stays_as_it_stands() -> None:
    cells = rows('FT1|1|""||someday||CG||||many|abc')[0]
    assert (cells[1], cells[2], cells[QUANTITY], cells[AMOUNT]) == ('""', "someday", "many", "abc")


def test_a_range_of_days() -> None:
    assert rows("FT1|1|||20090923^20090924||CG")[0][2] == "2009-09-23 – 2009-09-24"
    assert rows("FT1|1|||20090923^20090923||CG")[0][2] == "2009-09-23"


@pytest.mark.parametrize("version", ["2.1", "V2.1", "2.0", "2.0D"])
def test_amount_and_quantity_are_the_other_way_round_in_2_1(version: str) -> None:
    (line,) = read("FT1|1|||20090923||CG||||350.00|2", version=version)
    row = charge_row(line, "")
    assert (row.cells[QUANTITY], row.cells[AMOUNT]) == ("2", "350.00")
    assert str(row.field(AMOUNT)) == "FT1-10"


def test_a_shifted_row_is_marked() -> None:
    (line,) = read("FT1|1|||20090923|CG|76805")
    row = charge_row(line, "")
    assert row.shifted
    assert "FT1-6" in row.problems[0]


def said(*lines: str) -> list[str]:
    return [total.words() for total in totals(read(*lines))]


def test_totals_go_by_what_a_line_does_and_by_currency() -> None:
    assert said(
        "FT1|1|||||CG|||||100.10&USD", "FT1|2|||||CG|||||0.20&USD", "FT1|3|||||CG|||||5&EUR", "FT1|4|||||CR|||||7&USD"
    ) == ["3 charges 5.00 EUR, 100.30 USD", "1 credit -7.00 USD"]


def test_an_amount_that_is_not_there_is_no_zero() -> None:
    assert said("FT1|1|||||CG", "FT1|2|||||CG") == ["2 charges without an amount"]
    assert said("FT1|1|||||CG", "FT1|2|||||CG|||||3") == ["2 charges 3.00, 1 without an amount"]
    assert said("FT1|1|||||CG|||||0") == ["1 charge 0.00"]


def test_what_is_no_known_type_is_not_added_up() -> None:
    assert said("FT1|1|||||QQ|||||5&USD") == ["1 of no known type, not added up"]
    assert said() == []
