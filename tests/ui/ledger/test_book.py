"""What the desk shows, as plain data."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from helpers.charge_messages import dft, ft1, posted

from workbench.charges.ledger import Signing, default_settings
from workbench.charges.ledger.views import VIEWS
from workbench.ui.ledger.book import (
    LATE,
    LONE_CREDIT,
    OTHER_MONEY,
    REFUSED,
    SILENT,
    UNBILLED,
    Book,
    Query,
    chosen,
    make_book,
    waiting_since,
)
from workbench.ui.ledger.monday import last_friday, waiting_words


def ids(book: Book, query: Query) -> list[tuple[str, ...]]:
    return [tuple(row.transaction.line.transaction_id for row in block.rows) for block in chosen(book, query)]


def test_a_charge_stands_with_its_credits_and_the_newest_comes_first(book: Book) -> None:
    assert ids(book, Query()) == [
        ("CHG006",),
        ("CHG006",),
        ("CHG005",),
        ("CHG004",),
        ("CHG003",),
        ("CHG002", "CHG002-R"),
        ("CHG001",),
    ]
    assert [block.state for block in book.blocks] == [
        "accepted",
        "accepted",
        "unsent",
        "unknown",
        "rejected",
        "reversed",
        "accepted",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query("chg002-r"), [("CHG002", "CHG002-R")]),
        (Query("900004"), [("CHG004",)]),
        (Query("acc5 76805"), [("CHG005",)]),
        (Query("M6B"), [("CHG006",)]),
        (Query("nobody"), []),
        (Query(state="rejected"), [("CHG003",)]),
        (Query(flag="duplicate"), [("CHG006",), ("CHG006",)]),
        (Query("chg003", flag="any"), [("CHG003",)]),
        (Query("chg001", flag="any"), []),
    ],
)
def test_what_is_asked_for(book: Book, query: Query, found: list[tuple[str, ...]]) -> None:
    assert ids(book, query) == found


def test_only_narrows_by_every_set(book: Book) -> None:
    six = [block.rows[0].transaction for block in chosen(book, Query("chg006"))]
    assert len(ids(book, Query(only=(frozenset(six), frozenset(six[:1]))))) == 1
    assert ids(book, Query(only=(frozenset(six), frozenset()))) == []


def test_what_stands_alone_has_a_state_of_its_own() -> None:
    text = dft(ft1("CHG9-R", "CR", "-10.00&USD"), ft1("P1", "PY", "5.00&USD", number=2), control_id="M9")
    book = make_book(posted(text), (), default_settings())
    assert {block.state for block in book.blocks} == {LONE_CREDIT, OTHER_MONEY}


def test_monday_counts_what_went_wrong_since(book: Book) -> None:
    waiting = {one.name: one for one in waiting_since(book, datetime(2026, 3, 1))}
    assert {name: len(one.transactions) for name, one in waiting.items()} == {
        UNBILLED: 1,
        REFUSED: 1,
        SILENT: 1,
        LATE: 0,
    }
    assert waiting_words(waiting[REFUSED]) == "Refused: 1 line, 350.00 USD"
    assert waiting_words(waiting[LATE]) == "Late: none"
    later = {one.name: len(one.transactions) for one in waiting_since(book, datetime(2026, 3, 2, 13, 30))}
    assert later == {UNBILLED: 1, REFUSED: 0, SILENT: 0, LATE: 0}


def test_what_was_taken_back_is_not_late_money() -> None:
    late = [*posted(dft(ft1("A", day="20250101"))), *posted(dft(ft1("B", day="20250101"), control_id="M2"), hours=1)]
    back = posted(dft(ft1("A-R", "CR", "-350.00&USD", day="20250101"), control_id="M3"), hours=2)
    part = posted(dft(ft1("A-R", "CR", "-100.00&USD", day="20250101"), control_id="M3"), hours=2)
    for postings, said in (
        (late, "Late: 2 lines, 700.00 USD"),
        ([*late, *back], "Late: 1 line, 350.00 USD"),
        ([*late, *part], "Late: 2 lines, 600.00 USD"),
    ):
        waiting = {one.name: one for one in waiting_since(make_book(postings, (), default_settings()), datetime.min)}
        assert waiting_words(waiting[LATE]) == said


def test_a_signed_report_without_a_charge_is_unbilled() -> None:
    signings = (Signing("ACC1", datetime(2026, 3, 2)), Signing("ACC2", datetime(2026, 3, 2)))
    book = make_book(posted(dft(ft1(order="ACC1^US"))), signings, default_settings())
    unbilled = waiting_since(book, datetime(2026, 3, 1))[0]
    assert (unbilled.reports, unbilled.transactions) == (1, ())
    assert waiting_words(unbilled) == "Unbilled: 1 signed report without a charge"


def test_money_of_several_kinds_is_said_apart() -> None:
    lines = (
        ft1("A", amount="10.00&USD"),
        ft1("B", amount="7.00&EUR", number=2, code="76810^S^C4"),
        ft1("C", amount="", number=3, code="76811^S^C4"),
    )
    book = make_book(posted(dft(*lines), "unsent"), (), default_settings())
    said = waiting_words(waiting_since(book, datetime(2026, 3, 1))[0])
    assert said == "Unbilled: 3 lines, 7.00 EUR, 10.00 USD, 1 without an amount"


@pytest.mark.parametrize(
    ("today", "friday"),
    [
        (date(2026, 3, 2), date(2026, 2, 27)),  # a Monday
        (date(2026, 2, 27), date(2026, 2, 20)),  # on a Friday it is the one before
        (date(2026, 2, 28), date(2026, 2, 27)),
    ],
)
def test_since_friday(today: date, friday: date) -> None:
    assert last_friday(today) == friday


def test_an_empty_ledger_is_a_book_too() -> None:
    book = make_book((), (), default_settings())
    assert book.blocks == ()
    assert all(not one.transactions for one in waiting_since(book, datetime.min))


def test_the_chart_says_the_same_as_the_table() -> None:
    """One charge of which nobody knows the answer does not make those of a file unknown."""
    postings = [
        *posted(dft(ft1("CHG1"), control_id="M1"), "unknown", direction="imported"),
        *posted(dft(ft1("CHG2"), control_id="M2"), "unknown"),
    ]
    book = make_book(postings, (), default_settings())
    assert {block.state for block in book.blocks} == {"imported", "unknown"}
    assert {bar.state for bar in book.bars} == {"imported", "unknown"}


def test_the_groups_of_every_view_are_made_with_the_book(book: Book) -> None:
    """Beside the window, so that nobody waits for the first page of a view."""
    assert set(VIEWS) <= book.ledger.remembered.keys()
