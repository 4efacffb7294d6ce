from __future__ import annotations

import pytest

from workbench.charges.report import read_report
from workbench.charges.sources.identity import by_accession, keys_of, part_with
from workbench.charges.study import Study
from workbench.er7 import Document
from workbench.errors import WorkbenchError


def study(*exams: tuple[str, str]) -> Study:
    """(OBR-2, OBR-3) for each OBR."""
    rows = [f"OBR|{n}|{order}|{accession}|X^Y^L|||20260301\r" for n, (order, accession) in enumerate(exams, 1)]
    return read_report(Document.from_text("MSH|^~\\&|A||||||ORU^R01|1|T|2.5.1\rPID|1||1\r" + "".join(rows)))


def test_several_accession_numbers_are_several_studies() -> None:
    parts = by_accession(study(("P1", "A1"), ("P1", "A2"), ("P1", "a1 ")))
    assert [[exam.number for exam in part.exams] for part in parts] == [[1, 3], [2]]


def test_exams_without_a_number_go_with_the_one_before() -> None:
    parts = by_accession(study(("P1", "A1"), ("P1", ""), ("P2", "A2")))
    assert [[exam.number for exam in part.exams] for part in parts] == [[1, 2], [3]]
    leading = by_accession(study(("P1", ""), ("P1", "A1")))
    assert [[exam.number for exam in part.exams] for part in leading] == [[1, 2]]


def test_one_study_stays_as_it_is() -> None:
    one = study(("P1", "A1"), ("P2", "A1"))
    assert by_accession(one) == (one,)


def test_the_accession_comes_before_the_order() -> None:
    assert keys_of(study(("P1", "Acc^RIS"))) == (("accession", "acc"), ("order", "p1"))
    assert keys_of(study(("P1", ""))) == (("order", "p1"),)


def test_a_study_without_any_number_is_refused_with_a_sentence() -> None:
    with pytest.raises(WorkbenchError, match=r"neither an accession number .* nor an order number"):
        keys_of(study(("", "")))


def test_the_part_that_is_meant() -> None:
    both = study(("P1", "A1"), ("P2", "A2"))
    assert part_with(both, (("accession", "a2"),)).exams[0].number == 2
    assert part_with(both, (("order", "p2"),)).exams[0].number == 2
    assert part_with(both, (("accession", "nothing"),)).exams[0].number == 1
