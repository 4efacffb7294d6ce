"""Charge lines out of messages: every value where it stands, nothing guessed, nothing left out in silence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path as FilePath

import pytest
from helpers import corpus as real_messages
from helpers.charge_messages import dft, ft1
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.ledger import LedgerLine, charge_lines, default_settings, read_message, read_message_bytes
from workbench.charges.ledger.line import Kinds
from workbench.er7 import Document


def lines(text: str, kinds: Kinds | None = None) -> tuple[LedgerLine, ...]:
    return charge_lines(Document.from_text(text), kinds)


def line(*segments: str, **head: str) -> LedgerLine:
    return lines(dft(*segments, **head))[0]  # type: ignore[arg-type]


def test_every_value_is_read() -> None:
    one = line(ft1(modifiers="26^^CPTM~LT", transaction_code="US-OB^Scan^L", batch="B7", posted="20260302101112"))
    assert (one.transaction_id, one.kind, one.role) == ("CHG001", "charge", "charge")
    assert (one.service_day, one.posting_day) == (date(2026, 3, 1), date(2026, 3, 2))
    assert (one.transaction_code, one.procedure_code, one.code) == ("US-OB", "76805", "76805")
    assert (one.modifiers, one.quantity, one.amount, one.currency) == (("26", "LT"), 1, Decimal("350.00"), "USD")
    assert (one.order, one.performer, one.batch_id, one.set_id) == ("ACC1", "1234567893", "B7", "1")
    head = one.head
    assert (head.control_id, head.version, head.patient, head.patient_authority) == ("M1", "2.5.1", "100234", "HOSP")
    assert (head.patient_name, head.account, head.visit) == ("SAMPLE, ANNA", "A1", "V1")
    assert (head.sending_application, head.sending_facility) == ("US", "DEMO")
    assert one.problems == ()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("CG", "charge"),
        ("cg", "charge"),
        ("CH", "charge"),
        ("c", "charge"),
        ("CG^Charge^HL70017", "charge"),
        ("CR", "credit"),
        ("CD", "credit"),
        ("PY", "payment"),
        ("PA", "payment"),
        ("AJ", "adjustment"),
        ("CO", "co-payment"),
        ("DE", "deposit"),
        ("", "unknown"),
        ('""', "unknown"),
        ("XX", "unknown"),
    ],
)
def test_types(code: str, kind: str) -> None:
    assert line(ft1(kind=code)).kind == kind


def test_an_unknown_type_is_said() -> None:
    assert "“XX”, which is in no list" in line(ft1(kind="XX")).problems[0].text
    assert "is empty" in line(ft1(kind="")).problems[0].text


@pytest.mark.parametrize(("column", "words"), [(5, "1 column to the left"), (4, "2 columns to the left"), (7, "right")])
def test_a_shifted_row_is_reported_and_not_guessed(column: int, words: str) -> None:
    fields = ["FT1", "1", "", "", "", "", "", "", "", "", "1", "5.00"]
    fields[column] = "CG"
    one = line("|".join(fields))
    assert (one.kind, one.problems[0].code) == ("unknown", "row-shifted")
    assert f"CG stands in FT1-{column}" in one.problems[0].text
    assert words in one.problems[0].text


@pytest.mark.parametrize(
    ("raw", "amount", "currency"),
    [
        ("350.00&USD", "350.00", "USD"),
        ("350.00^USD", "350.00", "USD"),
        ("350.00^UP", "350.00", ""),
        ("-350", "-350", ""),
        ("79.000000", "79.000000", ""),
        (" 5 &eur", "5", "EUR"),
        ("0.00", "0.00", ""),
    ],
)
def test_amounts(raw: str, amount: str, currency: str) -> None:
    one = line(ft1(amount=raw))
    assert (one.amount, one.currency) == (Decimal(amount), currency)
    assert str(one.amount) == amount


@pytest.mark.parametrize("raw", ["", '""', "   "])
def test_no_amount_stays_none(raw: str) -> None:
    one = line(ft1(amount=raw))
    assert (one.amount, one.effect, one.problems) == (None, None, ())


@pytest.mark.parametrize("raw", ["1,350.00", "$5", "5.00-", "1e3", "NaN", "٣", "9" * 30])
def test_what_is_no_number_is_said_and_not_counted(raw: str) -> None:
    one = line(ft1(amount=raw))
    assert one.amount is None
    assert [problem.code for problem in one.problems] == ["amount-unreadable"]


def test_version_2_1_has_amount_and_quantity_the_other_way_round() -> None:
    text = dft(ft1(quantity="350.00", amount="2"), version="2.1")
    one = lines(text)[0]
    assert (one.quantity, one.amount) == (2, Decimal("350.00"))


def test_a_credit_takes_off_whatever_its_signs() -> None:
    for kind, quantity, amount in [("CR", "1", "-350.00"), ("CD", "1", "350.00"), ("CG", "-1", "-350.00")]:
        one = line(ft1(kind=kind, quantity=quantity, amount=amount))
        assert (one.role, one.effect, one.units) == ("credit", Decimal("-350.00"), -1)


def test_signs_that_contradict_are_said() -> None:
    one = line(ft1(quantity="-1", amount="350.00"))
    assert (one.role, one.effect, one.problems[0].code) == ("credit", Decimal("-350.00"), "signs-contradict")


def test_a_mark_in_a_z_segment_makes_a_credit() -> None:
    kinds = Kinds(default_settings().kinds.codes, status_segment="ZFT", status_value="R")
    found = lines(dft(ft1("A"), "ZFT|R", ft1("B"), "ZFT|X"), kinds)
    assert [one.role for one in found] == ["credit", "charge"]


def test_adjustments_take_back_where_the_settings_say_so() -> None:
    kinds = Kinds(default_settings().kinds.codes, adjustments_credit=True)
    assert lines(dft(ft1(kind="AJ", amount="-5")), kinds)[0].role == "credit"
    assert lines(dft(ft1(kind="AJ", amount="5")), kinds)[0].role == "adjustment"
    assert line(ft1(kind="AJ", amount="-5")).role == "adjustment"


def test_a_currency_can_be_taken_for_granted() -> None:
    kinds = Kinds(default_settings().kinds.codes, currency="EUR")
    assert lines(dft(ft1(amount="5")), kinds)[0].currency == "EUR"
    assert lines(dft(ft1(amount="")), kinds)[0].currency == ""


def test_orders_of_the_line_and_of_the_message() -> None:
    found = lines(dft(ft1(order="", number=1), "OBR|1||ACC9^US", ft1(order="", number=2), before=("ORC|RE|P1|ACC7",)))
    assert [one.order for one in found] == ["ACC9", "ACC7"]


def test_several_orders_before_the_lines_are_nobodys() -> None:
    assert lines(dft(ft1(order=""), before=("OBR|1||ACC7", "OBR|2||ACC8")))[0].order == ""


def test_segments_may_come_in_any_order() -> None:
    text = f"MSH|^~\\&|US||||1||DFT^P03|M1|T|2.3\r{ft1()}\rPID|1||77\rPV1|1|O\r"
    assert lines(text)[0].head.patient == "77"


def test_notes_are_read_by_repetition() -> None:
    one = line(ft1(), "NTE|1||Reverses CHG001~other\\T\\more")
    assert one.notes == ("Reverses CHG001", "other&more")


def test_other_delimiters() -> None:
    text = "MSH!$*%@!US!!!!1!!DFT$P03!M1!T!2.3\rPID!1!!77$$$H\rFT1!1!T%F%1!!20260301!!CG!A$B!!!2!5.00@USD\r"
    one = lines(text)[0]
    assert (one.transaction_id, one.kind, one.code) == ("T!1", "charge", "A")
    assert (one.amount, one.currency, one.head.patient_authority) == (5, "USD", "H")


def test_several_messages_keep_their_patients() -> None:
    text = dft(ft1(), patient="1") + dft(ft1("X"), patient="2")
    assert [(one.head.patient, one.occurrence) for one in lines(text)] == [("1", 1), ("2", 2)]


def test_lines_run_together_are_said() -> None:
    text = "MSH|^~\\&|US||||1||DFT^P03|M1|T|2.3 FT1|1|A||1||CG\r"
    reading = read_message(Document.from_text(text))
    assert reading.lines == ()
    assert "another FT1 inside it" in reading.notes[0]


def test_a_message_without_line_ends_is_not_called_empty() -> None:
    intake = read_message_bytes(dft(ft1("A")).replace("\r", "").encode())
    assert not intake.postings and "another FT1 inside it" in intake.notes[0] and len(intake.notes) == 1
    assert not read_message(Document.from_text(dft("ZZZ|XFT1|1", ft1("A")))).notes  # a value that ends so


def test_lines_without_a_header_are_said() -> None:
    assert "no MSH" in read_message_bytes(f"{ft1('A')}\r".encode()).notes[0]


def test_several_types_or_ids_in_one_line_are_said() -> None:
    (one,) = lines(dft(ft1("A", "CG~CR")))
    assert (one.kind, [each.code for each in one.problems]) == ("unknown", ["type-repeated"])
    assert one.problems[0].text == (
        "FT1-6 of FT1[1] holds 2 types (CG, CR), but a line has one, so the line is not counted."
    )
    (half,) = lines(dft(ft1("A", "CG~")))
    assert "holds 2 types (CG, empty)" in half.problems[0].text
    (none,) = lines(dft(ft1("A", "~")))
    assert [each.code for each in none.problems] == ["type-unknown"]
    (same,) = lines(dft(ft1("A~B", "CG~CH")))
    assert (same.kind, same.transaction_id, [each.code for each in same.problems]) == ("charge", "A", ["id-repeated"])
    assert "(A, B); the line is counted as A" in same.problems[0].text


def test_a_line_with_another_separator_is_said() -> None:
    reading = read_message(Document.from_text(dft("FT1!1!A!!20260301!!CG")))
    assert reading.lines == ()
    assert "begins with FT1!" in reading.notes[0]


def test_the_path_leads_to_the_line() -> None:
    text = dft(ft1("A"), ft1("B"))
    found = lines(text)
    document = Document.from_text(text)
    for one in found:
        assert document.get(one.path) == one.text
        assert document.value(one.path.at(field=2)) == one.transaction_id


def agrees(document: Document) -> None:
    """The quick reader and the document see the same lines with the same values."""
    found = charge_lines(document)
    segments = document.all("FT1")
    assert [one.text for one in found] == [segment.text for segment in segments]
    for one in found:
        for number, value in ((2, one.transaction_id), (7, one.transaction_code), (25, one.procedure_code)):
            shown = (document.value(one.path.at(field=number, repetition=1, component=1)) or "").strip()
            assert value == ("" if shown == '""' else shown)
        assert one.set_id == ((document.value(one.path.at(field=1, component=1)) or "").strip()).replace('""', "")


@pytest.mark.parametrize("file", real_messages.files(), ids=real_messages.name)
def test_real_messages_read_the_same_both_ways(file: FilePath) -> None:
    from workbench.er7.files import MessageFile

    messages = MessageFile.open(file)
    for index in range(len(messages)):
        agrees(messages.document(index))


_FIELD = st.text(st.sampled_from('ab1.-&^~\\F" '), max_size=8)


@given(st.lists(st.lists(_FIELD, max_size=33), max_size=4))
def test_any_fields_read_the_same_both_ways(rows: list[list[str]]) -> None:
    agrees(Document.from_text(dft(*("|".join(["FT1", *row]) for row in rows))))


@given(st.binary(max_size=300))
def test_any_bytes_are_taken(data: bytes) -> None:
    read_message(Document.from_bytes(data))


@given(st.text(max_size=300))
def test_any_text_behind_ft1_is_taken(text: str) -> None:
    for one in charge_lines(Document.from_text(dft(f"FT1|{text}", ft1()))):
        assert one.path.segment == "FT1"
        _ = (one.effect, one.units, one.pays_for, one.posting_day, one.performer, one.description)
