"""What comes in damaged, incomplete or odd gives a sentence or a line to complete; nothing is dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.composing import messages
from helpers.corpus import files, name
from helpers.strict import accepts

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.compose.compose import Composition
from workbench.charges.profile.library import find_profile, profile_files
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document
from workbench.reference.checks import check

Make = Callable[..., Study]
Row = tuple[str, dict[int, str]]


def told_by(made: Composition, found: Study) -> str:
    """Everything that a person is told, but for warnings."""
    lines = [text for line in made.lines for text in line.to_complete]
    return " ".join([made.refusal, *made.notes, *lines, *(gap.text for gap in found.gaps)])


BAD: dict[str, tuple[list[Row], bool, str]] = {
    # what: (rows of the report, whether there is a message all the same, what is told)
    "no patient": ([("PID", {3: "", 5: ""})], False, "no patient identifier (PID-3)"),
    "no name": ([("PID", {5: ""})], False, "no patient name (PID-5)"),
    "no performing provider": ([("OBR", {32: ""})], True, "names no performing provider (FT1-20)"),
    "no ordering provider": ([("OBR", {16: ""})], True, "names no ordering provider (FT1-21)"),
    "no diagnosis": ([("OBR", {31: ""})], True, "There is no diagnosis"),
    "diagnosis in words": ([("OBR", {31: "", 13: "lump"})], True, "is given only in words"),
    "unknown procedure": ([("OBR", {4: "Q^US of something new^L"})], False, "no row of the charge master fits"),
    "no procedure": ([("OBR", {4: ""})], False, "OBR-4 names no procedure"),
    "impossible date": ([("OBR", {7: "20260230"})], False, "“20260230” is no day"),
    "date in words": ([("OBR", {7: "yesterday"})], False, "“yesterday” is no day"),
    "date to come": ([("OBR", {7: "20360101"})], True, "is still to come"),
    "before the birth": ([("OBR", {7: "18000101"})], False, "was before the patient was born (1990-04-12)"),
    "birth to come": ([("PID", {7: "20991231"})], False, "was before the patient was born (2099-12-31)"),
    "impossible report time": ([("OBR", {22: "20261340"})], True, "“20261340” (OBR-22) is no possible date"),
    "unknown side": ([("OBX", {3: "SIDE^Side^L", 5: "links"})], True, "The side “links” is not known"),
    "signed, result not obtained": ([("OBX", {11: "X"})], True, "OBX-11 has X too, but OBR-25 decides"),
    "signed, result in an unknown state": ([("OBX", {11: "Q"})], True, "OBX-11 has Q too, but OBR-25 decides"),
    "no signature": ([("OBR", {25: "P"})], False, "The report is not signed"),
    "conflicting statuses": ([("OBR", {25: "F"}), ("OBX", {11: "W"})], False, "posted on the wrong patient"),
    "empty OBX-11": ([("OBR", {25: "P"}), ("OBX", {11: ""})], False, "The report is not signed"),
    "neither status": ([("OBR", {25: ""}), ("OBX", {11: ""})], False, "The report is not signed"),
    "order instead of a report": ([("MSH", {9: "OMI^O23"})], False, "This is an order"),
    "several OBR, one unknown": (
        [("OBR", {4: "US-NECK^US thyroid^L"}), ("OBR", {1: "2", 3: "ACC2", 4: "Q^Unheard of^L"})],
        True,
        "Line 2 is not in the message yet",
    ),
    "several OBR, one open": ([("OBR", {}), ("OBR", {1: "2", 25: "R"})], False, "1 of 2 exams is signed"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_sentence_and_nothing_dropped(study: Make, master: ChargeMaster, what: str) -> None:
    rows, composed, told = BAD[what]
    found = study(*rows)
    (made,) = messages(found, master, Profile())
    assert (made.document is not None) is composed
    assert told in told_by(made, found)
    assert len(made.lines) >= len(found.exams)


def test_no_account_is_a_gap_not_a_refusal(study: Make, master: ChargeMaster) -> None:
    found = study(("PID", {18: ""}), ("PV1", {19: ""}))
    assert any(gap.field == "visit.account" for gap in found.gaps)
    assert messages(found, master, Profile())[0].document is not None


@pytest.mark.parametrize("profile", [one.name for one in profile_files()])
@pytest.mark.parametrize("what", BAD)
def test_no_profile_makes_a_faulty_message_of_it(study: Make, master: ChargeMaster, what: str, profile: str) -> None:
    for made in messages(study(*BAD[what][0]), master, find_profile(profile)):
        if made.document is not None:
            errors = [f"{one.path} {one.text}" for one in check(made.document) if one.severity == "error"]
            # The report says 2036; that the day is to come is told by our note too.
            assert [one for one in errors if "20360101" not in one] == []
            assert accepts(made.document) == "DFT_P03"


@pytest.mark.parametrize("file", files("oru-us"), ids=name)
@pytest.mark.parametrize("profile", ["default", "split"])
def test_real_reports_give_lines_or_a_sentence(master: ChargeMaster, file: Path, profile: str) -> None:
    chosen = find_profile(profile)
    found = read_report(Document.from_bytes(file.read_bytes()))
    lines = code_study(found, master, chosen)
    assert lines, "every exam gives a line"
    for line in lines:
        assert line.why.endswith((".", "”", ")"))
        assert line.complete or line.to_complete[0].endswith(".")
    for made in messages(found, master, chosen, lines=lines):
        assert made.document is not None or made.refusal.endswith(".")
        if made.document is not None:
            assert made.document.to_bytes() == made.document.wire()
