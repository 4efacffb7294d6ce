"""Of several reports of one study in one run the latest counts: the same charges as when each was taken in its turn."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from helpers.lifecycle import NOON, Life, make_desk, report

from workbench.charges.coding.choosing import code_study
from workbench.charges.lifecycle.coded import coded
from workbench.charges.lifecycle.latest import Chosen, Report, latest
from workbench.charges.study.report import read_report
from workbench.er7 import Document

BREAST = "US-BREAST^US breast complete^L"
KINDS = {
    "F": {},
    "C": {"status": "C", "observed": "C", "code": BREAST},
    "P": {"status": "P", "observed": "P"},
    "X": {"status": "X", "observed": "X"},
}


def chosen(*documents: Document) -> tuple[Chosen, ...]:
    return latest([Report(f"r{number}", one, read_report(one)) for number, one in enumerate(documents)], NOON)


def charged(found: tuple[Chosen, ...]) -> list[str]:
    """The codes that a run charges."""
    desk = make_desk()
    studies = [one.study for one in found if one.study is not None and one.study.signed.yes]
    lines = [coded(study, code_study(study, desk.master, desk.profile), desk.profile).lines for study in studies]
    return [line.code for some in lines for line in some]


def kept(documents: list[Document]) -> list[str]:
    """The codes that stand when each report is taken in its turn."""
    life = Life(make_desk())
    for one in documents:
        life.take(one)
    return [line.code for line in life.known.charged.lines]


@pytest.mark.parametrize("kinds", [one for length in (2, 3) for one in product("FCPX", repeat=length)], ids="".join)
def test_the_charges_are_those_of_the_reports_in_their_turn(kinds: tuple[str, ...]) -> None:
    """But for a study that is signed again with other charges: then a person has to say that it is a correction."""
    documents = [report(number, **KINDS[kind]) for number, kind in enumerate(kinds)]
    expected = kept(documents)
    if "C" in kinds and "F" in kinds[kinds.index("C") :] and kinds[-1] == "F":
        expected = kept(documents[-1:])
    for order in permutations(documents):
        found = chosen(*order)
        assert charged(found) == expected, [order.index(one) for one in documents]
        assert sum(one.study is not None for one in found) == 1
        assert all(each.why.endswith(".") for one in found for each in one.left_out)


def test_reports_without_any_number_are_one_only_when_they_are_the_same() -> None:
    plain = report().put("OBR-2", "").put("OBR-3", "")
    other = report(5).put("OBR-2", "").put("OBR-3", "")
    assert [one.study is not None for one in chosen(plain, plain, other)] == [True, False, True]


def test_one_order_without_accession_numbers_is_one_study_that_a_person_looks_at() -> None:
    first, second = (report(minute).put("OBR-3", "") for minute in (0, 5))
    left, right = chosen(first, second)
    (said,) = left.left_out
    assert said.needs_person and "Only the order number tells" in said.why
    assert left.study is None and right.study is not None


def test_what_is_no_report_is_left_as_it_is() -> None:
    order = Document.from_text(report().text.replace("ORU^R01", "ORM^O01"))
    assert [bool(one.left_out) for one in chosen(report(), order, order)] == [False, False, False]
