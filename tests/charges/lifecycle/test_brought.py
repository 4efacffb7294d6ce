"""What an order brings after the charge: told, and charged when a person says that the study is corrected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.lifecycle import NOON, Life, make_desk, report

from workbench.charges.coding.choosing import code_study
from workbench.charges.lifecycle.brought import brought, brought_words
from workbench.charges.lifecycle.difference import Change
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.look import NEWS
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.take import take
from workbench.charges.lifecycle.worklist import Group, Known, worklist
from workbench.charges.profile.model import default_profile, parse_profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document

BARE = {"account": "", "diagnosis": "", "mrn": "100234"}
"""A report without account and diagnosis."""
PID = "PID|1||100234^^^DEMO^MR"
ORDERS = {
    # what the order brings: (its segments, what is said, what stands in the new charge, in how many messages)
    "diagnosis": (f"{PID}|", "DG1|1||N40.0^Prostate^I10\r", "a diagnosis after the charge: N40.0", "N40.0^", 1),
    "account": (f"{PID}|||||||||||||||A77^^^DEMO^AN", "", "the account after the charge: A77", "A77^^^DEMO^AN", 2),
    "insurance": (
        f"{PID}|",
        "IN1|1|PLAN|CO1|Blue Plan^L\r",
        "the insurance after the charge: Blue Plan",
        "Blue Plan^L",
        2,
    ),
    "guarantor": (f"{PID}|", "GT1|1||PAYER^PAULA\r", "the guarantor after the charge: PAYER", "GT1|1||PAYER", 2),
    "birth date": (f"{PID}||||19900412", "", "the birth date after the charge: 19900412", "SAMPLE^ANNA||19900412", 1),
    "sex": (f"{PID}|||||F", "", "the sex after the charge: F", "SAMPLE^ANNA|||F", 1),
}
REPORT = (
    "MSH|^~\\&|US|DEMO|||{at}||ORU^R01|R{at}|T|2.5.1\rPID|1||100234^^^DEMO^MR||SAMPLE^ANNA{more}\rPV1|1|O\r"
    "OBR|1|P1|ACC1|US-NECK^US thyroid^L|||20260301141500|||||||||1122334455^ORDER^OLE||||||{at}|||{status}"
    "|||||||1234567893&READER&ROSA\r"
    "OBX|1|TX|IMP^Impression^L||Nothing||||||F\r"
)


def bare(minute: int = 0, status: str = "F", more: str = "") -> Document:
    """A report that gives no account, diagnosis, insurance, birth date and sex."""
    return Document.from_text(REPORT.format(at=f"2026030115{50 + minute}00", status=status, more=more))


def order(pid: str = f"{PID}|", more: str = "DG1|1||N40.0^Prostate^I10\r", control: str = "NW") -> Document:
    return Document.from_text(
        f"MSH|^~\\&|EHR|DEMO|||20260301||ORM^O01|O1|T|2.5.1\r{pid}\rPV1|1|O\r"
        f"{more if more[:3] in ('IN1', 'GT1') else ''}ORC|{control}|P1|ACC1\rOBR|1|P1|ACC1|US-NECK^US thyroid^L\r"
        f"{more if more[:3] == 'DG1' else ''}"
    )


@pytest.fixture
def life() -> Life:
    """A study that was charged without any of it, and the receiver has the charge."""
    life = Life(make_desk())
    assert life.take(bare()).action is Action.CHARGE
    life.answer("accepted")
    life.known = replace(life.known, look=())  # what the report lacks is seen
    return life


def waits(life: Life) -> list[tuple[Group, str]]:
    return [(item.group, item.why) for item in worklist([Known(life.known)], NOON)]


def news(life: Life) -> list[str]:
    return [one.text for one in life.known.look if one.kind == NEWS]


@pytest.mark.parametrize("what", ORDERS)
def test_an_order_after_the_charge_is_told_and_changes_nothing(life: Life, what: str) -> None:
    pid, more, said, _new, _messages = ORDERS[what]
    taken = life.take(order(pid, more))
    assert (taken.action, taken.messages, life.known.state) == (Action.NOTHING, (), State.CHARGED)
    sentence = f"The order brought {said}. The charge stands as it was made; state “corrected” to charge it anew"
    assert any(note.startswith(sentence) for note in taken.notes)
    ((group, why),) = waits(life)
    assert group is Group.LOOK and why.startswith(sentence) and news(life) == [why]


@pytest.mark.parametrize("what", ORDERS)
def test_stating_that_it_is_corrected_charges_what_the_order_brought(life: Life, what: str) -> None:
    pid, more, _said, new, messages = ORDERS[what]
    life.take(order(pid, more))
    taken = life.take(bare(), Event.CORRECTED)
    assert (taken.action, taken.refusal, life.known.state) == (Action.CORRECT, "", State.CHARGED)
    assert [one.kind for sent in taken.messages for one in sent.transactions] == ["credit", "charge"]
    assert len(taken.messages) == messages
    assert new in taken.messages[-1].raw.decode()
    if messages == 2:  # the credit goes out as its charge was sent
        assert new not in taken.messages[0].raw.decode()
    life.answer("accepted", last=messages)
    assert life.known.state is State.CHARGED and news(life) == []


@pytest.mark.parametrize("what", ORDERS)
def test_it_is_done_once(life: Life, what: str) -> None:
    pid, more, *_ = ORDERS[what]
    life.take(order(pid, more))
    life.take(bare(), Event.CORRECTED)
    again = life.take(bare(), Event.CORRECTED)
    assert (again.action, again.messages) == (Action.NOTHING, ())
    assert life.take(bare(), Event.UNSIGNED).action is Action.REVERSE


@pytest.mark.parametrize("minute", [0, 3])
def test_the_same_report_once_more_charges_nothing(life: Life, minute: int) -> None:
    life.take(order())
    taken = life.take(bare(minute))  # the very same, and signed again as it was
    assert (taken.messages, life.known.state) == ((), State.CHARGED)
    assert [group for group, _ in waits(life)] == [Group.LOOK]
    assert life.take(bare(minute), Event.CORRECTED).action is Action.CORRECT


def test_a_correction_that_is_signed_takes_what_the_order_brought(life: Life) -> None:
    life.take(order())
    taken = life.take(bare(3, status="C"))
    assert taken.action is Action.CORRECT
    assert "N40.0" in taken.messages[-1].raw.decode()
    assert "diagnoses — → N40.0" in taken.difference.text


def test_a_report_that_is_signed_with_other_charges_is_still_asked_about(life: Life) -> None:
    life.take(order())
    other = Document.from_text(bare(3).text.replace("US-NECK^US thyroid", "US-CHEST^US chest"))
    assert (life.take(other).action, life.known.state) == (Action.HOLD, State.HELD)


def test_a_second_order_tells_only_what_is_new(life: Life) -> None:
    life.take(order())
    life.take(order(f"{PID}||||19900412", "DG1|1||N40.0^Prostate^I10\r"))
    first, second = news(life)
    assert "a diagnosis" in first and "the birth date" in second and "diagnosis" not in second
    assert life.take(order()).messages == ()  # the same order as before
    assert len(news(life)) == 2
    made = life.take(bare(), Event.CORRECTED).messages[-1].raw.decode()
    assert "N40.0" in made and "|19900412" in made


def test_an_order_that_changes_an_earlier_one_counts_before_and_after_the_charge() -> None:
    life = Life(make_desk())
    life.take(order(more="DG1|1||Z36.3^Screening^I10\r"))
    life.take(order(more="DG1|1||N40.0^Prostate^I10\r", control="XO"))
    charge = life.take(bare()).messages[0].raw.decode()
    assert "N40.0" in charge and "Z36.3" not in charge
    life.take(order(more="DG1|1||R10.2^Pain^I10\r", control="XO"))
    assert news(life)[0].startswith("The order changed a diagnosis after the charge: N40.0 → R10.2. The charge stands")
    made = life.take(bare(), Event.CORRECTED).messages
    assert "R10.2" in made[-1].raw.decode()
    assert life.take(bare(), Event.CORRECTED).messages == ()


def test_another_policy_is_told_and_another_place_is_not(life: Life) -> None:
    insured = bare(3).text.replace("PV1|1|O\r", "PV1|1|O|ROOM\rIN1|1|PLAN|CO1|Blue Plan" + "|" * 32 + "P1\r")
    life.take(Document.from_text(insured))
    assert "the insurance (Blue Plan P1), the location (ROOM)" in news(life)[0]
    life.take(Document.from_text(insured), Event.CORRECTED)
    other = bare(6).text.replace("PV1|1|O\r", "PV1|1|I|WARD\rIN1|1|PLAN|CO1|Blue Plan" + "|" * 32 + "P2\r")
    life.take(Document.from_text(other))
    assert "The report changed the insurance after the charge: Blue Plan P1 → Blue Plan P2." in news(life)[0]
    life.take(Document.from_text(other.replace("PV1|1|I|WARD", "PV1|1|O|ROOM")), Event.CORRECTED)
    assert "P2" in life.known.messages[-1].raw.decode() and news(life) == []


def test_several_things_are_told_in_one_sentence(life: Life) -> None:
    taken = life.take(order(f"{PID}||||19900412|F||||||||||A77"))
    assert any(
        "The order brought this after the charge: a diagnosis (N40.0), the account (A77), the birth date (19900412),"
        " the sex (F)." in note
        for note in taken.notes
    )


def test_what_came_stands_before_what_was_lacking() -> None:
    life = Life(make_desk())
    life.take(bare())
    life.take(order())
    assert [one.kind for one in life.known.look][:1] == [NEWS] and len(life.known.look) > 1


def test_an_order_that_brings_nothing_says_nothing() -> None:
    life = Life(make_desk())
    life.report()
    life.answer("accepted")
    assert life.take(order(f"{PID}||||19900412|F||||||||||A5550001")).notes == ()
    assert waits(life) == []


def test_what_came_before_the_charge_is_no_news() -> None:
    life = Life(make_desk())
    life.take(order())
    life.take(bare())
    assert "N40.0" in life.known.messages[0].raw.decode()
    assert life.known.basis_orders == 1
    again = life.take(bare(), Event.CORRECTED)
    assert (again.action, again.messages) == (Action.NOTHING, ())


def test_what_a_person_wrote_into_the_lines_already_is_no_news() -> None:
    life = Life(make_desk())
    study = read_report(bare())
    diagnosis = read_report(report(diagnosis="N40.0")).diagnoses
    lines = tuple(replace(line, diagnoses=diagnosis) for line in code_study(study, life.desk.master, life.desk.profile))
    life.known = take(life.known, study, bare(), life.desk, at=NOON, lines=lines).standing
    assert life.take(order()).notes == ("From the order: the diagnoses.",)
    assert news(life) == []


def test_lines_that_a_person_edited_go_out_with_the_insurance_that_came_since(life: Life) -> None:
    life.take(order(more=ORDERS["insurance"][1]))
    study = read_report(bare())
    lines = tuple(replace(line, units=2) for line in code_study(study, life.desk.master, life.desk.profile))
    taken = take(life.known, study, bare(), life.desk, at=NOON, lines=lines)
    assert "Blue Plan" in taken.messages[-1].raw.decode()


def test_edited_lines_are_not_lost_for_an_insurance() -> None:
    """They are known as facts alone, so a person keeps them once more; what is stated waits until then."""
    life = Life(make_desk())
    study = read_report(bare())
    lines = tuple(replace(line, units=2) for line in code_study(study, life.desk.master, life.desk.profile))
    life.known = take(life.known, study, bare(), life.desk, at=NOON, lines=lines).standing
    life.take(order(more=ORDERS["insurance"][1]))
    taken = life.take(bare(), Event.CORRECTED)
    assert taken.messages == () and "put the study on the desk" in taken.refusal
    again = take(life.known, study, bare(), life.desk, at=NOON, lines=lines)
    assert "Blue Plan" in again.messages[-1].raw.decode()
    assert [line.units for line in again.standing.charged.lines] == [2]


def test_a_refused_charge_is_told_too_and_charged_anew() -> None:
    life = Life(make_desk())
    life.take(bare())
    life.answer("error")
    taken = life.take(order())
    assert any("The receiver refused the charge; state “corrected”" in note for note in taken.notes)
    made = life.take(bare(), Event.CORRECTED)
    assert (made.action, len(made.messages)) == (Action.CHARGE, 1)
    assert "N40.0" in made.messages[0].raw.decode()


@pytest.mark.parametrize("what", ["diagnosis", "insurance"])
def test_a_correction_that_is_held_is_not_forgotten(life: Life, what: str) -> None:
    life.take(order(more=ORDERS[what][1]))
    profile = parse_profile("name = 'default'\n[late]\nhold_after_days = 1\n", "default")
    life.desk = replace(life.desk, profile=profile, now=NOON.replace(day=20))
    life.take(bare(), Event.CORRECTED)
    assert (life.known.state, life.known.held_for_age) == (State.CORRECTION_DUE, True)
    life.desk = replace(life.desk, release=True)
    taken = life.take(bare())
    assert taken.action is Action.CORRECT
    assert ORDERS[what][3] in taken.messages[-1].raw.decode()


def test_an_order_about_another_patient_brings_nothing(life: Life) -> None:
    life.take(order("PID|1||999^^^DEMO^MR"))
    assert not any("after the charge" in one.text for one in life.known.look)
    assert life.take(bare(), Event.CORRECTED).messages == ()


def test_an_insurance_that_comes_with_the_report_signed_again_is_told(life: Life) -> None:
    insured = Document.from_text(bare(3).text.replace("PV1|1|O\r", "PV1|1|O\rIN1|1|PLAN|CO1|Blue Plan\r"))
    taken = life.take(insured)
    assert (taken.action, taken.messages) == (Action.NOTHING, ())
    assert any("The report brought the insurance after the charge: Blue Plan." in note for note in taken.notes)
    assert len(life.take(insured, Event.CORRECTED).messages) == 2


def test_while_held_it_is_told_and_waits_for_the_correction(life: Life) -> None:
    life.take(bare(2, status="M"))
    assert life.known.state is State.HELD
    life.take(order())
    assert any("N40.0" in one.text for one in life.known.look)
    assert "N40.0" in life.take(bare(4, status="C")).messages[-1].raw.decode()


@pytest.mark.parametrize("what", ["insurance", "guarantor"])
def test_what_the_profile_does_not_write_is_no_news(what: str) -> None:
    study = read_report(bare())
    whole = replace(
        study,
        insurances=read_report(Document.from_text(bare().text + "IN1|1|P|C|N\r")).insurances,
        guarantors=read_report(Document.from_text(bare().text + "GT1|1||P\r")).guarantors,
    )
    names = {one.what for one in brought(study, whole, default_profile())}
    assert names == {"insurance", "guarantor"}
    quiet = parse_profile(f"[patient]\n{what} = false\n", "quiet")
    assert {one.what for one in brought(study, whole, quiet)} == names - {what}


def test_nothing_is_no_sentence() -> None:
    assert brought_words((), "order") == ""
    several = brought_words((Change("diagnoses", "", "N40.0, R10.2"),), "order")
    assert several.startswith("The order brought diagnoses after the charge: N40.0, R10.2. The charge stands")
