"""Charges that are looked up among many: what is found is what looking at each of them finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.charges.ledger import pairing
from workbench.charges.ledger.line import LedgerLine, MessageHead
from workbench.charges.ledger.pairing import pair
from workbench.charges.ledger.posting import OUTCOMES, Posting, Transaction
from workbench.charges.ledger.settings import default_settings
from workbench.charges.ledger.shelf import Shelf, Values
from workbench.charges.ledger.types import CHARGE, CREDIT


def few(*values: object) -> st.SearchStrategy[object]:
    """So few values that they often agree."""
    return st.sampled_from(values)


HEADS = st.builds(
    MessageHead,
    sending_application=few("US", "RIS"),
    patient=few("", "P", "Q"),
    account=few("", "A", "B"),
)
NUMBERS = few(None, Decimal(0), Decimal(1), Decimal("2.0"), Decimal(2), Decimal(3))
LINES = st.builds(
    LedgerLine,
    head=HEADS,
    occurrence=st.just(1),
    text=st.just("FT1|1"),
    role=few(CHARGE, CREDIT),
    transaction_id=few("", "T1", "T1-R", "T2"),
    service_day=few(None, date(2026, 3, 1), date(2026, 3, 2)),
    procedure_code=few("", "76801", "76805"),
    modifiers=few((), ("26",), ("26", "59"), ("59", "26")),
    quantity=NUMBERS,
    amount=NUMBERS,
    currency=few("", "USD", "EUR"),
    order=few("", "ACC1", "ACC2"),
)


def alike(line: LedgerLine, other: LedgerLine, fields: tuple[str, ...]) -> LedgerLine:
    """The line with some fields of the other: so that most lines of a list agree in most fields."""
    return replace(line, **{name: getattr(other, name) for name in fields})  # type: ignore[arg-type]


@st.composite
def transactions(draw: st.DrawFn) -> list[Transaction]:
    names = ("head", "transaction_id", "service_day", "procedure_code", "modifiers", "amount", "currency", "order")
    pattern, fields = draw(LINES), tuple(draw(st.sets(st.sampled_from(names))))
    lines = [alike(line, pattern, fields) for line in draw(st.lists(LINES, min_size=2, max_size=14))]
    outcomes = st.sampled_from((*OUTCOMES, "accepted", "unknown"))
    return [
        Transaction(line, (Posting(line, "sent"),), draw(outcomes), datetime.min, number)
        for number, line in enumerate(lines)
    ]


Found = list[tuple[int, int, str, str, int]]


def paired(given: list[Transaction], few: int, monkeypatch: pytest.MonkeyPatch) -> Found:
    monkeypatch.setattr(pairing, "_FEW", few)
    charges = [one for one in given if one.line.role == CHARGE]
    credits = [one for one in given if one.line.role == CREDIT]
    found = pair(charges, credits, default_settings())
    return [(one.charge.number, one.credit.number, one.method, one.how, one.rivals) for one in found]


@settings(max_examples=400)
@given(given=transactions())
def test_what_is_looked_up_is_what_is_found_one_by_one(given: list[Transaction]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert paired(given, 0, monkeypatch) == paired(given, 1000, monkeypatch)


def numbered(*kinds: str) -> Shelf:
    lines = [LedgerLine(MessageHead(), 1, "FT1|1", procedure_code=kind) for kind in kinds]
    given = [Transaction(line, (), "accepted", datetime.min, number) for number, line in enumerate(lines)]
    return Shelf(given, lambda one: {"kind": one.line.code[0], "colour": one.line.code[1]})


WISHES: list[Values] = [{"kind": "a"}, {"colour": "r"}]


def test_a_wish_that_nothing_meets_leaves_all() -> None:
    best = numbered("br", "bg", "br").best([{}], WISHES)
    assert best is not None
    assert (best[0].number, best[1]) == (0, 1)


def test_the_first_wish_counts_more_than_the_second() -> None:
    best = numbered("br", "ag").best([{}], WISHES)
    assert best is not None
    assert (best[0].number, best[1]) == (1, 0)


def test_what_two_ways_find_is_counted_once() -> None:
    best = numbered("ar", "ag", "br", "bg").best([{"kind": "a"}, {"colour": "r"}], [])
    assert best is not None
    assert (best[0].number, best[1]) == (0, 2)


def test_nothing_is_found_where_no_way_leads() -> None:
    assert numbered("ar").best([{"kind": "b"}], WISHES) is None
