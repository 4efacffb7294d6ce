from __future__ import annotations

from datetime import datetime

import pytest
from helpers.composing import documents, messages, sample_study, site

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.late import days_old, is_held, is_late
from workbench.charges.profile.model import Profile

SERVED = ChargeLine(1, 1, service_time="20260302110000")
STUDY = "02-pregnancy-twins"  # served on 2026-03-02


@pytest.mark.parametrize(("today", "age"), [(2, 0), (3, 1), (9, 7), (1, -1)])
def test_age_in_days(today: int, age: int) -> None:
    assert days_old(SERVED, datetime(2026, 3, today, 0, 1)) == age
    assert days_old(ChargeLine(1, 1), datetime(2026, 3, today)) is None


def test_late_and_held_begin_after_their_days() -> None:
    profile = site("[late]\nafter_days = 5\nhold_after_days = 10")
    assert [is_late(SERVED, profile, datetime(2026, 3, day)) for day in (7, 8)] == [False, True]
    assert [is_held(SERVED, profile, datetime(2026, 3, day)) for day in (12, 13)] == [False, True]
    assert not is_late(SERVED, Profile(), datetime(2036, 1, 1))


def settings(mark: str, more: str = "") -> str:
    return f"[late]\nafter_days = 3\nmark = '{mark}'\n{more}"


@pytest.mark.parametrize(
    ("mark", "behind"),
    [
        ("none", "FT1 FT1"),
        ("z field", "FT1 ZFT FT1 ZFT"),
        ("note", "FT1 NTE FT1 NTE"),
        ("observation", "FT1 OBX FT1 OBX"),
    ],
)
def test_marks(master: ChargeMaster, mark: str, behind: str) -> None:
    (made,) = messages(sample_study(STUDY), master, site(settings(mark)))
    (document,) = documents([made])
    names = [segment.name for segment in document.segments if segment.name not in ("MSH", "EVN", "PID", "PV1", "DG1")]
    assert names == behind.split()
    assert any("Line 1 is late: its service was 5 days ago." in note for note in made.notes)


def test_what_the_marks_say(master: ChargeMaster) -> None:
    def first(mark: str, more: str, path: str) -> str | None:
        return documents(messages(sample_study(STUDY), master, site(settings(mark, more))))[0].get(path)

    assert first("z field", "segment = 'ZLC'\nfield = 3\nvalue = 'Y'", "ZLC-3") == "Y"
    assert first("note", "text = 'late'", "NTE-3") == "late"
    assert first("observation", "text = 'late'", "OBX[2]-5") == "late"
    assert first("observation", "", "OBX[2]-4") == "2", "the charge it is about, by its FT1-1"


def test_without_groups_observations_stand_before_the_charges(master: ChargeMaster) -> None:
    profile = site("[message]\nversion = '2.3.1'\n" + settings("observation"))
    (document,) = documents(messages(sample_study(STUDY), master, profile))
    assert [segment.name for segment in document.segments][4:8] == ["OBX", "OBX", "FT1", "FT1"]


def test_only_late_charges_are_marked(master: ChargeMaster) -> None:
    (document,) = documents(messages(sample_study(STUDY), master, site(settings("z field")), now=datetime(2026, 3, 3)))
    assert document.all("ZFT") == ()


def test_held_until_a_person_releases_it(master: ChargeMaster) -> None:
    profile = site("[late]\nhold_after_days = 3")
    (held,) = messages(sample_study(STUDY), master, profile)
    assert (held.document, held.held) == (None, True)
    assert held.refusal.startswith("Held: the service of line 1 was 5 days ago")
    assert len(held.parts) == 2
    (released,) = messages(sample_study(STUDY), master, profile, release=True)
    assert released.document is not None and not released.held


def test_a_day_to_come_is_told(master: ChargeMaster) -> None:
    (made,) = messages(sample_study(STUDY), master, Profile(), now=datetime(2026, 3, 1))
    assert any("the day of service (20260302) is still to come" in note for note in made.notes)
