"""Only a transition acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.lifecycle import Life

from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.transition import digest, event_of_living, living
from workbench.charges.study.report import read_report
from workbench.er7 import Document


def test_a_repeated_f_does_nothing(life: Life) -> None:
    life.report(0)
    repeated = life.report(0)
    assert (repeated.event, repeated.action, repeated.messages) == (None, Action.NOTHING, ())
    assert repeated.why == "It is the same report as before, so nothing is done."


def test_the_same_report_in_a_new_envelope_is_the_same_report(life: Life) -> None:
    life.report(0)
    again = life.report(0, control="99", message_time="20260309120000")
    assert again.event is None


def test_a_later_f_with_the_same_charges_does_nothing(life: Life) -> None:
    life.report(0)
    again = life.report(5, words="Other words")
    assert (again.event, again.action, again.standing.state) == (Event.SIGNED, Action.NOTHING, State.CHARGED)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"report_time": "20260301154000"}, "its OBR-22 is 20260301154000"),
        ({"report_time": "20260301155000", "message_time": "20260301150000"}, "its MSH-7 is 20260301150000"),
    ],
)
def test_a_report_that_comes_late_does_nothing(life: Life, changes: dict[str, str], said: str) -> None:
    life.report(0)
    late = life.report(status="P", **changes)
    assert late.stale
    assert late.event is None
    assert said in late.why
    assert late.standing.state is State.CHARGED


@pytest.mark.parametrize("report_time", ["", "20261301", "20260301155000"])
def test_where_the_times_do_not_tell_the_order_of_arrival_does(life: Life, report_time: str) -> None:
    life.report(0)
    next_one = life.report(status="P", report_time=report_time, message_time="20260301155000")
    assert (next_one.event, next_one.standing.state) == (Event.UNSIGNED, State.REVERSED)


def test_a_person_may_state_an_event_out_of_order(life: Life, make_report: Callable[..., Document]) -> None:
    life.report(0)
    stated = life.take(make_report(-5), Event.UNSIGNED)
    assert (stated.event, stated.standing.state) == (Event.UNSIGNED, State.REVERSED)


def test_a_person_cannot_sign_what_is_not_signed(life: Life, make_report: Callable[..., Document]) -> None:
    refused = life.take(make_report(status="P"), Event.SIGNED)
    assert refused.event is None
    assert refused.why.startswith("It cannot be taken as signed. The report is not signed: OBR-25 is P")
    assert refused.standing.told is None


def test_the_digest_leaves_the_header_out(make_report: Callable[..., Document]) -> None:
    assert digest(make_report(0)) == digest(make_report(0, control="7", message_time="2026"))
    assert digest(make_report(0)) != digest(make_report(0, words="other"))


TWO = (
    "MSH|^~\\&|US|DEMO|||20260301155500||ORU^R01|R1|T|2.5.1\rPID|1||1^^^D^MR||A^B||19900101|F||||||||||ACC\r"
    "OBR|1|P1|ACC1|US-NECK^US thyroid^L|||20260301||||||||||||||||||{0}\r"
    "OBR|2|P1|ACC1|US-BREAST-LIM^US breast limited left^L|||20260301||||||||||||||||||{1}\r"
)


@pytest.mark.parametrize(
    ("statuses", "exams", "event"),
    [
        ("FX", 1, Event.CORRECTED),
        ("XF", 1, Event.CORRECTED),
        ("XX", 2, Event.CANCELLED),
        ("FF", 2, Event.SIGNED),
        ("FP", 2, Event.UNSIGNED),
        ("XP", 2, Event.CANCELLED),
    ],
)
def test_a_cancelled_exam_beside_a_signed_one(statuses: str, exams: int, event: Event) -> None:
    from workbench.charges.lifecycle.events import MEANING

    study = read_report(Document.from_text(TWO.format(*statuses)))
    rest = living(study)
    assert len(rest.exams) == exams
    assert event_of_living(MEANING[study.signed.kind], study, rest) == event


@pytest.mark.parametrize("changes", [{"report_time": "20990101"}, {"report_time": "", "message_time": "20990101"}])
def test_a_time_that_cannot_be_blocks_no_later_report(life: Life, changes: dict[str, str]) -> None:
    charged = life.report(0, **changes)
    assert any("20990101" in note and "not believed" in note for note in charged.notes)
    assert life.report(5, status="P").standing.state is State.REVERSED


def test_an_hour_ahead_is_a_clock_and_is_believed(life: Life) -> None:
    life.report(0, report_time="20260301180000")
    assert life.report(5, status="P").stale
