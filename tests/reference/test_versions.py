from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.versions import FT1_VERSIONS, SUPPORTED, choose, numbers_of, rank


@pytest.mark.parametrize("version", SUPPORTED)
def test_a_known_version_is_used_without_a_word(version: str) -> None:
    choice = choose(version)
    assert (choice.version, choice.ft1, choice.note) == (version, version, "")


@pytest.mark.parametrize(
    ("requested", "version", "ft1"),
    [
        ("2.7.1", "2.7", "2.7.1"),
        ("2.9", "2.8.2", "2.9"),
        ("2.9.1", "2.8.2", "2.9.1"),
        ("2.3.z", "2.3", "2.3"),
        ("2.5^DEU", "2.5", "2.5"),
        ("2.6.1", "2.6", "2.6"),
        ("1.0", "2.1", "2.1"),
        ("3", "2.8.2", "2.9.1"),
        ("", "2.5.1", "2.5.1"),
        ("latest", "2.5.1", "2.5.1"),
    ],
)
def test_another_version_gets_the_nearest_and_a_note(requested: str, version: str, ft1: str) -> None:
    choice = choose(requested)
    assert (choice.version, choice.ft1) == (version, ft1)
    assert choice.note.endswith(".")
    assert choice.note.count(". ") == 0, "one sentence"
    assert version in choice.note


@given(st.text(max_size=40))
def test_no_version_is_refused(requested: str) -> None:
    choice = choose(requested)
    assert choice.version in SUPPORTED
    assert choice.ft1 in FT1_VERSIONS
    assert len(choice.note) < 200


@given(st.text(max_size=20) | st.from_regex(r"[Vv ]{0,2}[0-9]{1,6}(\.[0-9]{1,6}){0,3}[^0-9.]{0,3}", fullmatch=True))
def test_the_numbers_of_a_version_are_those_its_dictionary_is_chosen_by(requested: str) -> None:
    numbers = numbers_of(requested)
    assert choose(requested).ft1 == choose(".".join(map(str, numbers))).ft1


def test_a_version_that_is_none_has_no_numbers() -> None:
    assert (numbers_of("V2.5.1"), numbers_of("latest"), numbers_of("")) == ((2, 5, 1), (), ())
    assert len(str(rank("9" * 4)[0])) == 4
    assert numbers_of("9" * 5000)[0] == 9999


def test_the_ft1_segment_is_named_where_it_is_newer_than_the_rest() -> None:
    assert choose("2.7.1").note.endswith("the nearest, 2.7, is used, with the FT1 segment of 2.7.1.")
