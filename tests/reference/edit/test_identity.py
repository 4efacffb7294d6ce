"""A message becomes a new one: control id and times, in the form they had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from helpers.generated import documents, lines
from hypothesis import given

from workbench.er7 import Document, EditError
from workbench.reference.edit.identity import renewed

NOW = datetime(2026, 3, 4, 15, 16, 17, 891234, tzinfo=timezone(timedelta(hours=-5)))


def made(moment: str) -> tuple[str | None, ...]:
    document = Document.from_text(f"MSH|^~\\&|A|B|||{moment}||DFT^P03|7|P|2.5.1\rEVN|P03|20260101\r")
    after = renewed(document, now=NOW, control_id="NEW1")
    return after.get("MSH-7"), after.get("MSH-10"), after.get("EVN-2")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("20260301", "20260304"),
        ("202603011200", "202603041516"),
        ("20260301120000", "20260304151617"),
        ("20260301120000.12+0100", "20260304211617.89+0100"),
        ("202603011200-0600", "202603041416-0600"),
        ("", "20260304151617"),
        ("yesterday", "20260304151617"),
    ],
)
def test_the_time_keeps_its_precision_and_is_told_in_its_zone(before: str, after: str) -> None:
    assert made(before) == (after, "NEW1", "20260304")


def test_without_a_header_there_is_no_identity() -> None:
    with pytest.raises(EditError, match="no MSH"):
        renewed(Document.from_text("PID|1"), now=NOW, control_id="X")


@given(documents())
def test_only_msh_and_evn_change(document: Document) -> None:
    try:
        after = renewed(document, now=NOW.astimezone(UTC), control_id="X1")
    except EditError:
        return
    assert after.ends == document.ends
    changed = {
        one.name for one, old, new in zip(document.segments, lines(document), lines(after), strict=True) if old != new
    }
    assert changed <= {"MSH", "EVN"}
    assert after.control_id == "X1"
