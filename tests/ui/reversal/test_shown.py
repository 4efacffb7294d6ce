"""What the page shows, as plain lists."""

from __future__ import annotations

from datetime import datetime

from helpers import reversals
from helpers.charge_messages import dft, ft1

from workbench.er7 import Document
from workbench.ui.reversal.lookup import UNKNOWN, Standing
from workbench.ui.reversal.making import Choices, Making
from workbench.ui.reversal.shown import REPOST, REVERSE, Shown, of_reversal, wants_repost
from workbench.ui.reversal.shown_correction import of_correction

NOW = datetime(2026, 3, 2, 9, 0)


def made(text: str, standing: Standing = UNKNOWN, mode: str = REVERSE, **choices: object) -> Shown:
    document = Document.from_text(text)
    making = Making(document, NOW)
    lines = range(1, len(document.all("FT1")) + 1)
    chosen = Choices(**choices)  # type: ignore[arg-type]
    does = making.repost if mode == REPOST else making.reverse
    return of_reversal(does(lines, chosen, standing), document, standing, mode, lambda path: f"name of {path}")


def test_lines_in_words() -> None:
    shown = made(reversals.SIGNED)
    assert [line.cells for line in shown.lines] == [
        ("1", "CHG001", "CG", "76805", "350.00 USD", "Taken back as CHG001-R"),
        ("2", "CHG002", "CG", "76810", "180.00 USD", "Taken back as CHG002-R"),
    ]
    assert shown.totals == ("530.00 and -530.00 make 0.00 USD (2 lines).",)
    assert shown.balanced


def test_fields_before_and_after() -> None:
    fields = {field.cells[0]: field for field in made(reversals.SIGNED).fields}
    assert fields["FT1-6"].cells[1:4] == ("name of FT1-6", "CG", "CR")
    assert fields["FT1[2]-11"].cells[2:4] == ("180.00&USD", "-180.00&USD")
    assert fields["FT1[2]-11"].number == 2
    assert fields["MSH-10"].number == 0
    assert all(field.cells[4] for field in fields.values())
    assert not fields["FT1-12"].changed


def test_a_link_segment_that_is_added_is_shown() -> None:
    text = dft(ft1("CHARGE1234567890"[:12]))
    refused = made(text)
    assert refused.messages == ()
    assert refused.lines[0].cells[-1] == "Refused: no room"
    shown = made(text, new_id=True)
    added = [field.cells for field in shown.fields if field.cells[1] == "New segment"]
    assert added == [("NTE", "New segment", "", "NTE|1||Reverses CHARGE123456", "It was added behind the line.")]


def test_a_line_without_an_amount_is_netted_by_quantity() -> None:
    shown = made(dft(ft1("A", amount=""), ft1("B", amount="", quantity="", number=2), ft1("C", number=3)))
    assert shown.totals == (
        "1 line without an amount, netted by quantity: 1 and -1 make 0.",
        "1 line without an amount, netted by number: 1 and -1 make 0.",
        "350.00 and -350.00 make 0.00 USD (1 line).",
    )


def test_what_is_refused_says_why_and_leads_on() -> None:
    standing = Standing({"CHG001": "CHG001-R in entry 3"}, {1: "accepted", 2: "rejected"}, {1: 3, 2: 1}, "Sent.", 1)
    notes = made(reversals.SIGNED, standing).notes
    assert [(note.link, note.target) for note in notes] == [
        ("", ""),
        ("Show entry 1", 1),
        ("Show entry 3", 3),
        ("Show entry 1", 1),
    ]
    assert notes[0].text == "Nothing can be reversed."
    assert notes[1].text == "Sent."


def test_a_credit_leads_to_posting_again() -> None:
    shown = made(reversals.REVERSED)
    assert wants_repost(shown)
    assert [note.target for note in shown.notes if note.link] == [REPOST, REPOST]
    again = made(reversals.REVERSED, mode=REPOST)
    assert again.lines[0].cells[-1].startswith("Charged again as ")
    assert again.totals == ("-530.00 and 530.00 make 0.00 USD (2 lines).",)


def test_payments_are_left_alone_and_said() -> None:
    shown = made(dft(ft1("A"), ft1("P", "PY", "20.00&USD", number=2)))
    assert shown.lines[1].cells[-1] == "Left alone: payment"
    assert any("payment" in note.text for note in shown.notes)


def test_an_unknown_outcome_warns() -> None:
    assert [note.colour for note in made(reversals.SIGNED).notes][:1] == ["warn"]
    known = Standing(outcome={1: "accepted", 2: "accepted"}, sentence="Sent.")
    assert not any(note.colour for note in made(reversals.SIGNED, known).notes)


def test_a_message_without_charges_says_so() -> None:
    shown = made("MSH|^~\\&|A|B|C|D|2026||ACK|1|T|2.5.1\r")
    assert shown.lines == ()
    assert "no FT1" in shown.refusal
    assert shown.notes[0].text == shown.refusal


def test_a_correction_shows_differences_then_messages() -> None:
    making = Making(Document.from_text(reversals.SIGNED), NOW)
    result = making.correct(Document.from_text(reversals.DETAILED), Choices(two_messages=True))
    shown = of_correction(result, UNKNOWN, str)
    assert [line.cells for line in shown.lines] == [
        ("CHG001", "76805", "350.00 USD", "CHG003", "76811", "510.00 USD", "Changed"),
        ("CHG002", "76810", "180.00 USD", "CHG004", "76812", "390.00 USD", "Changed"),
    ]
    assert shown.titles == ("1 of 2: credits", "2 of 2: new charges")
    assert shown.totals == ("-530.00 credited, 900.00 charged, difference 370.00 USD.",)
    assert any(note.text.startswith("Send the second") and note.colour == "warn" for note in shown.notes)
    assert ("FT1-7", "FT1-7", "76805^OB scan 1st fetus^C4", "76811^Detailed scan 1st fetus^C4") in [
        field.cells[:4] for field in shown.fields
    ]


def test_a_line_that_is_gone_has_no_other_side() -> None:
    only_first = reversals.SIGNED.rpartition("FT1|2")[0]
    result = Making(Document.from_text(reversals.SIGNED), NOW).correct(Document.from_text(only_first), Choices())
    shown = of_correction(result, UNKNOWN, str)
    assert shown.lines[1].cells == ("CHG002", "76810", "180.00 USD", "—", "", "", "Removed")
