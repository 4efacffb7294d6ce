"""Searching values as they read, replacing only what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from helpers.generated import documents, lines
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document
from workbench.reference.edit import find as find_module
from workbench.reference.edit.find import FindError, Query, find, replace_matches

TEXT = (
    "MSH|^~\\&|A|B\rPID|1||x^A\\T\\B^y||Smith & Co\\.br\\bold\r"
    "FT1|1|a|||||76805^OB^C4~1^OB&OB|\\H\\OB\\N\\ scan\rprose OB here\r"
)


@pytest.fixture
def document() -> Document:
    return Document.from_text(TEXT)


def places(document: Document, query: Query) -> list[tuple[str, str]]:
    return [(str(one.path), document.text[one.start : one.stop]) for one in find(document, query)]


def test_text_is_found_in_every_value_and_in_prose(document: Document) -> None:
    found = places(document, Query("ob"))
    assert [path for path, _text in found] == ["FT1-7(1).2", "FT1-7(2).2.1", "FT1-7(2).2.2", "FT1-8", "#"]
    assert {text for _path, text in found} == {"OB"}


def test_case_counts_when_asked(document: Document) -> None:
    assert places(document, Query("ob", match_case=True)) == []
    assert len(places(document, Query("OB", match_case=True))) == 5


def test_a_value_is_searched_as_it_reads(document: Document) -> None:
    assert places(document, Query("A&B")) == [("PID-3.2", "A\\T\\B")]
    assert places(document, Query("o\nb")) == [("PID-5.1.2", "o\\.br\\b")]
    assert places(document, Query("T", path="PID-3")) == []


def test_a_path_limits_the_search(document: Document) -> None:
    assert places(document, Query("OB", path="FT1-7.2")) == [
        ("FT1-7(1).2", "OB"), ("FT1-7(2).2.1", "OB"), ("FT1-7(2).2.2", "OB")
    ]  # fmt: skip
    assert places(document, Query("OB", path="PID")) == []


def test_a_path_alone_finds_what_stands_there(document: Document) -> None:
    assert places(document, Query(path="FT1-7.1")) == [("FT1-7(1).1", "76805"), ("FT1-7(2).1", "1")]
    assert places(document, Query(path="FT1-7(2)")) == [("FT1-7(2)", "1^OB&OB")]
    assert [path for path, _ in places(document, Query(path="PID-*"))] == ["PID-1", "PID-3", "PID-5"]


def test_a_regular_expression(document: Document) -> None:
    assert places(document, Query(r"^\d{5}$", regex=True)) == [("FT1-7(1).1", "76805")]
    with pytest.raises(FindError, match="no regular expression"):
        find(document, Query("(", regex=True))


def test_header_delimiters_are_never_found(document: Document) -> None:
    assert places(document, Query("^")) == []
    assert places(document, Query(path="MSH-*")) == [("MSH-3", "A"), ("MSH-4", "B")]


def test_plain_text_is_escaped_and_the_escapes_around_it_stay(document: Document) -> None:
    after = replace_matches(document, find(document, Query("OB", path="FT1-8")), "X|Y")
    assert after.get("FT1-8") == "\\H\\X\\F\\Y\\N\\ scan"
    assert after.value("FT1-8") == "X|Y scan"


def test_groups_of_a_regular_expression_are_put_in(document: Document) -> None:
    query = Query(r"(\d\d)(\d+)", path="FT1-7", regex=True)
    after = replace_matches(document, find(document, query), r"\2-\1", regex=True)
    assert after.get("FT1-7(1).1") == "805-76"
    with pytest.raises(FindError, match="cannot replace"):
        replace_matches(document, find(document, query), r"\9", regex=True)


def test_what_does_not_fit_is_refused_and_nothing_changes(document: Document) -> None:
    with pytest.raises(FindError, match="line break"):
        replace_matches(document, find(document, Query("prose")), "a\nb")
    bare = Document.from_text("MSH|^\rPID|1||abc\r")
    with pytest.raises(FindError, match=r"PID-3: the replacement holds a delimiter"):
        replace_matches(bare, find(bare, Query("abc")), "a^b")
    narrow = document.with_charset("ASCII")
    with pytest.raises(FindError, match="cannot be written in ASCII"):
        replace_matches(narrow, find(narrow, Query("76805")), "ü")


@given(documents(), st.sampled_from(["a", "Z", "0", "&", "^", "ß", "."]), st.sampled_from(["", "Q", "x|y", "\\", "a"]))
def test_replacing_touches_only_lines_where_something_was_found(document: Document, text: str, new: str) -> None:
    found = find(document, Query(text, match_case=True))
    try:
        after = replace_matches(document, found, new)
    except FindError:
        return
    assert (after.ends, after.lead, after.trail) == (document.ends, document.lead, document.trail)
    touched = {document.segment(one.path).index for one in found}  # type: ignore[union-attr]
    for index, (old, line) in enumerate(zip(lines(document), lines(after), strict=True)):
        assert old == line or index in touched


@given(documents(), st.sampled_from(["a", "Z", "ß", "&"]))
def test_what_was_found_reads_as_what_was_searched(document: Document, text: str) -> None:
    found = find(document, Query(text, match_case=True))
    after = replace_matches(document, found, "")
    assert all(one.found is not None and one.found[0] == text for one in found)
    assert all(one.stop <= other.start for one, other in pairwise(found))
    assert len(after.text) == len(document.text) - sum(one.stop - one.start for one in found)


def test_what_does_not_hold_the_text_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    in_value = find_module._in_value

    def spy(document: Document, part: find_module.Part, expression: re.Pattern[str]) -> Iterator[find_module.Match]:
        looked.append(str(part.path))
        return in_value(document, part, expression)

    monkeypatch.setattr(find_module, "_in_value", spy)
    document = Document.from_text(
        "MSH|^~\\&|A\rFT1|1|OB^X|TWO\rFT1|2|A\\T\\B|ob scan~obs\rFT1|3|SCAN OF OB^Z|\\H\\bold\\N\\\rFT1|4|X\r"
    )
    assert [str(one.path) for one in find(document, Query("ob scan"))] == ["FT1[2]-3(1)"]
    assert not {"FT1-2.1", "FT1-3", "FT1[3]-2.1", "FT1[4]-2"} & set(looked)
    assert "FT1[2]-2" in looked  # an escape may stand for anything
    assert [str(one.path) for one in find(document, Query("a&b"))] == ["FT1[2]-2"]
    assert [str(one.path) for one in find(document, Query("^ob$", regex=True))] == ["FT1-2.1"]
