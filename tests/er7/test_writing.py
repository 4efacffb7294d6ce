"""Choosing how a message is written: line ends and character set. The message itself stays what it is."""

from __future__ import annotations

import pytest

from workbench.er7 import Document, EditError
from workbench.er7.delimiters import Delimiters
from workbench.er7.escapes import pieces, unescape

MIXED = "MSH|^~\\&|A|B\nPID|1||Müller\r\nFT1|1"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_every_line_gets_the_end_and_an_open_end_stays_open(end: str) -> None:
    document = Document.from_text(MIXED).with_ends(end)
    assert document.to_bytes().decode() == end.join(["MSH|^~\\&|A|B", "PID|1||Müller", "FT1|1"])
    assert document.text == Document.from_text(MIXED).text


def test_other_ends_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="ends no line"):
        Document.from_text(MIXED).with_ends("\v")


def test_another_charset_changes_the_bytes_and_nothing_else() -> None:
    document = Document.from_text(MIXED)
    latin = document.with_charset("8859/1")
    assert latin.text == document.text
    assert latin.to_bytes() == MIXED.encode("latin-1")
    assert latin.with_charset("UNICODE UTF-8").to_bytes() == document.to_bytes()


def test_the_header_says_so_only_when_asked() -> None:
    document = Document.from_text(MIXED)
    assert document.with_charset("8859/1").get("MSH-18") is None
    declared = document.with_charset("8859/1", declare=True)
    assert declared.get("MSH-18") == "8859/1"
    assert Document.from_bytes(declared.to_bytes()).text == declared.text


def test_a_character_that_does_not_fit_is_refused_with_its_place() -> None:
    with pytest.raises(EditError, match=r"PID-3: the character “ü” \(U\+00FC\)"):
        Document.from_text(MIXED).with_charset("ASCII")
    with pytest.raises(EditError, match="no character set that can be written"):
        Document.from_text(MIXED).with_charset("MARTIAN")


def test_a_byte_order_mark_stays_with_its_charset() -> None:
    document = Document.from_bytes(b"\xef\xbb\xbfMSH|^~\\&|A\rPID|1\r")
    assert document.with_charset("UNICODE UTF-8").to_bytes() == document.to_bytes()
    assert document.with_charset("8859/1").to_bytes() == b"MSH|^~\\&|A\rPID|1\r"
    wide = Document.from_bytes("\ufeffMSH|^~\\&|A\r".encode("utf-16-le"))
    assert wide.with_charset("UNICODE UTF-8").to_bytes() == b"MSH|^~\\&|A\r"


@pytest.mark.parametrize(
    "value",
    ["", "plain", "a\\T\\b", "\\H\\bold\\N\\", "\\", "C:\\dir\\x", "\\.br\\\\T\\", "a\\b\\T\\c\\", "\\X41\\\\Zx\\"],
)
def test_pieces_cover_the_value_and_read_like_it(value: str) -> None:
    found = list(pieces(value, Delimiters()))
    assert "".join(piece.text for piece in found) == unescape(value, Delimiters())
    assert "".join(value[piece.start : piece.stop] for piece in found) == value
    assert all(len(piece.text) == piece.stop - piece.start for piece in found if piece.literal)
