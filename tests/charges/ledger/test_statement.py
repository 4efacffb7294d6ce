"""Statements: everything from messages is text, never markup or a terminal command."""

from __future__ import annotations

from html.parser import HTMLParser

from helpers.charge_messages import dft, ft1, posted

from workbench.charges.ledger import Ledger, find_flags
from workbench.charges.ledger.statement import as_html, as_text
from workbench.charges.ledger.views import group_by, whole


def ledger(code: str = "76805^Scan^C4") -> Ledger:
    return Ledger.of(
        posted(dft(ft1("A", code=code), ft1("B", number=2, amount="")))
        + posted(dft(ft1("A-R", "CR", "-350.00&USD", code=code), control_id="M2"), hours=1)
    )


def test_plain_text() -> None:
    group = group_by(ledger(), "account")[0]
    lines = as_text(group).splitlines()
    assert lines[0] == "Statement of charges: A1"
    assert lines[4].split() == ["A", "2026-03-01", "76805", "26", "Scan", "1", "350.00", "USD", "0.00", "USD",
                                "charge", "reversed"]  # fmt: skip
    assert lines[5].startswith("  A-R")
    assert "no amount" in lines[6]
    assert lines[-1] == "Charges less credits: 0.00 USD; 1 line without an amount, 1 unit open"


def test_a_balance_is_money_and_nothing_else() -> None:
    page = as_html(group_by(ledger(), "account")[0])
    charge, credit = (
        row for row in page.splitlines() if row.startswith("<tr><td") and "A" in row[:60] and "350" in row
    )
    assert '<td class="n">0.00 USD</td>' in charge
    assert credit.startswith('<tr><td class="w">&nbsp;&nbsp;&nbsp;A-R</td>')
    assert '<td class="n">-350.00 USD</td><td class="n"></td>' in credit
    assert credit.endswith("<td>its transaction id with -R behind it</td></tr>")


class Tags(HTMLParser):
    """Which tags a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)


def test_html_escapes_everything() -> None:
    book = ledger("76805^<script>alert(1)</script><img src=x onerror=y>^C4")
    page = as_html(whole(book), find_flags(book), title="<b>")
    tags = Tags()
    tags.feed(page)
    assert tags.found <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "thead", "tbody", "tr",
                          "th", "td", "p", "ul", "li"}  # fmt: skip
    assert "&lt;script&gt;alert(1)" in page
    assert "-350.00 USD" in page


def test_control_characters_become_visible() -> None:
    book = ledger("76805^\x1b[31mred^C4")
    assert "\x1b" not in as_text(whole(book)) + as_html(whole(book))
    assert "␛[31mred" in as_text(whole(book))


def test_flags_are_listed() -> None:
    book = Ledger.of(posted(dft(ft1("X-R", "CR", "-1"))))
    assert "To look at:\n- The credit X-R" in as_text(whole(book), find_flags(book))


def test_an_empty_statement() -> None:
    assert as_text(whole(Ledger.of([]))).endswith("Charges less credits: nothing\n")


def test_an_amount_that_cannot_be_read_stands_in_its_row() -> None:
    text = as_text(whole(Ledger.of(posted(dft(ft1(amount="10,50&EUR"))))))
    assert "no amount: “10,50&EUR”" in text
