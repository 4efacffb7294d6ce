"""Reported errors in plain words."""

from __future__ import annotations

import pytest

from workbench.mllp.errors import ERROR_CODES, ReportedError


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (ReportedError("101", code_text="Required field missing"), "required field missing"),
        (ReportedError("900", code_text="Site text"), "Site text"),
        (ReportedError("900"), "error 900"),
        (ReportedError(), ""),
    ],
)
def test_the_meaning(error: ReportedError, meaning: str) -> None:
    assert error.meaning == meaning


@pytest.mark.parametrize(("severity", "warning"), [("W", True), ("I", True), ("E", False), ("F", False), ("", False)])
def test_a_warning(severity: str, warning: bool) -> None:
    assert ReportedError(severity=severity).is_warning is warning


def test_every_code_of_table_0357_is_known() -> None:
    assert {"0", *map(str, [*range(100, 105), *range(198, 208)])} == set(ERROR_CODES)
