"""The convention of a site profile: the one that it names, with the codes of FT1-6 that the profile itself writes."""

from __future__ import annotations

from dataclasses import replace

from workbench.charges.profile.conventions import Convention, find_convention
from workbench.charges.profile.model import Profile

__all__ = ["convention_of"]


def convention_of(profile: Profile) -> Convention:
    """What takes back the charges that the profile makes. Everything that reads or reverses them asks here.

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
    if convention.kind(written.charge) == "charge":  # what is posted again is a charge like the others
        convention = replace(convention, charge=written.charge)
    if profile.reversal.same_id_replaces:
        convention = replace(convention, same_id_replaces=True)
    return convention
