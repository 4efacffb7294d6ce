"""Reversing what other systems sent: any version, any delimiters, odd types, odd numbers, odd order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from helpers.corpus import NEEDS_CORPUS, files, name, real
from helpers.reversals import back, charge, dft, made, new_ids, text

from workbench.charges.profile.conventions import conventions, named, with_options
from workbench.er7 import Document
from workbench.er7.files import MessageFile


@pytest.mark.parametrize("type_", ["c", "CH", "CG", "cg", " CG"])
def test_other_words_for_a_charge(type_: str) -> None:
    assert made(back(dft(charge(type_=type_))), "FT1-6") == "CR"


def test_a_coded_type_keeps_its_form() -> None:
    assert made(back(dft(charge(type_="CG^Charge^HL70017"))), "FT1-6") == "CR^Credit^HL70017"
    alternate = back(dft(charge(type_="CG^Charge^HL70017^1^Charge^L")))
    assert made(alternate, "FT1-6") == "CR^Credit^HL70017^^^"
    # A credit with the type of a charge keeps what was sent, whatever the charge is called there.
    assert made(back(dft(charge(type_="CH")), "C"), "FT1-6") == "CH"


def test_an_empty_type_is_refused_unless_agreed() -> None:
    empty = dft(charge(type_=""))
    assert "FT1-6 is empty" in back(empty).refusal
    agreed = with_options(named("A"), empty_type="charge")
    assert made(back(empty, agreed), "FT1-6") == "CR"


def test_an_unknown_type_is_refused() -> None:
    result = back(dft(charge(type_="XX")))
    assert "“XX”, which the convention A does not know" in result.refusal
    assert result.lines[0].reason == "unknown type"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("FT1|1|T1|20260301|20260301|CG|US^Neck^L|||1|350.00", "CG stands in FT1-5"),
        ("FT1|1|T1|20260301|CG|US^Neck^L|||1|350.00", "CG stands in FT1-4"),
        ("FT1|1|T1|||20260301|20260301|CG|US^Neck^L|||1", "CG stands in FT1-7"),
        (
            "FT1|1|T1||20260301|20260301|CG|US^Neck^L|1|350.00&USD|350.00&USD|US",
            "FT1-10 is “350.00&USD”, which is no quantity",
        ),
        ("FT1|1|T1||20260301|20260301|CG|US^Neck^L|||1|1,250.00", "FT1-11 is “1,250.00”, which is no amount"),
        ("FT1|1|T1||20260301|20260301|CG|US^Neck^L|||1|350.00-", "which is no amount"),
        ("FT1|1|T1||20260301|20260301|CG|US^Neck^L|||1~2|350", "holds several values"),
    ],
)
def test_shifted_rows_are_refused_and_explained(line: str, sentence: str) -> None:
    result = back(dft(line))
    assert result.document is None
    assert sentence in result.refusal


def test_a_shifted_row_does_not_stop_the_others() -> None:
    result = back(dft(charge("T1"), "FT1|2|T2|20260301|20260301|CG|US"))
    assert [line.decision for line in result.lines] == ["reversed", "refused"]
    assert result.lines[1].reason == "shifted"
    assert any("Add 1 field separator before it" in note for note in result.notes)


@pytest.mark.parametrize(
    ("amount", "negative"),
    [
        ("350.00&USD", "-350.00&USD"),
        ("350.00^USD", "-350.00^USD"),
        ("79.000000", "-79.000000"),
        ("+5", "-5"),
        (".50", "-.50"),
        ("0007.10&EUR&x^UP^1^2", "-0007.10&EUR&x^UP^1^2"),
        ("0.00", "0.00"),
        ("0.000000", "0.000000"),
        ('""', '""'),
        ("", ""),
    ],
)
def test_amounts_keep_their_form(amount: str, negative: str) -> None:
    result = back(dft(charge(amount=amount)))
    assert made(result, "FT1-11") == negative
    assert result.balanced


def test_currencies_are_added_up_apart() -> None:
    result = back(
        dft(charge("T1"), charge("T2", amount="20.00&EUR"), charge("T3", amount="5.00^USD"), charge("T4", amount="1"))
    )
    assert {one.currency: one.charged for one in result.totals} == {
        "USD": Decimal("355.00"), "EUR": Decimal("20.00"), "": Decimal(1)
    }  # fmt: skip
    assert result.balanced
    assert any("several currencies (USD, EUR, none)" in note for note in result.notes)


def test_without_amounts_it_nets_by_quantity_and_says_so() -> None:
    result = back(dft(charge(amount="", quantity="3")))
    assert [(one.measure, one.charged, one.credited) for one in result.totals] == [("quantity", 3, -3)]
    assert any("has no amount: it nets to zero by quantity" in note for note in result.notes)
    neither = back(dft(charge(amount="", quantity="")))
    assert [(one.measure, one.net) for one in neither.totals] == [("lines", 0)]


def test_zero_is_reversed_where_the_type_says_so() -> None:
    for name_ in ("A", "B", "D", "E"):
        assert back(dft(charge(quantity="0", amount="0.00")), name_).balanced
    result = back(dft(charge(quantity="0", amount="0.00")), "C")
    assert "nothing would tell the credit" in result.refusal
    assert back(dft(charge(quantity="1", amount="0.00")), "C").balanced
    assert "nothing would tell" in back(dft(charge(quantity="", amount="")), "F").refusal


def test_amounts_may_be_left_to_the_receiver() -> None:
    blank = with_options(named("D"), amount="blank")
    result = back(dft(charge()), blank)
    assert made(result, "FT1-11") == ""
    assert [one.measure for one in result.totals] == ["quantity"]
    assert any("sends no amounts" in note for note in result.notes)


def test_the_insurance_amount_follows_the_amount() -> None:
    line = charge() + "|||40.00&USD"
    assert made(back(dft(line)), "FT1-15") == "-40.00&USD"
    assert made(back(dft(line), "B"), "FT1-15") == "40.00&USD"
    odd = back(dft(charge() + "|||IRIS"))
    assert made(odd, "FT1-15") == "IRIS"
    assert "no amount; it stays" in odd.lines[0].warnings[0]


def test_version_2_1_has_the_amount_in_ft1_10() -> None:
    line = "FT1|1|T1||20260301|20260301|CG|US|||350.00|2|175.00"
    result = back(dft(line, version="2.1"))
    assert [made(result, f"FT1-{field}") for field in (5, 10, 11)] == ["20260302", "-350.00", "2"]
    assert result.totals[0].charged == 350
    assert [made(back(dft(line, version="2.1"), "C"), f"FT1-{field}") for field in (10, 11)] == ["-350.00", "-2"]
    newer = "FT1|1|T1||20260301|20260301|CG|US|||2|350.00|175.00"
    assert "only agree the other way round" in back(dft(newer, version="2.1")).refusal


def test_a_posting_date_of_2_2_is_a_day() -> None:
    assert made(back(dft("FT1|1|T1||20260301||CG|US", version="2.2")), "FT1-5") == "20260302"
    assert made(back(dft("FT1|1|T1||20260301||CG|US", version="2.3")), "FT1-5") == "20260302090000"


def test_other_delimiters_are_used() -> None:
    result = back(dft(charge("A&B", "CG^Charge"), version="2.3", marks="*:!$", separator="#"))
    body = text(result)
    assert body.startswith("MSH#*:!$#")
    assert "#CR*Credit#" in body and "#-350.00$USD" in body and "#A$B-R#" in body
    assert "|" not in body and "^" not in body


def test_without_an_escape_character_nothing_is_broken() -> None:
    convention = with_options(named("A"), transaction_id="new", link="none")
    result = back(dft(charge(amount="350.00"), marks="^~"), convention, new_ids=["A^B"])
    assert result.document is None
    assert "cannot be changed as it has to be" in result.refusal


def test_z_segments_blank_lines_and_line_ends_pass_through() -> None:
    source = (
        "\x0bMSH|^~\\&|S||||1||DFT^P03|C1|P|2.3\r\nZAA|x^y|\r\n\r\nPID|1||7||N^M   |\r\n"
        "FT1|1|T1||20260301||CG|A|||1|5.0||\n"
        "ZFT|own||\r\nZZZ|&~\r\n\x1c\r"
    )
    result = back(Document.from_bytes(source.encode()))
    assert result.document is not None
    assert result.document.to_bytes().decode() == source.replace("||||1||DFT", "||||20260302090000||DFT").replace(
        "|C1|P|", "|DFT0000002|T|"
    ).replace("T1||20260301||CG|A|||1|5.0||", "T1-R||20260301|20260302090000|CR|A|||1|-5.0||")


def test_own_and_common_segments_in_p11() -> None:
    """In P11 the diagnoses before the lines are common, those behind a line are its own."""
    lines = ("DG1|1||A", charge("T1"), "DG1|1||B", charge("T2"), "DG1|1||C", "IN1|1|X")
    result = back(dft(*lines, event="P11"), lines=[1])
    assert text(result).split("PV1|1|O\r")[1].split("\r")[2:] == ["DG1|1||B", ""]
    assert "DG1|1||A\r" in text(result) and "DG1|1||C" not in text(result)
    common = back(dft(charge("T1"), "DG1|1||B", charge("T2"), "DG1|1||C"), lines=[1])
    assert text(common).endswith("DG1|1||B\rDG1|1||C\r")


def test_a_z_segment_at_the_end_is_everybodys_unless_each_line_has_one() -> None:
    common = back(dft(charge("T1"), charge("T2"), "ZX1|pdf"), lines=[1])
    assert text(common).endswith("ZX1|pdf\r")
    own = back(dft(charge("T1"), "ZFT|1", charge("T2"), "ZFT|2"), lines=[1])
    assert text(own).endswith("ZFT|1\r")


def test_no_final_line_end_stays_none() -> None:
    document = Document.from_text(dft(charge("T1"), charge("T2")).text.rstrip("\r"))
    assert text(back(document, lines=[1])).endswith("-350.00&USD|")
    assert text(back(document, lines=[2])).count("\r") == 4


def test_zones_stay_where_they_were() -> None:
    from datetime import datetime, timedelta, timezone

    at = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=-5)))
    document = dft(charge()).put("MSH-7", "20260301160000.123+0100")
    result = back(document, now=at)
    assert made(result, "MSH-7") == "20260302150000.000+0100"
    assert made(result, "EVN-2") == "20260302090000"


def test_a_sum_that_does_not_agree_is_said_and_repeated() -> None:
    result = back(dft(charge(quantity="2", amount="350.00", unit="350.00")))
    assert made(result, "FT1-11") == "-350.00"
    assert "2 × 350.00 is 700.00" in result.lines[0].warnings[0]


def test_a_sequence_number_is_mentioned() -> None:
    result = back(dft(charge()).put("MSH-13", "17"))
    assert made(result, "MSH-13") == "17"
    assert any("MSH-13" in note and "17" in note for note in result.notes)


def test_charges_in_another_message_are_reversed_and_it_is_said() -> None:
    result = back(dft(charge()).put("MSH-9", "ORU^R01"))
    assert any("MSH-9 is ORU, not DFT" in note for note in result.notes)


@pytest.mark.parametrize("file", files("dft"), ids=name)
def test_every_real_message_nets_to_zero_or_says_why_not(file: Path) -> None:
    messages = MessageFile.open(file)
    for index in range(len(messages)):
        document = messages.document(index)
        for convention in conventions():
            result = back(document, convention, new_ids=new_ids())
            if result.document is None:
                assert result.refusal.endswith((".", "?"))
            else:
                assert result.balanced and result.totals
                ids = [line.credit.transaction_id for line in result.reversed if line.credit is not None]
                assert convention.transaction_id == "same" or len(set(ids)) == len(ids)
            for line in result.lines:
                assert line.is_reversed or line.why.endswith(".")


@NEEDS_CORPUS
def test_most_real_messages_are_reversed() -> None:
    found = real("dft")
    done = [file for file in found if back(MessageFile.open(file).document(0)).document is not None]
    assert len(done) > len(found) // 2


def test_of_two_charges_with_one_id_the_credited_one_is_left_out() -> None:
    other = charge(amount="180.00&USD").replace("US-NECK", "US-LEG")
    credit = charge("T1-R", "CR", amount="-180.00&USD").replace("US-NECK", "US-LEG")
    result = back(dft(charge(), other, credit))
    assert [line.reason for line in result.lines] == ["", "already reversed", "a credit"]
    assert made(result, "FT1-11") == "-350.00&USD"


def test_a_partial_credit_is_no_reversal() -> None:
    rows = [charge(quantity="3", amount="1050.00&USD"), charge("T1-R", "CR", "1", "-350.00&USD")]
    result = back(dft(*rows))
    assert result.lines[0].reason == "partly reversed"
    assert "in part by FT1[2] of this message: 700.00 of 1050.00 USD is left" in result.refusal
    again = back(dft(*rows, charge("T1-R2", "CR", "2", "-700.00&USD")))
    assert "reversed already by FT1[2] and FT1[3]" in again.lines[0].why


def test_a_partial_credit_without_amounts_leaves_units() -> None:
    result = back(dft(charge(quantity="3", amount=""), charge("T1-R", "CR", "1", "")))
    assert "2 of 3 units is left" in result.lines[0].why


def test_amount_and_quantity_in_each_others_place_from_2_2_on() -> None:
    result = back(dft(charge(quantity="350.00", amount="1", unit="350.00")))
    assert result.document is None
    assert "FT1-10 is the quantity and FT1-11 the amount, but the numbers only agree the other way" in result.refusal


def test_a_row_that_proves_nothing_follows_the_others_of_its_message() -> None:
    rows = [charge("T1", "CG", "2", "700.00", "350.00"), charge("T2", "CG", "1", "350.00")]
    result = back(dft(*rows, version="2.1"))
    assert [line.reason for line in result.lines] == ["not a number", "not a number"]
    assert "but the numbers of FT1 only agree the other way round, as from 2.2 on" in result.lines[1].why


def test_a_row_that_lost_a_separator_behind_its_code() -> None:
    result = back(dft("FT1|1|T1||20260301|20260301|CG|76805||1|350|350|USCTR"))
    assert result.document is None
    assert "FT1-12 is “USCTR”, which is no price, and FT1-9 is the number 1" in result.refusal
    only_odd = back(dft(charge(unit="each")))
    assert "FT1-12 is “each”, which is no price" in only_odd.lines[0].warnings[0]


def test_the_same_id_for_credits_of_two_charges_with_one_id_is_said() -> None:
    result = back(dft(charge(), charge(amount="180.00&USD")), "D")
    assert all("shares its id T1 with another line" in line.warnings[0] for line in result.lines)
    assert back(dft(charge("T1"), charge("T2")), "D").lines[0].warnings == ()


def test_several_lines_without_an_amount() -> None:
    notes = back(dft(charge("T1", amount=""), charge("T2", amount=""))).notes
    assert any(note.startswith("FT1 and FT1[2] have no amounts: they net to zero") for note in notes)


@pytest.mark.parametrize("version", ["2.1", "V2.1", "2.1.0", "1.0", "2.0D"])
def test_each_way_of_writing_2_1_has_its_amount_in_ft1_10(version: str) -> None:
    result = back(dft("FT1|1|T1||20260301|20260301|CG|US^Neck^L|||350.00|1", version=version))
    assert (made(result, "FT1-10"), made(result, "FT1-11")) == ("-350.00", "1")


def test_several_types_are_refused_and_several_ids_said() -> None:
    refused = back(dft(charge(type_="CG~CR")))
    assert "FT1-6 holds several types (CG, CR)" in refused.refusal
    said = back(dft(charge("T1~T2")))
    assert "holds several ids (T1, T2)" in said.reversed[0].warnings[0]


@pytest.mark.parametrize("name", ["A", "C", "F"])
def test_a_hard_blank_around_an_amount_keeps_no_sign(name: str) -> None:
    """Conventions with negative amounts: what is read as a number is negated as one."""
    result = back(dft(charge(amount="350.00\u00a0&USD")), name)
    assert result.document is not None
    assert (result.document.get("FT1-11") or "").startswith("-350.00")
