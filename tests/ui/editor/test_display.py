from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document
from workbench.ui.editor.difference import Splice
from workbench.ui.editor.display import FULL_LINE, Display

BASE64 = base64.b64encode(bytes(range(256)) * 40).decode()
HEADER = "MSH|^~\\&|A\r"


def long_message(value: str) -> Document:
    return Document.from_text(f"{HEADER}OBX|1|ED|X||^application^pdf^Base64^{value}|after\rNTE|1\r")


def test_a_usual_message_is_shown_as_it_is() -> None:
    display = Display(Document.from_text("MSH|^~\\&|A\rPID|1\r"))
    assert display.text == "MSH|^~\\&|A\nPID|1\n"
    assert display.folds == ()


def test_hidden_characters_become_signs_of_the_same_length() -> None:
    document = Document.from_text("MSH|^~\\&|A\x0bB\x1cC\u2028D\u2029E\tF\x00\x7f")
    display = Display(document)
    assert len(display.text) == len(document.text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]", display.text)


def test_base64_is_folded_and_what_surrounds_it_stays() -> None:
    display = Display(long_message(BASE64))
    fold = display.folds[0]
    assert display.text.count("⟨base64, ") == 1
    assert f"^{BASE64[:24]}⟨" in display.text
    assert "⟩|after\nNTE|1\n" in display.text
    assert display.text[fold.shown_start] == "⟨"
    assert display.text[fold.shown_stop - 1] == "⟩"


def test_a_value_of_five_megabytes_is_a_short_line() -> None:
    document = long_message("word " * 1_000_000)
    display = Display(document)
    assert len(display.text) < 200
    assert display.to_document(len(display.text)) == len(document.text)


@pytest.mark.parametrize("value", ["a^b" * 200_000, "|" * 500_000, "x" * 900 + "|" + "~y" * 100_000])
def test_no_line_is_longer_than_can_be_laid_out(value: str) -> None:
    document = Document.from_text(f"{HEADER}ZZZ|{value}\rNTE|1")
    display = Display(document)
    assert max(map(len, display.text.split("\n"))) < FULL_LINE + 100
    assert display.text.endswith("\nNTE|1")
    assert display.to_document(len(display.text)) == len(document.text)


def test_an_edit_beside_a_fold_lands_beside_the_value() -> None:
    document = long_message(BASE64)
    display = Display(document)
    fold = display.folds[0]
    behind = display.edit(Splice(fold.shown_stop, fold.shown_stop, "x"))
    assert behind == Splice(fold.stop, fold.stop, "x")
    assert document.text[fold.stop] == "|"
    before = display.edit(Splice(fold.shown_start, fold.shown_start, "x"))
    assert before == Splice(fold.start, fold.start, "x")


def test_an_edit_of_the_whole_fold_is_one_of_the_whole_value() -> None:
    document = long_message(BASE64)
    display = Display(document)
    fold = display.folds[0]
    edit = display.edit(Splice(fold.shown_start, fold.shown_stop, ""))
    assert edit is not None
    assert document.splice(*edit).text == long_message(BASE64[:24]).text


def test_an_edit_that_cuts_into_a_fold_is_none() -> None:
    display = Display(long_message(BASE64))
    fold = display.folds[0]
    assert display.edit(Splice(fold.shown_stop - 1, fold.shown_stop, "")) is None
    assert display.edit(Splice(fold.shown_start - 3, fold.shown_start + 3, "")) is None
    assert display.edit(Splice(fold.shown_start + 2, fold.shown_start + 2, "x")) is None


def test_line_breaks_of_the_widget_end_segments() -> None:
    display = Display(Document.from_text(HEADER))
    assert display.edit(Splice(0, 0, "A\nB\u2028C\u2029")) == Splice(0, 0, "A\rB\rC\r")


def test_qt_counts_some_characters_twice() -> None:
    display = Display(Document.from_text("MSH|^~\\&|😀|x"))
    place = display.text.index("x")
    assert display.units(place) == place + 1
    assert display.position(place + 1) == place


pieces = st.lists(
    st.one_of(
        st.text("abc|^~&\r😀\x0b", max_size=20),
        st.integers(300, 700).map(lambda count: "QUJD" * (count // 4)),
        st.integers(3000, 5000).map(lambda count: "word " * (count // 5)),
        st.integers(1000, 20000).map(lambda count: "|a" * count),
    ),
    max_size=8,
)


@given(pieces)
def test_places_outside_folds_lead_there_and_back(parts: list[str]) -> None:
    document = Document.from_text(HEADER + "".join(parts))
    display = Display(document)
    position = 0
    for fold in (*display.folds, None):
        end = fold.shown_start if fold is not None else len(display.text)
        for place in {position, (position + end) // 2, end}:
            assert display.to_shown(display.to_document(place)) == place
        shown = display.text[position:end]
        stands = document.text[display.to_document(position) : fold.start if fold is not None else None]
        assert [character for character in shown if character.isascii() and character != "\n"] == [
            character for character in stands if character.isascii() and character.isprintable()
        ]
        position = fold.shown_stop if fold is not None else end
