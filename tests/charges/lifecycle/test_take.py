"""The life of a study, told as a conversation: reports come in, charges go out, answers come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from helpers.lifecycle import Life, report

from workbench import resources
from workbench.charges.lifecycle.desk import ALL
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import Action, State
from workbench.er7 import Document

if TYPE_CHECKING:
    from workbench.charges.lifecycle.take import Taken

TWINS = "US-OB-COMP^US OB second trimester complete twins^L"


def said(taken: Taken) -> list[tuple[str, str, str]]:
    """(FT1-2, FT1-6, FT1-11) of every line that went out."""
    found = []
    for sent in taken.messages:
        document = Document.from_bytes(sent.raw)
        for segment in document.all("FT1"):
            found.append(
                tuple(document.value(segment.path.at(field=number, component=1)) or "" for number in (2, 6, 11))
            )
    return [(one, two, three.split("&")[0]) for one, two, three in found]


def test_signed_unsigned_signed_again(life: Life) -> None:
    signed = life.report(0)
    assert said(signed) == [("CHG0001", "CG", "230.00")]
    life.answer("accepted")
    unsigned = life.report(5, status="P")
    assert said(unsigned) == [("CHG0001-R", "CR", "-230.00")]
    assert unsigned.standing.state is State.REVERSED
    life.answer("accepted")
    again = life.report(9)
    assert said(again) == [("CHG0002", "CG", "230.00")]
    assert (again.standing.state, again.standing.cycle) == (State.CHARGED, 2)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": "P"}, State.REVERSED),
        ({"status": "R"}, State.REVERSED),
        ({"status": "X"}, State.CANCELLED),
        ({"status": "F", "observed": "W"}, State.REVERSED),
        ({"status": "C", "observed": "D"}, State.REVERSED),
    ],
)
def test_every_way_back_takes_all_charges_back(life: Life, changes: dict[str, str], state: State) -> None:
    life.report(0)
    back = life.report(5, **changes)
    assert (back.action, back.standing.state) == (Action.REVERSE, state)
    assert said(back) == [("CHG0001-R", "CR", "-230.00")]
    assert not back.standing.open_charges


def test_the_credit_repeats_what_was_sent_and_not_what_the_report_says_now(life: Life) -> None:
    life.report(0)
    back = life.report(5, status="F", observed="W", mrn="999", account="OTHER")
    document = Document.from_bytes(back.messages[0].raw)
    assert document.value("PID-3.1") == "100234"
    assert document.value("PID-18") == "A5550001"


def test_a_result_on_the_wrong_patient_is_charged_on_the_right_one(life: Life) -> None:
    life.report(0)
    life.report(5, observed="W")
    right = life.report(9, mrn="999", account="OTHER")
    assert said(right) == [("CHG0002", "CG", "230.00")]
    assert Document.from_bytes(right.messages[0].raw).value("PID-3.1") == "999"


def test_a_corrected_report_takes_back_and_charges_what_changed(life: Life) -> None:
    assert said(life.report(0, code=TWINS)) == [("CHG0001", "CG", "350.00"), ("CHG0002", "CG", "180.00")]
    corrected = life.report(5, status="C", code="US-OB-DET^US OB second trimester detailed twins^L")
    assert said(corrected) == [
        ("CHG0001-R", "CR", "-350.00"),
        ("CHG0002-R", "CR", "-180.00"),
        ("CHG0003", "CG", "510.00"),
        ("CHG0004", "CG", "390.00"),
    ]
    document = Document.from_bytes(corrected.messages[0].raw)
    assert [document.value(f"FT1[{number}]-1") for number in (1, 2, 3, 4)] == ["1", "2", "3", "4"]
    assert [one.transaction.transaction_id for one in life.known.open_charges] == ["CHG0003", "CHG0004"]


def test_only_the_line_that_changed(life: Life) -> None:
    life.report(0, code=TWINS)
    fewer = life.report(5, status="C", code="US-OB-COMP^US OB second trimester complete^L")
    assert said(fewer) == [("CHG0002-R", "CR", "-180.00")]
    assert [one.transaction.transaction_id for one in life.known.open_charges] == ["CHG0001"]


def test_all_lines_where_the_receiver_wants_it(life: Life) -> None:
    life.desk = replace(life.desk, scope=ALL)
    life.report(0, code=TWINS)
    fewer = life.report(5, status="C", code="US-OB-COMP^US OB second trimester complete^L")
    assert said(fewer) == [
        ("CHG0001-R", "CR", "-350.00"),
        ("CHG0002-R", "CR", "-180.00"),
        ("CHG0003", "CG", "350.00"),
    ]


@pytest.mark.parametrize("changes", [{"mrn": "999"}, {"account": "OTHER"}])
def test_another_patient_or_account_is_credit_there_and_charge_here(life: Life, changes: dict[str, str]) -> None:
    life.report(0)
    moved = life.report(5, status="C", **changes)
    assert [Document.from_bytes(sent.raw).value("FT1-6") for sent in moved.messages] == ["CR", "CG"]
    old, new = (Document.from_bytes(sent.raw) for sent in moved.messages)
    assert (old.value("PID-3.1"), old.value("PID-18")) == ("100234", "A5550001")
    assert (new.value("PID-3.1"), new.value("PID-18")) == (
        changes.get("mrn", "100234"),
        changes.get("account", "A5550001"),
    )
    assert moved.notes[0].startswith("Patient, account or visit changed")


@pytest.mark.parametrize("observed", ["A", "B", "V"])
def test_an_addendum_acts_only_when_the_coded_content_differs(life: Life, observed: str) -> None:
    life.report(0)
    words = life.report(5, observed=observed, words="One more sentence")
    assert (words.event, words.action, words.messages) == (Event.ADDENDUM, Action.NOTHING, ())
    reason = life.report(9, observed=observed, diagnosis="E04.2")
    assert reason.action is Action.CORRECT
    assert [kind for _, kind, _ in said(reason)] == ["CR", "CG"]
    assert reason.difference.text == "76536: diagnoses E04.1 → E04.2"


def test_a_correction_of_words_alone_does_nothing(life: Life) -> None:
    life.report(0)
    assert life.report(5, status="C", words="Now it is spelled well").action is Action.NOTHING


def test_a_correction_that_is_not_signed_is_held(life: Life) -> None:
    life.report(0)
    held = life.report(5, status="M", diagnosis="E04.2")
    assert (held.action, held.standing.state, held.messages) == (Action.HOLD, State.HELD, ())
    assert life.report(9, status="C", diagnosis="E04.2").standing.state is State.CHARGED


def test_another_f_with_other_charges_is_held_and_not_guessed(life: Life) -> None:
    life.report(0)
    held = life.report(5, diagnosis="E04.2")
    assert (held.action, held.standing.state, held.messages) == (Action.HOLD, State.HELD, ())
    assert "is not marked as a correction" in held.why


def test_a_study_that_cannot_be_charged_waits_and_is_tried_again(life: Life) -> None:
    waiting = life.report(0, code="X^Nothing we know^L")
    assert (waiting.action, waiting.standing.state, waiting.messages) == (Action.CHARGE, State.DUE, ())
    assert "choose a charge, or add it to the charge master" in waiting.refusal
    assert waiting.standing.coded.missing
    same = life.report(0, code="X^Nothing we know^L")
    assert same.event is Event.SIGNED
    assert said(life.report(5)) == [("CHG0001", "CG", "230.00")]


def test_one_line_to_complete_keeps_back_the_whole_study(life: Life) -> None:
    text = life.desk and Document.from_text(
        "MSH|^~\\&|US|DEMO|||20260301155500||ORU^R01|R1|T|2.5.1\rPID|1||1^^^D^MR||A^B||19900101|F||||||||||ACC\r"
        "OBR|1|P1|ACC1|US-NECK^US thyroid^L|||20260301||||||||||||||||||F\r"
        "OBR|2|P1|ACC1|XX^Nothing we know^L|||20260301||||||||||||||||||F\r"
    )
    taken = life.take(text)
    assert (taken.standing.state, taken.messages) == (State.DUE, ())


def test_a_refused_charge_is_not_taken_back(life: Life) -> None:
    life.report(0)
    life.answer("error")
    assert life.known.state is State.REFUSED
    back = life.report(5, status="P")
    assert (back.action, back.messages, back.standing.state) == (Action.NOTHING, (), State.REVERSED)
    assert "the receiver took no charge, so none is taken back" in back.why


def test_a_refused_credit_leaves_a_charge_to_take_back(life: Life) -> None:
    life.report(0)
    life.report(5, status="P")
    life.answer("rejected")
    assert life.known.state is State.REVERSAL_DUE
    again = life.report(5, status="P")
    assert said(again) == [("CHG0001-R", "CR", "-230.00")]
    assert life.known.state is State.REVERSED


def test_a_refused_credit_of_a_correction_is_made_up_for(life: Life) -> None:
    life.report(0)
    life.report(5, status="C", mrn="999")
    life.answer("rejected", last=2)  # the credit too
    assert life.known.state is State.CORRECTION_DUE
    again = life.report(9, status="C", mrn="999")
    assert [kind for _, kind, _ in said(again)] == ["CR", "CG"]
    assert {one.sent.holder.patient for one in life.known.open_charges} == {"999"}


def test_a_charge_that_was_signed_again_before_its_credit_was_refused_stands(life: Life) -> None:
    life.report(0)
    life.report(5, status="P")
    life.answer("error")
    stands = life.report(9)
    assert (stands.action, stands.standing.settled.state) == (Action.NOTHING, State.CHARGED)


def test_a_charge_without_an_answer_is_taken_back_with_a_warning(life: Life) -> None:
    life.report(0)
    life.answer("no answer")
    back = life.report(5, status="P")
    assert said(back) == [("CHG0001-R", "CR", "-230.00")]
    assert any("same MSH-10 first" in note for note in back.notes)


def test_a_cancelled_exam_of_two_is_taken_back_alone(life: Life) -> None:
    text = (
        "MSH|^~\\&|US|DEMO|||{1}||ORU^R01|R1|T|2.5.1\rPID|1||1^^^D^MR||A^B||19900101|F||||||||||ACC\r"
        "OBR|1|P1|ACC1|US-NECK^US thyroid^L|||20260301||||||||||||||||||F\r"
        "OBR|2|P1|ACC1|US-BREAST-LIM^US breast limited left^L|||20260301||||||||||||||||||{0}\r"
    )
    assert len(said(life.take(Document.from_text(text.format("F", "20260301150000"))))) == 2
    fewer = life.take(Document.from_text(text.format("X", "20260301160000")))
    assert [(one, kind) for one, kind, _ in said(fewer)] == [("CHG0002-R", "CR")]
    assert life.known.state is State.CHARGED


def test_lines_edited_by_a_person_are_charged_as_they_are(life: Life, make_report: Callable[..., Document]) -> None:
    from workbench.charges.coding.choosing import code_study
    from workbench.charges.lifecycle.take import take
    from workbench.charges.study.report import read_report

    document = make_report()
    study = read_report(document)
    lines = [replace(line, units=2) for line in code_study(study, life.desk.master)]
    taken = take(life.known, study, document, life.desk, at=life.desk.now, lines=lines)
    assert taken.standing.coded.lines[0].units == 2
    assert taken.messages[0].transactions[0].amount == Decimal("460.00")


ORDER = (
    "MSH|^~\\&|EHR|DEMO|||20260301100000||ORM^O01|O1|T|2.5.1\rPID|1||100234^^^DEMO^MR||SAMPLE^ANNA||19900412|F"
    "||||||||||{account}\rPV1|1|O|||||||||||||||||V77\rORC|{control}|P1|ACC1\rOBR|1|P1|ACC1|US-NECK^US thyroid^L\r"
)


def test_an_order_brings_what_the_report_lacks(life: Life) -> None:
    ordered = life.take(Document.from_text(ORDER.format(control="NW", account="FROMORDER")))
    assert (ordered.event, ordered.action, ordered.standing.state) == (Event.ORDERED, Action.NOTHING, State.OPEN)
    signed = life.report(0, account="")
    assert Document.from_bytes(signed.messages[0].raw).value("PID-18") == "FROMORDER"
    assert "From the order: the account." in signed.notes


@pytest.mark.parametrize("control", ["CA", "OC", "DC"])
def test_a_cancelled_order_never_takes_a_charge_back_by_itself(life: Life, control: str) -> None:
    life.report(0)
    held = life.take(Document.from_text(ORDER.format(control=control, account="")))
    assert (held.event, held.action, held.messages) == (Event.ORDER_CANCELLED, Action.HOLD, ())


def test_an_order_cannot_be_stated_as_signed(life: Life) -> None:
    refused = life.take(Document.from_text(ORDER.format(control="NW", account="")), Event.SIGNED)
    assert refused.event is None
    assert refused.why == "This is an order (ORM^O01), which is never signed."


def test_the_samples_of_a_correction_end_where_the_reference_messages_do(life: Life) -> None:
    for name in ("02-pregnancy-twins", "11-pregnancy-twins-corrected", "02-pregnancy-twins"):
        life.take(Document.from_bytes(resources.path("samples", "studies", f"{name}.hl7").read_bytes()))
    assert [one.transaction.line.code for one in life.known.open_charges if one.transaction.line] == ["76811", "76812"]
    total = sum((one.amount or Decimal(0)) for sent in life.known.messages for one in sent.transactions)
    assert total == Decimal("900.00")


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ("PV1", "There is neither an account number (PID-18) nor a visit number"),
        ("OBR-32", "The report does not name who read the study (OBR-32)"),
    ],
)
def test_what_a_receiver_can_hardly_book_without_is_to_be_looked_at(life: Life, cut: str, told: str) -> None:
    document = report(0)
    document = document.put(cut, "") if "-" in cut else document.put("PV1-19", "").put("PID-18", "")
    taken = life.take(document)
    assert taken.messages
    assert any(one.text.startswith(told) for one in life.known.look)


@pytest.mark.parametrize("status", ["F", "C"])
def test_an_accession_number_in_other_capitals_changes_no_charge(life: Life, status: str) -> None:
    life.report(0)
    text = report(5, status=status, observed=status).text.replace("|ACC1|", "|acc1 |")
    taken = life.take(Document.from_text(text))
    assert (taken.action, taken.messages, taken.difference.changes) == (Action.NOTHING, (), ())
