from __future__ import annotations

import pytest
from helpers.findings import SIGNED, found, only

from workbench.er7 import Document
from workbench.reference.usual_segments import USUAL_SEGMENTS


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


@pytest.mark.parametrize("name", USUAL_SEGMENTS)
@pytest.mark.parametrize("digit", ["4", "Z0QP4"])
def test_an_id_may_end_in_the_letters_of_a_segment_name(name: str, digit: str) -> None:
    """Ids of letters and digits do by chance; the fields behind them are those of MSH and of FT1."""
    document = Document.from_text(SIGNED)
    for path in ("MSH-10", "FT1-2", "FT1[2]-2"):
        text = document.put(path, f"2RX{digit}{name}").text
        assert found(text, "segments-glued") == [], path


def test_two_lines_glued_behind_an_id_are_still_found_when_another_id_looks_so() -> None:
    document = Document.from_text(SIGNED).put("FT1-2", "2RXAAA4PD1")
    assert found(document.text.replace("\rFT1|2", " FT1|2"), "segments-glued") == ["FT1"]


@pytest.mark.parametrize(
    "rest",
    [
        "PID|1||900102^^^DEMO^MR||SAMPLE^BELLA||19901224|F",
        "PV1|1|O|USROOM^2|||||||||||||||V88",
        "EVN|P03|20260301160000|||USER|20260301160000",
        "OBR|1|P1^E|F1^F|USOB^Text^L|||20260301110000|||||||||1^REF^RENE||||||20260301120000||US|F",
        "OBX|1|NM|11878-6^Fetuses^LN||1||||||F|||20260301",
        "FT1|2|TX2||20260301|20260301|CG|76805^^C4",
        "DG1|1||Z36.3^Screen^I10|||W",
        "PR1|1||76805^Scan^C4||20260301|D|15",
        "ORC|RE|P1^E|F1^F||CM||||20260301",
        "NTE|1|L|A note",
        "IN1|1|PLAN|C1|COMPANY||||G1|||20260101|20261231",
        "ACC|20260301|A|HOME",
    ],
)
@pytest.mark.parametrize("path", ["MSH-10", "FT1-2"])
def test_a_line_that_really_begins_behind_an_id_is_found(path: str, rest: str) -> None:
    """The line before it ends in the id: so it was written, or cut off there."""
    document = Document.from_text(SIGNED).put(path, "ID4")
    name, _, number = path.partition("-")
    segment = document.segment(name)
    assert segment is not None
    kept = "|".join(segment.text.split("|")[: int(number) + (name == "FT1")])
    text = document.text.replace(segment.text, kept + rest)
    assert found(text, "segments-glued") == [name]
