from __future__ import annotations

import pytest

from workbench.charges.study.gestation import AgeLimit, AgeStatement, combined, read_age, read_bounds, read_limit
from workbench.er7 import Path

WEEK_20 = (140, 146)


@pytest.mark.parametrize(
    ("text", "unit", "span"),
    [
        ("20w3d", "", (143, 143)),
        ("20w3", "", (143, 143)),
        ("20 wks 3 d", "", (143, 143)),
        ("20 weeks 3 days", "", (143, 143)),
        ("20 weeks, 3 days", "", (143, 143)),
        ("20 Weeks and 3 Days", "", (143, 143)),
        ("20 3/7 weeks", "", (143, 143)),
        ("20+3", "", (143, 143)),
        ("20 + 3/7", "", (143, 143)),
        ("20w3d by LMP, EDD > 30 weeks", "", (143, 143)),
        ("13w6d", "", (97, 97)),
        ("14w0d", "", (98, 98)),
        ("20", "wk", WEEK_20),
        ("20", "", WEEK_20),
        ("20 weeks", "", WEEK_20),
        # Tenths of a week, or the days behind a point: both are in that week.
        ("20.3", "wk", WEEK_20),
        ("143", "d", (143, 143)),
        ("143", "", (143, 143)),
        ("40", "d", (40, 40)),
        ("143 days", "", (143, 143)),
        ("< 14 weeks", "", (0, 97)),
        ("14+ weeks", "", (98, 321)),
    ],
)
def test_ages_as_they_are_written(text: str, unit: str, span: tuple[int, int]) -> None:
    assert read_age(text, unit) == span


@pytest.mark.parametrize("text", ["", "unknown", "20w8d", "20 weeks 8 days", "0", "450", "46w0d", "see 20w3d", "2026"])
def test_what_is_no_possible_age_is_none(text: str) -> None:
    assert read_age(text) is None


@pytest.mark.parametrize(
    ("name", "span"),
    [
        ("US OB < 14 WEEKS SINGLE", (0, 97)),
        ("OB US under 14 wks", (0, 97)),
        ("US OB >= 14 weeks", (98, 321)),
        ("US OB > 14 WKS", (98, 321)),
        ("OB 14+ weeks", (98, 321)),
        ("US OB <=13 weeks", (0, 97)),
        ("US OB complete", None),
        ("US OB 14 weeks", None),
        ("US thyroid > 14 nodules", None),
    ],
)
def test_limits_in_the_name_of_an_exam(name: str, span: tuple[int, int] | None) -> None:
    assert read_bounds(name) == span


def test_a_limit_of_a_rule() -> None:
    assert read_limit("before 14w0d") == AgeLimit(98, before=True)
    assert read_limit("from 13w6d") == AgeLimit(97, before=False)
    assert [read_limit(text) for text in ("14w0d", "after 14w0d", "before 14", "before 14w7d")] == [None] * 4


def said(*spans: tuple[int, int] | None, exam: int = 0) -> list[AgeStatement]:
    return [AgeStatement(f"S{number}", span, exam, Path("OBX", number, 5)) for number, span in enumerate(spans, 1)]


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        ([(143, 143)], (143, 143)),
        # what agrees narrows
        ([(140, 146), (143, 143), (98, 321)], (143, 143)),
        # what does not agree makes one span that holds both
        ([(96, 96), (99, 99)], (96, 99)),
        ([(143, 143), (0, 97)], (0, 143)),
        ([None, (143, 143)], (143, 143)),
    ],
)
def test_several_statements(spans: list[tuple[int, int] | None], whole: tuple[int, int]) -> None:
    age = combined(said(*spans), 1)
    assert age is not None
    assert (age.least, age.most) == whole


def test_a_limit_holds_only_when_the_whole_span_is_on_its_side() -> None:
    before, later = AgeLimit(98, before=True), AgeLimit(98, before=False)
    for span, expected in (((97, 97), (True, False)), ((98, 98), (False, True)), ((96, 99), (False, False))):
        age = combined(said(span), 1)
        assert (before.holds(age), later.holds(age)) == expected
    assert not before.holds(None)


def test_an_exam_has_its_own_statements_first() -> None:
    both = [*said((85, 85), exam=1), *said((143, 143), exam=2)]
    first, second, third = (combined(both, number) for number in (1, 2, 3))
    assert first is not None and second is not None and third is not None
    assert (first.most, second.least) == (85, 143)
    assert (third.least, third.most) == (85, 143)
    assert combined([], 1) is None


def test_where_it_was_told_is_said() -> None:
    age = combined(said((143, 143), (144, 144)), 1)
    assert age is not None
    assert age.told == "S1 (OBX-5), S2 (OBX[2]-5)"
