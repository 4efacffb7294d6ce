"""Reversing charges: the reference messages, every convention, what is changed, what is kept, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from helpers.reversals import AS_SENT, NOW, REVERSED, SIGNED, back, charge, dft, made, new_ids, text

from workbench import resources
from workbench.charges.profile.conventions import conventions, named, with_options
from workbench.charges.reversal.reverse import reverse
from workbench.er7 import Document
from workbench.errors import WorkbenchError


def test_reference_message_b_to_the_byte() -> None:
    result = back(Document.from_text(SIGNED), AS_SENT)
    assert text(result) == REVERSED
    assert [line.decision for line in result.lines] == ["reversed", "reversed"]
    assert [(one.measure, one.currency, one.charged, one.credited, one.net) for one in result.totals] == [
        ("amount", "USD", Decimal("530.00"), Decimal("-530.00"), Decimal("0.00"))
    ]
    assert result.notes == ()


def test_the_samples_that_come_along_belong_together() -> None:
    charges, credit = (
        Document.from_bytes(resources.path("samples", "messages", name).read_bytes())
        for name in ("02-charge-twins.hl7", "03-credit-twins.hl7")
    )
    result = back(charges, now=NOW.replace(day=3), control_id="SAMPLE0003")
    assert result.document == credit


def test_a_second_credit_is_refused() -> None:
    result = back(Document.from_text(SIGNED), already_reversed={"CHG001": "message DFT0000002"})
    assert made(result, "FT1-2") == "CHG002-R"
    first = result.lines[0]
    assert (first.decision, first.reason) == ("refused", "already reversed")
    assert "CHG001) is reversed already: message DFT0000002" in first.why
    everything = back(Document.from_text(SIGNED), already_reversed={"CHG001", "CHG002"})
    assert everything.document is None
    assert "reversed already" in everything.refusal


def test_the_widely_shown_pairing_example() -> None:
    """The example dates the credit to the day of the reversal; FT1-1 counts on there, since it lists both lines."""
    original = "FT1|1|CHG001||202603011415||CG|99284^ED Visit Level 4^CPT||||350.00"
    credit = "FT1|2|CHG001-R||202603021000||CR|99284^ED Visit Level 4^CPT||||-350.00"
    at = NOW.replace(hour=10)
    as_shown = back(dft(original), "reversal-day", now=at)
    assert made(as_shown, "FT1") == credit.replace("FT1|2|", "FT1|1|")
    # By default the day of service stays, and the day of the reversal stands where it belongs: in FT1-5.
    default = back(dft(original), now=at)
    assert made(default, "FT1-4") == "202603011415"
    assert made(default, "FT1-5") == "20260302100000"
    assert made(default, "FT1-11") == "-350.00"


@pytest.mark.parametrize(
    ("name", "id_", "type_", "quantity", "amount", "unit"),
    [
        ("A", "T1-R", "CR", "2", "-700.00&USD", "350.00&USD"),
        ("B", "N000000001", "CR", "2", "700.00&USD", "350.00&USD"),
        ("C", "N000000001", "CG", "-2", "-700.00&USD", "350.00&USD"),
        ("D", "T1", "CD", "2", "700.00&USD", "350.00&USD"),
        ("E", "T1", "CG", "2", "700.00&USD", "350.00&USD"),
        ("F", "N000000001", "AJ", "2", "-700.00&USD", "350.00&USD"),
    ],
)
def test_every_convention(name: str, id_: str, type_: str, quantity: str, amount: str, unit: str) -> None:
    result = back(dft(charge("T1", "CG", "2", "700.00&USD", "350.00&USD")), name)
    fields = [made(result, f"FT1-{field}") for field in (2, 6, 10, 11, 12)]
    assert fields == [id_, type_, quantity, amount, unit]
    assert result.balanced and result.totals[0].charged == 700
    assert made(result, "FT1-4") == "20260301"


def test_a_convention_may_mark_by_a_segment() -> None:
    marked = back(dft(charge(), "PR1|1||X", "DG1|1||Z36.3"), "E")
    assert text(marked).endswith("PR1|1||X\rZFT|R\rDG1|1||Z36.3\r")
    assert marked.lines[0].added == ("ZFT|R",)
    there = back(dft(charge(), "ZFT||kept"), "E")
    assert text(there).endswith("ZFT|R|kept\r")
    again = back(Document.from_text(text(marked)), "E")
    assert again.lines[0].reason == "a credit"


def test_every_change_has_a_place_and_a_reason() -> None:
    result = back(dft(charge()))
    changes = {str(change.path): change for change in result.changes}
    assert set(changes) == {
        "MSH-7", "MSH-10", "MSH-11", "EVN-2", "FT1-1", "FT1-2", "FT1-4", "FT1-5", "FT1-6", "FT1-10", "FT1-11"
    }  # fmt: skip
    assert all(change.why.endswith(".") for change in result.changes)
    assert not changes["FT1-4"].changed
    assert (changes["FT1-11"].before, changes["FT1-11"].after) == ("350.00&USD", "-350.00&USD")
    assert "local code" in changes["FT1-6"].why
    for change in result.changes:
        assert made(result, str(change.path)) == change.after


def test_evn_6_only_when_it_was_sent() -> None:
    document = dft(charge()).put("EVN-6", "20260301155900+0100")
    assert made(back(document), "EVN") == "EVN|P03|20260302090000||||20260302090000"


def test_messages_are_marked_as_tests_unless_asked_not_to() -> None:
    result = back(dft(charge()))
    assert made(result, "MSH-11") == "T"
    assert any("MSH-11 was “P” and is now “T”" in note for note in result.notes)
    kept = back(dft(charge()), AS_SENT)
    assert made(kept, "MSH-11") == "P"
    assert not [note for note in kept.notes if "MSH-11" in note]


def test_only_the_chosen_lines_with_what_goes_with_them() -> None:
    lines = (
        charge("T1"),
        "PR1|1||A",
        "NTE|1||a",
        charge("T2"),
        "PR1|1||B",
        "ZFT|2|x",
        charge("T3"),
        "ZFT|3|y",
        "DG1|1||Z36.3",
    )
    result = back(dft(*lines), lines=[2])
    body = text(result).split("PV1|1|O\r")[1]
    assert body.startswith("FT1|1|T2-R|")
    assert body.endswith("\rPR1|1||B\rZFT|2|x\rDG1|1||Z36.3\r")
    assert [line.decision for line in result.lines] == ["not chosen", "reversed", "not chosen"]


def test_a_line_that_is_not_there_is_an_error() -> None:
    with pytest.raises(WorkbenchError, match="no line 4: the message has the lines 1 to 2"):
        back(Document.from_text(SIGNED), lines=[1, 4])
    with pytest.raises(WorkbenchError, match="“maybe” is no outcome"):
        back(Document.from_text(SIGNED), outcome="maybe")
    with pytest.raises(WorkbenchError, match="MSH-10"):
        back(Document.from_text(SIGNED), control_id="X" * 21)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (Document.from_text("FT1|1|x"), "no MSH"),
        (Document.from_text(SIGNED + SIGNED), "2 messages"),
        (dft(), "no FT1"),
        (Document.from_bytes(b""), "no MSH"),
    ],
)
def test_what_is_no_charge_message(document: Document, sentence: str) -> None:
    result = back(document)
    assert result.document is None
    assert sentence in result.refusal


@pytest.mark.parametrize(
    ("type_", "reason"),
    [("PY", "payment"), ("PA", "payment"), ("CO", "co-payment"), ("DE", "deposit"), ("AJ", "adjustment")],
)
def test_money_received_is_skipped_and_listed(type_: str, reason: str) -> None:
    result = back(dft(charge("T1"), charge("T2", type_, amount="-20.00")))
    assert (result.lines[1].decision, result.lines[1].reason) == ("skipped", reason)
    assert any(note.startswith("Not reversed: FT1[2] is a") for note in result.notes)
    assert result.document is not None and len(result.document.all("FT1")) == 1


def test_adjustments_by_choice() -> None:
    convention = with_options(named("A"), include_adjustments=True)
    result = back(dft(charge("T1", "AJ", amount="-20.00"), charge("T2", "AJ", amount="")), convention)
    assert [made(result, f"FT1-{field}") for field in (2, 6, 10, 11)] == ["T1-R", "AJ", "1", "20.00"]
    assert result.totals[0].net == 0
    assert "without an amount" in result.lines[1].why


def test_a_reversal_is_not_reversed() -> None:
    for line in (
        charge(type_="CR", amount="-350.00"),
        charge(type_="CD"),
        charge(quantity="-1"),
        charge(amount="-350"),
    ):
        result = back(dft(line))
        assert result.document is None
        assert "credit already" in result.refusal and "new id" in result.refusal


def test_charges_that_net_out_in_their_own_message() -> None:
    mixed = dft(charge("T1"), charge("T1-R", "CR", amount="-350.00&USD"), charge("T2"))
    result = back(mixed)
    assert [line.reason for line in result.lines] == ["already reversed", "a credit", ""]
    assert "by FT1[2] of this message" in result.lines[0].why
    assert any("credits beside its charges" in note and "350.00 USD" in note for note in result.notes)


@pytest.mark.parametrize(
    ("outcome", "reversed_", "noted"),
    [
        ("accepted", True, False),
        ("acknowledged", True, False),
        ("no answer", True, True),
        ("unknown", True, True),
        ("rejected", False, False),
        ("error", False, False),
        ("not sent", False, False),
    ],
)
def test_what_became_of_the_original_counts(outcome: str, reversed_: bool, noted: bool) -> None:
    result = back(dft(charge()), outcome=outcome)
    assert (result.document is not None) is reversed_
    assert any("same MSH-10 first" in note for note in result.notes) is noted
    if not reversed_:
        assert "nothing to reverse" in result.refusal


def test_the_outcome_may_differ_by_line() -> None:
    result = back(dft(charge("T1"), charge("T2"), charge("T3")), outcome={1: "accepted", 2: "rejected"})
    assert [line.is_reversed for line in result.lines] == [True, False, True]
    assert any(note.startswith("Whether the receiver took FT1[3] is") for note in result.notes)


def test_ids_without_room() -> None:
    long = dft(charge("12345678901"))
    refused = back(long)
    assert refused.lines[0].reason == "no room"
    assert "“12345678901”; with -R it would have 13 characters, and FT1-2 holds 12" in refused.refusal
    linked = back(long, with_options(named("A"), no_room="new id"))
    assert made(linked, "FT1-2") == "N000000001"
    assert text(linked).endswith("\rNTE|1||Reverses 12345678901\r")
    old = dft(charge("12345678901"), version="2.4")
    assert "exists from 2.5 on" in back(old, with_options(named("A"), no_room="new id")).refusal
    unlinked = back(old, with_options(named("A"), no_room="new id", link="none"))
    assert made(unlinked, "FT1-2") == "N000000001"
    assert "NTE" not in text(unlinked)


def test_a_link_in_the_batch_id_and_in_a_note_that_is_there() -> None:
    new = with_options(named("A"), transaction_id="new")
    assert made(back(dft(charge("T1")), with_options(new, link="batch id")), "FT1-3") == "T1"
    too_long = back(dft(charge("12345678901")), with_options(new, link="batch id"))
    assert "longer than the 10 characters of FT1-3" in too_long.refusal
    noted = back(dft(charge("T1"), "NTE|1||Urgent"), new)
    assert text(noted).endswith("NTE|1||Urgent~Reverses T1\r")


def test_lines_that_share_an_id_get_different_ones() -> None:
    result = back(dft(charge("T1"), charge("T1"), charge("T1-R2")))
    assert [line.credit.transaction_id for line in result.reversed if line.credit] == ["T1-R", "T1-R3", "T1-R2-R"]
    assert any("shares its id T1" in warning for warning in result.lines[1].warnings)


def test_no_id_at_all() -> None:
    result = back(dft(charge("")))
    assert made(result, "FT1-2") == "N000000001"
    assert "no transaction id" in result.lines[0].warnings[0]
    same = back(dft(charge('""')), "D")
    assert made(same, "FT1-2") == '""'
    assert "cannot be paired" in same.lines[0].warnings[0]
    with pytest.raises(WorkbenchError, match="no more"):
        back(dft(charge("")), new_ids=())
    with pytest.raises(WorkbenchError, match="taken already"):
        back(dft(charge(""), charge("N1")), new_ids=["N1"])


def test_batch_and_operator_when_given() -> None:
    result = back(dft(charge()), batch_id="B&1", operator="CLERK")
    assert made(result, "FT1-3") == "B\\T\\1"
    assert made(result, "FT1-24") == "CLERK"


def test_many_lines_take_no_time_to_speak_of() -> None:
    """Every line is changed by itself; nothing reads the whole message again for each field of it."""
    document = dft(*(charge(f"T{number}") for number in range(400)))
    result = back(document)
    assert len(result.reversed) == 400
    assert result.totals[0].charged == 140_000


def test_every_convention_that_comes_along_works_on_the_reference_message() -> None:
    for convention in conventions():
        result = reverse(
            Document.from_text(SIGNED),
            convention=convention,
            now=NOW,
            control_id="X1",
            new_ids=new_ids(),
            outcome="accepted",
        )
        assert result.balanced and len(result.reversed) == 2, convention.name
