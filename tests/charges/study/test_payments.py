from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from helpers.composing import NOW, documents, messages, numbered, sample_study, site

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.compose.compose import compose_all
from workbench.charges.profile.model import Profile
from workbench.charges.study.payments import Payment
from workbench.er7 import Document
from workbench.reference.checks import check

TWINS = "02-pregnancy-twins"


def with_payment(master: ChargeMaster, payment: Payment, settings: str = "") -> Document:
    (document,) = documents(messages(sample_study(TWINS), master, site(settings), payments=[payment]))
    return document


def test_a_payment_stands_behind_the_charges_and_names_what_it_pays(master: ChargeMaster) -> None:
    payment = Payment(1, "payment", Decimal("20"), "20260305", "", "CARD", "Card payment", "R-77", (1, 2))
    document = with_payment(master, payment)
    segment = document.segment("FT1[3]")
    assert segment is not None
    assert {field.number: field.text for field in segment.fields if field.text} == {
        1: "3",
        2: "T3",
        4: "20260305",
        5: "20260307093000",
        6: "PA",
        7: "CARD^Card payment^L",
        11: "20.00&USD",
        30: "R-77",
        31: "1~2",
    }
    assert [one for one in check(document) if one.severity != "info"] == []


def test_it_pays_both_parts_of_a_charge(master: ChargeMaster) -> None:
    document = with_payment(master, Payment(1, "payment", Decimal(5), pays=(2,)), "[codes]\ncomponent = 'split'")
    assert document.get("FT1[5]-31") == "3~4"


def test_it_goes_with_the_message_of_its_charge(master: ChargeMaster) -> None:
    made = messages(
        sample_study(TWINS),
        master,
        site("[message]\ncharges = 'one'"),
        payments=[Payment(1, "payment", Decimal(5), pays=(2, 1)), Payment(2, "deposit", Decimal(7))],
    )
    first, second = documents(made)
    assert [second.get("FT1[2]-6"), second.get("FT1[2]-31")] == ["PA", "1"]
    assert first.get("FT1[2]-6") == "DE", "without a charge it goes with the first message"
    assert any("Payment 1 is also for line 1, which is not in this message" in note for note in made[1].notes)
    assert (made[0].payment_ids, made[1].payment_ids) == (((2, "T2"),), ((1, "T4"),))


@pytest.mark.parametrize("version", ["2.3", "2.3.1", "2.4"])
def test_before_2_5_nothing_says_what_it_pays(master: ChargeMaster, version: str) -> None:
    payment = Payment(1, "payment", Decimal(5), reference="R", pays=(1,))
    (made,) = messages(sample_study(TWINS), master, site(f"[message]\nversion = '{version}'"), payments=[payment])
    assert made.document is not None
    assert (made.document.get("FT1[3]-30"), made.document.get("FT1[3]-31")) == (None, None)
    assert any("does not say what it pays" in note for note in made.notes)


def test_the_sign_of_money_received_is_the_profiles(master: ChargeMaster) -> None:
    negative = "[payments]\namount = 'negative'"
    assert with_payment(master, Payment(1, "payment", Decimal(5)), negative).get("FT1[3]-11") == "-5.00&USD"
    assert with_payment(master, Payment(1, "adjustment", Decimal(-5)), negative).get("FT1[3]-11") == "-5.00&USD"


def test_an_adjustment_names_no_charge(master: ChargeMaster) -> None:
    payment = Payment(1, "adjustment", Decimal(-5), pays=(1,))
    (made,) = messages(sample_study(TWINS), master, Profile(), payments=[payment])
    assert made.document is not None and made.document.get("FT1[3]-31") is None
    assert "Adjustment 1 cannot name its charge: FT1-31 says what a payment pays for." in made.notes


@pytest.mark.parametrize(
    ("payment", "told"),
    [
        (Payment(1, "gift", Decimal(5)), "“gift” is no kind of payment"),
        (Payment(1, "payment", Decimal(0)), "The amount is 0"),
        (Payment(1, "payment", Decimal("NaN")), "There is no amount"),
        (Payment(1, "payment", Decimal(-5)), "is an adjustment"),
        (Payment(1, "payment", Decimal(5), "20260231"), "“20260231” is no day"),
    ],
)
def test_what_cannot_be_sent_is_told_and_left_out(master: ChargeMaster, payment: Payment, told: str) -> None:
    assert told in payment.to_complete[0]
    (made,) = messages(sample_study(TWINS), master, Profile(), payments=[payment])
    assert made.document is not None and len(made.document.all("FT1")) == 2
    assert any(note.startswith("Payment 1 is not in the message yet:") and told in note for note in made.notes)


def test_payments_may_be_left_out_by_the_profile(master: ChargeMaster) -> None:
    document = with_payment(master, Payment(1, "payment", Decimal(5)), "[payments]\nwrite = false")
    assert len(document.all("FT1")) == 2


def test_those_of_the_study_are_taken_when_none_are_given(master: ChargeMaster) -> None:
    study = replace(sample_study(TWINS), payments=(Payment(1, "copayment", Decimal(25)),))
    made = compose_all(
        study,
        code_study(study, master),
        Profile(),
        now=NOW,
        control_ids=numbered("C"),
        transaction_ids=numbered("T"),
    )
    assert made[0].document is not None and made[0].document.get("FT1[3]-6") == "CO"


def test_a_deposit_without_a_charge_is_a_message(master: ChargeMaster) -> None:
    made = messages(sample_study(TWINS), master, Profile(), lines=(), payments=[Payment(1, "deposit", Decimal(50))])
    (document,) = documents(made)
    assert [document.get("FT1-6"), document.get("FT1-11")] == ["DE", "50.00&USD"]


@pytest.mark.parametrize(
    ("payments", "told"),
    [
        ([Payment(1, "payment", Decimal("20"), currency="EUR")], "Payment 1 is in EUR, the charges beside it in USD"),
        ([Payment(1, "payment", Decimal("5000"), currency="USD")], "5000 USD was received, more than the 230.00"),
        ([Payment(1, "deposit", Decimal("5000"))], "5000 was received, more than the 230.00"),
        (
            [Payment(n, "copayment", Decimal("20"), currency="USD") for n in (1, 2)],
            "Payment 2 is the same as one before it",
        ),
    ],
)
def test_money_that_does_not_go_with_the_charges_is_told(
    master: ChargeMaster, payments: list[Payment], told: str
) -> None:
    (made,) = messages(sample_study("06-thyroid"), master, Profile(), payments=payments)
    assert made.document is not None and len(made.payment_ids) == len(payments)
    assert any(told in note for note in made.notes), made.notes


def test_usual_money_is_not_told(master: ChargeMaster) -> None:
    payments = [Payment(1, "copayment", Decimal("20"), currency="USD"), Payment(2, "adjustment", Decimal("-900"))]
    (made,) = messages(sample_study("06-thyroid"), master, Profile(), payments=payments)
    assert not any("ayment 1" in note or "received" in note for note in made.notes)


def test_a_charge_that_is_named_twice_is_linked_once(master: ChargeMaster) -> None:
    payment = Payment(1, "payment", Decimal("20"), pays=(1, 1))
    (made,) = messages(sample_study("06-thyroid"), master, Profile(), payments=[payment])
    assert made.document is not None and made.document.get("FT1[2]-31") == "1"
