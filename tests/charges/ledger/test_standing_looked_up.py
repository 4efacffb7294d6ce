"""Everything that concerns the lines of a message is looked up: whole identifiers, the patient, and nothing cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.charge_messages import dft, ft1, posted
from helpers.reversals import NOW, new_ids

from workbench.charges.correction.correct import Correction, correct
from workbench.charges.ledger import charge_lines
from workbench.charges.ledger.asked import concerning, has_word
from workbench.charges.ledger.standing import Standing, standing_of
from workbench.charges.profile.conventions import Convention, named
from workbench.charges.reversal.repost import repost
from workbench.charges.reversal.result import Reversal
from workbench.charges.reversal.reverse import reverse
from workbench.er7 import Document
from workbench.history.records import Received
from workbench.history.store import History

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
A = named("A")


class Desk:
    """A history, and what is made from what it knows."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._hours = 0

    def send(self, *texts: str, verdict: str = "accepted") -> None:
        for text in texts:
            self._hours += 1
            at = START + timedelta(hours=self._hours)
            entry = self.history.sending(text.encode(), endpoint="billing:2575", at=at)
            self.history.answered(entry, None, at=at, verdict=verdict)

    def known(self, text: str, convention: Convention = A, corrected: str = "") -> Standing:
        new = Document.from_text(corrected) if corrected else None
        return standing_of(Document.from_text(text), convention, self.history, new)

    def back(self, text: str, convention: Convention = A, lines: list[int] | None = None) -> Reversal:
        standing = self.known(text, convention)
        return reverse(
            Document.from_text(text),
            lines=lines,
            convention=convention,
            now=NOW,
            control_id="C9",
            new_ids=new_ids(),
            already_reversed=standing.already_reversed,
            outcome=standing.outcome,
            elsewhere=standing.elsewhere,
        )

    def again(self, text: str, convention: Convention = A) -> Reversal:
        standing = self.known(text, convention)
        return repost(
            Document.from_text(text),
            convention=convention,
            now=NOW,
            control_id="C10",
            new_ids=(f"P{number}" for number in range(1, 99)),
            already_reversed=standing.already_reversed,
            outcome=standing.outcome,
            elsewhere=standing.elsewhere,
        )

    def corrected(self, old: str, new: str) -> Correction:
        standing = self.known(old, corrected=new)
        return correct(
            Document.from_text(old),
            Document.from_text(new),
            convention=A,
            now=NOW,
            control_ids=(f"K{self._hours}{number}" for number in range(9)),
            new_ids=(f"N{self._hours}{number}" for number in range(9)),
            already_reversed=standing.already_reversed,
            outcome=standing.outcome,
            elsewhere=standing.elsewhere,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(History.open(tmp_path / "data"))


def made(result: Reversal) -> str:
    assert result.document is not None, result.refusal
    return result.document.text


def later(count: int, *, account: str, patient: str = "P2^^^HOSP^MR") -> list[str]:
    """Messages that share the beginning of the ids of `CHG1` on the account `A1`."""
    return [
        dft(ft1(f"CHG1{number:03}", order=f"ACC1{number}"), control_id=f"M1{number}", patient=patient, account=account)
        for number in range(count)
    ]


@pytest.mark.parametrize("account", ["A1", "A12"], ids=["the same account", "accounts that begin alike"])
def test_many_later_messages_do_not_hide_a_credit(desk: Desk, account: str) -> None:
    charge = dft(ft1("CHG1", order=""), account="A1")
    desk.send(charge, made(desk.back(charge)), *later(60, account=account))
    assert desk.back(charge).lines[0].reason == "already reversed"


def test_many_later_messages_do_not_hide_a_refusal(desk: Desk) -> None:
    charge = dft(ft1("CHG1", order=""), account="A1")
    desk.send(charge, verdict="error")
    desk.send(*later(60, account="A1"))
    assert desk.back(charge).lines[0].reason == "rejected"


def test_the_last_of_many_lines_is_looked_up(desk: Desk) -> None:
    lines = [ft1(f"T{number:04}", order=f"ORD{number}", number=number) for number in range(1, 401)]
    charge = dft(*lines, account="", patient="")
    desk.send(charge, made(desk.back(charge, lines=[400])))
    assert desk.back(charge, lines=[400]).document is None


@pytest.mark.parametrize("convention", ["A", "B", "C", "F"])
@pytest.mark.parametrize("charge_id", ["CHG1", ""])
def test_a_credit_with_a_new_id_is_found_by_its_patient(desk: Desk, convention: str, charge_id: str) -> None:
    chosen = named(convention)
    charge = dft(ft1(charge_id, order=""), account="")
    credit = made(desk.back(charge, chosen))
    desk.send(charge, credit)
    assert desk.back(charge, chosen).lines[0].reason == "already reversed"


def test_a_charge_without_an_id_is_found_from_a_copy(desk: Desk) -> None:
    charge = dft(ft1("", order=""), account="")
    desk.send(charge, made(desk.back(charge)))
    assert desk.back(charge.replace("|M1|", "|COPY|")).lines[0].reason == "already reversed"


def test_it_is_posted_again_once(desk: Desk) -> None:
    charge = dft(ft1("CHG1", order=""), account="")
    credit = made(desk.back(charge))
    desk.send(charge, credit, made(desk.again(credit)))
    assert "P1 in entry 3" in desk.again(credit).refusal
    assert "P1 in entry 3" in desk.again(charge).refusal


@pytest.mark.parametrize("order", ["", "ACC1"])
def test_a_correction_to_another_patient_is_made_once(desk: Desk, order: str) -> None:
    old = dft(ft1("CHG1", order=order), account="A1")
    new = dft(ft1("CHG1", order=order), control_id="M2", patient="P2^^^HOSP^MR", account="A2")
    desk.send(old)
    for message in desk.corrected(old, new).messages:
        desk.send(message.text)
    again = desk.corrected(old, new)
    assert again.messages == ()
    assert "charged already" in again.refusal or "is charged since" in again.refusal


def test_a_correction_to_another_patient_is_known_before_the_credit(desk: Desk) -> None:
    old = dft(ft1("CHG1", order=""), account="A1")
    new = dft(ft1("CHG1", order=""), control_id="M2", patient="P2^^^HOSP^MR", account="A2")
    desk.send(old)
    desk.send(desk.corrected(old, new).messages[-1].text)
    assert desk.corrected(old, new).messages == ()


def test_what_cannot_be_looked_up_is_said(desk: Desk) -> None:
    charge = dft(ft1("", order=""), account="", patient="")
    desk.send(charge)
    standing = desk.known(charge)
    assert "FT1: no transaction id, order, account or patient is named" in standing.incomplete
    assert standing.incomplete in standing.sentence
    assert desk.known(dft(ft1("CHG1"))).incomplete == ""


def test_ids_that_are_counted_anew_lead_to_their_own_patient(desk: Desk) -> None:
    charges = [
        dft(ft1("1", order=""), control_id=f"M{number}", patient=f"P{number}", account=f"A{number}")
        for number in range(80)
    ]
    desk.history.received_many([Received(text.encode(), "here", "here", START) for text in charges])
    desk.send(made(desk.back(charges[3])))
    assert desk.back(charges[3]).lines[0].reason == "already reversed"
    assert desk.back(charges[4]).document is not None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (dft(ft1("CHG1")), True),
        (dft(ft1("CHG12")), False),
        (dft(ft1("X"), "NTE|1||Reversal of CHG1."), True),
        (dft(ft1("X"), "NTE|1||Reversal of CHG12."), False),
        (dft(ft1(" CHG1 ")), True),
        (dft(ft1("CHG1")).replace("|", "!").replace("^~\\&", "*~\\&"), True),
        (dft(ft1("CH\\X4731\\")), True),
    ],
    ids=["value", "beginning", "note", "beginning in a note", "blanks", "other delimiters", "escaped"],
)
def test_words_of_a_message(text: str, found: bool) -> None:
    assert has_word(text.encode(), frozenset({"CHG1"})) is found


@pytest.mark.parametrize("convention", ["A", "B"])
def test_a_charge_of_which_little_is_known_is_taken_back_and_posted_again_once(desk: Desk, convention: str) -> None:
    chosen = named(convention)
    charge = dft(ft1("", order="", amount="", quantity=""), account="")
    credit = made(desk.back(charge, chosen))
    desk.send(charge, credit)
    assert desk.back(charge, chosen).lines[0].reason == "already reversed"
    desk.send(made(desk.again(credit, chosen)))
    assert "once more would charge twice" in desk.again(credit, chosen).refusal


def test_a_charge_to_which_no_credit_could_lead_is_refused(desk: Desk) -> None:
    result = desk.back(dft(ft1("", order=""), account="", patient=""))
    assert result.lines[0].reason == "no id"
    assert "nothing would lead from a credit to its charge" in result.refusal
    assert desk.back(dft(ft1("", order="ACC1"), account="", patient="")).document is not None


def corrected(desk: Desk) -> str:
    """A charge of 100 that was corrected to 130, all of it sent; the correction."""
    old = dft(ft1("H1", amount="100.00&USD"))
    new = dft(ft1("H1", amount="130.00&USD"), control_id="M2")
    desk.send(old)
    correction = desk.corrected(old, new).messages[0].text
    desk.send(correction)
    return correction


def test_a_correction_that_was_taken_back_is_posted_again_without_what_it_corrected(desk: Desk) -> None:
    correction = corrected(desk)
    desk.send(made(desk.back(correction)))
    result = desk.again(correction)
    charges = Document.from_text(made(result))
    assert [charges.value(f"FT1[{number}]-11.1.1") for number in (1, 2)] == ["130.00", None]
    assert [one.text for one in result.totals] == ["-130.00 and 130.00 make 0.00 USD (1 line)"]
    assert "posting it again too would charge twice" in result.lines[0].why


def test_while_the_corrected_charge_stands_the_old_one_is_not_posted_again(desk: Desk) -> None:
    assert desk.again(corrected(desk)).document is None


def test_a_charge_and_its_own_credit_become_one_charge(desk: Desk) -> None:
    both = dft(ft1("A1"), ft1("A1-R", "CR", "-350.00&USD", number=2))
    desk.send(both)
    result = desk.again(both)
    assert made(result).count("FT1|") == 1
    assert [one.text for one in result.totals] == ["-350.00 and 350.00 make 0.00 USD (1 line)"]


def test_what_was_imported_counts_beside_the_history_and_without_one(desk: Desk) -> None:
    charge, credit = dft(ft1("A1")), dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2")
    other = dft(ft1("Z1", order="ACC9"), control_id="M9", patient="P9", account="A9")
    strange = posted(other, direction="imported")
    there = [one for text in (charge, credit) for one in posted(text, direction="imported", outcome="unknown")]
    document = Document.from_text(charge)
    for history in (desk.history, None):
        standing = standing_of(document, A, history, imported=[*strange, *there])
        assert standing.already_reversed.keys() == {"A1"}
        assert "A1-R in message 1" in standing.already_reversed["A1"]
    assert standing_of(document, A, None).already_reversed == {}
    assert concerning([*strange, *there], charge_lines(document)) == there
