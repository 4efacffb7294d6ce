from __future__ import annotations

import pytest

from workbench.charges.sources.identity import Key, by_accession, is_unsure, keys_of, may_be_same, part_with
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
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
    assert keys_of(study(("P1", "Acc"))) == (("accession", "acc"), ("order", "p1"))
    assert keys_of(study(("P1", ""))) == (("order", "p1"),)


def test_a_study_without_any_number_is_refused_with_a_sentence() -> None:
    with pytest.raises(WorkbenchError, match=r"neither an accession number .* nor an order number"):
        keys_of(study(("", "")))


def test_the_part_that_is_meant() -> None:
    both = study(("P1", "A1"), ("P2", "A2"))
    assert part_with(both, (("accession", "a2"),)).exams[0].number == 2
    assert part_with(both, (("order", "p2"),)).exams[0].number == 2
    assert part_with(both, (("accession", "nothing"),)).exams[0].number == 1


def test_the_issuer_of_a_number_comes_first() -> None:
    assert keys_of(study(("P1", "Acc^RIS")))[:2] == (("authority", "acc\tris"), ("accession", "acc"))


def test_one_number_of_two_issuers_is_two_studies() -> None:
    parts = by_accession(study(("P1", "A1^EAST"), ("P1", "A1^WEST"), ("P1", "a1^east"), ("P1", "A1")))
    assert [[exam.number for exam in part.exams] for part in parts] == [[1, 3, 4], [2]]


EAST, WEST = ("authority", "a1\teast"), ("authority", "a1\twest")
NORTH, SOUTH = ("facility", "a1\tnorth"), ("facility", "a1\tsouth")
NUMBER, ORDER = ("accession", "a1"), ("order", "p1")


@pytest.mark.parametrize(
    ("mine", "theirs", "same", "unsure"),
    [
        ([EAST, NUMBER], [EAST, NUMBER], True, False),
        ([EAST, NUMBER], [WEST, NUMBER], False, False),
        # Who gave the number outweighs who sent the report.
        ([EAST, NORTH, NUMBER], [EAST, SOUTH, NUMBER], True, False),
        ([EAST, NORTH, NUMBER], [WEST, NORTH, NUMBER], False, False),
        ([NORTH, NUMBER], [SOUTH, NUMBER], False, False),
        ([EAST, NORTH, NUMBER], [NORTH, NUMBER], True, False),
        ([EAST, NORTH, NUMBER], [SOUTH, NUMBER], False, False),
        ([EAST, NUMBER], [NUMBER], True, True),
        ([NUMBER], [NORTH, NUMBER], True, True),
        ([NUMBER], [NUMBER], True, False),
        # One order, two accession numbers: two studies. Without a number the order alone decides.
        ([NUMBER, ORDER], [("accession", "a2"), ORDER], False, False),
        ([ORDER], [NUMBER, ORDER], True, False),
        # The same order number does not join what issuers divide.
        ([EAST, NUMBER, ORDER], [WEST, NUMBER, ORDER], False, False),
    ],
)
def test_whether_two_studies_can_be_one(mine: list[Key], theirs: list[Key], same: bool, unsure: bool) -> None:
    assert may_be_same(mine, theirs) is may_be_same(theirs, mine) is same
    assert is_unsure(mine, theirs) is is_unsure(theirs, mine) is unsure


def test_the_facility_of_an_order_says_nothing_about_the_accession() -> None:
    text = "MSH|^~\\&|A|CLINIC|||||{}|1|T|2.5.1\rOBR|1|P1|A1|X^Y^L\r"
    order, report = (read_report(Document.from_text(text.format(kind))) for kind in ("ORM^O01", "ORU^R01"))
    assert ("facility", "a1\tclinic") in keys_of(report)
    assert keys_of(order) == (("accession", "a1"), ("order", "p1"))
