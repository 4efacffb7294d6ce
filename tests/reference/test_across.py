"""What changed from version to version."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from workbench.reference.across import differences, field_across, field_in, summary, versions_of
from workbench.reference.definitions import FieldDef

FIELD = FieldDef(3, "Start Date", "TS", "R", 1, 26, "0001")


def test_the_runs_cover_every_version_once_in_order() -> None:
    for segment, number in (("FT1", 26), ("PID", 3), ("OBX", 5), ("ARV", 1)):
        spans = field_across(segment, number)
        versions = versions_of(segment)
        assert spans[0].first == versions[0]
        assert spans[-1].last == versions[-1]
        for one, two in pairwise(spans):
            assert versions.index(two.first) == versions.index(one.last) + 1
            assert differences(one.field, two.field)


def test_the_modifier_came_with_2_3() -> None:
    first, second, *_more = field_across("FT1", 26)
    assert (first.versions, first.field) == ("2.1 to 2.3", None) or first.field is None
    assert second.field is not None
    assert differences(first.field, second.field) == ("the field is new",)
    assert field_in("FT1", 26, second.first) == second.field


def test_what_is_said_of_a_change() -> None:
    assert differences(FIELD, FIELD) == ()
    assert differences(FIELD, replace(FIELD, name="start-date")) == ()
    assert differences(FIELD, None) == ("the field is not there",)
    later = replace(FIELD, name="Begin", datatype="DTM", optionality="O", max_repetitions=0, length=None, table="")
    assert differences(FIELD, later) == (
        "called “Begin” instead of “Start Date”",
        "required → optional",
        "data type TS → DTM",
        "once → repeats",
        "at most 26 characters → no length given",
        "table 0001 → no table",
    )
    assert differences(FIELD, replace(later, name="Start Date", optionality="W")) == ("required → withdrawn",)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (FIELD, "TS, required, once, at most 26 characters, table 0001"),
        (replace(FIELD, length=None, table="", max_repetitions=3), "TS, required, up to 3 times"),
        (replace(FIELD, optionality="W"), "withdrawn"),
        (None, "not there"),
    ],
)
def test_a_definition_in_one_line(field: FieldDef | None, text: str) -> None:
    assert summary(field) == text
