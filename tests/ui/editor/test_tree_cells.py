from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.er7 import Path
from workbench.reference.checks import Finding
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_cells import CARDINALITY, ELEMENT, MEANING, NAME, OPTIONALITY, VALUE, Cells
from workbench.ui.editor.tree_shape import Filter, GhostKey, GroupKey, Shape, StretchKey

pytestmark = pytest.mark.gui
HEAD = "MSH|^~\\&|||||||DFT^P03|1|P|2.5.1\r"


def made(session: EditSession, grouped: bool = False) -> tuple[Cells, Shape]:
    shape = Shape(session)
    shape.set_view(grouped=grouped, shown=Filter())
    return Cells(session, Names(session, pytest.fail), shape), shape


def test_groups_ghosts_and_stretches_speak_for_themselves(make_session: Callable[[str], EditSession]) -> None:
    cells, shape = made(make_session(HEAD + "PID|1\rFT1|1|A\rPR1|7\r"), grouped=True)
    group = GroupKey((("FINANCIAL", 1),))
    shape.below(None)
    assert [cells.text(group, column) for column in (ELEMENT, NAME, VALUE)] == ["FINANCIAL", "Group, 2 segments", "1|A"]
    assert cells.text(shape.below(group)[1], ELEMENT) == "PROCEDURE"
    ghost = GhostKey((), "EVN")
    assert [cells.text(ghost, column) for column in (ELEMENT, NAME, OPTIONALITY)] == ["+ EVN", "Event Type", "R"]
    assert "Enter inserts it" in cells.tip(ghost)
    long, _shape = made(make_session(HEAD + "EVN\rPID|1\r" + "FT1|1\r" * 1500))
    assert long.text(StretchKey(None, 1), ELEMENT) == "FT1[498] … FT1[997]"


def test_a_meaning_stands_with_one_value_only(session: EditSession) -> None:
    cells, _shape = made(session)
    assert cells.spoken(Path.parse("FT1-6"), VALUE) == "CG = Charge"
    session.submit(session.document.put("FT1-6", "CG~CD"), "", None)
    assert cells.text(Path.parse("FT1-6"), MEANING) == ""
    assert cells.text(Path.parse("FT1-6(2)"), MEANING)


def test_findings_mark_the_rows_above_them_with_the_worst(session: EditSession) -> None:
    cells, _shape = made(session)
    found = (
        Finding(Path.parse("FT1-2.1"), "info", "a", "By the way.", ""),
        Finding(Path.parse("FT1-4"), "error", "b", "This is wrong.", ""),
    )
    changed = cells.set_findings(found)
    assert {str(path) for path in changed} == {"FT1", "FT1-2", "FT1-2.1", "FT1-4"}
    assert cells.text(Path("FT1"), ELEMENT) == "● FT1"
    assert (cells.colour(Path("FT1"), ELEMENT), cells.colour(Path.parse("FT1-2"), ELEMENT)) == ("bad", "field")
    assert "This is wrong." in cells.tip(Path.parse("FT1-4"))
    assert cells.set_findings(found[1:]) == {Path.parse("FT1-2"), Path.parse("FT1-2.1")}


def test_a_name_without_room_is_short_and_tells_fields_apart(session: EditSession) -> None:
    cells, _shape = made(session)
    places = [Path.parse(text) for text in ("FT1-11", "FT1-12", "FT1-4", "FT1-1")]
    cells.name_room = 40
    assert cells.text(places[0], NAME) == "Transaction Amount - Extended"
    cells.name_room = 18
    assert [cells.text(path, NAME) for path in places] == [
        "Amount - Extended", "Amount - Unit", "Transaction Date", "Set ID - FT1",
    ]  # fmt: skip
    cells.name_room = 8
    assert [cells.text(path, NAME) for path in places[2:]] == ["Date", "Set ID"]
    assert cells.spoken(places[0], NAME) == "Transaction Amount - Extended"


def test_segments_and_groups_say_whether_and_how_often_they_may_stand(
    make_session: Callable[[str], EditSession],
) -> None:
    text = HEAD + "EVN|P03\rPID|1\rFT1|1|A\rPR1|7\rZXX|1\r"
    cells, shape = made(make_session(text), grouped=True)
    shape.below(None)

    def said(key: Path | GroupKey) -> tuple[str, str]:
        return cells.text(key, OPTIONALITY), cells.text(key, CARDINALITY)

    financial = GroupKey((("FINANCIAL", 1),))
    assert said(financial) == ("R", "1..*")  # HL7 2.5.1, chapter 6.4.1
    shape.below(financial)
    assert said(GroupKey((("FINANCIAL", 1), ("FINANCIAL_PROCEDURE", 1)))) == ("O", "0..*")
    assert [said(Path(name)) for name in ("MSH", "PID", "FT1", "PR1", "ZXX")] == [
        ("R", "1..1"),
        ("R", "1..1"),
        ("R", "1..1"),
        ("R", "1..1"),
        ("", ""),
    ]
    plain, _shape = made(make_session(text))
    assert (plain.text(Path("FT1"), OPTIONALITY), plain.text(Path("EVN"), CARDINALITY)) == ("R", "1..1")


def test_several_messages_in_one_text_are_no_group_of_the_structure(make_session: Callable[[str], EditSession]) -> None:
    cells, shape = made(make_session((HEAD + "EVN|P03\rPID|1\rFT1|1|A\r") * 2), grouped=True)
    shape.below(None)
    assert cells.text(GroupKey((("MESSAGE", 1),)), OPTIONALITY) == ""
    assert cells.text(Path("PID", 2), OPTIONALITY) == "R"


def test_dates_and_a_lone_first_component_are_told_in_words(make_session: Callable[[str], EditSession]) -> None:
    cells, _shape = made(make_session(HEAD + "EVN|P03|20260301101500+0100\rPID|1||||||2026-03-01\rFT1|1|||20269999\r"))
    assert cells.text(Path.parse("EVN-2"), MEANING) == "Sun 1 March 2026, 10:15:00, UTC+01:00"
    assert cells.text(Path.parse("MSH-11"), MEANING) == "Production"
    range_, _shape = made(make_session(HEAD + "FT1|1|||20260301~20260302^20260303\r"))
    assert range_.text(Path.parse("FT1-4(1)"), MEANING) == "Sun 1 March 2026"  # a DR of one instant
    assert range_.text(Path.parse("FT1-4(2)"), MEANING) == ""
    assert cells.text(Path.parse("PID-7"), MEANING) == cells.text(Path.parse("FT1-4"), MEANING) == ""
