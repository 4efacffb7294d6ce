"""Settings of the ledger as a convention for credits writes them."""

from __future__ import annotations

from dataclasses import replace

from workbench.charges.ledger.settings import Settings, Types, default_settings
from workbench.charges.profile.conventions import Convention


def settings_for(convention: Convention, settings: Settings | None = None) -> Settings:
    """The settings (the usual ones) with types, marks and suffix of a convention."""
    settings = settings or default_settings()
    if convention.same_id_replaces and not settings.duplicates.same_id_replaces:
        duplicates = replace(settings.duplicates, same_id_replaces=True)
        settings = replace(settings, duplicates=duplicates, replaces_own_only=not settings.in_use_for_all)
    return replace(
        settings,
        types=_types(convention, settings.types),
        pairing=replace(settings.pairing, suffixes=_with(settings.pairing.suffixes, convention.suffix)),
    )


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
