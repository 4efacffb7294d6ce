from __future__ import annotations

import pytest

from workbench.charges.study.status import (
    OBR_25,
    OBX_11,
    SIGNED_KINDS,
    WORST_FIRST,
    Judgement,
    judge,
    judge_exam,
    worst,
)

# One row for every result status of table 0123, and what must follow from it.
EXPECTED_OBR = {
    "F": ("signed", True),
    "C": ("corrected", True),
    "M": ("correcting", False),
    "P": ("preliminary", False),
    "A": ("preliminary", False),
    "R": ("draft", False),
    "N": ("pending", False),
    "I": ("pending", False),
    "S": ("pending", False),
    "O": ("pending", False),
    "X": ("cancelled", False),
    "Y": ("unknown order", False),
    "Z": ("unknown order", False),
}
EXPECTED_OBX = {
    "F": ("signed", True),
    "U": ("signed", True),
    "C": ("corrected", True),
    "A": ("addendum", True),
    "B": ("addendum", True),
    "V": ("addendum", True),
    "P": ("preliminary", False),
    "S": ("preliminary", False),
    "R": ("draft", False),
    "I": ("pending", False),
    "O": ("none", False),
    "N": ("none", False),
    "D": ("deleted", False),
    "X": ("cancelled", False),
    "W": ("wrong patient", False),
}


def test_every_row_of_the_tables_is_expected_here() -> None:
    assert EXPECTED_OBR.keys() == OBR_25.keys()
    assert EXPECTED_OBX.keys() == OBX_11.keys()


@pytest.mark.parametrize("code", sorted(OBR_25))
def test_order_status_decides(code: str) -> None:
    judged = judge_exam(code, [])
    assert (judged.kind, judged.signed) == EXPECTED_OBR[code]
    assert f"OBR-25 is {code}" in judged.why


@pytest.mark.parametrize("code", sorted(OBX_11))
def test_observation_status_decides_where_the_order_has_none(code: str) -> None:
    judged = judge_exam("", [code, code])
    assert (judged.kind, judged.signed) == EXPECTED_OBX[code]


def test_every_kind_has_its_weight() -> None:
    kinds = {kind for kind, _ in (*OBR_25.values(), *OBX_11.values())} | {"none", "unknown"}
    assert kinds == set(WORST_FIRST)
    assert set(SIGNED_KINDS) < kinds


@pytest.mark.parametrize(
    ("order", "observed", "kind", "signed"),
    [
        # The empty OBX-11 of some vendors says nothing; OBR-25 decides.
        ("P", ["", "", ""], "preliminary", False),
        ("F", ["", ""], "signed", True),
        # Nothing at all is not final.
        ("", [], "none", False),
        ("", ["", ""], "none", False),
        ("", ["F", ""], "none", False),
        # Disagreement: OBR-25 first.
        ("F", ["F", "P"], "signed", True),
        ("P", ["F", "F"], "preliminary", False),
        ("X", ["F"], "cancelled", False),
        # What OBX-11 adds to a final report.
        ("F", ["F", "C"], "corrected", True),
        ("F", ["F", "B"], "addendum", True),
        ("F", ["A"], "addendum", True),
        ("C", ["F"], "corrected", True),
        ("C", ["W"], "wrong patient", False),
        ("F", ["F", "W"], "wrong patient", False),
        ("C", ["D", "D"], "deleted", False),
        ("C", ["D", "F"], "corrected", True),
        # Without OBR-25 the worst OBX-11.
        ("", ["F", "P"], "preliminary", False),
        ("", ["F", "C"], "corrected", True),
        ("", ["F", "O"], "signed", True),
        ("", ["F", "X"], "cancelled", False),
        ("", ["?"], "unknown", False),
        # Not in the table, blanks around it, small letters.
        ("FINAL", ["F"], "unknown", False),
        (" F ", ["F "], "signed", True),
        ("f", [], "unknown", False),
    ],
)
def test_order_and_observations_together(order: str, observed: list[str], kind: str, signed: bool) -> None:
    judged = judge_exam(order, observed)
    assert (judged.kind, judged.signed) == (kind, signed)


def test_disagreement_is_told() -> None:
    assert "P" in judge_exam("F", ["F", "P"]).why.split("OBR-25 decides")[0]


@pytest.mark.parametrize("order", ["P", "A", "R", "I"])
def test_final_results_below_an_order_that_is_not_are_told(order: str) -> None:
    found = judge_exam(order, ["F", "", "C"])
    assert not found.signed
    assert found.why.endswith("; every OBX-11 is final (C, F), but OBR-25 decides")


@pytest.mark.parametrize(("order", "observed"), [("P", ["F", "P"]), ("P", [""]), ("P", []), ("X", ["F"])])
def test_nothing_is_told_where_they_do_not_contradict_each_other(order: str, observed: list[str]) -> None:
    assert "decides" not in judge_exam(order, observed).why


def test_worst_of_nothing() -> None:
    assert worst([]) == "none"


@pytest.mark.parametrize(
    ("orders", "yes", "kind", "told"),
    [
        ([], False, "none", "no OBR"),
        (["F"], True, "signed", "The report is signed: OBR-25 is F (final)."),
        (["F", "F"], True, "signed", "all 2 exams"),
        (["F", "C"], True, "corrected", "corrected and signed"),
        (["F", "P"], False, "preliminary", "1 of 2 exams is signed, but for “exam 2” OBR-25 is P"),
        (["P", "P"], False, "preliminary", "none of 2 exams is signed"),
        (["F", "X", "P"], False, "cancelled", "“exam 2”"),
        (["F", "F", ""], False, "none", "2 of 3 exams are signed, but for “exam 3”"),
        (["M"], False, "correcting", "The correction is not signed yet"),
        (["X"], False, "cancelled", "The study was cancelled: OBR-25 is X"),
    ],
)
def test_report_of_several_exams(orders: list[str], yes: bool, kind: str, told: str) -> None:
    exams = [(f"exam {number}", judge_exam(order, [])) for number, order in enumerate(orders, 1)]
    signed = judge(exams)
    assert (signed.yes, signed.kind) == (yes, kind)
    assert told in signed.why
    assert signed.why.endswith(".")
    assert ".." not in signed.why


def test_judgement_without_status_is_not_signed() -> None:
    assert not Judgement("none", "").signed
