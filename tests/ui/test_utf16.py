"""Counting as Qt counts."""

from __future__ import annotations

import pytest
from helpers.screen import StubBridge
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.utf16 import has_pairs, to_offset, to_units, whole_text

TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("a\U0001f600\U0001f9ec\udc80"))


@pytest.mark.parametrize(
    ("text", "units"),
    [("", [0]), ("ab", [0, 1, 2]), ("aä\u2029", [0, 1, 2, 3]), ("a\U0001f600b", [0, 1, 3, 4]), ("\udc80b", [0, 1, 2])],
)
def test_positions(text: str, units: list[int]) -> None:
    assert [to_units(text, offset) for offset in range(len(text) + 1)] == units
    assert [to_offset(text, one) for one in units] == list(range(len(text) + 1))


def test_within_a_pair_is_before_it() -> None:
    assert to_offset("a\U0001f600b", 2) == 1
    assert to_offset("a\U0001f600", 99) == 2
    assert has_pairs("\U0001f600")
    assert not has_pairs("\ud83d")


@given(TEXTS)
def test_there_and_back(text: str) -> None:
    for offset in range(len(text) + 1):
        assert to_offset(text, to_units(text, offset)) == offset


@pytest.mark.gui
@pytest.mark.parametrize(
    ("text", "kept", "said"),
    [
        ("Müller \U0001f600", "Müller \U0001f600", ""),
        ("\ufffd", "\ufffd", ""),
        ("\ud83d\ude00", "\U0001f600", ""),  # two halves that belong together
        ("a\ud800b", "a\ufffdb", "One character"),
        ("\udc80\r\ud800", "\ufffd\r\ufffd", "2 characters"),
    ],
)
def test_half_a_character_is_replaced_and_said(qapp: object, text: str, kept: str, said: str) -> None:
    bridge = StubBridge()
    assert whole_text(text, bridge) == kept
    assert [words.startswith(said) for _level, words in bridge.heard] == ([True] if said else [])
