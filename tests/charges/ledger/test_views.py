"""Groups, totals, bars: nothing is counted twice or left out, and a blank is not zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from helpers.charge_messages import dft, ft1, posted

from workbench.charges.ledger import Ledger, Posting
from workbench.charges.ledger.totals import Totals, totals_of
from workbench.charges.ledger.views import VIEWS, chart, group_by, prepare, whole
from workbench.errors import WorkbenchError


def some() -> list[Posting]:
    return (
        posted(dft(ft1("A"), ft1("B", number=2, amount="", order="ACC2"), ft1("P", "PY", "-20.00&USD", number=3)))
        + posted(dft(ft1("A-R", "CR", "-350.00&USD", day="20260305"), control_id="M2"), hours=1, endpoint="other:1")
        + posted(dft(ft1("C", amount="10&EUR", day=""), patient="7", account="", control_id="M3"), "unknown", hours=2)
        + posted(dft(ft1("D"), patient="", account="A9", control_id="M4"), "rejected", hours=3)
        + posted(dft(ft1("E", "XX"), control_id="M5"), hours=4)
    )


def titles(view: str) -> dict[str, list[str]]:
    groups = group_by(Ledger.of(some()), view)
    return {group.title: [one.line.transaction_id for one in group.transactions] for group in groups}


@pytest.mark.parametrize("view", VIEWS)
def test_every_transaction_is_in_one_group(view: str) -> None:
    ledger = Ledger.of(some())
    found = [one for group in group_by(ledger, view) for one in group.transactions]
    assert sorted(one.number for one in found) == list(range(len(ledger.transactions)))
    for group in group_by(ledger, view):
        here = {one for charge in group.charges for one in charge.transactions} | set(group.alone)
        assert set(group.transactions) <= here


def test_by_study() -> None:
    assert titles("study") == {"ACC1": ["A", "P", "A-R", "C", "D", "E"], "ACC2": ["B"]}


def test_by_patient_with_the_authority() -> None:
    assert titles("patient") == {"100234 (HOSP)": ["A", "B", "P", "A-R", "E"], "7": ["C"], "no patient": ["D"]}


def test_by_account_or_visit() -> None:
    assert titles("account") == {"A1": ["A", "B", "P", "A-R", "E"], "A9": ["D"], "visit V1": ["C"]}


def test_by_day_a_credit_stands_with_its_charge() -> None:
    assert titles("day") == {"2026-03-01": ["A", "B", "P", "A-R", "D", "E"], "no day of service": ["C"]}


def test_by_endpoint_a_credit_stands_with_its_charge() -> None:
    assert titles("endpoint") == {"billing:2575": ["A", "B", "P", "A-R", "C", "D", "E"]}


def test_a_credit_on_another_account_stands_there() -> None:
    ledger = Ledger.of(
        posted(dft(ft1("A"))) + posted(dft(ft1("A-R", "CR", "-350.00&USD"), account="A2", control_id="M2"), hours=1)
    )
    groups = group_by(ledger, "account")
    assert [(group.title, group.totals.net) for group in groups] == [
        ("A1", (("USD", Decimal("350.00")),)),
        ("A2", (("USD", Decimal("-350.00")),)),
    ]
    assert [one.line.transaction_id for one in groups[1].alone] == ["A-R"]
    assert whole(ledger).totals.net == (("USD", Decimal("0.00")),)


def test_an_unknown_view_is_a_sentence() -> None:
    with pytest.raises(WorkbenchError, match="There is no view “moon”; there are study"):
        group_by(Ledger.of([]), "moon")


def test_all_views_at_once_are_each_view_by_itself() -> None:
    at_once, apart = Ledger.of(some()), Ledger.of(some())
    first = group_by(at_once, "day")
    prepare(at_once)
    assert at_once.remembered.keys() == set(VIEWS)
    assert group_by(at_once, "day") is first  # what was worked out stays
    for view in VIEWS:
        found, alone = (
            [(one.key, [each.number for each in one.transactions], one.totals) for one in group_by(ledger, view)]
            for ledger in (at_once, apart)
        )
        assert found == alone


def test_groups_are_worked_out_once() -> None:
    ledger = Ledger.of(some())
    assert group_by(ledger, "day") is group_by(ledger, "day")


def totals(postings: list[Posting]) -> Totals:
    ledger = Ledger.of(postings)
    return totals_of(ledger.transactions, ledger)


def test_totals() -> None:
    found = totals(some())
    assert [(one.kind, one.state, one.currency, one.lines, one.amount, one.without_amount) for one in found.sums] == [
        ("charge", "accepted", "", 1, None, 1),
        ("charge", "unknown", "EUR", 1, Decimal("10"), 0),
        ("charge", "reversed", "USD", 1, Decimal("350.00"), 0),
        ("charge", "rejected", "USD", 1, Decimal("350.00"), 0),
        ("credit", "accepted", "USD", 1, Decimal("-350.00"), 0),
        ("payment", "accepted", "USD", 1, Decimal("-20.00"), 0),
        ("unknown", "accepted", "USD", 1, Decimal("350.00"), 0),
    ]
    assert found.net == (("EUR", Decimal(10)), ("USD", Decimal("0.00")))
    assert found.lines == 7
    assert found.text == "10.00 EUR and 0.00 USD; 1 line without an amount, 1 unit open"


@pytest.mark.parametrize("kind", ["PY", "CO", "AJ"])
def test_money_that_goes_both_ways_is_no_sum(kind: str) -> None:
    """A payment and what takes it back are two facts: 0.00 would say that nobody paid."""
    rows = [("P1", "100.00&USD"), ("P2", "-100.00&USD"), ("P3", "0.00&USD"), ("P4", "-5.00&EUR")]
    found = totals(posted(dft(*(ft1(id_, kind, money, number=n) for n, (id_, money) in enumerate(rows, 1)))))
    euros, taken, back = found.sums
    assert (euros.label, euros.lines, euros.amount) == (euros.kind, 1, Decimal("-5.00"))
    assert (taken.label, taken.lines, taken.amount) == (taken.kind, 2, Decimal("100.00"))
    assert (back.label, back.lines, back.amount) == (f"negative {taken.kind}", 1, Decimal("-100.00"))


def test_money_that_goes_one_way_is_one_sum() -> None:
    """Whatever its sign: many feeds send payments below zero."""
    found = totals(posted(dft(ft1("P1", "PY", "-100.00&USD"), ft1("P2", "PY", "-20.00&USD", number=2))))
    assert [(one.label, one.lines, one.amount) for one in found.sums] == [("payment", 2, Decimal("-120.00"))]


def test_a_blank_is_not_zero() -> None:
    found = totals(posted(dft(ft1(amount=""))))
    assert (found.net, found.text) == ((), "no amounts; 1 line without an amount, 1 unit open")


def test_sums_are_exact() -> None:
    amounts = ["99999999999999999.99", "0.01", "-0.000001"]
    rows = [ft1(f"T{number}", "CG", amount, number=number) for number, amount in enumerate(amounts)]
    assert totals(posted(dft(*rows))).net == (("", Decimal("99999999999999999.999999")),)


def test_bars() -> None:
    assert [(bar.day, bar.state, bar.charges, bar.amounts, bar.without_amount) for bar in chart(Ledger.of(some()))] == [
        ("2026-03-01", "accepted", 1, (), 1),
        ("2026-03-01", "rejected", 1, (("USD", "350.00"),), 0),
        ("2026-03-01", "reversed", 1, (("USD", "350.00"),), 0),
        ("", "unknown", 1, (("EUR", "10"),), 0),
    ]


def test_a_credit_without_an_amount_leaves_nothing_of_a_reversed_charge() -> None:
    postings = posted(dft(ft1("A"))) + posted(dft(ft1("A-R", "CR", ""), control_id="M2"), hours=1)
    assert [one.state for one in Ledger.of(postings).charges] == ["reversed"]
    found = totals(postings)
    assert (found.net, found.without_amount, found.netted_by_quantity) == ((), 0, 2)
    assert found.text == "no amounts; 2 lines netted by quantity"
    other = totals(postings + posted(dft(ft1("B", amount="10&USD", order="ACC2"), control_id="M3"), hours=2))
    assert other.text == "10.00 USD; 2 lines netted by quantity"


def test_a_credit_without_amount_and_quantity_is_netted_by_count() -> None:
    postings = posted(dft(ft1("A"))) + posted(dft(ft1("A-R", "CR", "", quantity=""), control_id="M2"), hours=1)
    assert [one.state for one in Ledger.of(postings).charges] == ["reversed"]
    assert totals(postings).text == "no amounts; 2 lines netted by count"


def test_a_part_taken_back_without_an_amount_is_said_as_a_line_without_one() -> None:
    postings = posted(dft(ft1("A", amount="1050.00&USD", quantity="3")))
    postings += posted(dft(ft1("A-R", "CR", "", quantity="1"), control_id="M2"), hours=1)
    assert [(one.state, one.balance.text) for one in Ledger.of(postings).charges] == [("accepted", "2 by quantity")]
    # 1050.00 is not left, since a third of it was taken back; what is left is no sum of money.
    assert totals(postings).text == "no amounts; 1 line without an amount and 1 netted against it, 2 units open"


def test_a_part_taken_back_of_a_charge_without_an_amount_is_no_money_either() -> None:
    postings = posted(dft(ft1("A", amount="", quantity="2")))
    postings += posted(dft(ft1("A-R", "CR", "-50.00&USD", quantity="1"), control_id="M2"), hours=1)
    found = totals(postings)
    assert (found.net, found.open_units, found.beside) == ((), 1, 1)
    assert found.text == "no amounts; 1 line without an amount and 1 netted against it, 1 unit open"


def test_the_whole_ledger_is_called_everything() -> None:
    assert whole(Ledger.of(())).title == "everything"
