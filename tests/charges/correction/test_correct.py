"""Corrections: the reference message, the modes, what moved, what follows, what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from helpers.reversals import AS_SENT, CORRECTED, DETAILED, NOW, SIGNED, charge, dft, new_ids
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.chargemaster import master as chargemaster
from workbench.charges.correction.correct import CHANGED_LINES, MODES, REPLACE, Correction, correct
from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.numbers import total
from workbench.charges.profile.conventions import Convention, named, with_options
from workbench.charges.reversal.rest import Elsewhere, Standing
from workbench.er7 import Document
from workbench.errors import WorkbenchError

THIRD = NOW.replace(day=3, hour=10)


def _correct(old: Document, new: Document, convention: Convention | str = "A", **options: Any) -> Correction:
    chosen = named(convention) if isinstance(convention, str) else convention
    given: dict[str, Any] = {
        "now": THIRD,
        "control_ids": ["DFT0000003", "DFT0000004"],
        "new_ids": new_ids(),
        "outcome": "accepted",
        **options,
    }
    return correct(old, new, convention=chosen, **given)


def _signed() -> Document:
    return Document.from_text(SIGNED)


def _to_detailed(document: Document, *, both: bool) -> Document:
    for occurrence, code, amount in ((1, "76811", "510.00"), (2, "76812", "390.00"))[: 2 if both else 1]:
        for field in (7, 25):
            document = document.put(f"FT1[{occurrence}]-{field}", f"{code}^Detailed^C4")
        for field in (11, 12):
            document = document.put(f"FT1[{occurrence}]-{field}", f"{amount}&USD")
    return document


def _net(result: Correction, convention: str = "A") -> Decimal:
    """What the messages add to the account, read as a receiver would."""
    rows = [read_row(one, group, named(convention)) for one in result.messages for group in groups_of(one)]
    return total(row.effect for row in rows if row.effect is not None)


def test_reference_message_c_to_the_byte() -> None:
    result = _correct(_signed(), Document.from_text(DETAILED), AS_SENT)
    assert [message.text for message in result.messages] == [CORRECTED]
    assert [one.kind for one in result.differences] == ["changed", "changed"]
    (settled,) = result.settlements
    assert (settled.credited, settled.charged, settled.net) == (
        Decimal("-530.00"),
        Decimal("900.00"),
        Decimal("370.00"),
    )
    assert result.notes == ()


def test_two_messages_when_asked() -> None:
    result = _correct(_signed(), Document.from_text(DETAILED), two_messages=True)
    assert [message.control_id for message in result.messages] == ["DFT0000003", "DFT0000004"]
    assert result.transaction_ids == ("CHG001-R", "CHG002-R", "CHG003", "CHG004")
    assert [one.get("FT1[2]-1") for one in result.messages] == ["2", "2"]
    assert "only after the first was accepted" in result.notes[1]


def test_nothing_changed_nothing_to_do() -> None:
    edited = _signed().put("FT1-7.2", "Other words").put("FT1-11", "350&USD").put("FT1-4", "20260301150000")
    for mode in MODES:
        for new in (_signed(), edited):
            result = _correct(_signed(), new, mode=mode)
            assert result.messages == ()
            assert "nothing to correct" in result.refusal
    assert "only day of service, transaction code, amount differ" in _correct(_signed(), edited).notes[0]


def test_changed_lines_only() -> None:
    edited = _signed().put("FT1[2]-10", "2").put("FT1[2]-11", "360.00&USD")
    result = _correct(_signed(), edited, mode=CHANGED_LINES)
    assert result.transaction_ids == ("CHG002-R", "N000000001")
    assert [one.kind for one in result.differences] == ["unchanged", "changed"]
    assert result.differences[1].text.endswith("quantity 1 → 2; amount 180.00&USD → 360.00&USD.")
    assert _net(result) == 180
    everything = _correct(_signed(), edited)
    assert everything.transaction_ids == ("CHG001-R", "CHG002-R", "N000000001", "N000000002")
    assert _net(everything) == 180


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        ("FT1-26", "26^^CPTM~59^^CPTM", "modifiers"),
        ("FT1-19", "Z36.3^x^I10", "diagnoses"),
        ("FT1-20", "1555000201^OTHER", "performed by"),
        ("FT1-4", "20260302141500", "day of service"),
        ("FT1-13", "RAD", "department"),
    ],
)
def test_what_makes_a_line_changed(path: str, value: str, name: str) -> None:
    result = _correct(_signed(), _signed().put(path, value), mode=CHANGED_LINES)
    assert result.transaction_ids == ("CHG001-R", "N000000001")
    assert [one.name for one in result.differences[0].fields if one.billed] == [name]
    assert _net(result) == 0


def test_the_same_id_again() -> None:
    result = _correct(_signed(), _to_detailed(_signed(), both=True), mode=REPLACE)
    assert result.transaction_ids == ("CHG001", "CHG002")
    (settled,) = result.settlements
    assert (settled.replaced, settled.net) == (Decimal("-530.00"), Decimal("370.00"))
    assert any("bills these charges twice" in note for note in result.notes)
    agreed = replace(named("D"), same_id_replaces=True)
    told = _correct(_signed(), _to_detailed(_signed(), both=True), agreed, mode=REPLACE)
    assert told.messages and not any("twice" in note for note in told.notes)
    composed = _correct(_signed(), Document.from_text(DETAILED), mode=REPLACE)
    assert composed.transaction_ids == ("CHG001", "CHG002")
    no_id = _correct(dft(charge("")), dft(charge("", amount="1.00")), mode=REPLACE)
    assert "no FT1-2 to be replaced under" in no_id.refusal


def test_lines_that_are_gone_or_new() -> None:
    one, two, three = charge("T1"), charge("T2").replace("NECK", "ABD"), charge("T3").replace("NECK", "HEAD")
    result = _correct(dft(one, two), dft(one, three.replace("350", "70")), mode=CHANGED_LINES)
    assert result.transaction_ids == ("T2-R", "T3")
    gone = _correct(dft(one, two), dft(one), mode=REPLACE)
    assert gone.transaction_ids == ("T2-R",)
    assert [each.kind for each in gone.differences] == ["unchanged", "removed"]
    added = _correct(dft(one), dft(one, two), mode=CHANGED_LINES)
    assert added.transaction_ids == ("T2",)
    assert [each.kind for each in added.differences] == ["unchanged", "added"]
    nothing_left = _correct(dft(one, two), dft())
    assert nothing_left.transaction_ids == ("T1-R", "T2-R")


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [("PID-3", "999", "patient changed"), ("PID-18", "A9", "account changed"), ("PV1-19", "V9", "visit changed")],
)
def test_another_patient_or_account_means_everything_anew_in_two_messages(path: str, value: str, what: str) -> None:
    for mode in MODES:
        result = _correct(_signed(), _signed().put(path, value), mode=mode)
        assert result.transaction_ids == ("CHG001-R", "CHG002-R", "N000000001", "N000000002")
        credits, charges = result.messages
        assert (credits.get(path), charges.get(path)) == (_signed().get(path), value)
        assert what in result.notes[0]
        assert _net(result) == 0


def test_a_second_identifier_is_no_other_patient() -> None:
    result = _correct(_signed(), _signed().put("PID-3", "X1^^^OTHER~100234^^^MAINHOSP^MR"))
    assert "nothing to correct" in result.refusal


def test_an_add_on_that_was_edited_too_is_taken_as_it_stands() -> None:
    complete = _correct(_signed(), _to_detailed(_signed(), both=True), master=chargemaster.load_default())
    assert _net(complete) == 370
    assert not any(one.follows for one in complete.differences)


def test_an_unchanged_add_on_goes_with_a_changed_base() -> None:
    master = chargemaster.load_default()
    edited = _signed().put("FT1-26", "TC^^CPTM")
    result = _correct(_signed(), edited, mode=CHANGED_LINES, master=master)
    assert result.transaction_ids == ("CHG001-R", "CHG002-R", "N000000001", "N000000002")
    assert "add-on and follows its base 76805" in result.differences[1].text
    assert _correct(_signed(), edited, mode=CHANGED_LINES).transaction_ids == ("CHG001-R", "N000000001")


def test_what_is_not_on_the_account_is_not_taken_back() -> None:
    detailed = Document.from_text(DETAILED)
    rejected = _correct(_signed(), detailed, outcome="rejected")
    assert rejected.transaction_ids == ("CHG003", "CHG004")
    assert any("did not take FT1 (CHG001)" in note for note in rejected.notes)
    half = _correct(_signed(), detailed, already_reversed={"CHG001"})
    assert half.transaction_ids == ("CHG002-R", "CHG003", "CHG004")
    # An id that was used is not used again, even for the same charge.
    again = _correct(_signed(), _signed(), already_reversed={"CHG001", "CHG002"})
    assert again.transaction_ids == ("N000000001", "N000000002")


def test_a_line_that_cannot_be_taken_back_stops_everything() -> None:
    old = dft(charge("12345678901"), charge("T2"))
    result = _correct(old, dft(charge("T8", amount="1.00"), charge("T9", amount="2.00")))
    assert result.messages == ()
    assert "charged twice" in result.refusal and "12345678901" in result.refusal
    spared = _correct(old, dft(charge("12345678901"), charge("T2", quantity="2")), mode=CHANGED_LINES)
    assert spared.transaction_ids == ("T2-R", "N000000001")


def test_payments_are_left_alone_and_listed() -> None:
    old = dft(charge("T1"), charge("P1", "PY", amount="20.00"))
    result = _correct(old, dft(charge("T1", quantity="2"), charge("P2", "PY")))
    assert result.transaction_ids == ("T1-R", "N000000001")
    assert any("Not taken back: FT1[2] is a payment" in note for note in result.notes)
    assert any("FT1[2] of the corrected message is no charge (PY)" in note for note in result.notes)


def test_different_writing_means_two_messages() -> None:
    other = Document.from_text("MSH#*:!$#S\rPID#1##100234\rFT1#1#T9##20260301##CG#A###2#9.00\r".replace("!", "\\"))
    result = _correct(dft(charge("T1")), other)
    assert len(result.messages) == 2
    assert any("versions differ" in note for note in result.notes)
    same = _correct(dft(charge("T1")), dft(charge("T2", quantity="2"), marks="*:!$", separator="#"))
    assert any("delimiters differ" in note for note in same.notes)


def test_diagnoses_of_the_credits_go_along() -> None:
    old = dft(charge("T1"), "DG1|1||Z36.3^x^I10", "DG1|2||O30.042^y^I10")
    new = dft(charge("T2", quantity="2"), "DG1|1||Z36.3^x^I10", "DG1|2||O09.5^z^I10", "GT1|1")
    result = _correct(old, new)
    assert result.messages[0].text.endswith("DG1|2||O09.5^z^I10\rDG1|3||O30.042^y^I10\rGT1|1\r")
    assert any("1 DG1 of the old message" in note for note in result.notes)


def test_a_corrected_name_is_mentioned() -> None:
    new = Document.from_text(DETAILED).put("PID-5", "SIMPLE^ANNA")
    result = _correct(_signed(), new)
    assert len(result.messages) == 1
    assert any("PID of the corrected message differs" in note for note in result.notes)


def test_what_cannot_be_corrected() -> None:
    with pytest.raises(WorkbenchError, match="no mode of correction"):
        _correct(_signed(), _signed(), mode="delta")
    with pytest.raises(WorkbenchError, match="not enough message control ids"):
        _correct(_signed(), Document.from_text(DETAILED), control_ids=())
    assert "no FT1" in _correct(dft(), _signed()).refusal
    assert "no MSH" in _correct(_signed(), Document.from_text("FT1|1")).refusal
    shifted = _correct(_signed(), dft("FT1|1|T1|20260301|20260301|CG|A"))
    assert "cannot be charged" in shifted.refusal and "shifted" in shifted.refusal


_LINES = st.lists(
    st.tuples(
        st.sampled_from(["T1", "T2", "T3", "T4", "LONG0000001"]),
        st.sampled_from(["A", "B", "C"]),
        st.integers(0, 3),
        st.decimals(0, 999, places=2),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
)


def _document(lines: list[tuple[str, str, int, Decimal]]) -> Document:
    return dft(*(f"FT1|1|{id_}||20260301||CG|{code}|||{units}|{amount:f}&USD" for id_, code, units, amount in lines))


@given(
    _LINES,
    _LINES,
    st.sampled_from(["A", "B", "D", "F"]),
    st.sampled_from(["reverse and rebill", CHANGED_LINES]),
    st.booleans(),
)
def test_the_account_ends_at_what_the_last_version_says(
    old_lines: list[tuple[str, str, int, Decimal]],
    new_lines: list[tuple[str, str, int, Decimal]],
    name: str,
    mode: str,
    apart: bool,
) -> None:
    convention = with_options(named(name), no_room="new id")
    old, new = _document(old_lines), _document(new_lines)
    result = _correct(old, new, convention, mode=mode, two_messages=apart)
    if result.reversal is not None and not result.messages:
        # An adjustment of 0.00 takes nothing back: all or nothing, and a sentence.
        assert name == "F" and any(amount == 0 for *_, amount in old_lines)
        return
    before = total(amount for *_, amount in old_lines)
    after = total(amount for *_, amount in new_lines)
    assert before + _net(result, name) == after
    assert total(one.net for one in result.settlements) == after - before
    ids = [one for one in result.transaction_ids if one]
    if name != "D":
        assert len(set(ids)) == len(ids)
        assert not set(ids) & {id_ for id_, *_ in old_lines}
    assert all(len(one) <= 12 for one in ids)


def test_two_new_lines_under_one_id_get_two() -> None:
    other = charge("N1", amount="180.00&USD").replace("US-NECK", "US-LEG")
    result = _correct(dft(charge("A1")), dft(charge("N1"), other))
    assert result.transaction_ids == ("A1-R", "N1", "N000000001")


def test_a_charge_taken_back_in_part_is_not_charged_again() -> None:
    old = dft(charge("A1", quantity="3", amount="1050.00&USD"), charge("A1-R", "CR", "1", "-350.00&USD"))
    result = _correct(old, dft(charge("A2", quantity="2", amount="700.00&USD")))
    assert result.messages == ()
    assert "700.00 of 1050.00 USD is left" in result.refusal


def test_the_rest_of_it_is_taken_back_when_asked_for() -> None:
    old = dft(charge("A1", quantity="3", amount="1050.00&USD"), charge("A1-R", "CR", "1", "-350.00&USD"))
    result = _correct(old, dft(charge("A2", quantity="1", amount="350.00&USD")), take_rest=True)
    (made,) = result.messages
    assert [made.get(f"FT1[{number}]-11") for number in (1, 2)] == ["-700.00&USD", "350.00&USD"]
    assert [made.get(f"FT1[{number}]-2") for number in (1, 2)] == ["A1-R2", "A2"]
    assert [one.net for one in result.settlements] == [Decimal("-350.00")]


def test_a_charge_taken_back_in_part_is_not_replaced() -> None:
    old = dft(charge("A1", quantity="3", amount="1050.00&USD"), charge("A1-R", "CR", "1", "-350.00&USD"))
    result = _correct(old, dft(charge("A1", quantity="2", amount="700.00&USD")), mode=REPLACE)
    assert result.messages == ()
    assert "stand beside that credit" in result.refusal


def test_another_currency_is_another_charge_and_one_left_out_is_not() -> None:
    euros = _correct(dft(charge("A1")), dft(charge("A1", amount="350.00&EUR")))
    assert [one.kind for one in euros.differences] == ["changed"]
    assert euros.transaction_ids[0] == "A1-R"
    silent = _correct(dft(charge("A1")), dft(charge("A1", amount="350.00")))
    assert "nothing to correct" in silent.refusal


def test_the_same_number_of_another_authority_is_another_patient() -> None:
    old, new = (dft(charge("A1")).put("PID-3", f"100234^^^{authority}^MR") for authority in ("HERE", "THERE"))
    result = _correct(old, new, mode=REPLACE)
    assert len(result.messages) == 2
    assert "The patient changed (PID-3: 100234 of HERE → 100234 of THERE)." in result.notes
    for same in ("100234", "100234^^^here&1.2.3&ISO^MR"):
        assert "nothing to correct" in _correct(old, dft(charge("A1")).put("PID-3", same)).refusal


@pytest.mark.parametrize("swap", [False, True])
def test_an_account_in_one_message_only_is_said(swap: bool) -> None:
    old, new = dft(charge("A1")), dft(charge("A1")).put("PID-18", "ACC9")
    result = _correct(new, old) if swap else _correct(old, new)
    assert result.messages == ()
    assert f"Only the {'old' if swap else 'corrected'} message names the account (PID-18: ACC9)" in result.notes[0]


def test_dg1_counts_where_the_line_names_no_diagnosis() -> None:
    old, new = (dft(charge("A1"), f"DG1|1||{code}^^I10|||W") for code in ("Z36.3", "O30.042"))
    result = _correct(old, new)
    assert result.transaction_ids == ("A1-R", "N000000001")
    assert "diagnoses in DG1 Z36.3 → O30.042" in result.differences[0].text
    named = [one.put("FT1-19", "Z36.3^^I10") for one in (old, new)]
    said = _correct(*named)
    assert said.messages == () and "only diagnoses in DG1" in said.notes[0]


def test_an_insurance_amount_and_a_procedure_that_differ_are_said() -> None:
    old, new = (dft(f"{charge('A1')}|||{amount}", f"PR1|1||{code}") for amount, code in (("100", "1"), ("200", "2")))
    assert "only insurance amount, segments behind FT1 differ" in _correct(old, new).notes[0]


@pytest.mark.parametrize(
    ("path", "value"), [("FT1-13", '""'), ("FT1-26", '""'), ("FT1-11", '350.00&""'), ("FT1-11", "350.00^USD")]
)
def test_a_null_value_is_no_other_value(path: str, value: str) -> None:
    """It deletes what the receiver has; a charge that never had it is charged the same."""
    old = Document.from_text(SIGNED).put("FT1-13", "").put("FT1-26", "").put("FT1-11", "350.00&USD")
    result = _correct(old, old.put(path, value), mode="changed lines")
    assert [one.kind for one in result.differences] == ["unchanged", "unchanged"]


def _three() -> Document:
    return dft(*(charge(f"T{number}", amount=f"{number}00.00&USD", unit=f"{number}00.00&USD") for number in (1, 2, 3)))


def _dearer(document: Document, *numbers: int) -> Document:
    for number in numbers:
        document = document.put(f"FT1[{number}]-11", "900.00&USD").put(f"FT1[{number}]-12", "900.00&USD")
    return document


def _types_and_ids(result: Correction) -> list[tuple[str, str]]:
    return [
        (one.get(line.path.at(field=6)) or "", one.get(line.path.at(field=2)) or "")
        for one in result.messages
        for line in one.all("FT1")
    ]


@pytest.mark.parametrize("mode", ["reverse and rebill", "changed lines"])
def test_only_the_lines_chosen_are_corrected(mode: str) -> None:
    result = _correct(_three(), _dearer(_three(), 1, 2), lines=[2], mode=mode)
    assert _types_and_ids(result) == [("CR", "T2-R"), ("CG", "N000000001")]
    assert [one.net for one in result.settlements] == [Decimal("700.00")]
    assert [note for note in result.notes if "was not chosen" in note] == [
        "FT1 (US-NECK) was not chosen, so nothing is done about it, although the corrected message has it otherwise."
    ]


def test_a_line_that_was_not_chosen_is_not_taken_back_when_the_new_message_lacks_it() -> None:
    old = _three()
    result = _correct(old, dft(*(one.text for one in _dearer(old, 2).all("FT1")[1:])), lines=[2])
    assert _types_and_ids(result) == [("CR", "T2-R"), ("CG", "N000000001")]
    assert any("FT1 (US" in note and "does not have it" in note for note in result.notes)


def test_a_reversed_line_that_was_not_chosen_is_not_charged_anew() -> None:
    for lines, expected in (([2], [("CR", "T2-R"), ("CG", "N000000001")]), (None, 5)):
        result = _correct(_three(), _dearer(_three(), 2), lines=lines, already_reversed={"T1"})
        made = _types_and_ids(result)
        assert made == expected or len(made) == expected


def test_lines_chosen_that_cannot_be_corrected() -> None:
    assert _correct(_three(), _dearer(_three(), 1), lines=[3]).refusal.startswith("The charges are the same")
    with pytest.raises(WorkbenchError, match="There is no line 4"):
        _correct(_three(), _three(), lines=[4])
    gone = dft(*(one.text for one in _three().all("FT1")[1:]))
    assert "None of the lines chosen" in _correct(_three(), gone, lines=[1], already_reversed={"T1"}).refusal


def test_another_patient_is_no_correction_of_some_lines() -> None:
    new = _three().put("PID-3", "999^^^H^MR")
    some = _correct(_three(), new, lines=[1])
    assert some.messages == () and "choose 2, 3 too" in some.refusal
    assert len(_correct(_three(), new, lines=[1, 2, 3]).messages) == 2


def _later(document: Document, where: str) -> Elsewhere:
    """A charge alike to the first line of a document stands in a later message."""
    row = document.all("FT1")[0].path
    day = (document.get(row.at(field=4)) or "")[:8]
    amount = Decimal((document.get(row.at(field=11)) or "").partition("&")[0])
    return Elsewhere(standing=(Standing("US-NECK", (), day, "", amount, where),))


@pytest.mark.parametrize("mode", ["reverse and rebill", "changed lines"])
def test_a_second_service_alike_does_not_stand_in_the_way(mode: str) -> None:
    """Two equal scans of one order in two messages: the first is corrected (a diagnosis), the second stays."""
    old = dft(charge("T1"))
    new = old.put("FT1-19", "Z36.3^^I10")
    result = _correct(old, new, mode=mode, elsewhere=_later(old, "T9 in entry 4 of the history"))
    assert _types_and_ids(result) == [("CR", "T1-R"), ("CG", "N000000001")]
    assert any("charged beside T9 in entry 4" in note and "another service" in note for note in result.notes)


def test_a_line_that_may_be_charged_already_is_a_question_with_an_answer() -> None:
    """The new message has a line more, and a later message charges just that."""
    old, one_more = dft(charge("T1", amount="1.00", unit="1.00")), charge("T2")
    new = dft(charge("T1", amount="1.00", unit="1.00"), one_more)
    later = _later(dft(one_more), "T9 in entry 4 of the history")
    asked = _correct(old, new, elsewhere=later)
    assert asked.messages == ()
    assert "FT1[2]" in asked.refusal and "T9 in entry 4" in asked.refusal
    assert asked.refusal.endswith("If it is another service, choose to charge beside it.")
    told = _correct(old, new, elsewhere=later, another_service=True, mode="changed lines")
    assert _types_and_ids(told) == [("CG", "T2")]
    assert any("charged beside T9" in note for note in told.notes)


def test_lines_alike_are_paired_by_id_then_by_place() -> None:
    """Both sides of a bilateral scan, word for word; the second becomes another one."""
    old = dft(charge("T1"), charge("T2"))
    new = dft(charge("T2", amount="70.00", unit="70.00"), charge("T1"))
    named = _correct(old, new, mode="changed lines")
    assert _types_and_ids(named) == [("CR", "T2-R"), ("CG", "N000000001")]
    nameless = _correct(dft(charge(""), charge("")), dft(charge(""), charge("", amount="70.00", unit="70.00")))
    assert [one.kind for one in nameless.differences] == ["unchanged", "changed"]
