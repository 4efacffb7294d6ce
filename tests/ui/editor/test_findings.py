from __future__ import annotations

from workbench.er7 import Document
from workbench.ui.editor.findings import findings

HEAD = "MSH|^~\\&|B|C|A|D|20260301||ACK^P03^ACK|9|P|2.5.1\r"


def test_an_answer_says_in_words_what_it_says() -> None:
    found = findings(Document.from_text(HEAD + "MSA|AE|1\rERR||PID^1^18|101^x|E||||Account needed\r"))
    first = found[0]
    assert (str(first.path), first.severity, first.code) == ("MSA-1", "info", "answer-says")
    assert first.text == "This answer says: Refused (AE): required field missing at PID-18: Account needed."
    assert "not of this one" in first.hint


def test_other_messages_have_only_their_findings() -> None:
    assert all(one.code != "answer-says" for one in findings(Document.from_text(HEAD + "PID|1\r")))
    assert all(one.code != "answer-says" for one in findings(Document.from_text("MSA|AA|1\r")))


def test_a_character_that_cannot_be_written_is_no_accident() -> None:
    document = Document.from_text(HEAD + "MSA|AA|1\r").with_charset("ASCII")
    assert findings(document.splice(len(document.text), len(document.text), "ü"))
