"""Charges posted again after a reversal."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.reversals import AS_SENT, NOW, REVERSED, SIGNED, back, charge, dft, made, new_ids

from workbench.charges.profile.conventions import Convention, named, with_options
from workbench.charges.reversal.repost import repost
from workbench.charges.reversal.rest import Earlier, Elsewhere
from workbench.charges.reversal.reverse import Reversal
from workbench.er7 import Document
from workbench.errors import WorkbenchError


def _again(document: Document, convention: Convention | str = "A", **options: Any) -> Reversal:
    chosen = named(convention) if isinstance(convention, str) else convention
    given: dict[str, Any] = {
        "now": NOW,
        "control_id": "DFT0000003",
        "new_ids": (f"P{one}" for one in new_ids()),
        **options,
    }
    return repost(document, convention=chosen, **given)


def test_a_reversal_posted_again_is_the_original_with_new_ids() -> None:
    again = _again(Document.from_text(REVERSED), AS_SENT)
    assert again.document is not None and again.balanced
    expected = SIGNED.replace("20260301160000", "20260302090000").replace("DFT0000001", "DFT0000003")
    assert again.document.text == expected.replace("CHG001", "PN000000001").replace("CHG002", "PN000000002")


@pytest.mark.parametrize("name", ["A", "B", "C", "D", "F"])
def test_every_convention_comes_back_as_a_positive_charge(name: str) -> None:
    credit = back(dft(charge("T1", "CG^Charge", "2", "700.00&USD", "350.00&USD") + "|||70.00"), name)
    assert credit.document is not None
    again = _again(credit.document, name)
    assert [made(again, f"FT1-{field}") for field in (6, 10, 11, 12, 15)] == [
        "CG^Charge", "2", "700.00&USD", "350.00&USD", "70.00"
    ]  # fmt: skip
    assert made(again, "FT1-2") not in ("T1", "T1-R", made(credit, "FT1-2"))


def test_a_charge_is_only_posted_again_when_it_was_reversed() -> None:
    assert "would charge twice" in _again(Document.from_text(SIGNED)).refusal
    again = _again(Document.from_text(SIGNED), already_reversed={"CHG002"})
    assert again.document is not None and len(again.document.all("FT1")) == 1
    assert made(again, "FT1-11") == "180.00&USD"


def test_the_note_about_the_reversal_does_not_come_back() -> None:
    credit = back(dft(charge("12345678901"), "NTE|1||kept", "DG1|1||x"), with_options(named("A"), no_room="new id"))
    assert made(credit, "NTE-3") == "kept~Reverses 12345678901"
    assert credit.document is not None
    assert made(_again(credit.document), "NTE-3") == "kept"
    lone = back(dft(charge("12345678901"), "DG1|1||x"), with_options(named("A"), no_room="new id"))
    assert lone.document is not None and "Reverses" in lone.document.text
    again = _again(lone.document)
    assert again.document is not None
    assert "NTE" not in again.document.text and again.document.text.endswith("\rDG1|1||x\r")


@pytest.mark.parametrize(
    ("name", "sentence"), [("reversal-day", "the day of the reversal"), ("E", "by its ZFT segment")]
)
def test_what_a_credit_no_longer_tells_is_not_guessed(name: str, sentence: str) -> None:
    credit = back(dft(charge()), name)
    assert credit.document is not None
    again = _again(credit.document, name)
    assert sentence in again.refusal and "from the original message" in again.refusal


def test_refusals() -> None:
    assert "no FT1" in _again(dft()).refusal
    assert "not chosen" not in _again(dft(charge(type_="PY"))).refusal
    assert "is no credit (PY)" in _again(dft(charge(type_="PY"))).refusal
    with pytest.raises(WorkbenchError, match="no more"):
        _again(Document.from_text(REVERSED), new_ids=["N1"])
    mixed = _again(dft(charge("T1-R", "CR"), charge("T2", "PY"), charge("T3", "CR")), lines=[1, 2])
    assert [line.decision for line in mixed.lines] == ["reversed", "skipped", "not chosen"]


def test_a_credit_that_nobody_knows_to_have_arrived_is_said() -> None:
    """Where it did not arrive, its charge stands, and the new one is billed beside it."""
    unknown = _again(Document.from_text(REVERSED))
    assert "Whether the receiver took the credit CHG001-R, CHG002-R is not known" in unknown.notes[0]
    assert "charges twice" in unknown.notes[0]
    some = _again(Document.from_text(REVERSED), outcome={1: "accepted", 2: "no answer"})
    assert "took the credit CHG002-R is" in some.notes[0]
    assert not any("charges twice" in note for note in _again(Document.from_text(REVERSED), outcome="accepted").notes)


@pytest.mark.parametrize("unsure", [True, False])
def test_so_is_one_elsewhere(unsure: bool) -> None:
    elsewhere = Elsewhere({1: Earlier("entry 7", unsure=unsure)})
    again = _again(Document.from_text(SIGNED), elsewhere=elsewhere, lines=[1])
    assert again.document is not None
    assert any("the credit of CHG001 is not known" in note for note in again.notes) is unsure
