"""What the receiver has booked is compared with what the last signed version says, in whatever order answers come."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from helpers.lifecycle import NOON, Life

from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.worklist import Group, Item, Known, worklist

PRICE = Decimal("230.00")


def answer(life: Life, number: int, outcome: str) -> None:
    """The receiver's answer to the message of this number, from 1."""
    messages = list(life.known.messages)
    messages[number - 1] = replace(messages[number - 1], outcome=outcome)
    life.known = replace(life.known, messages=tuple(messages)).settled


def items(standing: Standing) -> tuple[Item, ...]:
    return worklist([Known(standing, "ACC1")], NOON)


def refused_credit(life: Life) -> None:
    life.report(0)
    answer(life, 1, "accepted")
    life.report(5, status="P", observed="P")
    life.report(10)
    answer(life, 2, "rejected")
    answer(life, 3, "accepted")


def test_a_credit_refused_after_the_report_was_signed_again(life: Life) -> None:
    refused_credit(life)
    (item,) = items(life.known)
    assert (item.group, item.amounts) == (Group.DIFFERS, (("USD", PRICE),))
    assert "76536 230.00 USD as CHG0001 (in DFT0001)" in item.why
    assert "mend DFT0002 and send it again with the same ids" in item.why
    answer(life, 2, "accepted")
    assert (life.known.state, items(life.known)) == (State.CHARGED, ())


def test_money_is_written_as_everywhere_else(life: Life) -> None:
    refused_credit(life)
    (first, *others) = life.known.messages
    dear = tuple(replace(one, amount=Decimal(1050)) for one in first.transactions)
    life.known = replace(life.known, messages=(replace(first, transactions=dear), *others))
    (item,) = items(life.known)
    assert "76536 1,050.00 USD as CHG0001 (in DFT0001)" in item.why


def test_the_report_once_more_takes_the_surplus_back(life: Life) -> None:
    refused_credit(life)
    taken = life.report(10)
    assert taken.action is Action.CORRECT
    assert [(one.kind, one.reverses) for sent in taken.messages for one in sent.transactions] == [("credit", "CHG0001")]
    life.answer("accepted")
    assert (life.known.state, items(life.known)) == (State.CHARGED, ())


def test_a_refused_charge_that_is_accepted_late(life: Life) -> None:
    life.report(0)
    answer(life, 1, "rejected")
    life.report(5, status="C", observed="C", diagnosis="E04.2")
    answer(life, 2, "accepted")
    assert items(life.known) == ()
    answer(life, 1, "accepted")
    (item,) = items(life.known)
    assert (item.group, item.amounts) == (Group.DIFFERS, (("USD", PRICE),))
    assert "CHG0001 (in DFT0001)" in item.why
    assert life.known.state is State.CORRECTION_DUE


def test_a_charge_that_could_not_be_sent_and_was_sent_late(life: Life) -> None:
    life.report(0)
    answer(life, 1, "not sent")
    life.report(5, status="P", observed="P")
    life.report(10)
    answer(life, 2, "accepted")
    answer(life, 1, "accepted")
    assert [(item.group, item.amounts) for item in items(life.known)] == [(Group.DIFFERS, (("USD", PRICE),))]


def test_only_what_is_on_the_wrong_account_is_surplus(life: Life) -> None:
    life.report(0)
    answer(life, 1, "accepted")
    life.report(5, status="C", observed="C", account="B1")
    answer(life, 2, "rejected")
    answer(life, 3, "accepted")
    (item,) = [one for one in items(life.known) if one.group is Group.DIFFERS]
    assert item.amounts == (("USD", PRICE),)
    assert "DFT0001" in item.why


def test_a_credit_whose_charge_was_refused(life: Life) -> None:
    life.report(0)
    life.report(5, status="P", observed="P")
    answer(life, 1, "error")
    (item,) = items(life.known)
    assert item.group is Group.DIFFERS
    assert "do not send DFT0002 before" in item.why
    answer(life, 2, "accepted")
    (item,) = items(life.known)
    assert (item.group, item.amounts) == (Group.DIFFERS, (("USD", -PRICE),))
    assert "DFT0002 takes back 230.00 USD for charge CHG0001 of DFT0001" in item.why
    assert "mend DFT0001 and send it again with the same ids" in item.why
    answer(life, 1, "accepted")
    assert items(life.known) == ()


def test_a_correction_whose_first_charge_was_refused(life: Life) -> None:
    life.report(0)
    life.report(5, status="C", observed="C", diagnosis="E04.2")
    answer(life, 1, "rejected")
    answer(life, 2, "accepted")
    (item,) = items(life.known)
    assert (item.group, item.amounts) == (Group.DIFFERS, (("USD", -PRICE),))


def test_two_corrections_and_the_first_is_refused(life: Life) -> None:
    life.report(0)
    answer(life, 1, "accepted")
    life.report(5, status="C", observed="C", diagnosis="E04.2")
    life.report(10, status="C", observed="C", diagnosis="E04.9")
    answer(life, 2, "rejected")
    answer(life, 3, "accepted")
    found = items(life.known)
    assert [(one.group, one.amounts) for one in found] == [
        (Group.DIFFERS, (("USD", PRICE),)),
        (Group.DIFFERS, (("USD", -PRICE),)),
    ]
    assert all("mend DFT0003 and send it again" in one.why for one in found)
    assert "once more" not in found[0].why


def test_what_says_nothing_about_charges_is_not_compared(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    life.report(5, status="", observed="", diagnosis="E04.2")
    assert (life.known.settled.state, life.known.settled.differs) == (State.CHARGED, False)


def test_several_messages_are_plural(life: Life) -> None:
    life.report(0)
    life.report(5, status="P")
    (item,) = items(life.known)
    assert item.why == "DFT0001, DFT0002 were made, and nothing here says that they were sent; send them."
