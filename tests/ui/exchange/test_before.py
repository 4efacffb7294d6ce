"""What is asked before a message leaves of which something was accepted before."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.er7 import Document
from workbench.ui.accepted import Accepted, question
from workbench.ui.exchange.before import words


def test_the_question_names_the_message_that_was_accepted() -> None:
    document = Document.from_text("MSH|^~\\&|A|B|C|D|20260301||DFT^P03|M9|T|2.5.1\r")
    at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    title, text = question(document, Accepted(2, at, "h:1", "DFT^P03 M2", "A1 was taken back already by A1-R"))
    assert title == "Send a second credit?"
    assert text.startswith("A1 was taken back already by A1-R in DFT^P03 M2, which was accepted by h:1")
    assert text.endswith("With DFT^P03 M9 two credits stand against one charge.")
    title, text = question(document, Accepted(2, at, "h:1", "DFT^P03 M2"))
    assert text.startswith("DFT^P03 M2 was accepted") and "with a charge of DFT^P03 M9" in text
    assert question(document, Accepted(2, at, "h:1", "DFT^P03 M9"))[1].startswith("DFT^P03 M9 was accepted")


def test_a_message_that_is_loaded_says_what_was_taken_back_already() -> None:
    one = Accepted(2, datetime(2026, 3, 1, 12, 0, tzinfo=UTC), "h:1", "DFT^P03 M2", "A1 was taken back already by A1-R")
    assert words([one]).startswith("A1 was taken back already by A1-R in DFT^P03 M2, accepted by h:1 at 2026-03-01")
    assert words([]) == ""
