"""Filling what is empty."""

from __future__ import annotations

import pytest

from workbench.er7 import Document
from workbench.reference.edit.fill import can_fill, empty_places, fill
from workbench.reference.edit.pattern import Pattern

TEXT = "MSH|^~\\&|A\rFT1|1|X\rFT1|2||a^b\rnot a segment\rFT1|3\rZFT|1\r"
DOCUMENT = Document.from_text(TEXT)


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        ("FT1-2", ["FT1[2]-2", "FT1[3]-2"]),
        ("FT1[3]-2", ["FT1[3]-2"]),
        ("FT1-3.2", ["FT1-3.2", "FT1[3]-3.2"]),
        ("FT1-26(2)", ["FT1-26(2)", "FT1[2]-26(2)", "FT1[3]-26(2)"]),
        ("*-2", ["FT1[2]-2", "FT1[3]-2", "ZFT-2"]),
        ("FT1", []),
        ("FT1-*", []),
        ("FT1-3.*", []),
    ],
)
def test_places_in_which_nothing_stands(pattern: str, places: list[str]) -> None:
    assert [str(one) for one in empty_places(DOCUMENT, Pattern.parse(pattern))] == places


def test_how_the_message_is_written_is_never_filled() -> None:
    assert empty_places(Document.from_text("MSH|^~\\&|A\r"), Pattern.parse("MSH-1")) == ()
    assert can_fill(Pattern.parse("MSH-3"))
    assert not can_fill(Pattern.parse("MSH-2"))
    assert can_fill(Pattern.parse("FT1-2"))


def test_each_place_takes_the_text_escaped() -> None:
    after = fill(DOCUMENT, empty_places(DOCUMENT, Pattern.parse("FT1-2")), "a|b")
    assert after.text == TEXT.replace("FT1|2||", "FT1|2|a\\F\\b|").replace("FT1|3", "FT1|3|a\\F\\b")


@pytest.mark.parametrize("pattern", ["FT1-11.1.2", "FT1-11.2", "FT1-11(2)", "FT1-11.3.2", "FT1-11(2).2"])
def test_nothing_is_written_into_the_null(pattern: str) -> None:
    nulls = Document.from_text('MSH|^~\\&|A\rFT1|||||||||||""\rFT1|||||||||||a^b^""~""\rFT1|||||||||||c\r')
    found = [str(one) for one in empty_places(nulls, Pattern.parse(pattern))]
    assert f"FT1-{pattern[4:]}" not in found
    assert f"FT1[3]-{pattern[4:]}" in found
    if pattern in ("FT1-11.3.2", "FT1-11(2).2"):
        assert f"FT1[2]-{pattern[4:]}" not in found
