from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from workbench.charges.lifecycle.coded import Coded, CodedLine, Holder
from workbench.charges.lifecycle.difference import FACTS, HOLDER_FACTS, difference, same_charge

LINE = CodedLine(
    accession="ACC1",
    local_code="US-OB",
    procedure_code="76805",
    units=1,
    modifiers=("LT",),
    diagnoses=("Z36.3", "O30.042"),
    performed_by="111",
    ordered_by="222",
    service_day="20260301",
    amount=Decimal("350.00"),
    currency="USD",
)
OTHER = replace(LINE, local_code="US-OB-ADD", procedure_code="76810")
HOLDER = Holder("MRN", "HOSP", "ACC", "VISIT")
BEFORE = Coded(HOLDER, (LINE, OTHER))
CHANGED = {
    "procedure_code": "76811",
    "local_code": "US-NEW",
    "units": 2,
    "modifiers": ("RT",),
    "diagnoses": ("O30.042", "Z36.3"),
    "performed_by": "333",
    "ordered_by": "",
    "service_day": "20260302",
    "accession": "ACC2",
    "parts": "1 of 2",
}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_fact_that_changes_the_charge(name: str) -> None:
    after = Coded(HOLDER, (replace(LINE, **{name: CHANGED[name]}), OTHER))
    found = difference(BEFORE, after)
    assert (found.reverse, found.rebill, found.moved) == ((0,), (0,), False)
    assert [change.what for change in found.changes] == [FACTS[name]]


@pytest.mark.parametrize("spelling", ["acc1", " ACC1 ", "Acc1"])
def test_capitals_and_blanks_of_the_accession_number_say_nothing(spelling: str) -> None:
    after = Coded(HOLDER, (replace(LINE, accession=spelling), OTHER))
    assert not difference(BEFORE, after)
    more = replace(after, lines=(replace(after.lines[0], units=2), OTHER))
    assert [change.text for change in difference(BEFORE, more).changes] == ["76805: units 1 → 2"]


@pytest.mark.parametrize("name", sorted(HOLDER_FACTS))
def test_another_holder_means_that_nothing_stays(name: str) -> None:
    found = difference(BEFORE, Coded(replace(HOLDER, **{name: "NEW"}), BEFORE.lines))
    assert found.moved
    assert (found.reverse, found.rebill) == ((0, 1), (0, 1))
    assert found.changes[0].text.endswith("→ NEW")


@pytest.mark.parametrize("change", [{"amount": Decimal("1.00")}, {"department": "X"}, {"description": "other words"}])
def test_what_the_charge_master_says_does_not_matter(change: dict[str, object]) -> None:
    after = Coded(HOLDER, (replace(LINE, **change), OTHER))  # type: ignore[arg-type]
    assert not difference(BEFORE, after)
    assert same_charge(LINE, after.lines[0])


def test_the_order_of_lines_does_not_matter() -> None:
    assert not difference(BEFORE, Coded(HOLDER, (OTHER, LINE)))


def test_added_and_removed() -> None:
    assert difference(Coded(HOLDER, (LINE,)), BEFORE).rebill == (1,)
    removed = difference(BEFORE, Coded(HOLDER, (LINE,)))
    assert (removed.reverse, removed.rebill) == ((1,), ())
    assert removed.text == "76810: charge 76810 → —"


def test_the_same_line_twice_counts_twice() -> None:
    found = difference(Coded(HOLDER, (LINE, LINE)), Coded(HOLDER, (LINE,)))
    assert (found.reverse, found.rebill) == ((1,), ())


def test_a_change_is_told_by_line_with_both_values() -> None:
    after = Coded(HOLDER, (replace(LINE, units=2, diagnoses=("Z36.3",)), OTHER))
    assert difference(BEFORE, after).text == "76805: units 1 → 2; 76805: diagnoses Z36.3, O30.042 → Z36.3"
