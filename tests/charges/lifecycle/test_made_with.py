"""Charges are taken back in the convention that they were made with, whatever profile is chosen by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.lifecycle import NOON, Life, make_desk, report

from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.made_with import MadeWith, credits_words, from_text, same_credits, to_text
from workbench.charges.lifecycle.standing import Sent
from workbench.charges.lifecycle.states import State
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.lifecycle.worklist import Known, worklist
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import Convention, conventions, named
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import Profile, parse_profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document

TWINS = "US-OB-COMP^US OB second trimester complete twins^L"
PAIRS = [("default", "quantity-sign"), ("default", "same-id"), ("same-id", "default"), ("quantity-sign", "same-id")]


def desk_of(profile: Profile, before: Desk | None = None) -> Desk:
    """The tools under a profile; `before` keeps the ids counting."""
    return replace(before or make_desk(), profile=profile, convention=convention_of(profile))


def lives(name: str) -> Life:
    return Life(desk_of(find_profile(name)))


def choose(life: Life, profile: str | Profile) -> None:
    life.desk = desk_of(find_profile(profile) if isinstance(profile, str) else profile, life.desk)


def lines(sent: Sent) -> list[tuple[str, str, str, str]]:
    """(FT1-2, FT1-6, FT1-10, FT1-11) of every line."""
    document = Document.from_bytes(sent.raw)
    return [
        (
            document.value(line.path.at(field=2)) or "",
            document.value(line.path.at(field=6)) or "",
            document.value(line.path.at(field=10)) or "",
            (document.get(line.path.at(field=11)) or "").partition("&")[0],
        )
        for line in document.all("FT1")
    ]


CREDITS = {
    # profile: what FT1-2 of a credit has behind that of its charge (None: a new id), FT1-6, FT1-10, FT1-11 of 230.00
    "default": ("-R", "CR", "1", "-230.00"),
    "quantity-sign": (None, "CG", "-1", "-230.00"),
    "same-id": ("", "CD", "1", "230.00"),
}


def assert_credit(sent: Sent, profile: str, charge: str = "CHG0001") -> None:
    """That the message takes back this charge as the receiver of the profile knows it."""
    behind, *rest = CREDITS[profile]
    (line,) = lines(sent)
    assert list(line[1:]) == rest
    assert line[0] == f"{charge}{behind}" if behind is not None else not line[0].startswith(charge)
    assert [(one.kind, one.reverses) for one in sent.transactions] == [("credit", charge)]


def edited(life: Life, edit: Callable[[tuple[ChargeLine, ...]], tuple[ChargeLine, ...]]) -> Taken:
    """The report of the twins once more, with lines that a person has edited."""
    document = report(code=TWINS)
    study = read_report(document)
    lines = edit(code_study(study, life.desk.master, life.desk.profile))
    taken = take(life.known, study, document, life.desk, at=NOON, lines=lines)
    life.known = taken.standing
    return taken


def told(taken: Taken) -> str:
    (sentence,) = taken.profiles
    assert sentence in taken.notes
    return sentence


@pytest.mark.parametrize("event", [Event.UNSIGNED, Event.CANCELLED, Event.WRONG_PATIENT])
@pytest.mark.parametrize(("before", "now"), PAIRS)
def test_a_reversal_is_made_as_the_charge_was(before: str, now: str, event: Event) -> None:
    life = lives(before)
    made = life.report().messages
    assert [sent.made_with and sent.made_with.profile for sent in made] == [before]
    life.answer("accepted")
    choose(life, now)
    taken = life.take(report(), event)
    (credit,) = taken.messages
    assert_credit(credit, before)
    assert credit.made_with == made[0].made_with
    assert not life.known.open_charges
    sentence = told(taken)
    assert f"with the profile {before}, and {now} is chosen now" in sentence
    assert f"the credits go out in the convention of {before}" in sentence and "new charges" not in sentence


@pytest.mark.parametrize(("before", "now"), PAIRS)
def test_a_correction_credits_as_it_was_and_charges_as_it_is(before: str, now: str) -> None:
    life = lives(before)
    life.report()
    life.answer("accepted")
    choose(life, now)
    taken = life.report(5, status="C", diagnosis="E04.2")
    credit, new = taken.messages  # never in one message: a receiver reads a message in one way
    assert_credit(credit, before)
    ((own, *rest),) = lines(new)
    assert own != "CHG0001" and rest == ["CG", "1", "230.00"]
    assert [sent.made_with and sent.made_with.profile for sent in taken.messages] == [before, now]
    assert f"the new charges are made with {now}" in told(taken)
    assert [one.transaction.transaction_id for one in life.known.open_charges] == [own]
    life.answer("accepted", last=2)
    assert life.known.state is State.CHARGED
    assert worklist([Known(life.known)], life.desk.now) == ()


@pytest.mark.parametrize(("before", "now"), PAIRS)
def test_what_was_corrected_is_taken_back_as_the_correction_was_made(before: str, now: str) -> None:
    life = lives(before)
    life.report()
    choose(life, now)
    life.report(5, status="C", diagnosis="E04.2")
    ((charge, *_),) = lines(life.known.messages[-1])
    choose(life, before)
    (credit,) = life.report(9, status="X", observed="X").messages
    assert_credit(credit, now, charge)


def test_the_same_profile_says_nothing_and_makes_one_message() -> None:
    life = lives("default")
    life.report()
    taken = life.report(5, status="C", diagnosis="E04.2")
    assert len(taken.messages) == 1 and taken.profiles == ()
    assert life.report(9, status="P").profiles == ()


def test_another_profile_with_the_same_convention_and_receiver_shares_a_message() -> None:
    life = lives("default")
    life.report()
    choose(life, replace(find_profile("default"), name="clinic"))
    taken = life.report(5, status="C", diagnosis="E04.2")
    assert [[line[1] for line in lines(sent)] for sent in taken.messages] == [["CR", "CG"]]
    assert "the new charges are made with clinic" in told(taken)


def test_what_stays_is_said_to_stay() -> None:
    life = lives("default")
    life.report(code=TWINS)
    choose(life, "quantity-sign")
    taken = edited(life, lambda lines: lines[:1])
    assert told(taken).endswith("(A).")  # only taken back: nothing is made with the new one
    life = lives("default")
    life.report(code=TWINS)
    choose(life, "quantity-sign")
    taken = edited(life, lambda lines: (lines[0], replace(lines[1], units=2)))
    assert "what did not change stays as it was charged" in told(taken)


def test_a_profile_that_was_edited_between_credits_as_it_did_before() -> None:
    life = Life(desk_of(parse_profile('name = "clinic"\n[reversal]\nconvention = "A"\n', "clinic")))
    life.report()
    changed = 'name = "clinic"\n[transaction_types]\ncredit = "CD"\n[reversal]\nconvention = "D"\n'
    edited = parse_profile(changed, "clinic")
    choose(life, edited)
    taken = life.report(5, status="C", diagnosis="E04.2")
    credit, new = taken.messages
    assert_credit(credit, "default")
    assert "The profile clinic was changed since DFT0001 was made" in told(taken)
    assert new.made_with == MadeWith("clinic", convention_of(edited))


def test_a_profile_that_was_edited_in_other_things_says_nothing() -> None:
    life = Life(desk_of(parse_profile('name = "clinic"\n', "clinic")))
    life.report()
    choose(life, parse_profile('name = "clinic"\n[money]\ncurrency = "EUR"\n', "clinic"))
    assert life.report(5, status="P").profiles == ()


def test_a_credit_goes_where_its_charge_went() -> None:
    life = lives("split")
    made = life.report().messages
    assert len(made) == 2
    assert [sent.endpoint for sent in made] == ["physician-billing (CMS-1500)", "facility-billing (UB-04)"]
    life.answer("accepted", last=2)
    choose(life, "default")
    taken = life.report(5, status="C", diagnosis="E04.2")
    *credits, new = taken.messages
    assert [sent.endpoint for sent in credits] == [sent.endpoint for sent in made]
    assert [sent.made_with and sent.made_with.profile for sent in taken.messages] == ["split", "split", "default"]
    assert new.endpoint == "" and len(lines(new)) == 1
    assert [[line[1] for line in lines(sent)] for sent in credits] == [["CR"], ["CR"]]
    assert "DFT0001, DFT0002 were made with the profile split" in told(taken)
    assert "Send the new charges only after the credits were accepted." in taken.notes


def test_a_charge_that_now_goes_elsewhere_keeps_its_credit_apart() -> None:
    life = lives("default")
    life.report()
    moved = parse_profile('name = "default"\n[message]\nreceiving_application = "OTHER"\n', "default")
    choose(life, moved)
    taken = life.report(5, status="C", diagnosis="E04.2")
    credit, new = (Document.from_bytes(sent.raw) for sent in taken.messages)
    assert (credit.value("MSH-5"), new.value("MSH-5")) == ("BILLING", "OTHER")
    assert any("so there are two messages" in note for note in taken.notes)


def test_a_charge_is_replaced_only_where_that_was_agreed_for_it() -> None:
    life = lives("default")
    life.report()
    choose(life, "same-id")
    taken = life.report(5, status="C", diagnosis="E04.2")
    assert not any(one.replaces for sent in taken.messages for one in sent.transactions)
    choose(life, "same-id")
    taken = life.report(9, status="C", diagnosis="E04.1")
    assert [one.replaces for sent in taken.messages for one in sent.transactions] == [True]
    assert taken.profiles == ()


def test_without_a_kept_profile_the_chosen_one_counts_and_that_is_said() -> None:
    life = lives("default")
    life.report()
    life.known = replace(life.known, messages=tuple(replace(sent, made_with=None) for sent in life.known.messages))
    choose(life, "quantity-sign")
    taken = life.report(5, status="P")
    assert_credit(taken.messages[0], "quantity-sign")
    assert told(taken) == (
        "It is not known with which profile DFT0001 was made; the credits go out in the convention of quantity-sign"
        " (C), which is chosen now."
    )


def test_money_received_is_read_as_it_was_written() -> None:
    paid = "ZPM|1|copayment|25.00&USD"
    life = lives("default")
    life.take(Document.from_text(f"{report().text}{paid}\r"))
    assert [one.kind for one in life.known.messages[0].transactions] == ["charge", "co-payment"]
    odd = parse_profile('name = "odd"\n[transaction_types]\ncopayment = "CX"\n', "odd")
    choose(life, odd)
    taken = life.report(5, status="P")
    assert any("co-payment of 25.00 USD in DFT0001 stays" in note for note in taken.notes)


@pytest.mark.parametrize("one", conventions(), ids=lambda one: one.name)
def test_a_convention_is_kept_whole(one: Convention) -> None:
    again = from_text("clinic", to_text(one))
    assert again == MadeWith("clinic", one)


def test_settings_that_are_not_known_any_more_are_left_out() -> None:
    text = to_text(named("D")).replace("{", '{"of_tomorrow": true, ', 1)
    assert from_text("clinic", text).convention == named("D")


def test_names_alone_make_no_other_credit() -> None:
    one = named("A")
    assert same_credits(one, replace(one, name="own", title="Ours", about="x"))
    assert not same_credits(one, replace(one, suffix="-C"))


def test_each_profile_is_named_once() -> None:
    first, now = MadeWith("one", named("A")), MadeWith("two", named("C"))
    made = [("D1", first), ("D2", None), ("D1", first), ("D3", first), ("D4", now)]
    assert [
        words.partition(" was made")[0].partition(" were made")[0] for words in credits_words(made, now, charges=True)
    ] == ["D1, D3", "It is not known with which profile D2"]
