"""A co-payment is told once, and it is not lost when the message that told it was refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from helpers.lifecycle import NOON, Life, report

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.lifecycle import look
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.standing import Transaction
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.lifecycle.worklist import Group, Known, worklist
from workbench.charges.study.payments import Payment
from workbench.charges.study.report import read_report
from workbench.er7 import Document

COPAYMENT = Payment(number=1, kind="copayment", amount=Decimal("25.00"), currency="USD")
CORRECTED = {"status": "C", "observed": "C"}


def told(life: Life, minute: int, *payments: Payment, **changes: str) -> list[Decimal | None]:
    """Take a report with these payments; the payments in what was made."""
    document = report(minute, **changes)
    study = replace(read_report(document), payments=payments)
    taken = take(life.known, study, document, life.desk, at=NOON)
    life.known = taken.standing
    documents = [Document.from_bytes(sent.raw) for sent in taken.messages]
    rows = [read_row(one, group, life.desk.convention) for one in documents for group in groups_of(one)]
    return [row.amount for row in rows if row.kind == "co-payment"]


def test_a_refused_payment_is_told_with_the_next_charge(life: Life) -> None:
    assert told(life, 0, COPAYMENT) == [COPAYMENT.amount]
    life.answer("rejected")
    assert told(life, 5, COPAYMENT, status="C", observed="C", diagnosis="E04.2") == [COPAYMENT.amount]


def test_a_refused_payment_is_told_when_the_report_is_signed_again(life: Life) -> None:
    told(life, 0, COPAYMENT)
    life.answer("rejected")
    told(life, 5, COPAYMENT, status="P", observed="P")
    assert told(life, 10, COPAYMENT) == [COPAYMENT.amount]


@pytest.mark.parametrize("outcome", ["accepted", "no answer", "composed"])
def test_a_payment_that_the_receiver_may_have_is_not_told_again(life: Life, outcome: str) -> None:
    told(life, 0, COPAYMENT)
    life.answer(outcome)
    assert told(life, 5, COPAYMENT, status="C", observed="C", diagnosis="E04.2") == []
    told(life, 10, COPAYMENT, status="P", observed="P")
    assert told(life, 15, COPAYMENT) == []


def test_a_payment_that_came_later_is_told_with_the_correction(life: Life) -> None:
    told(life, 0, COPAYMENT)
    life.answer("accepted")
    later = replace(COPAYMENT, number=2, amount=Decimal("5.00"))
    assert told(life, 5, COPAYMENT, later, status="C", observed="C", diagnosis="E04.2") == [Decimal("5.00")]


def test_a_payment_that_comes_after_the_charge_waits_where_a_person_sees_it(life: Life) -> None:
    told(life, 0)
    assert told(life, 5, COPAYMENT) == []
    [waits] = [one.text for one in life.known.look]
    assert waits == (
        "The co-payment of 25.00 USD came after the charge and is in no message yet; it goes out with the next charge"
        " or correction of the study, unless it is marked as seen before."
    )
    assert told(life, 10, COPAYMENT, status="C", observed="C", diagnosis="E04.2") == [COPAYMENT.amount]
    assert life.known.look == ()


def test_a_payment_stays_when_the_charges_are_taken_back_and_a_person_is_told(life: Life) -> None:
    told(life, 0, COPAYMENT)
    life.answer("accepted")
    (charge,) = life.known.messages
    told(life, 5, COPAYMENT, status="P", observed="P")
    [stays] = [one.text for one in life.known.look]
    assert stays == (
        f"The co-payment of 25.00 USD in {charge.control_id} stays: money that was received is not taken back with a"
        " charge. Give it back, or move it with an adjustment."
    )


def test_without_payments_nothing_stays(life: Life) -> None:
    told(life, 0)
    told(life, 5, status="P", observed="P")
    assert life.known.look == ()


MOVES = [
    ({"mrn": "200999"}, "on account A5550001 of patient 100234"),
    ({"account": "A5550002"}, "on account A5550001 of patient 100234"),
    ({"mrn": "200999", "account": "A5550002"}, "on account A5550001 of patient 100234"),
]


@pytest.mark.parametrize(("changes", "where"), MOVES)
def test_a_payment_stays_behind_when_a_correction_moves_the_study(
    life: Life, changes: dict[str, str], where: str
) -> None:
    told(life, 0, COPAYMENT)
    life.answer("accepted")
    (charge,) = life.known.messages
    assert told(life, 5, COPAYMENT, **CORRECTED, **changes) == []
    texts = [one.text for one in life.known.look]
    stays = (
        f"The co-payment of 25.00 USD in {charge.control_id} stays {where}: money that was received does not go along"
        " with the charges. Give it back, or move it with an adjustment."
    )
    assert texts.count(stays) == 1
    assert Group.LOOK in [one.group for one in worklist([Known(life.known)], NOON)]


def test_nothing_is_said_of_money_when_nothing_moves(life: Life) -> None:
    told(life, 0, COPAYMENT)
    told(life, 5, COPAYMENT, diagnosis="E04.2", **CORRECTED)
    assert life.known.look == ()


def test_what_is_paid_is_the_new_charge_and_not_the_credit_before_it(life: Life) -> None:
    first, again = (two_exams(report(0)), two_exams(report(5, diagnosis="E04.2", **CORRECTED)))
    life.take(first)
    later = replace(COPAYMENT, kind="payment", pays=(1, 2))
    study = replace(read_report(again), payments=(later,))
    (made,) = take(life.known, study, again, life.desk, at=NOON).messages
    rows = [group.ft1.text.split("|") for group in groups_of(Document.from_bytes(made.raw))]
    assert [(row[1], row[6]) for row in rows] == [("1", "CR"), ("2", "CR"), ("3", "CG"), ("4", "CG"), ("5", "PA")]
    assert rows[4][31] == "3~4"


def two_exams(document: Document) -> Document:
    """The same report with the kidneys as a second examination."""
    _, _, exam = document.text.partition("\rOBR|1")
    second = exam.partition("\rOBX")[0].replace("US-NECK^US thyroid", "US-RENAL^US kidneys complete")
    return Document.from_text(f"{document.text.rstrip()}\rOBR|2{second}\r")


# ---- what is the same payment ---------------------------------------------------------------------------------------

PAYMENT = Payment(number=1, kind="payment", amount=Decimal("50.00"), currency="USD")
OTHERS = [
    ({"date": "20260301"}, {"date": "20260302"}),
    ({"reference": "CHK1"}, {"reference": "CHK2"}),
    ({"code": "CASH"}, {"code": "CARD"}),
    ({"pays": (1,)}, {"pays": (2,)}),
    ({}, {"kind": "copayment"}),
    ({}, {"kind": "deposit"}),
    ({}, {"kind": "adjustment", "amount": Decimal("-50.00")}),
]


def taken(life: Life, minute: int, *payments: Payment, stated: Event | None = None, **changes: str) -> Taken:
    """Take a report with these payments."""
    document = report(minute, **changes)
    study = replace(read_report(document), payments=payments)
    done = take(life.known, study, document, life.desk, at=NOON, stated=stated)
    life.known = done.standing
    return done


def sent(done: Taken) -> list[Payment]:
    return [one.payment for each in done.messages for one in each.transactions if one.payment is not None]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    # Which lines are paid is not read from a message.
    [(*both, kept) for both in OTHERS for kept in (True, False) if kept or "pays" not in both[0]],
)
def test_money_of_the_same_amount_is_another_payment_when_a_fact_says_so(
    life: Life, first: dict[str, Any], second: dict[str, Any], kept: bool
) -> None:
    one, other = replace(PAYMENT, **first), replace(PAYMENT, **second)
    assert sent(taken(life, 0, one)) == [one]
    if not kept:
        forget(life)
    done = taken(life, 5, other, diagnosis="E04.2", **CORRECTED)
    assert sent(done) == [other]
    assert not any("not sent again" in note for note in done.notes)


def forget(life: Life) -> None:
    """As if the messages came from a store that did not keep payments beside them."""

    def bare(one: Transaction) -> Transaction:
        return replace(one, payment=None)

    messages = (replace(one, transactions=tuple(map(bare, one.transactions))) for one in life.known.messages)
    life.known = replace(life.known, messages=tuple(messages))


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("facts", [{"date": "20260301"}, {"reference": "CHK1"}])
def test_what_is_the_same_is_said_with_the_message_that_has_it(life: Life, facts: dict[str, Any], kept: bool) -> None:
    one = replace(PAYMENT, **facts)
    (first,) = taken(life, 0, one).messages
    if not kept:
        forget(life)
    done = taken(life, 5, one, diagnosis="E04.2", **CORRECTED)
    (said,) = (note for note in done.notes if "not sent again" in note)
    assert sent(done) == [] and f"is in {first.control_id} already" in said
    assert life.known.look == (), "nobody has to look at it"


def test_what_has_neither_date_nor_reference_is_taken_for_the_same_with_a_way_out(life: Life) -> None:
    (first,) = taken(life, 0, PAYMENT).messages
    done = taken(life, 5, PAYMENT, diagnosis="E04.2", **CORRECTED)
    assert (
        f"The payment of 50.00 USD is taken for the one in {first.control_id} and is not sent again; if it is another"
        " one, give it a date or a reference of its own." in done.notes
    )
    assert life.known.look == ()


def test_a_date_that_only_one_of_them_has_is_shown_to_a_person(life: Life) -> None:
    taken(life, 0, PAYMENT)
    done = taken(life, 5, replace(PAYMENT, date="20260301"), diagnosis="E04.2", **CORRECTED)
    (seen,) = life.known.look
    assert sent(done) == [] and "(2026-03-01) is taken for the one in" in seen.text


def test_two_that_are_alike_are_two(life: Life) -> None:
    second = replace(PAYMENT, number=2)
    assert len(sent(taken(life, 0, PAYMENT, second))) == 2
    assert len(sent(taken(life, 5, PAYMENT, second, diagnosis="E04.2", **CORRECTED))) == 0
    third = replace(PAYMENT, number=3)
    assert len(sent(taken(life, 10, PAYMENT, second, third, diagnosis="E04.3", **CORRECTED))) == 1


# ---- what waits ------------------------------------------------------------------------------------------------------


def groups(life: Life) -> list[Group]:
    return [one.group for one in worklist([Known(life.known)], NOON) if one.group is Group.LOOK]


def test_a_payment_that_waits_goes_out_though_the_next_report_does_not_bring_it(life: Life) -> None:
    taken(life, 0)
    assert sent(taken(life, 5, COPAYMENT)) == [] and groups(life) == [Group.LOOK]
    assert [one.amount for one in sent(taken(life, 10, diagnosis="E04.2", **CORRECTED))] == [COPAYMENT.amount]
    assert life.known.look == ()


def test_two_alike_wait_both(life: Life) -> None:
    taken(life, 0)
    taken(life, 5, PAYMENT, replace(PAYMENT, number=2))
    assert len(life.known.look) == 2
    taken(life, 6, PAYMENT)  # once more is one of them
    assert len(life.known.look) == 2
    assert len(sent(taken(life, 10, diagnosis="E04.2", **CORRECTED))) == 2


def test_money_in_a_refused_message_goes_out_though_the_next_report_does_not_bring_it(life: Life) -> None:
    taken(life, 0, PAYMENT, replace(PAYMENT, number=2))
    life.answer("rejected")
    assert len(sent(taken(life, 5, diagnosis="E04.2", **CORRECTED))) == 2
    life.answer("rejected")
    assert len(sent(taken(life, 10, PAYMENT, diagnosis="E04.3", **CORRECTED))) == 2
    life.answer("accepted")
    assert sent(taken(life, 15, diagnosis="E04.4", **CORRECTED)) == []


def test_money_in_a_refused_message_is_told_when_the_study_ends(life: Life) -> None:
    taken(life, 0, PAYMENT)
    life.answer("rejected")
    taken(life, 5, words="More")
    assert [one.kind for one in life.known.look if one.payment] == [], "the message is to be mended and sent again"
    taken(life, 10, status="X", observed="X")
    assert ["nothing is charged: give it back" in one.text for one in life.known.look if one.payment] == [True]


def test_money_that_comes_with_an_unsigned_report_goes_out_with_the_charge(life: Life) -> None:
    done = taken(life, 0, COPAYMENT, status="P", observed="P")
    assert done.notes[-1] == (
        "The co-payment of 25.00 USD is in no message yet; it goes out when the study is charged, unless it is marked"
        " as seen before."
    )
    assert groups(life) == [], "the study itself says what it waits for"
    assert [one.amount for one in sent(taken(life, 5))] == [COPAYMENT.amount]


def test_money_that_comes_with_a_report_that_is_too_old_is_kept(life: Life) -> None:
    taken(life, 10)
    done = taken(life, 5, COPAYMENT, words="Older")
    assert done.stale and any("is in no message yet" in note for note in done.notes)
    assert len(sent(taken(life, 20, diagnosis="E04.2", **CORRECTED))) == 1


def test_money_of_a_study_that_ends_is_told(life: Life) -> None:
    taken(life, 0)
    done = taken(life, 5, COPAYMENT, status="X", observed="X")
    assert sent(done) == [] and groups(life) == [Group.LOOK]
    assert "is in no message, and nothing is charged: give it back" in life.known.look[-1].text


def test_money_with_a_report_of_another_patient_is_not_taken_and_told(life: Life) -> None:
    taken(life, 0)
    done = taken(life, 5, COPAYMENT, mrn="999")
    assert done.aside and "came with it and is in no message; give it again" in done.notes[-1]
    assert all(one.payment is None for one in life.known.look)


def test_money_with_a_statement_that_cannot_be_taken_is_told(life: Life) -> None:
    taken(life, 0, COPAYMENT)
    other = replace(PAYMENT, number=2)
    done = taken(life, 5, COPAYMENT, other, stated=Event.SIGNED, status="P", observed="P")
    assert done.event is None
    assert [note.split(" is ")[0] for note in done.notes[-2:]] == [
        "The co-payment of 25.00 USD",
        "The payment of 50.00 USD came with it and",
    ]


def test_the_same_report_once_more_says_which_message_has_its_money(life: Life) -> None:
    (first,) = taken(life, 0, COPAYMENT).messages
    done = taken(life, 0, COPAYMENT)
    assert done.event is None and any(first.control_id in note for note in done.notes)


def test_a_profile_that_writes_no_payments_says_nothing(life: Life) -> None:
    profile = life.desk.profile
    life.desk = replace(life.desk, profile=replace(profile, payments=replace(profile.payments, write=False)))
    taken(life, 0)
    assert not any("25.00" in note for note in taken(life, 5, COPAYMENT).notes) and life.known.look == ()


def test_what_waits_is_kept_as_data(life: Life) -> None:
    taken(life, 0)
    taken(life, 5, replace(COPAYMENT, reference="R1", pays=(1,)))
    assert look.from_data(look.to_data(life.known.look)) == life.known.look
