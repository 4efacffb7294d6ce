"""What the history knows about the lines of a message: taken back, in part, and which of several is meant."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from helpers.charge_messages import dft, ft1, posted
from helpers.reversals import NOW, new_ids

from workbench.charges.ledger import Ledger, Posting, charge_lines
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.ledger.standing import Standing, standing_in, standing_of
from workbench.charges.profile.conventions import Convention, named
from workbench.charges.reversal.repost import repost
from workbench.charges.reversal.reverse import Reversal, reverse
from workbench.er7 import Document
from workbench.errors import WorkbenchError

A = named("A")


def known(document: Document, *postings: list[Posting], convention: Convention = A) -> Standing:
    settings = settings_for(convention)
    there = [each for group in postings for each in group]
    return standing_in(charge_lines(document, settings.kinds), Ledger.of(there, settings))


def back(document: Document, standing: Standing, *, rest: bool = False, convention: Convention = A) -> Reversal:
    return reverse(
        document,
        convention=convention,
        now=NOW,
        control_id="C9",
        new_ids=new_ids(),
        already_reversed=standing.already_reversed,
        outcome=standing.outcome,
        elsewhere=standing.elsewhere,
        take_rest=rest,
    )


def charged(**fields: str) -> str:
    return dft(ft1("A1", amount="350.00&USD", **fields), control_id="M1")


def test_a_partial_credit_in_the_history_leaves_a_rest_and_is_linked() -> None:
    text = charged()
    part = posted(dft(ft1("A1-R", "CR", "-150.00&USD"), control_id="M2"), hours=1, entry=7)
    standing = known(Document.from_text(text), posted(text), part)
    assert standing.already_reversed == {}
    result = back(Document.from_text(text), standing)
    assert (result.document, result.lines[0].reason) == (None, "partly reversed")
    assert "A1-R in entry 7 of the history" in result.refusal
    assert "200.00 of 350.00 USD is left" in result.refusal


def test_the_rest_is_taken_back_when_asked_for() -> None:
    text = charged()
    part = posted(dft(ft1("A1-R", "CR", "-150.00&USD"), control_id="M2"), hours=1)
    result = back(Document.from_text(text), known(Document.from_text(text), posted(text), part), rest=True)
    made = result.document
    assert made is not None
    assert (made.get("FT1-2"), made.get("FT1-11"), made.get("FT1-10")) == ("A1-R2", "-200.00&USD", "1")
    assert [total.net for total in result.totals] == [Decimal(0)]
    assert "200.00 of 350.00 USD is left" in " ".join(result.lines[0].warnings)
    ledger = Ledger.of([*posted(text), *part, *posted(made.text, hours=2)])
    assert [one.state for one in ledger.charges] == ["reversed"]


@pytest.mark.parametrize(
    ("charge", "credit", "quantity", "amount"),
    [
        ({"amount": "300.00&USD", "quantity": "3"}, {"amount": "-100.00&USD", "quantity": "1"}, "2", "-200.00&USD"),
        ({"amount": "300.00&USD", "quantity": "3"}, {"amount": "-50.00&USD", "quantity": "1"}, "1", "-250.00&USD"),
        ({"amount": "300.00&USD", "quantity": "3"}, {"amount": "", "quantity": "1"}, "2", "-200.00&USD"),
        ({"amount": "", "quantity": "3"}, {"amount": "", "quantity": "1"}, "2", ""),
    ],
    ids=["whole units", "money alone", "units alone", "no amounts"],
)
def test_units_and_money_of_a_rest_agree(
    charge: dict[str, str], credit: dict[str, str], quantity: str, amount: str
) -> None:
    text = dft(ft1("A1", **charge), control_id="M1")
    part = posted(dft(ft1("A1-R", "CR", **credit), control_id="M2"), hours=1)
    made = back(Document.from_text(text), known(Document.from_text(text), posted(text), part), rest=True).document
    assert made is not None
    assert ((made.get("FT1-10") or ""), (made.get("FT1-11") or "")) == (quantity, amount)
    ledger = Ledger.of([*posted(text), *part, *posted(made.text, hours=2)])
    assert [one.state for one in ledger.charges] == ["reversed"]


def test_a_rest_that_is_money_cannot_go_without_amounts() -> None:
    blank = Convention(name="blank", credit="CD", amount="blank", transaction_id="same")
    text = dft(ft1("A1", amount="350.00&USD"), control_id="M1")
    part = posted(dft(ft1("A1", "CD", "-150.00&USD"), control_id="M2"), hours=1)
    document = Document.from_text(text)
    result = back(document, known(document, posted(text), part, convention=blank), rest=True, convention=blank)
    assert result.document is None
    assert "sends no amounts" in result.refusal


def test_two_partial_credits_may_leave_nothing() -> None:
    text = charged()
    first = posted(dft(ft1("A1-R", "CR", "-150.00&USD"), control_id="M2"), hours=1, entry=7)
    second = posted(dft(ft1("A1-R2", "CR", "-200.00&USD"), control_id="M3"), hours=2, entry=8)
    document = Document.from_text(text)
    result = back(document, known(document, posted(text), first, second), rest=True)
    assert result.lines[0].reason == "already reversed"
    assert "A1-R in entry 7" in result.refusal and "A1-R2 in entry 8" in result.refusal


def test_a_partial_credit_in_the_message_itself_is_counted_once() -> None:
    text = dft(ft1("A1"), ft1("A1-R", "CR", "-150.00&USD", number=2), control_id="M1")
    document = Document.from_text(text)
    result = back(document, known(document, posted(text)), rest=True)
    assert result.document is not None
    assert result.document.get("FT1-11") == "-200.00&USD"


def test_a_rest_in_another_currency_is_no_number() -> None:
    text = charged()
    part = posted(dft(ft1("A1-R", "CR", "-150.00&EUR"), control_id="M2"), hours=1)
    document = Document.from_text(text)
    result = back(document, known(document, posted(text), part), rest=True)
    assert result.lines[0].reason == "not decided"
    assert "another currency" in result.refusal


def test_a_refused_credit_leaves_its_id_free() -> None:
    text = charged()
    refused = posted(dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2"), hours=1, outcome="rejected")
    document = Document.from_text(text)
    made = back(document, known(document, posted(text), refused)).document
    assert made is not None and made.get("FT1-2") == "A1-R"


OTHERS = {
    "account": ({}, {"account": "A2^^^H^AN"}),
    "service day": ({"day": "20260305"}, {}),
    "code": ({"code": "76810^Extra^C4"}, {}),
    "amount": ({"amount": "99.00&USD"}, {}),
    "order": ({"order": "ACC9^US"}, {}),
}


@pytest.mark.parametrize("word", OTHERS)
@pytest.mark.parametrize("copy_of", ["the one taken back", "the open one"])
def test_which_of_two_charges_with_one_id_is_meant(word: str, copy_of: str) -> None:
    line, head = OTHERS[word]
    first, second = dft(ft1("A1"), control_id="M1"), dft(ft1("A1", **line), control_id="M2", **head)
    credit = dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M3")
    there = [posted(first, entry=1), posted(second, hours=1, entry=2), posted(credit, hours=2, entry=3)]
    mine = (first if copy_of == "the one taken back" else second).replace("|M1|", "|MINE|").replace("|M2|", "|MINE|")
    standing = known(Document.from_text(mine), *there)
    assert f"2 charges have the id A1; entry {1 if copy_of == 'the one taken back' else 2}" in standing.sentence
    assert word in standing.sentence
    result = back(Document.from_text(mine), standing)
    if copy_of == "the one taken back":
        assert result.lines[0].reason == "already reversed"
        assert "A1-R in entry 3" in result.refusal
    else:
        assert result.document is not None
        assert result.document.get("FT1-2") == "A1-R2"


def test_two_that_nothing_tells_apart_are_not_guessed() -> None:
    first, second = dft(ft1("A1"), control_id="M1"), dft(ft1("A1"), control_id="M2")
    credit = dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M3")
    there = [posted(first, entry=1), posted(credit, hours=1, entry=2), posted(second, hours=2, entry=3)]
    copy = Document.from_text(first.replace("|M1|", "|MINE|"))
    result = back(copy, known(copy, *there))
    assert result.lines[0].reason == "not decided"
    assert "entry 1 of the history (taken back)" in result.refusal
    assert "entry 3 of the history (open)" in result.refusal
    from_history = Document.from_text(second)
    assert back(from_history, known(from_history, *there)).document is not None


def test_two_that_are_all_open_may_be_taken_back() -> None:
    first, second = dft(ft1("A1"), control_id="M1"), dft(ft1("A1"), control_id="M2")
    copy = Document.from_text(first.replace("|M1|", "|MINE|"))
    standing = known(copy, posted(first, entry=1), posted(second, hours=1, entry=3))
    assert "alike and all open" in standing.sentence
    assert back(copy, standing).document is not None


def test_two_lines_of_one_message_are_told_apart() -> None:
    text = dft(ft1("A1"), ft1("A1", number=2, code="76810^Extra^C4"), control_id="M1")
    credit = dft(ft1("A1-R", "CR", "-350.00&USD", code="76810^Extra^C4"), control_id="M3")
    document = Document.from_text(text)
    standing = known(document, posted(text, entry=1), posted(credit, hours=1, entry=2))
    assert standing.already_reversed == {}
    result = back(document, standing)
    assert [line.reason for line in result.lines] == ["", "already reversed"]
    assert result.document is not None and result.document.get("FT1-2") == "A1-R2"


def test_twins_of_which_one_was_taken_back() -> None:
    text = dft(ft1("A1"), ft1("A1", number=2), control_id="M1")
    credit = dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M3")
    document = Document.from_text(text)
    result = back(document, known(document, posted(text, entry=1), posted(credit, hours=1, entry=2)))
    assert [line.is_reversed for line in result.lines] == [False, True]
    assert "fits 1 other charge as well" in result.lines[0].why


def again(document: Document, standing: Standing) -> Reversal:
    return repost(
        document,
        convention=A,
        now=NOW,
        control_id="C8",
        new_ids=["N1", "N2"],
        already_reversed=standing.already_reversed,
        elsewhere=standing.elsewhere,
        outcome=standing.outcome,
    )


def test_what_was_posted_again_is_not_posted_a_second_time() -> None:
    charge, credit = dft(ft1("A1"), control_id="M1"), dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2")
    there = [posted(charge, entry=1), posted(credit, hours=1, entry=2)]
    for text in (charge, credit):
        document = Document.from_text(text)
        made = again(document, known(document, *there)).document
        assert made is not None and made.get("FT1-2") == "N1"
        after = [*there, posted(made.text, hours=2, entry=3)]
        result = again(document, known(document, *after))
        assert result.document is None
        assert "N1 in entry 3 of the history" in result.refusal
        undone = back(made, known(made, *after)).document
        assert undone is not None
        assert again(document, known(document, *after, posted(undone.text, hours=3))).document is not None


def test_a_credit_that_was_refused_took_nothing_back() -> None:
    charge, credit = dft(ft1("A1"), control_id="M1"), dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2")
    document = Document.from_text(credit)
    result = again(document, known(document, posted(charge), posted(credit, "rejected", hours=1)))
    assert result.document is None
    assert "so its charge stands" in result.refusal


class Broken:
    """A history whose disk goes away after the list was read."""

    def ids_with_keys(self, wanted: object) -> list[int]:
        return [1]

    def raws(self, entry_ids: object) -> object:
        raise WorkbenchError("The history cannot be read any more.")


def test_a_history_that_fails_in_the_middle_says_nothing_half() -> None:
    with pytest.raises(WorkbenchError, match="cannot be read any more"):
        standing_of(Document.from_text(charged()), A, Broken())  # type: ignore[arg-type]


def test_a_charge_that_was_replaced_is_not_taken_back_any_more() -> None:
    agreed = replace(named("D"), same_id_replaces=True)
    old, new = charged(), dft(ft1("A1", amount="180.00&USD"), control_id="M2")
    sent = [replace(one, direction="sent") for one in (*posted(old, entry=3), *posted(new, hours=1, entry=4))]
    standing = known(Document.from_text(old), sent, convention=agreed)
    result = back(Document.from_text(old), standing, convention=agreed)
    assert result.document is None
    assert "FT1 (A1) was replaced by the charge in entry 4 of the history" in result.refusal
    again = known(Document.from_text(new), sent, convention=agreed)
    assert back(Document.from_text(new), again, convention=agreed).document is not None
