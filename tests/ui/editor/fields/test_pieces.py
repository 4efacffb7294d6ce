from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Delimiters
from workbench.ui.editor.fields.pieces import components, first_leaf, moved, repetitions, subcomponents, with_first_leaf

USUAL = Delimiters()
RAW = st.text(alphabet="a1^&~\\", max_size=20)


def test_raw_text_is_taken_apart() -> None:
    assert repetitions("a^b~c", USUAL) == ["a^b", "c"]
    assert components("a^b&c", USUAL) == ["a", "b&c"]
    assert subcomponents("b&c", USUAL) == ["b", "c"]
    assert repetitions("a~b", Delimiters(repetition="")) == ["a~b"]
    assert first_leaf("CG^Charge~CD", USUAL) == "CG"
    assert first_leaf("", USUAL) == ""


@given(RAW, st.text(alphabet="xyz", max_size=5))
def test_another_leaf_leaves_the_rest(raw: str, leaf: str) -> None:
    after = with_first_leaf(raw, leaf, USUAL)
    assert first_leaf(after, USUAL) == leaf
    assert after[len(leaf) :] == raw[len(first_leaf(raw, USUAL)) :]


def test_moving_a_part() -> None:
    assert moved(["a", "b", "c"], 0, 2) == ["b", "c", "a"]
    assert moved(["a", "b", "c"], 2, 1) == ["a", "c", "b"]
