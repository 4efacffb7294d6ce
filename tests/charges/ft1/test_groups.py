"""Which segments go with an FT1."""

from __future__ import annotations

import pytest
from helpers.reversals import dft
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.ft1.groups import Group, groups_of, removals, spliced, text_of
from workbench.er7 import Document


def _names(*lines: str) -> list[list[str]]:
    return [[segment.name for segment in group.segments] for group in groups_of(dft(*lines))]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ((), []),
        (("FT1", "PR1", "FT1", "NTE", "DG1"), [["FT1", "PR1"], ["FT1", "NTE"]]),
        (("FT1", "DG1", "FT1", "DG1"), [["FT1", "DG1"], ["FT1"]]),
        (("DG1", "FT1", "DG1", "FT1", "DG1", "IN1"), [["FT1", "DG1"], ["FT1", "DG1", "IN1"]]),
        (("FT1", "ZFT"), [["FT1", "ZFT"]]),
        (("FT1", "ZFT", "FT1", "ZFT"), [["FT1", "ZFT"], ["FT1", "ZFT"]]),
        (("FT1", "FT1", "ZX1", "PR1"), [["FT1"], ["FT1"]]),
        (("FT1", "ORC", "OBR", "OBX", "NTE", "GT1", "IN1"), [["FT1", "ORC", "OBR", "OBX", "NTE"]]),
        (("FT1", "prose", "PR1", "BTS"), [["FT1", "#", "PR1"]]),
    ],
)
def test_what_goes_with_a_line(lines: tuple[str, ...], names: list[list[str]]) -> None:
    assert _names(*lines) == names


def without(document: Document, groups: list[Group] | tuple[Group, ...]) -> Document:
    return spliced(document, removals(document, groups))


def test_groups_can_be_taken_out() -> None:
    document = dft("FT1|1", "PR1|a", "FT1|2", "FT1|3", "DG1|1")
    first, _second, third = groups_of(document)
    assert without(document, [first, third]).text == dft("FT1|2", "DG1|1").text
    assert without(document, []).text == document.text
    assert text_of(document, first) == "FT1|1\rPR1|a\r"
    open_end = Document.from_text(dft("FT1|1", "FT1|2").text.rstrip("\r"))
    last = groups_of(open_end)[1]
    assert text_of(open_end, last) == "FT1|2\r"
    assert without(open_end, [last]).text == dft("FT1|1").text.rstrip("\r")
    assert without(open_end, groups_of(open_end)).text == dft().text.rstrip("\r")


def test_line_ends_of_the_lines_that_stay_are_kept() -> None:
    document = Document.from_bytes(b"MSH|^~\\&|\rFT1|1\nFT1|2\r\nDG1|1\n")
    assert without(document, groups_of(document)[:1]).to_bytes() == b"MSH|^~\\&|\rFT1|2\r\nDG1|1\n"


def test_in_p11_what_stands_behind_the_last_charge_is_its_own() -> None:
    text = "MSH|^~\\&|A||||||DFT^{}|1|T|2.5.1\rFT1|1|T1\rDG1|1||A\rFT1|2|T2\rDG1|1||B\rIN1|1\r"
    for event, names in (("P11", ["DG1", "IN1"]), ("P03", [])):
        document = Document.from_text(text.format(event))
        assert [one.name for one in groups_of(document)[-1].own] == names


@given(st.lists(st.text("AB\r", max_size=3), max_size=6), st.text("xyz|\r", max_size=40), st.booleans())
def test_many_changes_at_once_are_each_after_the_other(news: list[str], text: str, mixed: bool) -> None:
    """Quickly where all lines end alike; where they do not, every untouched line keeps its own end."""
    ends = tuple("\n" if mixed and number % 2 else "\r" for number in range(text.count("\r")))
    document = Document(text, ends)
    size = len(text) // (len(news) or 1)
    splices = [(number * size, number * size + size // 2, new) for number, new in enumerate(news)]
    wanted = document
    for start, stop, new in sorted(splices, key=lambda one: one[:2], reverse=True):
        wanted = wanted.splice(start, stop, new)
    made = spliced(document, splices)
    assert (made.text, made.ends) == (wanted.text, wanted.ends)
