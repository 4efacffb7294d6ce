"""Same id replaces: a later charge stands in the place of the earlier, when the settings say so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from helpers.charge_messages import dft, ft1, posted

from workbench.charges.ledger import Ledger, Posting, Settings, default_settings, find_flags, preset
from workbench.charges.ledger.settings import Duplicates
from workbench.charges.ledger.totals import totals_of
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.library import find_profile

REPLACES = preset("same-id")


def sent(
    amount: str = "350.00&USD", hours: float = 0, outcome: str = "accepted", kind: str = "CG", **fields: str
) -> list[Posting]:
    text = dft(ft1("A1", kind, amount, **fields), control_id=f"M{hours}")  # type: ignore[arg-type]
    return posted(text, outcome, hours=hours)


def states(ledger: Ledger) -> list[str]:
    return [one.state for one in ledger.charges]


def net(ledger: Ledger) -> tuple[tuple[str, Decimal], ...]:
    return totals_of(ledger.transactions, ledger).net


def test_the_later_charge_stands_in_the_place_of_the_earlier() -> None:
    ledger = Ledger.of(sent() + sent("700.00&USD", 1, quantity="2"), REPLACES)
    assert states(ledger) == ["replaced", "accepted"]
    assert net(ledger) == (("USD", Decimal("700.00")),)
    assert find_flags(ledger) == ()


def test_the_usual_rules_name_the_way_out() -> None:
    for later in (sent("700.00&USD", 1, quantity="2"), sent("180.00&USD", 1, code="76810")):
        ledger = Ledger.of(sent() + later)
        assert states(ledger) == ["accepted", "accepted"]
        assert "choose the rules same-id" in find_flags(ledger)[0].hint


def test_a_refused_replacement_replaces_nothing() -> None:
    ledger = Ledger.of(sent() + sent("700.00&USD", 1, "rejected"), REPLACES)
    assert states(ledger) == ["accepted", "rejected"]
    assert net(ledger) == (("USD", Decimal("350.00")),)


def test_after_a_credit_the_same_id_is_a_new_charge() -> None:
    ledger = Ledger.of(sent() + sent("-350.00&USD", 1, kind="CR") + sent(hours=2), REPLACES)
    assert states(ledger) == ["re-posted", "accepted"]
    assert net(ledger) == (("USD", Decimal("350.00")),)


def test_a_credit_takes_back_what_stands() -> None:
    ledger = Ledger.of(sent() + sent("700.00&USD", 1) + sent("-700.00&USD", 2, kind="CR"), REPLACES)
    assert states(ledger) == ["replaced", "reversed"]
    assert net(ledger) == (("USD", Decimal("0.00")),)


def test_lines_of_one_message_do_not_replace_each_other() -> None:
    one, two = ft1("A1"), ft1("A1", amount="10&USD", code="76810", number=2)
    first = posted(dft(one, two))
    assert states(Ledger.of(first, REPLACES)) == ["accepted", "accepted"]
    both = first + posted(dft(one, two, control_id="M2"), hours=1)
    assert states(Ledger.of(both, REPLACES)) == ["replaced", "replaced", "accepted", "accepted"]


def test_another_patient_is_another_charge() -> None:
    ledger = Ledger.of(sent() + posted(dft(ft1("A1"), patient="7", control_id="M2"), hours=1), REPLACES)
    assert states(ledger) == ["accepted", "accepted"]


def test_the_preset_differs_in_nothing_else() -> None:
    usual = default_settings()
    wanted: Settings = replace(usual, duplicates=Duplicates(same_id_replaces=True))
    assert (REPLACES.types, REPLACES.pairing, REPLACES.duplicates, REPLACES.late) == (
        wanted.types,
        wanted.pairing,
        wanted.duplicates,
        wanted.late,
    )


def test_what_a_profile_says_counts_for_what_it_sent() -> None:
    """Ids of other senders may begin anew in every message; then nothing is replaced."""
    convention = convention_of(find_profile("same-id"))
    rules = replace(preset("automatic"), in_use=convention, in_use_of="the profile same-id")
    both = sent() + sent("700.00&USD", 1)
    own = Ledger.of([replace(one, direction="sent") for one in both], rules)
    assert (states(own), net(own)) == (["replaced", "accepted"], (("USD", Decimal("700.00")),))
    assert "replaces the earlier one" in own.settings_why
    others = [replace(one, direction="received") for one in sent(hours=5) + sent("180.00&USD", 6)]
    mixed = Ledger.of([*(replace(one, direction="sent") for one in both), *others], rules)
    assert states(mixed) == ["replaced", "accepted", "accepted", "accepted"]


def test_a_profile_that_was_named_counts_for_files_too() -> None:
    convention = convention_of(find_profile("same-id"))
    rules = replace(preset("automatic"), in_use=convention, in_use_for_all=True)
    files = [replace(one, direction="imported") for one in sent() + sent("700.00&USD", 1)]
    assert net(Ledger.of(files, rules)) == (("USD", Decimal("700.00")),)
    assert net(Ledger.of(files, replace(rules, in_use_for_all=False))) == (("USD", Decimal("1050.00")),)
