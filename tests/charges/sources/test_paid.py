"""Payments of a file find their reports."""

from __future__ import annotations

from helpers.lifecycle import report

from workbench.charges.sources.paid import Till
from workbench.charges.study.payment_files import parse_payments
from workbench.charges.study.report import read_report


def test_rows_that_spell_the_accession_number_otherwise_are_of_one_study() -> None:
    rows = "accession,kind,amount\nACC1,payment,5.00\nacc1,payment,6.00\nOTHER,payment,7.00\n"
    till = Till(parse_payments(rows, "money.csv"))
    assert [str(one.amount) for one in read_report(till.paid(report())).payments] == ["5.00", "6.00"]
    assert [sentence.split(",")[0] for sentence in till.unused] == ["There are payments for OTHER"]
