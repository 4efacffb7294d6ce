"""All checks together: silent on a sound message, never raising, quick on a huge one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path as FilePath

import pytest
from helpers.findings import SIGNED, findings, spoilt
from hypothesis import given
from hypothesis import strategies as st

from workbench import resources
from workbench.er7 import Document
from workbench.reference.checks import check
from workbench.reference.checks.run import SHOWN_OF_A_KIND
from workbench.reference.tables import table
from workbench.reference.versions import FT1_VERSIONS


def test_a_sound_message_has_nothing_to_say() -> None:
    assert findings(SIGNED) == ()


def test_findings_come_in_the_order_of_the_message() -> None:
    text = spoilt(FT1_26="26~TC", MSH_10="", FT1_10="two")
    assert [str(finding.path) for finding in findings(text)] == ["MSH-10", "FT1-10", "FT1-26"]


def test_every_finding_is_a_whole_sentence(corpus: list[FilePath]) -> None:
    for file in corpus:
        for finding in check(Document.from_bytes(file.read_bytes())):
            assert finding.severity in ("error", "warning", "info")
            assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", finding.code)
            assert finding.text[0].isupper() or finding.text[0] in "“0123456789", finding.text
            assert "\r" not in finding.text
            assert "\n" not in finding.text
            assert len(finding.text) < 500


segments = st.sampled_from(
    ["FT1", "PID", "PV1", "DG1", "PR1", "MSA", "ERR", "OBX", "ZFT", "EVN", "GT1", "IN1", "NTE", "XXX"]
)
values = st.sampled_from(
    [
        "",
        " ",
        '""',
        "CG",
        "CR",
        "1",
        "-1",
        "0",
        "20260301",
        "99999999",
        "350.00&USD",
        "350.00^USD",
        "26~TC",
        "a^b^C4",
        "&&&",
        "^^^^^^^^^^^^NPI",
    ]
) | st.text(max_size=12)
rows = st.builds(lambda name, fields: "|".join([name, *fields]), segments, st.lists(values, max_size=45))
versions = st.sampled_from([*FT1_VERSIONS, "", "2.3.z"])


@given(versions, st.lists(rows, max_size=8), st.sampled_from(["DFT^P03", "DFT^P11", "ACK", "ORU^R01", "", "ADT^A08"]))
def test_no_message_makes_it_raise(version: str, lines: list[str], message_type: str) -> None:
    header = rf"MSH|^~\&|A|B|C|D|20260301||{message_type}|1|P|{version}"
    document = Document.from_text("\r".join([header, *lines]))
    first = check(document, today=date(2026, 6, 1))
    assert first == check(document, today=date(2026, 6, 1))


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    check(Document.from_bytes(data))
    check(Document.from_bytes(b"MSH" + data))


@pytest.mark.parametrize(
    "body",
    [
        "FT1|" + "|".join(["x"] * 10_000),
        "OBX|1|ED|a^b^L||" + "A" * 5_000_000,
        "OBX|1|TX|a^b^L||" + "^" * 5_000_000,
        "FT1|1||||||||||||||||||" + "a~" * 2_500_000,
        "FT1" + "|" * 5_000_000,
        "FT1|1" + "|" * 25 + "26~" * 20_000,
    ],
    ids=["10 000 fields", "5 MB value", "5 MB of components", "5 MB of values", "5 MB of fields", "20 000 modifiers"],
)
def test_a_huge_message_is_looked_at_with_measure(body: str) -> None:
    """There is no clock here; without the limits in the checks this takes minutes."""
    assert findings(SIGNED + body)


def test_many_findings_of_a_kind_are_counted_not_listed() -> None:
    text = SIGNED + "XYZ\r" + "prose\r" * (SHOWN_OF_A_KIND + 5)
    prose = [finding for finding in findings(text) if finding.code == "not-a-segment"]
    assert len(prose) == SHOWN_OF_A_KIND + 1
    assert "5 more findings" in prose[-1].text


def test_a_broken_table_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: FilePath) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "0017.toml").write_text('number = "0017"\nname = \n', encoding="utf-8")
    real = resources.path
    monkeypatch.setattr(resources, "path", lambda *parts: folder / parts[2] if parts[1] == "tables" else real(*parts))
    table.cache_clear()
    try:
        (finding,) = [one for one in findings(SIGNED) if one.code == "reference-file"]
    finally:
        table.cache_clear()
    assert "0017.toml" in finding.text
    assert "line 2" in finding.text
