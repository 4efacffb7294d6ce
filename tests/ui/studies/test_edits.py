"""Editing a charge line by hand. The lines are those that coding really gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from workbench.charges.lines import ChargeLine
from workbench.charges.study import Study
from workbench.ui.studies import edits
from workbench.ui.studies.edits import EditRefused
from workbench.ui.studies.work import Conventions, StudyWork

Sample = Callable[[str], StudyWork]
LINE = ChargeLine(1, 1, local_code="US", service_time="20260301")


def with_code(work: StudyWork, line: ChargeLine, text: str) -> ChargeLine:
    return edits.with_code(work.study, line, work.conventions.master, text)


def test_a_code_of_the_charge_master_brings_its_price(sample: Sample) -> None:
    work = sample("13-")
    line = with_code(work, work.lines[0], "US-NECK")
    assert line.complete
    assert line.procedure_code == "76536"
    assert line.unit_price is not None
    assert "chosen by hand" in line.why


def test_what_the_editor_offers_is_understood(sample: Sample) -> None:
    work = sample("13-")
    assert with_code(work, work.lines[0], "76536 — Thyroid and soft tissue").local_code == "US-NECK"


@pytest.mark.parametrize(
    ("text", "local", "procedure", "system"),
    [
        ("99999", "", "99999", "CPT"),
        ("g9999", "", "G9999", "HCPCS"),
        ("Own-17", "Own-17", "", ""),
    ],
)
def test_a_code_that_no_row_has_is_taken_as_it_is(
    sample: Sample, text: str, local: str, procedure: str, system: str
) -> None:
    work = sample("13-")
    line = with_code(work, work.lines[0], f" {text} ")
    assert (line.local_code, line.procedure_code, line.coding_system) == (local, procedure, system)
    assert line.complete
    assert "no such row" in line.why


def test_no_code_is_refused(sample: Sample) -> None:
    work = sample("01-")
    with pytest.raises(EditRefused, match="needs a code"):
        with_code(work, work.lines[0], "  ")


def test_a_code_answers_no_question_about_the_date(sample: Sample) -> None:
    work = sample("13-")
    missing = ("The date of service (OBR-7) is empty; enter it.",)
    line = with_code(work, replace(work.lines[0], service_time="", missing=missing), "US-NECK")
    assert line.missing == missing
    dated = edits.with_service_date(line, "2026-03-01")
    assert dated.complete
    assert dated.service_time == "20260301"


def test_the_date_sentence_is_the_one_that_coding_writes(conventions: Conventions) -> None:
    from workbench.charges.coding import code_study
    from workbench.charges.study import Exam, Procedure

    study = Study(exams=(Exam(1, Procedure(code="US-NECK")),))
    (line,) = code_study(study, conventions.master)
    assert not line.complete
    assert edits.with_service_date(line, "20260301").complete


def test_the_same_charge_twice_is_answered_by_a_modifier(conventions: Conventions) -> None:
    from workbench.charges.coding import code_study
    from workbench.charges.study import Exam, Procedure

    exams = tuple(Exam(number, Procedure(code="US-NECK"), exam_time="20260301") for number in (1, 2))
    first, second = code_study(Study(exams=exams), conventions.master)
    assert first.complete
    assert not second.complete
    assert not edits.with_modifiers(second, "26").complete
    assert not edits.with_units(second, "2").complete
    assert edits.with_modifiers(second, "76").complete


def test_units_are_whole_and_positive() -> None:
    assert edits.with_units(LINE, " 3 ").units == 3
    for text in ("0", "-1", "1.5", "", "x", "10000"):
        with pytest.raises(EditRefused):
            edits.with_units(LINE, text)


def test_a_price_is_exact_or_refused() -> None:
    assert edits.with_price(LINE, "350.00").unit_price == Decimal("350.00")
    assert edits.with_price(LINE, " 0.125").unit_price == Decimal("0.125")
    assert edits.with_price(LINE, "").unit_price is None
    for text in ("1,250.00", "350,00", "-5", "USD 5", "1e3", "NaN", "."):
        with pytest.raises(EditRefused, match="no price"):
            edits.with_price(LINE, text)


def test_modifiers_keep_their_order() -> None:
    assert edits.with_modifiers(LINE, "lt, 26~59 26").modifiers == ("LT", "26", "59")
    assert edits.with_modifiers(LINE, "").modifiers == ()
    with pytest.raises(EditRefused, match="LEFT"):
        edits.with_modifiers(LINE, "26 left")


def test_a_service_date_is_a_day() -> None:
    assert edits.with_service_date(LINE, "20260301141500").service_time == "20260301141500"
    for text in ("2026-02-30", "2026", "tomorrow", ""):
        with pytest.raises(EditRefused, match="no day"):
            edits.with_service_date(LINE, text)


def test_a_description_is_one_line() -> None:
    assert edits.with_description(LINE, " two\nwords ").description == "two words"
