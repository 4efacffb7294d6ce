"""Payments of a file put to the reports that they belong to, by accession number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from workbench.charges.study.accession import folded
from workbench.charges.study.payment_segments import with_payments
from workbench.charges.study.payments import Payment
from workbench.charges.study.report import read_report
from workbench.er7 import Document


class Till:
    """The payments of a file, and which studies they found."""

    def __init__(self, payments: Mapping[str, tuple[Payment, ...]]) -> None:
        self._payments: dict[str, tuple[str, tuple[Payment, ...]]] = {}
        for accession, found in payments.items():
            first, before = self._payments.get(folded(accession), (accession, ()))
            self._payments[folded(accession)] = (first, (*before, *found))
        self._used: set[str] = set()

    def paid(self, report: Document) -> Document:
        """The report with the payments of its studies; the same when there are none, or when it is no report."""
        if not self._payments:
            return report
        study = read_report(report)
        wanted = dict.fromkeys(folded(exam.accession) for exam in study.exams if exam.accession)
        found = [] if study.not_a_report else [key for key in wanted if key in self._payments]
        self._used.update(found)
        return with_payments(report, list(self._of(found)))

    def _of(self, keys: list[str]) -> Iterator[Payment]:
        for key in keys:
            accession, payments = self._payments[key]
            yield from (replace(one, accession=accession) for one in payments)

    @property
    def unused(self) -> list[str]:
        """A sentence for each study that there is money for and that was not among the reports."""
        return [
            f"There are payments for {accession}, but no such report; name its file too, or take them out."
            for key, (accession, _) in self._payments.items()
            if key not in self._used
        ]
