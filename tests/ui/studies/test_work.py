"""A study on the desk, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from workbench.er7 import Document
from workbench.ui.studies.work import Conventions, StudyWork

Sample = Callable[[str], StudyWork]
NOON = datetime(2026, 3, 1, 12, 0, 0)


def test_a_signed_study_has_lines_and_a_message(sample: Sample) -> None:
    work = sample("02-")
    document = work.composition.document
    assert document is not None
    assert document.control_id == "M1"
    assert [document.get(f"FT1[{number}]-2") for number in (1, 2)] == ["C1", "C2"]
    assert work.total == Decimal("530.00")
    assert work.incomplete == 0
    assert work.title == "Charge of SAMPLE, BELLA, ACC26030202"


def test_ids_stay_when_the_message_is_made_again(sample: Sample) -> None:
    work = sample("02-")
    before = work.composition.document
    work.change((work.lines[0], replace(work.lines[1], units=2)))
    work.recompose(NOON)
    after = work.composition.document
    assert before is not None
    assert after is not None
    assert after.control_id == before.control_id
    assert after.get("FT1[2]-2") == before.get("FT1[2]-2")
    assert after.get("FT1[2]-10") == "2"


def test_an_edit_after_it_was_given_away_makes_another_message(sample: Sample) -> None:
    work = sample("01-")
    first = work.give_away()
    assert first is not None
    work.recompose(NOON)
    assert work.give_away() == first
    work.change((replace(work.lines[0], units=2),))
    work.recompose(NOON)
    document = work.composition.document
    assert document is not None
    assert document.control_id == "M2"
    assert document.get("FT1-2") == "C1"


def test_an_unsigned_study_has_a_reason_and_no_message(sample: Sample) -> None:
    work = sample("10-")
    assert work.composition.document is None
    assert "not signed" in work.composition.refusal
    assert work.give_away() is None


def test_removed_lines_come_back(sample: Sample) -> None:
    work = sample("02-")
    work.change(work.lines[:1])
    assert work.is_edited
    work.restore()
    assert not work.is_edited
    assert len(work.lines) == 2


def test_a_line_that_is_added_has_a_number_of_its_own(sample: Sample) -> None:
    work = sample("02-")
    line = work.add_line()
    assert line.number == 3
    assert not line.complete
    work.change((*work.lines[:1], replace(line, local_code="OWN")))
    work.recompose(NOON)
    document = work.composition.document
    assert document is not None
    assert document.get("FT1[2]-2") == "C3"


def test_what_is_no_message_has_a_sentence(conventions: Conventions) -> None:
    work = StudyWork(Document.from_bytes(b"hello"), conventions, None, None)
    work.recompose(NOON)
    assert work.composition.document is None
    assert "no HL7 message" in work.composition.refusal
    assert work.exam == "—"
    assert work.title == "Charge of unnamed patient"


def test_ids_that_do_not_fit_are_a_refusal(conventions: Conventions, sample: Sample) -> None:
    broken = replace(conventions, transaction_ids=iter(["much too long for FT1-2"]))
    work = StudyWork(sample("01-").report, broken, None, None)
    work.recompose(NOON)
    assert work.composition.document is None
    assert "FT1-2" in work.composition.refusal
