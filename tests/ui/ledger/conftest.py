"""A history with charges that ended in every way, and a book of it."""

from __future__ import annotations

import pytest
from helpers.traffic import fill

from workbench.charges.ledger import Intake, default_settings, read_message_bytes
from workbench.history.store import History
from workbench.ui.ledger.book import Book, make_book


@pytest.fixture
def filled(history: History) -> History:
    fill(history)
    return history


@pytest.fixture
def book(filled: History) -> Book:
    intake = Intake()
    for summary in reversed(filled.entries()):
        entry = filled.entry(summary.id)
        assert entry is not None
        facts = {"direction": entry.direction, "verdict": entry.verdict, "endpoint": entry.endpoint}
        intake.add(read_message_bytes(entry.raw, entry=entry.id, at=entry.at, **facts))  # type: ignore[arg-type]
    return make_book(intake.postings, intake.signings, default_settings())
