from __future__ import annotations

import pytest

from workbench.charges.lifecycle.events import BY_HAND, CHARGING, MEANING, Event
from workbench.charges.study.status import OBR_25, OBX_11, SIGNED_KINDS

EXPECTED = {
    "signed": "signed",
    "addendum": "addendum",
    "corrected": "corrected",
    "correcting": "correcting",
    "preliminary": "unsigned",
    "draft": "unsigned",
    "pending": "unsigned",
    "cancelled": "cancelled",
    "wrong patient": "wrong patient",
    "deleted": "wrong patient",
    "unknown order": "unclear",
    "unknown": "unclear",
    "none": "unclear",
    "no report": "unclear",
}


@pytest.mark.parametrize(("kind", "event"), EXPECTED.items(), ids=list(EXPECTED))
def test_meaning_of_a_kind_of_report(kind: str, event: str) -> None:
    assert MEANING[kind] == event


def test_every_kind_of_report_has_a_meaning() -> None:
    kinds = {kind for table in (OBR_25, OBX_11) for kind, _ in table.values()}
    assert kinds | {"none", "unknown", "no report"} == set(MEANING)


def test_only_signed_reports_charge() -> None:
    assert {kind for kind, event in MEANING.items() if event in CHARGING} == set(SIGNED_KINDS)
    assert Event.UNCLEAR not in BY_HAND
