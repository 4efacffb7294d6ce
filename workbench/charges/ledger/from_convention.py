"""Settings of the ledger as a convention for credits writes them."""

from __future__ import annotations

from dataclasses import replace

from workbench.charges.conventions import Convention, find_convention
from workbench.charges.ledger.settings import Settings, Types, default_settings
from workbench.charges.profile import Profile


def settings_for(convention: Convention, settings: Settings | None = None) -> Settings:
    """The settings (the usual ones) with types, marks and suffix of a convention."""
    settings = settings or default_settings()
    return replace(
        settings,
        types=_types(convention, settings.types),
        pairing=replace(settings.pairing, suffixes=_with(settings.pairing.suffixes, convention.suffix)),
    )


def convention_of(profile: Profile) -> Convention:
    """The convention that a profile names, with the codes of FT1-6 that the profile itself writes.

    Raises ProfileError when there is no such convention.
    """
    convention, written = find_convention(profile.reversal.convention), profile.transaction_types
    for name, code in (
        ("charges", written.charge),
        ("payments", written.payment),
        ("adjustments", written.adjustment),
        ("copayments", written.copayment),
        ("deposits", written.deposit),
    ):
        if code and code.upper() not in convention.codes:
            convention = replace(convention, **{name: (*getattr(convention, name), code)})  # type: ignore[arg-type]
    return convention


def _types(convention: Convention, before: Types) -> Types:
    own = convention.credit.upper()
    listed = convention.kind(own) != "credit" or own in {code.upper() for code in convention.credits}
    return replace(
        before,
        charge=convention.charges,
        credit=convention.credits if listed else (*convention.credits, convention.credit),
        payment=convention.payments,
        copayment=convention.copayments,
        adjustment=convention.adjustments,
        deposit=convention.deposits,
        empty=convention.empty_type if convention.empty_type == "charge" else "unknown",
        adjustments_credit=own in {code.upper() for code in convention.adjustments},
        status_segment=convention.status_segment,
        status_field=convention.status_field,
        status_value=convention.status_value,
    )


def _with(suffixes: tuple[str, ...], more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*suffixes, more) if more else suffixes))
