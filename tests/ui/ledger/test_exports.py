"""The ledger in files: what is too much is said, and a long statement is laid out beside the window."""

from __future__ import annotations

import pytest
from helpers.charge_messages import dft, ft1, posted
from pytestqt.qtbot import QtBot

from workbench.charges.ledger import default_settings
from workbench.charges.ledger.views import whole
from workbench.errors import WorkbenchError
from workbench.ui.ledger import exports
from workbench.ui.ledger.book import Book, make_book
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


@pytest.fixture
def long_book() -> Book:
    lines = [ft1(f"CHG{number:03}", number=number) for number in range(1, 301)]
    return make_book(posted(dft(*lines)), (), default_settings())


def test_a_statement_names_the_flags_that_concern_it(book: Book) -> None:
    html = exports.statement_html(whole(book.ledger), book.flags)
    assert "CHG002-R" in html
    assert "To look at" in html
    assert "To look at" not in exports.statement_html(whole(book.ledger), ())


@pytest.mark.parametrize(("kind", "way"), [("html", "one group"), ("pdf", "as a page"), ("print", "as a page")])
def test_what_is_too_long_is_said(book: Book, kind: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(exports.MOST_LINES, kind, 3)
    with pytest.raises(WorkbenchError, match=way):
        exports.statement_html(whole(book.ledger), (), kind)


def test_a_long_statement_is_laid_out_in_another_thread(qtbot: QtBot, long_book: Book) -> None:
    html = exports.statement_html(whole(long_book.ledger), ())
    tasks, made = Tasks(), []
    tasks.run("pdf", lambda: exports.pdf_bytes(html, "title"), made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=30_000)
    tasks.close()
    assert made[0].startswith(b"%PDF")


def test_csv_is_utf_8_that_spreadsheets_know(book: Book) -> None:
    assert exports.csv_bytes(book.ledger).startswith(b"\xef\xbb\xbfcharge,kind")
