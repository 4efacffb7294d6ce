"""What messages show about how they are to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.charge_messages import dft, ft1, posted
from helpers.reversals import NOW, new_ids

from workbench.charges.ledger import Ledger, find_flags, preset
from workbench.charges.ledger.settings import Settings
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import Convention, conventions, named
from workbench.charges.profile.model import parse_profile
from workbench.charges.reversal.reverse import reverse
from workbench.er7 import Document

AUTOMATIC = preset("automatic")


def netted(*texts: str, settings: Settings = AUTOMATIC, direction: str = "imported") -> Ledger:
    given = [posted(text, hours=hour, settings=settings, direction=direction) for hour, text in enumerate(texts)]
    return Ledger.of([one for each in given for one in each], settings)


def states(ledger: Ledger) -> list[str]:
    return [one.state for one in ledger.charges]


def test_without_anything_odd_the_usual_rules_are_used_and_said() -> None:
    ledger = netted(dft(ft1("A1")), dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2"))
    assert states(ledger) == ["reversed"]
    assert ledger.settings.plain
    assert "usual rules" in ledger.settings_why


def test_rules_that_somebody_chose_are_not_changed() -> None:
    text = dft(ft1("A1"), ft1("A1-R", "RV", "-350.00&USD", number=2))
    ledger = Ledger.of(posted(text))
    assert (ledger.settings.name, len(ledger.unread)) == ("default", 1)
    assert "as they were chosen" in ledger.settings_why


@pytest.mark.parametrize("convention", conventions(), ids=lambda one: one.name)
def test_the_credits_of_every_convention_are_found(convention: Convention) -> None:
    charge = dft(ft1("A1"), ft1("A2", number=2, code="76810^Extra^C4", amount="180.00&USD"))
    made = reverse(
        Document.from_text(charge),
        convention=convention,
        now=NOW,
        control_id="C2",
        new_ids=new_ids(),
        outcome="accepted",
    ).document
    assert made is not None
    ledger = netted(charge, made.text)
    assert states(ledger) == ["reversed", "reversed"], ledger.settings_why
    assert not ledger.unread and not ledger.unpaired


def test_a_code_that_names_its_charge_is_a_credit() -> None:
    ledger = netted(dft(ft1("A1")), dft(ft1("A1-R", "RV", "350.00&USD"), control_id="M2"))
    assert states(ledger) == ["reversed"]
    assert "FT1-6 = RV is a credit: 1 of 1 line with it name a charge by their ids." in ledger.settings_why


def test_a_code_that_credits_name_is_a_charge() -> None:
    ledger = netted(dft(ft1("A1", "DB")), dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2"))
    assert states(ledger) == ["reversed"]
    assert "FT1-6 = DB is a charge" in ledger.settings_why


def test_a_code_that_nothing_explains_stays_unread() -> None:
    ledger = netted(dft(ft1("A1"), ft1("A2", "QQ", number=2)))
    assert [one.line.transaction_id for one in ledger.unread] == ["A2"]
    assert {"type-unknown"} <= {one.code for one in find_flags(ledger)}


def test_a_code_that_is_both_stays_unread() -> None:
    credit = dft(ft1("A1-R", "RV", "350.00&USD"), ft1("B1", "RV", number=2), control_id="M2")
    ledger = netted(dft(ft1("A1")), credit, dft(ft1("B1-R", "CR", "-350.00&USD"), control_id="M3"))
    assert len(ledger.unread) == 2


def test_another_money_names_nothing() -> None:
    ledger = netted(dft(ft1("A1")), dft(ft1("A1-R", "RV", "20.00&USD"), control_id="M2"))
    assert len(ledger.unread) == 1


def test_a_suffix_is_found() -> None:
    ledger = netted(
        dft(ft1("A1", order=""), ft1("A2", number=2, order="", code="76810^E^C4")),
        dft(ft1("A1/C", "CR", "-350.00&USD", order=""), control_id="M2"),
        dft(ft1("A2/C", "CR", "-350.00&USD", order="", code="76810^E^C4"), control_id="M3"),
    )
    assert [one.credits[0].method for one in ledger.charges] == ["id", "id"]
    assert "“/C” (2 credits) behind it" in ledger.settings_why


def test_a_mark_that_repeats_no_charge_is_no_credit() -> None:
    ledger = netted(dft(ft1("A1"), "ZFT|R"), dft(ft1("A2", code="76810^E^C4"), "ZFT|R", control_id="M2"))
    assert states(ledger) == ["accepted", "accepted"]
    assert ledger.settings.plain


def test_adjustments_beside_credits_stay_adjustments() -> None:
    texts = [dft(ft1("A1"), ft1("A2", number=2)), dft(ft1("X", "AJ", "-350.00&USD"), control_id="M2")]
    assert states(netted(*texts)) == ["reversed", "accepted"]
    credit = dft(ft1("A2-R", "CR", "-350.00&USD"), control_id="M3")
    ledger = netted(*texts, credit)
    assert states(ledger) == ["accepted", "reversed"]
    assert len(ledger.others) == 1


def test_the_convention_in_use_holds_for_what_was_sent() -> None:
    own = Convention(name="own", charges=("CG", "NEW"), credits=("CR", "OLD"), suffix="-X", empty_type="charge")
    settings = replace(AUTOMATIC, in_use=own, in_use_of="the profile clinic")
    texts = [dft(ft1("A1", "NEW"), ft1("A2", "", number=2)), dft(ft1("B7", "OLD", "350.00&USD"), control_id="M2")]
    sent = netted(*texts, settings=settings, direction="sent")
    assert "The convention own of the profile clinic" in sent.settings_why
    assert not sent.unread
    assert states(sent) == ["reversed", "accepted"]
    received = netted(*texts, settings=settings, direction="received")
    assert "FT1-6 = NEW is a charge: the convention own says so." in received.settings_why
    assert not received.unread


def test_a_shifted_row_is_no_charge_where_an_empty_type_is_one() -> None:
    settings = replace(AUTOMATIC, in_use=Convention(name="own", empty_type="charge"))
    shifted = "FT1|1|A1|20260301|20260302|CG||76805^Scan^C4||1|350.00&USD"
    ledger = netted(dft(shifted), settings=settings, direction="sent")
    assert len(ledger.unread) == 1
    assert {"row-shifted"} == {one.code for one in find_flags(ledger)}


def test_types_of_a_convention_are_taken_over_whole() -> None:
    own = replace(named("A"), payments=("PMT",), deposits=("DEP",), copayments=("CPY",), credit="RV")
    settings = replace(AUTOMATIC, in_use=own)
    rows = [ft1(f"P{number}", kind, number=number) for number, kind in enumerate(("PMT", "DEP", "CPY"), 1)]
    ledger = netted(dft(*rows, ft1("A1", number=4), ft1("A1-R", "RV", number=5)), settings=settings, direction="sent")
    assert [one.line.kind for one in ledger.others] == ["payment", "deposit", "co-payment"]
    assert states(ledger) == ["reversed"]


def test_a_profile_adds_the_codes_that_it_writes() -> None:
    profile = parse_profile('[transaction_types]\npayment = "PMT"\n', "clinic.toml")
    convention = convention_of(profile)
    assert convention.payments == ("PY", "PA", "PMT")
    assert replace(convention, payments=named("A").payments) == named("A")


def test_a_mark_is_found_without_any_transaction_id() -> None:
    """Half of the lines that are met have no FT1-2; then everything else has to agree."""
    texts = (dft(ft1("", amount="222.34&USD")), dft(ft1("", amount="222.34&USD"), "ZFT|R", control_id="M2"))
    ledger = netted(*texts)
    assert states(ledger) == ["reversed"]
    assert "ZFT-1 = R marks a credit (convention E)" in ledger.settings_why
    assert find_flags(ledger) == () or {one.code for one in find_flags(ledger)} <= {"credit-by-likeness"}
    usual = netted(*texts, settings=preset("default"))
    (doubled,) = [one for one in find_flags(usual) if one.code == "duplicate"]
    assert "choose status-segment" in doubled.hint and "same-id" not in doubled.hint


def test_a_mark_behind_another_charge_without_an_id_is_no_credit() -> None:
    ledger = netted(dft(ft1("")), dft(ft1("", code="76810^E^C4"), "ZFT|R", control_id="M2"))
    assert states(ledger) == ["accepted", "accepted"]
