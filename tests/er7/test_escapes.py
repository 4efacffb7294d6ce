"""Escape sequences: plain text survives the way into a value and back; strange sequences stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7.delimiters import Delimiters, read_delimiters
from workbench.er7.escapes import escape, unescape

USUAL = Delimiters()


@given(st.text().map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n")))
def test_text_survives(text: str) -> None:
    raw = escape(text, USUAL)
    assert not set(raw) & set("|^~&\r\n")
    assert unescape(raw, USUAL) == text


@given(st.text(alphabet="ab\\|.XFZ14 "))
def test_decoding_never_raises(raw: str) -> None:
    unescape(raw, USUAL)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\\.br\\b", "a\nb"),
        ("\\X41\\\\F\\\\T\\", "A|&"),
        ("\\XC3A4\\", "ä"),
        ("\\H\\bold\\N\\", "bold"),
        ("C:\\dir\\x", "C:\\dir\\x"),
        ("a\\b", "a\\b"),
        ("\\Zabc\\", "\\Zabc\\"),
        ("C:\\dir\\F\\", "C:\\dir|"),
        ("\\.sp3\\", "\n\n\n"),
    ],
)
def test_unescape(raw: str, text: str) -> None:
    assert unescape(raw, USUAL) == text


def test_other_delimiters() -> None:
    signs = read_delimiters("MSH#!@%*#")
    assert (signs.field, signs.component, signs.repetition, signs.escape, signs.subcomponent) == tuple("#!@%*")
    assert escape("a#b!|", signs) == "a%F%b%S%|"


def test_no_escape_character_leaves_the_text_alone() -> None:
    signs = read_delimiters("MSH|&&&&|")
    assert signs.escape == ""
    assert escape("a|b", signs) == "a|b"
    assert unescape("a\\F\\b", signs) == "a\\F\\b"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("MSH", "|^~\\&"),
        ("MSH|^~\\&|", "|^~\\&"),
        ("MSH|^~&|", "|^~&"),
        ("MSH|^\\~\\&|", "|^\\~"),
        ("MSH|&&&&|", "|&"),
        ("MSH||A", "|^~\\&"),
        ("BHS!^~\\&!", "!^~\\&"),
    ],
)
def test_delimiters_are_read_by_position(header: str, expected: str) -> None:
    signs = read_delimiters(header)
    assert signs.field + signs.component + signs.repetition + signs.escape + signs.subcomponent == expected
