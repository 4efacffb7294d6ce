from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from workbench.charges.study.model import Study
from workbench.charges.study.payment_segments import with_payments
from workbench.charges.study.payments import Payment
from workbench.charges.study.report import read_report
from workbench.er7 import Document

COPAYMENT = Payment(1, "copayment", Decimal("25.00"), "20260301", "USD", "CARD", "Front | desk", "R^7", (1, 2))


def test_a_payment_comes_back_as_it_was_put_in(sample: Callable[[str], Document]) -> None:
    for name in ("06-thyroid", "09-kidneys-old-system"):  # the second has delimiters of its own
        report = with_payments(sample(name), [COPAYMENT, Payment(2, "adjustment", Decimal("-5"))])
        first, second = read_report(report).payments
        assert replace(first, source=None) == COPAYMENT
        assert (second.number, second.kind, second.amount, second.currency) == (2, "adjustment", Decimal("-5"), "")


def test_further_payments_go_on_counting(sample: Callable[[str], Document]) -> None:
    report = with_payments(with_payments(sample("06-thyroid"), [COPAYMENT]), [COPAYMENT])
    assert [one.text.split("|")[1] for one in report.all("ZPM")] == ["1", "2"]
    assert [one.number for one in read_report(report).payments] == [1, 2]


def test_nothing_else_of_the_report_changes(sample: Callable[[str], Document]) -> None:
    report = sample("06-thyroid")
    assert with_payments(report, [COPAYMENT]).to_bytes().startswith(report.to_bytes())
    assert with_payments(report, []) == report


def test_a_segment_of_somebody_else_is_left_alone(study: Callable[..., Study]) -> None:
    assert study(("ZPM", {1: "1", 2: "PUMP", 3: "25"})).payments == ()


def test_an_amount_that_cannot_be_read_keeps_the_payment_out(study: Callable[..., Study]) -> None:
    (found,) = study(("ZPM", {1: "1", 2: "payment", 3: "1,000.00&USD"})).payments
    assert found.to_complete == ("There is no amount; enter one.",)


@pytest.mark.parametrize("amount", ["sNaN", "Infinity", "1E+999999", "1e5", "1_000", "２５", "9" * 29, "", "25-"])
def test_what_is_no_number_of_hl7_keeps_the_payment_out(study: Callable[..., Study], amount: str) -> None:
    (found,) = study(("ZPM", {1: "1", 2: "payment", 3: f"{amount}&USD"})).payments
    assert found.to_complete == ("There is no amount; enter one.",)
