from __future__ import annotations

import pytest
from helpers.findings import SIGNED, found, only


def test_prose_between_segments() -> None:
    finding = only(SIGNED + "this is the rest of a text\r", "not-a-segment")
    assert str(finding.path) == "#"
    assert "Line 7" in finding.text


def test_blank_lines_are_worth_one_word() -> None:
    assert only(SIGNED.replace("\rPID", "\r\r\rPID"), "blank-line").severity == "info"


def test_unknown_and_local_segments() -> None:
    text = SIGNED + "XYZ|1\rXYZ|2\rZFT|1\rZFT|2\r"
    assert found(text, "unknown-segment") == ["XYZ"]
    assert found(text, "local-segment") == ["ZFT"]


def test_a_segment_of_another_version_is_named() -> None:
    assert "Participation" in only(SIGNED + "PRT|1\r", "unknown-segment").text


@pytest.mark.parametrize(
    ("glued", "where"),
    [
        (SIGNED.replace("\rPID|", " PID|"), "EVN"),
        (SIGNED.replace("\rPID|", "PID|"), "EVN"),
        (SIGNED.replace("\rFT1|2", " FT1|2"), "FT1"),
    ],
)
def test_segments_on_one_line(glued: str, where: str) -> None:
    assert found(glued, "segments-glued") == [where]


def test_a_segment_name_as_a_value_is_not_glued() -> None:
    text = "MSH|^~\\&|A|B|C|D|20260301||ACK^P03^ACK|1|P|2.5.1\rMSA|AE|1\rERR||PID^1^3~PV1|101|E\rERR||FT1|101|E\r"
    assert found(text, "segments-glued") == []


def test_a_line_with_too_many_fields() -> None:
    assert found(SIGNED + "ZZZ" + "|" * 30_000, "too-many-fields") == ["ZZZ"]
