from __future__ import annotations

import pytest

from workbench.er7 import Document
from workbench.ui.blame import SAID, blamed, remarks

HEAD = b"MSH|^~\\&|B|C|A|D|20260301||ACK^P03^ACK|9|P|2.5.1\r"


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (HEAD + b"MSA|AE|1\rERR||FT1^2^6|103|E\r", "FT1[2]-6"),
        (HEAD + b"MSA|AE|1\rERR||PID^1^3|0|W\rERR||FT1^1^6|103|E\r", "FT1-6"),
        (HEAD + b"MSA|AE|1\rERR|PID^1^5^101&x&HL70357\r", "PID-5"),
        (HEAD + b"MSA|AE|1|no idea\r", None),
        (HEAD + b"MSA|AA|1\r", None),
        (b"HTTP/1.1 400 Bad Request", None),
        (None, None),
    ],
)
def test_the_first_error_that_names_a_place(answer: bytes | None, place: str | None) -> None:
    assert (str(found) if (found := blamed(answer)) else None) == place


SENT = Document.from_text("MSH|^~\\&|A|B|C|D|20260301||DFT^P03|1|P|2.5.1\rFT1|1|A\rFT1|2|B\r")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            b"MSA|AE|1\rERR||FT1^2^6|103^Table value not found|E||||Type XX is unknown here\r",
            [("FT1[2]-6", "error", "The receiver says: value not in the table: Type XX is unknown here")],
        ),
        (
            b"MSA|AE|1|Not booked\rERR||FT1^1^4||W\r",
            [
                ("MSH", "error", "The receiver says: Not booked"),
                ("FT1-4", "warning", "The receiver says: an error, without a word about it"),
            ],
        ),
        (b"MSA|AE|1\rERR|FT1^1^7^101&gone\r", [("FT1-7", "error", "The receiver says: required field missing")]),
        (b"MSA|AR|1|No such account\r", [("MSH", "error", "The receiver says: No such account")]),
        (b"MSA|AA|1|Thank you\r", []),
    ],
)
def test_the_receivers_words_stand_at_the_place_they_name(answer: bytes, told: list[tuple[str, str, str]]) -> None:
    found = remarks(HEAD + answer, SENT)
    shown = [(str(one.path), one.severity, one.text) for one in found]
    assert len(shown) == len(told)
    for (path, severity, text), (wanted_path, wanted_severity, wanted) in zip(shown, told, strict=True):
        assert (path, severity) == (wanted_path, wanted_severity)
        assert text.startswith(wanted.split(":")[0])
        assert wanted.split(": ")[-1].casefold() in text.casefold()
    assert all(one.code == SAID for one in found)


def test_a_place_that_the_message_lacks_is_told() -> None:
    (one,) = remarks(HEAD + b"MSA|AE|1\rERR||PV1^1^19|101|E\r", SENT)
    assert str(one.path) == "MSH"
    assert "PV1-19, which is not in this message" in one.hint


def test_no_acknowledgement_at_all_is_told_too() -> None:
    (one,) = remarks(b"HTTP/1.1 400 Bad Request", SENT)
    assert "web server" in one.text
    assert remarks(None, SENT) == ()
