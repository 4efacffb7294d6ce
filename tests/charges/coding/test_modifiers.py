from __future__ import annotations

import pytest

from workbench.charges.chargemaster.rows import SIDES
from workbench.charges.coding.modifiers import SIDE_RULES, in_order, side_result

# One row for every side rule of the charge master and every side of a report.
EXPECTED = {
    ("none", ""): ((), False),
    ("none", "left"): ((), False),
    ("none", "right"): ((), False),
    ("none", "both"): ((), False),
    ("left-right", ""): ((), True),
    ("left-right", "left"): (("LT",), False),
    ("left-right", "right"): (("RT",), False),
    ("left-right", "both"): ((), True),
    ("left-right-or-50", ""): ((), True),
    ("left-right-or-50", "left"): (("LT",), False),
    ("left-right-or-50", "right"): (("RT",), False),
    ("left-right-or-50", "both"): (("50",), False),
    ("both", ""): ((), False),
    ("both", "left"): ((), True),
    ("both", "right"): ((), True),
    ("both", "both"): ((), False),
    ("optional", ""): ((), False),
    ("optional", "left"): (("LT",), False),
    ("optional", "right"): (("RT",), False),
    ("optional", "both"): ((), False),
}


def test_every_cell_is_expected_here() -> None:
    assert set(EXPECTED) == {(rule, side) for rule in SIDES for side in ("", "left", "right", "both")}
    assert set(SIDE_RULES) <= set(EXPECTED)


@pytest.mark.parametrize(("rule", "side"), sorted(EXPECTED))
def test_side_rules(rule: str, side: str) -> None:
    result = side_result(rule, side)
    assert (result.modifiers, bool(result.warning)) == EXPECTED[rule, side]
    assert result.warning == "" or result.warning.endswith(".")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["RT", "59", "26"], ("26", "59", "RT")),
        (["GA", "LT", "TC"], ("TC", "LT", "GA")),
        (["52", "50"], ("50", "52")),
        (["LT", "LT"], ("LT",)),
        (["QW", "ZZ", "RT"], ("RT", "ZZ", "QW")),
        ([], ()),
    ],
)
def test_order(given: list[str], expected: tuple[str, ...]) -> None:
    assert in_order(given) == expected
