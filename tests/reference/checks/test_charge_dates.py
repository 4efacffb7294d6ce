from __future__ import annotations

import pytest
from helpers.findings import found, only, spoilt


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("20260301", []),
        ("20260602", []),
        ("20260603", ["service-in-future"]),
        ("19900411", ["service-before-birth"]),
        ("20260301^20260302", []),
        ("20260302^20260301", ["range-reversed"]),
        ("not a date", []),
    ],
)
def test_the_date_of_the_service(value: str, codes: list[str]) -> None:
    text = spoilt(FT1_4=value, FT1_5="")
    for code in ("service-in-future", "service-before-birth", "range-reversed", "range-too-early"):
        assert found(text, code) == (["FT1-4"] if code in codes else [])


def test_a_range_came_with_2_5() -> None:
    assert only(spoilt(MSH_12="2.4", FT1_4="20260301^20260302"), "range-too-early").severity == "info"


def test_posted_before_it_was_done() -> None:
    assert found(spoilt(FT1_5="20260228"), "posted-before-service") == ["FT1-5"]
