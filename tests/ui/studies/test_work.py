"""A study on the desk, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from helpers.lifecycle import report

from workbench.charges.chargemaster.master import load_default
from workbench.charges.ids import control_ids, transaction_ids
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import default_profile, parse_profile
from workbench.er7 import Document
from workbench.ui.studies.list_model import Column, StudiesModel
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


def test_notes_call_a_line_by_the_row_that_it_stands_in(sample: Sample) -> None:
    work = sample("02-")
    second = replace(work.lines[1], modifiers=("76",))
    work.change((second,))
    work.recompose(NOON)
    assert second.number == 2
    (note,) = (one for one in work.composition.notes if "76 says that it was done again" in one)
    assert note.startswith("Line 1: ")
    assert any("76 says that it was done again" in one for one in work.warnings_for(second))
    assert [number for number, _ in work.composition.transaction_ids] == [2]  # what is kept by number stays


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


def test_an_unsigned_study_has_no_sum(sample: Sample) -> None:
    for beginning in ("10-", "12-"):
        work = sample(beginning)
        assert work.lines
        assert work.total is None


def test_what_is_no_report_has_no_lines(conventions: Conventions) -> None:
    raw = b"MSH|^~\\&|A|B|C|D|20260301||DFT^P03|1|T|2.5.1\rPID|1||7\rFT1|1\r"
    work = StudyWork(Document.from_bytes(raw), conventions, None, None)
    work.recompose(NOON)
    assert not work.is_report
    assert work.lines == ()
    assert work.composition.refusal


def test_both_parts_keep_their_ids_in_messages_of_their_own(conventions: Conventions, sample: Sample) -> None:
    divided = parse_profile("[codes]\ncomponent = 'split'\n[routing]\nseparate = true", "site.toml")
    work = StudyWork(sample("04-").report, replace(conventions, profile=divided), None, None)
    work.recompose(NOON)
    before = [made.document for made in work.compositions]
    assert len(before) == 2
    assert all(before)
    ids = work.transaction_ids
    assert len(set(ids)) == 4
    work.change((replace(work.lines[0], units=2), *work.lines[1:]))
    work.recompose(NOON)
    assert work.transaction_ids == ids
    work.change(work.lines[1:])
    work.recompose(NOON)
    assert work.transaction_ids == (ids[1], ids[3])


def test_only_what_was_given_away_gets_another_control_id(conventions: Conventions, sample: Sample) -> None:
    apart = parse_profile("[message]\ncharges = 'one'", "site.toml")
    work = StudyWork(sample("04-").report, replace(conventions, profile=apart), None, None)
    work.recompose(NOON)
    control = [made.document.control_id for made in work.compositions if made.document]
    assert len(control) == 2
    work.shown = 1
    assert work.give_away() is not None
    work.change(tuple(replace(line, units=2) for line in work.lines))
    work.recompose(NOON)
    after = [made.document.control_id for made in work.compositions if made.document]
    assert after[0] == control[0]
    assert after[1] != control[1]


def test_what_the_profile_holds_is_composed_once_released(conventions: Conventions, sample: Sample) -> None:
    holding = parse_profile("[late]\nhold_after_days = 5", "site.toml")
    work = StudyWork(sample("01-").report, replace(conventions, profile=holding), None, None)
    work.recompose(datetime(2026, 6, 1))
    assert work.composition.held
    assert work.composition.document is None
    work.released = True
    work.recompose(datetime(2026, 6, 1))
    assert work.composition.document is not None


def test_warnings_are_those_of_the_lines_as_they_are(sample: Sample) -> None:
    work = sample("02-")
    assert "still to come" in work.warnings_for(work.lines[1])[0]  # said of the message, and it is the line's matter
    work.recompose(datetime(2026, 3, 3, 12))
    assert work.warnings_for(work.lines[1]) == ()
    work.change(work.lines[1:])
    assert "never charged alone" in work.warnings_for(work.lines[0])[0]
    work.restore()
    assert work.warnings_for(work.lines[1]) == ()


def test_the_title_names_the_receiver_that_the_profile_routes_to() -> None:
    conventions = Conventions(load_default(), find_profile("split", None), control_ids(), transaction_ids())
    work = StudyWork(report(), conventions, None, None)
    work.recompose(NOON)
    assert work.title.endswith("for physician-billing (CMS-1500)")
    work.shown = 1
    assert work.title.endswith("for facility-billing (UB-04)")


def test_a_line_with_a_warning_is_counted_and_amber_in_the_list(qapp: object) -> None:
    conventions = Conventions(load_default(), default_profile(), control_ids(), transaction_ids())
    model = StudiesModel()
    for document in (report(), report(code="US-KNEE^US knee^L", diagnosis="M25.561")):
        work = StudyWork(document, conventions, None, None)
        work.recompose(NOON)
        model.put(work)
    fine, warned = model.works
    assert (model.cell(fine, Column.LINES), model.ink(fine, Column.LINES)) == ("1", "")
    assert (model.cell(warned, Column.LINES), model.ink(warned, Column.LINES)) == ("1, 1 to look at", "warn")
