"""Segments are added, duplicated, moved and deleted, and no other line changes a byte."""

from __future__ import annotations

import pytest
from helpers.generated import documents, lines
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document, EditError
from workbench.reference.edit import Edited, segments

TEXT = "MSH|^~\\&|A|B|||||DFT^P03|7|P|2.5.1\r\nPID|1||77\nFT1|1|A\rFT1|2|B"


@pytest.fixture
def document() -> Document:
    return Document.from_text(TEXT)


def test_a_new_segment_counts_itself_and_keeps_the_lines_around_it(document: Document) -> None:
    edited = segments.add(document, 3, "ft1")
    assert str(edited.cursor) == "FT1[2]"
    assert edited.document.to_bytes() == TEXT.replace("\rFT1|2|B", "\rFT1|2\r\nFT1|2|B", 1).encode()
    assert lines(segments.add(document, 4, "ZPV").document)[-1] == "ZPV|"
    assert lines(segments.add(document, 99, "EVN").document)[-1] == "EVN|"


def test_the_first_segment_of_an_empty_message_is_its_header() -> None:
    assert segments.add(Document.from_text(""), 0, "MSH").document.text == "MSH|^~\\&|\r"


@pytest.mark.parametrize("name", ["", "FT", "FTXX", "1FT", "F-1", "ÄB1", "MSH"])
def test_what_is_no_name_is_refused(document: Document, name: str) -> None:
    with pytest.raises(EditError):
        segments.add(document, 2, name)


def test_a_duplicate_stands_behind_its_original(document: Document) -> None:
    edited = segments.duplicate(document, 3)
    assert edited.document.to_bytes() == (TEXT + "\r\nFT1|2|B").encode()
    assert str(edited.cursor) == "FT1[3]"
    with pytest.raises(EditError, match="only one"):
        segments.duplicate(document, 0)


def test_moving_takes_the_text_and_leaves_the_line_ends(document: Document) -> None:
    edited = segments.move(document, 2, 1)
    assert edited.document.to_bytes() == TEXT.replace("FT1|1|A\rFT1|2|B", "FT1|2|B\rFT1|1|A").encode()
    assert str(edited.cursor) == "FT1[2]"
    assert segments.move(edited.document, 3, -1).document == document


def test_the_header_and_the_ends_are_not_passed(document: Document) -> None:
    for index, by in ((1, -1), (0, 1), (3, 1), (0, -1)):
        with pytest.raises(EditError):
            segments.move(document, index, by)


def test_a_deleted_line_takes_its_end_along(document: Document) -> None:
    assert segments.delete(document, 1).document.to_bytes() == TEXT.replace("PID|1||77\n", "").encode()
    last = segments.delete(document, 3)
    assert last.document.to_bytes() == TEXT.removesuffix("\rFT1|2|B").encode()
    assert str(last.cursor) == "FT1"
    with pytest.raises(EditError, match="Without MSH"):
        segments.delete(document, 0)
    with pytest.raises(EditError, match="no line 9"):
        segments.delete(document, 8)


def _try(edit: object, *words: object) -> Edited | None:
    try:
        return edit(*words)  # type: ignore[operator, no-any-return]
    except EditError:
        return None


@given(documents(), st.integers(0, 9), st.sampled_from(["FT1", "ZPV", "NTE"]))
def test_adding_touches_no_other_line(document: Document, index: int, name: str) -> None:
    before = lines(document)
    index = min(index, len(before))
    after = segments.add(document, index, name).document
    assert lines(after)[:index] + lines(after)[index + 1 :] == before
    if index < len(before):
        assert segments.delete(after, index).document == document


@given(documents(), st.integers(0, 9))
def test_duplicating_and_deleting_are_opposites(document: Document, index: int) -> None:
    edited = _try(segments.duplicate, document, index)
    if edited is not None:
        assert lines(edited.document)[index] == lines(edited.document)[index + 1]
        assert lines(segments.delete(edited.document, index + 1).document) == lines(document)


@given(documents(), st.integers(0, 9), st.integers(-3, 3).filter(bool))
def test_moving_back_gives_the_same_bytes(document: Document, index: int, by: int) -> None:
    edited = _try(segments.move, document, index, by)
    if edited is not None:
        assert sorted(lines(edited.document)) == sorted(lines(document))
        back = segments.move(edited.document, index + by, -by).document
        if document.text.endswith("\r") or all(lines(document)):  # a blank last line needs an end to be there
            assert back.to_bytes() == document.to_bytes()
