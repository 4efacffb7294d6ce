"""Credits of the shipped conventions, read by the ledger; and both readers of FT1 say the same of them."""

from __future__ import annotations

import pytest
from helpers.charge_messages import dft, ft1, posted

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.ledger import Ledger, Posting, charge_lines, default_settings, find_flags, preset
from workbench.charges.ledger.identity import base_of
from workbench.charges.profile.conventions import Convention
from workbench.er7 import Document


def marked(preset_name: str) -> list[Posting]:
    """A charge, and the same again with a Z segment behind it."""
    settings = preset(preset_name)
    again = dft(ft1("A1"), "ZFT|R", control_id="M2")
    return posted(dft(ft1("A1")), settings=settings) + posted(again, hours=1, settings=settings)


def adjusted(preset_name: str) -> list[Posting]:
    """A charge and an adjustment that takes it back."""
    settings = preset(preset_name)
    later = dft(ft1("NEW1", "AJ", "-350.00&USD"), control_id="M2")
    return posted(dft(ft1("A1")), settings=settings) + posted(later, hours=1, settings=settings)


def test_a_status_segment_takes_back_with_its_preset() -> None:
    ledger = Ledger.of(marked("status-segment"), preset("status-segment"))
    assert [one.state for one in ledger.charges] == ["reversed"]
    assert find_flags(ledger) == ()


def test_the_usual_rules_name_the_preset_for_a_status_segment() -> None:
    found = find_flags(Ledger.of(marked("default")))
    assert [one.code for one in found] == ["duplicate"]
    assert "choose status-segment" in found[0].hint


def test_the_usual_rules_name_the_preset_for_adjustments() -> None:
    found = find_flags(Ledger.of(adjusted("default")))
    assert [one.code for one in found] == ["adjustment-takes-back"]
    assert "choose the rules adjustments" in found[0].hint
    settings = preset("adjustments")
    ledger = Ledger.of(adjusted("adjustments"), settings)
    assert [one.state for one in ledger.charges] == ["reversed"]
    assert "adjustment-takes-back" not in {one.code for one in find_flags(ledger)}


def test_an_adjustment_of_another_size_is_an_adjustment() -> None:
    later = posted(dft(ft1("NEW1", "AJ", "-20.00&USD"), control_id="M2"), hours=1)
    assert find_flags(Ledger.of(posted(dft(ft1("A1"))) + later)) == ()


def test_the_ledger_knows_the_suffix_that_reversals_write() -> None:
    settings = default_settings()
    assert settings.pairing.suffixes == (Convention().suffix,)
    assert base_of("CHG001-R2", settings) == "CHG001"


@pytest.mark.parametrize(
    ("segment", "version", "role"),
    [
        (ft1("A1"), "2.5.1", "charge"),
        (ft1("A1-R", "CR", "-350.00&USD"), "2.5.1", "credit"),
        (ft1("A1-R2", "CR", "-350.00&USD"), "2.5.1", "credit"),
        (ft1("A1-R", "CD", "350.00^USD"), "2.5.1", "credit"),
        (ft1("A1", "CG", "350.00&USD", quantity="-1"), "2.5.1", "credit"),
        (ft1("A1", "CG", "-350.00&USD", quantity="-1"), "2.5.1", "credit"),
        (ft1("A1", "CG", "", quantity="-1"), "2.5.1", "credit"),
        (ft1("A1", "CG", "2", quantity="700.00&USD"), "2.1", "charge"),
        (ft1("A1", "CG", "-2", quantity="700.00&USD"), "2.1", "credit"),
        (ft1("A1", "AJ", "-20.00&USD"), "2.5.1", "adjustment"),
        (ft1("A1", "PY", "20.00&USD"), "2.5.1", "payment"),
    ],
)
def test_both_readers_of_a_line_agree(segment: str, version: str, role: str) -> None:
    document = Document.from_text(dft(segment, version=version))
    row = read_row(document, groups_of(document)[0], Convention())
    line = charge_lines(document)[0]
    assert (line.role, row.kind) == (role, role)
    assert (line.transaction_id, line.amount, line.currency, line.quantity) == (
        row.transaction_id,
        row.amount,
        row.currency,
        row.quantity,
    )
    if role in ("charge", "credit"):
        assert (line.effect, line.units) == (row.effect, row.counted)
