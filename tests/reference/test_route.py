"""Following a structure, on small ones made for it."""

from __future__ import annotations

import pytest

from workbench.reference.definitions import Structure
from workbench.reference.hl7apy_tables import message_names, message_structure
from workbench.reference.route import Route, Verdict
from workbench.reference.versions import SUPPORTED


def segment(name: str, *, required: bool = True, repeats: bool = False) -> Structure:
    return Structure(name, "segment", required, repeats)


def route(*children: Structure) -> Route:
    found = Route.of(Structure("TEST", "message", children=children))
    assert found is not None
    return found


def verdicts(route_: Route, names: str) -> list[Verdict]:
    return [step.verdict for step in route_.follow(names.split())]


INSURANCE = Structure(
    "INSURANCE", "group", False, True, (segment("IN1"), segment("IN2", required=False), segment("IN3", required=False))
)
LINES = Structure("LINE", "group", True, True, (segment("FT1"), segment("PR1", required=False, repeats=True)))


def test_required_segments_are_those_without_an_optional_group_around() -> None:
    assert route(segment("MSH"), LINES, INSURANCE).required == ("MSH", "FT1")


@pytest.mark.parametrize(
    ("names", "bad"),
    [
        ("MSH FT1", {}),
        ("MSH FT1 PR1 PR1 FT1 FT1 PR1", {}),
        ("MSH FT1 IN1 IN2 IN1 IN1 IN3", {}),
        ("MSH IN1 FT1", {1: Verdict.EARLY}),
        ("MSH FT1 IN1 PR1", {3: Verdict.MISPLACED}),
        ("MSH MSH FT1", {1: Verdict.AGAIN}),
        ("MSH FT1 IN2", {2: Verdict.ALONE}),
        ("MSH FT1 IN1 IN3 IN2", {4: Verdict.ALONE}),
        ("MSH FT1 XYZ", {2: Verdict.FOREIGN}),
        ("FT1 PR1", {}),
        ("", {}),
    ],
)
def test_verdicts(names: str, bad: dict[int, Verdict]) -> None:
    got = verdicts(route(segment("MSH"), LINES, INSURANCE), names)
    assert {index: verdict for index, verdict in enumerate(got) if verdict is not Verdict.FITS} == bad


def test_a_choice_wants_none_of_its_children_in_particular() -> None:
    choice = Structure("CHOICE", "choice", True, False, (segment("OBR"), segment("RXO")))
    assert verdicts(route(segment("MSH"), choice), "MSH RXO") == [Verdict.FITS] * 2


def test_where_any_segment_may_stand_nothing_is_said() -> None:
    assert Route.of(Structure("TEST", "message", children=(segment("MSH"), segment("ANYHL7SEGMENT")))) is None


@pytest.mark.parametrize("version", SUPPORTED)
def test_the_segments_of_every_structure_in_order_fit_it(version: str) -> None:
    for name in message_names(version):
        structure = message_structure(version, name)
        assert structure is not None
        found = Route.of(structure)
        leaves = [node.name for node in structure.walk() if node.kind == "segment"]
        if found is None or any(node.kind == "choice" for node in structure.walk()):
            continue
        for leaf, step in zip(leaves, found.follow(leaves), strict=True):
            # A name that stands in two places may be taken for the first of them.
            ambiguous = leaves.count(leaf) > 1 or leaves.count(step.other) > 1
            assert step.verdict is Verdict.FITS or ambiguous, f"{version} {name} {leaf} {step}"
