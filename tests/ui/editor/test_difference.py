from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.editor.difference import Splice, difference


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("abc", "abc", None),
        ("", "", None),
        ("", "a", Splice(0, 0, "a")),
        ("a", "", Splice(0, 1, "")),
        ("FT1|1", "FT1|12", Splice(5, 5, "2")),
        ("FT1|1|2", "FT1||2", Splice(4, 5, "")),
        ("aa", "aaa", Splice(2, 2, "a")),
        ("abcabc", "abc", Splice(3, 6, "")),
        ("x" * 9000, "x" * 5000 + "y" + "x" * 4000, Splice(5000, 5000, "y")),
        ("😀a", "😀b", Splice(1, 2, "b")),
    ],
)
def test_known_differences(before: str, after: str, expected: Splice | None) -> None:
    assert difference(before, after) == expected


@given(st.text("ab|", max_size=60), st.integers(0, 60), st.integers(0, 60), st.text("ab|", max_size=9))
def test_splice_leads_from_one_text_to_the_other(text: str, start: int, length: int, new: str) -> None:
    start = min(start, len(text))
    stop = min(start + length, len(text))
    after = text[:start] + new + text[stop:]
    splice = difference(text, after)
    if splice is None:
        assert text == after
        return
    assert text[: splice.start] + splice.text + text[splice.stop :] == after
    assert splice.stop - splice.start <= stop - start
    assert len(splice.text) <= len(new)


@given(st.integers(0, 9000), st.integers(4000, 9000))
def test_long_texts_find_the_single_changed_place(place: int, length: int) -> None:
    text = "x" * length
    place = min(place, length - 1)
    after = text[:place] + "y" + text[place + 1 :]
    assert difference(text, after) == Splice(place, place + 1, "y")
