from __future__ import annotations

import pytest

from workbench.charges.compose.datatypes import identifier_in_form, lacks_type, name_in_form, segment_in_form
from workbench.charges.profile.forms import form

OLD, NEW = form("2.6"), form("2.7")


@pytest.mark.parametrize(
    ("raw", "datatype", "expected"),
    [
        ("1^R^A^^^^MD", "XCN", "1^R^A^^^^^^^^^^^^^^^^^^MD"),
        ("1^R^A^^^^MD^^X^^^^NPI^^^^^^^^PHD", "XCN", "1^R^A^^^^^^X^^^^NPI^^^^^^^^PHD"),
        ("1^R", "XCN", "1^R"),
        ("A^B^^^^MD~C", "XPN", "A^B^^^^^^^^^^^^MD~C"),
        ("", "XPN", ""),
    ],
)
def test_what_was_withdrawn_moves(raw: str, datatype: str, expected: str) -> None:
    assert name_in_form(raw, datatype, NEW) == expected
    assert name_in_form(raw, datatype, OLD) == raw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("A1", "A1^^^^AN"), ("A1^^^H^XX", "A1^^^H^XX"), ("A1^^^H~B", "A1^^^H^AN~B^^^^AN"), ("", ""), ("^^^H", "^^^H")],
)
def test_an_identifier_gets_its_type(raw: str, expected: str) -> None:
    assert identifier_in_form(raw, "PID", 18, NEW) == expected
    assert identifier_in_form(raw, "PID", 18, OLD) == raw
    assert identifier_in_form(raw, "PID", 7, NEW) == raw
    assert lacks_type(raw) is (raw != expected)


def test_a_segment_that_is_passed_on() -> None:
    line = "IN1|1|PLAN|77|NAME"
    assert segment_in_form(line, NEW) == "IN1|1|PLAN|77^^^^XX|NAME"
    assert segment_in_form(line, OLD) == line
    assert segment_in_form("IN1|1", NEW) == "IN1|1"
