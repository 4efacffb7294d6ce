"""Conventions as data: those that come along, and clear sentences about those that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.charges.profile.conventions import (
    Convention,
    ProfileError,
    conventions,
    load_convention,
    named,
    parse_convention,
    with_options,
)


def test_those_that_come_along() -> None:
    assert [one.name for one in conventions()] == ["A", "B", "C", "D", "E", "F", "reversal-day"]
    assert all(one.title and one.about for one in conventions())
    assert len({one.title for one in conventions()}) == len(conventions())


def test_the_file_of_a_gives_every_default() -> None:
    """A is what others are copied from, so it names every setting but the Z segment, with the value it has anyway."""
    shipped = named("a")
    assert with_options(shipped, title=Convention().title, about="") == Convention()


@pytest.mark.parametrize(
    ("code", "kind"),
    [("CG", "charge"), ("cg", "charge"), ("c", "charge"), ("CR", "credit"), ("CD", "credit"), ("PY", "payment"),
     ("CO", "co-payment"), ("AJ", "adjustment"), ("DE", "deposit"), ("", ""), ("XX", "")],
)  # fmt: skip
def test_kinds(code: str, kind: str) -> None:
    assert named("A").kind(code) == kind


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(ProfileError, match="no convention “reversal-dya”; perhaps reversal-day was meant"):
        named("reversal-dya")
    with pytest.raises(ProfileError, match="known are A, B, C, D, E, F, reversal-day"):
        named("Z")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("credit = ", "no valid TOML"),
        ('credits_ = ["CR"]', "perhaps credits was meant"),
        ("amount = 'minus'", "it may be: keep, negative, blank"),
        ("credits = 'CR'", "must be a list"),
        ("about = 3", "about must be a text"),
        ("payments = ['CR']", "the code CR stands in two lists"),
        ("credit = 'PY'", "money received"),
        ("credit = 'CG'\namount = 'keep'", "look like its charge"),
        ("charge = 'XX'", "charges does not list it"),
        ("suffix = '^R'", "suffix is “^R”"),
        ("suffix = ''", "suffix is “”"),
        ("credits = ['']", "may not be empty"),
        ("credit = 'C|R'", "the code “C|R” has a delimiter of HL7 in it"),
        ("charges = ['CG', 'C&G']", "the code “C&G” has a delimiter of HL7 in it"),
        ("status_segment = 'NTE'", "Z and two capitals"),
        ("status_segment = 'ZFT'", "needs a status_value"),
        ("status_segment = 'ZFT'\nstatus_value = 'R'\nstatus_field = 0", "status_field from 1"),
    ],
)
def test_what_cannot_be_used_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ProfileError) as raised:
        parse_convention(text, "mine.toml")
    assert sentence in str(raised.value)
    assert str(raised.value).startswith("The convention mine.toml")


def test_options_are_checked_too() -> None:
    with pytest.raises(ProfileError, match="look like its charge"):
        with_options(named("C"), quantity="keep", amount="keep")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_convention(tmp_path / "none.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"title = '\xe4'")
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_convention(latin)
    mine = tmp_path / "mine.toml"
    mine.write_text('suffix = "R"\nabout = """\nTwo\nlines\n"""', encoding="utf-8")
    loaded = load_convention(mine)
    assert (loaded.name, loaded.suffix, loaded.about) == ("mine", "R", "Two lines")
