from __future__ import annotations

import base64

import pytest

from workbench.ui.editor.values import (
    can_be_signed,
    is_base64,
    is_folded,
    one_line,
    size_note,
    with_signs,
    without_signs,
)

BASE64 = base64.b64encode(bytes(range(256)) * 9).decode()


def test_base64_is_told_from_words() -> None:
    assert is_base64(BASE64)
    assert is_base64(BASE64 * 100 + "QQ==")
    assert not is_base64("The fetus is in cephalic presentation and the placenta is posterior " * 10)
    assert not is_base64("QUJD")
    assert not is_base64("x" * 300)


def test_a_null_is_said_in_words() -> None:
    assert one_line('""') == '"" (delete)'
    assert one_line("") == ""


def test_long_values_show_their_beginning_and_size() -> None:
    assert one_line("word " * 1000) == "word word word word word… (5\N{NARROW NO-BREAK SPACE}000 characters)".replace(
        "word word word word word…", ("word " * 1000)[:24] + "…"
    )
    assert "base64" in size_note(BASE64)
    assert is_folded(BASE64)
    assert not is_folded("word " * 100)


@pytest.mark.parametrize("character", ["\n", "\x1d", "\u2028", "\x85"])
def test_line_breaks_are_shown(character: str) -> None:
    assert one_line(f"a{character}b") == "a ↵ b"


def test_control_characters_can_be_seen() -> None:
    assert one_line("a\tb\x07c\x7f") == "a␉b␇c␡"
    assert one_line("a\nb") == "a ↵ b"
    assert without_signs(with_signs("a\tb")) == "a\tb"
    assert can_be_signed("a\tb")
    assert not can_be_signed("ab")
    assert not can_be_signed("a\t␇")
