from __future__ import annotations

from datetime import timedelta

import pytest
from helpers.history import NOON, charge, receive

from workbench.history.search import Filter, page
from workbench.history.store import History


@pytest.fixture
def filled(history: History) -> History:
    """Ten received charges (C0/P0/T0 …), two of them answered, and one sent; ids 1 to 11."""
    for number in range(10):
        receive(history, charge(f"C{number}", f"P{number}", (f"T{number}", f"X{number}")), number)
    history.replied(1, b"", at=NOON, verdict="acknowledged")
    history.replied(2, b"", at=NOON, verdict="refused", note="PID-3 is empty: 100% wrong_here")
    history.sending(b"MSH|^~\\&|||||||ACK^P03|S1\rMSA|AA|C4\r", endpoint="billing:1", at=NOON + timedelta(hours=1))
    return history


def found(history: History, **conditions: object) -> list[int]:
    return [entry.id for entry in history.entries(**conditions)]  # type: ignore[arg-type]


def test_all_newest_first(filled: History) -> None:
    assert found(filled) == list(range(11, 0, -1))


def test_page_by_page(filled: History) -> None:
    assert found(filled, limit=4) == [11, 10, 9, 8]
    assert found(filled, limit=4, before=8) == [7, 6, 5, 4]
    assert found(filled, limit=4, before=4) == [3, 2, 1]
    assert found(filled, limit=4, before=1) == []
    assert found(filled, limit=0) == found(filled, limit=-5) == []
    assert len(found(filled, limit=10**30, before=10**30)) == 11


@pytest.mark.parametrize(
    "text", ["C3", "c3", " C3 ", "P3", "P39", "OLDP3", "ACCP3", "VP3", "T3", "X3", "FX3", "P3^^^HOSP^MR"]
)
def test_every_identifier_finds_its_message(filled: History, text: str) -> None:
    assert found(filled, text=text) == [4]


def test_the_beginning_of_an_identifier_finds_all_that_have_it(filled: History) -> None:
    assert found(filled, text="acc") == list(range(10, 0, -1))
    assert found(filled, text="P3^^^H") == [4]
    assert found(filled, text="3") == []


def test_signs_have_no_meaning(filled: History) -> None:
    for text in ("%", "_", "C_", "C%", "'", '"', "\\", "*", "P3 OR 1"):
        assert found(filled, text=text) == []


def test_an_acknowledgement_is_found_with_the_message_it_answers(filled: History) -> None:
    assert found(filled, text="C4") == [11, 5]
    assert found(filled, text="C4", kind="control") == [5]
    assert found(filled, text="C4", kind="acknowledges") == [11]


def test_blank_text_is_no_condition(filled: History) -> None:
    assert len(found(filled, text="  ")) == 11


def test_the_other_conditions(filled: History) -> None:
    assert found(filled, direction="sent") == [11]
    assert found(filled, verdict="refused") == [2]
    assert found(filled, endpoint="billing:1") == [11]
    assert found(filled, message_type="ACK") == [11]
    assert found(filled, message_type="DFT^P03", limit=2) == [10, 9]
    assert found(filled, message_type="D%") == []
    assert found(filled, note="pid-3 IS") == found(filled, note="100%") == found(filled, note="wrong_h") == [2]
    assert found(filled, note="1_0") == []
    assert found(filled, since=NOON + timedelta(minutes=3), until=NOON + timedelta(minutes=5)) == [5, 4]
    assert found(filled, text="p", verdict="waiting", before=6, limit=2) == [5, 4]


def test_a_list_reads_no_message(filled: History) -> None:
    assert not hasattr(filled.entries()[0], "raw")


@pytest.mark.parametrize("text", ["C3", "C"])
def test_a_text_is_looked_up_in_the_index(filled: History, text: str) -> None:
    with filled._reading() as connection:
        statement = page(Filter(text=text), 10, None).compile(connection.engine, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    assert any("keys USING COVERING INDEX ix_keys_folded_entry_id (folded>? AND folded<?)" in line for line in plan)
    assert not any(line.startswith("SCAN") for line in plan)
