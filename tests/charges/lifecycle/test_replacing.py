"""Under a profile whose receiver replaces, a corrected charge goes out under the id that it had."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from helpers.lifecycle import NOON, Life, make_desk

from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.sequence import why_held
from workbench.charges.lifecycle.standing import PART, Transaction
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.take import Taken
from workbench.charges.lifecycle.worklist import Group, Known, worklist
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import Profile

TWINS = "US-OB-COMP^US OB second trimester complete twins^L"
DETAILED = "US-OB-DET^US OB second trimester detailed twins^L"
ONE_CHILD = "US-OB-COMP^US OB second trimester complete^L"


def desk_of(profile: Profile) -> Desk:
    return replace(make_desk(), profile=profile, convention=convention_of(profile))


@pytest.fixture
def life() -> Life:
    return Life(desk_of(find_profile("same-id")))


def facts(taken: Taken) -> list[tuple[str, str, str, Decimal | None]]:
    return [
        (one.kind, one.transaction_id, one.line.code if one.line else "", one.amount)
        for sent in taken.messages
        for one in sent.transactions
    ]


@pytest.mark.parametrize("changes", [{"status": "C"}, {"observed": "B"}], ids=["corrected", "addendum"])
def test_a_changed_charge_goes_out_under_its_id(life: Life, changes: dict[str, str]) -> None:
    life.report(code=TWINS)
    life.answer("accepted", last=2)
    taken = life.report(5, code=DETAILED, **changes)
    assert taken.event is (Event.CORRECTED if "status" in changes else Event.ADDENDUM)
    assert facts(taken) == [
        ("charge", "CHG0001", "76811", Decimal("510.00")),
        ("charge", "CHG0002", "76812", Decimal("390.00")),
    ]
    assert all(one.replaces for sent in taken.messages for one in sent.transactions)
    assert [(one.transaction.transaction_id, one.transaction.amount) for one in life.known.open_charges] == [
        ("CHG0001", Decimal("510.00")),
        ("CHG0002", Decimal("390.00")),
    ]
    assert any("CHG0001, CHG0002 go out again under their ids" in note for note in taken.notes)


def test_what_is_gone_is_credited_and_what_is_new_has_a_new_id(life: Life) -> None:
    life.report(code=TWINS)
    assert facts(life.report(5, code=ONE_CHILD, status="C")) == [("credit", "CHG0002", "", Decimal("-180.00"))]
    taken = life.report(6, code=DETAILED, status="C")
    assert [one[:3] for one in facts(taken)] == [("charge", "CHG0001", "76811"), ("charge", "CHG0003", "76812")]


def test_another_patient_is_never_replaced(life: Life) -> None:
    life.report()
    taken = life.report(5, status="C", mrn="9")
    assert [one[0] for one in facts(taken)] == ["credit", "charge"]
    assert taken.messages[-1].transactions[0].transaction_id == "CHG0002"


def test_taken_back_is_what_stands_now(life: Life) -> None:
    life.report(diagnosis="E04.1")
    life.report(5, status="C", code=ONE_CHILD)
    taken = life.report(6, status="P")
    assert facts(taken) == [("credit", "CHG0001", "", Decimal("-350.00"))]
    assert life.known.open_charges == ()
    assert life.report(7).messages[0].transactions[0].transaction_id == "CHG0002", "a new cycle has new ids"


def test_a_refused_replacement_leaves_the_charge_before_it(life: Life) -> None:
    life.report()
    life.answer("accepted")
    life.report(5, status="C", diagnosis="E04.2")
    life.answer("error")
    assert [one.transaction.line.diagnoses for one in life.known.open_charges if one.transaction.line] == [("E04.1",)]
    assert life.known.state is State.CORRECTION_DUE
    groups = {item.group: item.why for item in worklist([Known(life.known)], NOON)}
    assert (
        "mend DFT0002 and send it again with the same ids, or take the last report once more, which makes a new"
        in (groups[Group.DIFFERS])
    )
    assert "refused DFT0002" in groups[Group.REJECTED]
    again = life.report(5, status="C", diagnosis="E04.2")
    assert (again.action, facts(again)[0][:2]) == (Action.CORRECT, ("charge", "CHG0001"))
    life.answer("accepted")
    assert life.known.state is State.CHARGED
    assert worklist([Known(life.known)], NOON) == ()


def test_both_parts_of_a_split_charge_keep_their_ids() -> None:
    profile = find_profile("split")
    life = Life(desk_of(replace(profile, reversal=replace(profile.reversal, same_id_replaces=True))))
    life.report(code=ONE_CHILD)
    taken = life.report(5, code=ONE_CHILD, status="C", diagnosis="Z36.3")
    assert [one[:2] for one in facts(taken)] == [("charge", "CHG0001"), ("charge", "CHG0002")]
    assert [sent.endpoint for sent in taken.messages] == [sent.endpoint for sent in life.known.messages[:2]]


def test_a_line_that_is_divided_otherwise_is_taken_back() -> None:
    """One charge cannot stand in the place of two, nor one receiver's charge in the place of another's."""
    profile = find_profile("split")
    profile = replace(profile, reversal=replace(profile.reversal, same_id_replaces=True))
    life = Life(desk_of(profile))
    life.report(code=ONE_CHILD)
    life.desk = replace(life.desk, profile=replace(profile, codes=replace(profile.codes, component="global")))
    taken = life.report(5, code=ONE_CHILD, status="C", diagnosis="Z36.3")
    assert [one[:2] for one in facts(taken)] == [
        ("credit", "CHG0001-R"),
        ("credit", "CHG0002-R"),
        ("charge", "CHG0003"),
    ]


def test_a_charge_of_which_a_part_was_taken_back_is_not_replaced(life: Life) -> None:
    life.report(code=ONE_CHILD)
    sent = life.known.messages[0]
    part = Transaction("X1", PART, 2, 1, reverses="CHG0001", amount=Decimal("-50"), currency="USD")
    text = sent.raw.decode().rstrip("\r") + "\r" + "FT1|2|X1||20260301|20260302|CD|US-OB-COMP|||1|50.00|||\r"
    life.known = replace(
        life.known, messages=(replace(sent, raw=text.encode(), transactions=(*sent.transactions, part)),)
    )
    taken = life.report(5, code=DETAILED, status="C")
    assert facts(taken)[0][0] == "credit"


def test_a_replacement_waits_for_the_charge_before_it_and_a_credit_for_the_replacement(life: Life) -> None:
    life.report()
    life.report(5, status="C", diagnosis="E04.2")
    life.report(6, status="P")
    messages = life.known.messages
    assert why_held(messages, "DFT0001") == ""
    assert why_held(messages, "DFT0002") == (
        "The charge that it replaces has to be accepted first: DFT0001 was not sent yet."
    )
    messages = (replace(messages[0], outcome="accepted"), *messages[1:])
    assert why_held(messages, "DFT0002") == ""
    assert why_held(messages, "DFT0003") == (
        "The charge that it takes back was replaced before: DFT0002 was not sent yet."
    )
    messages = (messages[0], replace(messages[1], outcome="no answer"), messages[2])
    assert why_held(messages, "DFT0003") == ""
