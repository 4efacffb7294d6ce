"""Modifiers that exclude each other are found by composing and by the check of a message alike."""

from __future__ import annotations

import pytest
from helpers.findings import found, spoilt

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.coding.modifier_checks import KNOWN, odd_modifiers
from workbench.reference.modifiers import CONFLICTS, DISTINCT, DONE_TWICE, PARTS, SIDES


@pytest.mark.parametrize("pair", [sorted(pair) for pair, _ in CONFLICTS], ids=" ".join)
def test_what_excludes_each_other_is_found_on_both_ways(pair: list[str]) -> None:
    assert found(spoilt(FT1_26="~".join(pair)), "modifier-conflict") == ["FT1-26"]
    line = ChargeLine(1, 1, procedure_code="76641", service_time="20260301", modifiers=tuple(pair))
    assert line.to_complete or list(odd_modifiers(pair, "76641", None))


def test_every_modifier_that_means_something_is_a_known_one() -> None:
    assert {*PARTS, *SIDES, *DONE_TWICE, *DISTINCT} <= KNOWN
