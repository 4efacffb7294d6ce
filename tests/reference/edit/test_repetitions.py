"""Repetitions, components and subcomponents are added, removed and moved; only their field changes."""

from __future__ import annotations

import pytest
from helpers.generated import documents, lines
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document, EditError, Path
from workbench.reference.edit import repetitions

TEXT = "MSH|^~\\&|A\rFT1|1|||||CG|7^t&u^C4|||26~59~LT|x\r"


def after(document: Document, path: str) -> str:
    return document.get(path) or ""


def edit(how: str, path: str, *words: object) -> tuple[str, str]:
    edited = getattr(repetitions, how)(Document.from_text(TEXT), Path.parse(path), *words)
    return after(edited.document, path.split("(")[0].split(".")[0]), str(edited.cursor)


@pytest.mark.parametrize(
    ("path", "field", "cursor"),
    [
        ("FT1-10", "26~59~LT~", "FT1-10(4)"),
        ("FT1-10(1)", "26~~59~LT", "FT1-10(2)"),
        ("FT1-7.1", "7^^t&u^C4", "FT1-7.2"),
        ("FT1-7.2.2", "7^t&u&^C4", "FT1-7.2.3"),
        ("FT1-3", "~", "FT1-3(2)"),
        ("FT1-15", "~", "FT1-15(2)"),
    ],
)
def test_add(path: str, field: str, cursor: str) -> None:
    assert edit("add", path) == (field, cursor)


def test_add_with_a_value() -> None:
    assert edit("add", "FT1-10", "XE") == ("26~59~LT~XE", "FT1-10(4)")


@pytest.mark.parametrize(
    ("path", "field", "cursor"),
    [
        ("FT1-10(2)", "26~LT", "FT1-10(2)"),
        ("FT1-10(3)", "26~59", "FT1-10(2)"),
        ("FT1-7.2", "7^C4", "FT1-7.2"),
        ("FT1-6", "", "FT1-6(1)"),
    ],
)
def test_remove(path: str, field: str, cursor: str) -> None:
    assert edit("remove", path) == (field, cursor)


@pytest.mark.parametrize(
    ("path", "by", "field", "cursor"),
    [
        ("FT1-10(3)", -2, "LT~26~59", "FT1-10(1)"),
        ("FT1-10(1)", 1, "59~26~LT", "FT1-10(2)"),
        ("FT1-7.3", -1, "7^C4^t&u", "FT1-7.2"),
    ],
)
def test_move(path: str, by: int, field: str, cursor: str) -> None:
    assert edit("move", path, by) == (field, cursor)


@pytest.mark.parametrize(
    ("how", "path", "words"),
    [
        ("move", "FT1-10(1)", (-1,)),
        ("move", "FT1-10(3)", (1,)),
        ("move", "FT1-7.9", (-1,)),
        ("remove", "FT1-10(9)", ()),
        ("add", "FT1", ()),
        ("add", "MSH-2", ()),
        ("add", "PID-3", ()),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(how: str, path: str, words: tuple[int, ...]) -> None:
    with pytest.raises(EditError, match=r"\.$"):
        getattr(repetitions, how)(Document.from_text(TEXT), Path.parse(path), *words)


def test_a_level_without_a_separator_is_refused() -> None:
    with pytest.raises(EditError, match="no separator for a repetition"):
        repetitions.add(Document.from_text("MSH|^\rFT1|1\r"), Path.parse("FT1-1"))


@given(documents(), st.data())
def test_only_the_line_of_the_field_changes_and_removing_undoes_adding(document: Document, data: st.DataObject) -> None:
    named = [one for one in document.segments if not one.is_opaque]
    if not named:
        return
    segment = data.draw(st.sampled_from(named))
    path = segment.path.at(
        field=data.draw(st.integers(1, 8)), repetition=1, component=data.draw(st.none() | st.just(1))
    )
    try:
        edited = repetitions.add(document, path)
    except EditError:
        return
    changed = [one for one, other in zip(lines(document), lines(edited.document), strict=True) if one != other]
    assert len(changed) <= 1
    assert edited.document.ends == document.ends
    if document.get(path) is not None:
        assert repetitions.remove(edited.document, edited.cursor).document.to_bytes() == document.to_bytes()
