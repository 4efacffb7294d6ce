from __future__ import annotations

import pytest

from workbench.er7 import Path
from workbench.reference.edit.pattern import Pattern, PatternError


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("FT1", "FT1[3]-19(2).1"),
        ("ft1-*", "FT1-6"),
        ("FT1-19.1", "FT1[2]-19(3).1.2"),
        ("FT1-19.1", "FT1-19"),
        ("FT1[2]-*", "FT1[2]-1"),
        ("FT1-26(2)", "FT1-26(2)"),
        ("*-3", "PID-3.4"),
        ("Z*", "ZPV-1"),
        ("?V1-2", "PV1-2"),
        ("#", "#[2]"),
    ],
)
def test_covers(pattern: str, path: str) -> None:
    assert Pattern.parse(pattern).covers(Path.parse(path))


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("FT1-1", "FT1-19"),
        ("FT1-19.1", "FT1-19.2"),
        ("FT1[2]", "FT1-1"),
        ("FT1-26(2)", "FT1-26"),
        ("Z*", "PID-1"),
        ("*-3", "#"),
    ],
)
def test_does_not_cover(pattern: str, path: str) -> None:
    assert not Pattern.parse(pattern).covers(Path.parse(path))


@pytest.mark.parametrize("text", ["", "FT1-", "FT1--2", "FT1-x", "LONGNAME", "FT1-1.2.3.4"])
def test_what_is_no_pattern_is_said(text: str) -> None:
    with pytest.raises(PatternError, match="no pattern"):
        Pattern.parse(text)


@pytest.mark.parametrize(
    ("pattern", "names"),
    [("MSH-1", True), ("msh-2", True), ("BHS-2", True), ("MSH-12", False), ("MSH", False), ("FT1-2", False)],
)
def test_it_knows_when_only_delimiters_are_named(pattern: str, names: bool) -> None:
    assert Pattern.parse(pattern).names_delimiters is names
