"""A site profile as a whole: its sections, each with the settings that it has when nobody says otherwise."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from workbench.charges.profile.sections import (
    Codes,
    Diagnoses,
    Groups,
    Late,
    Message,
    Money,
    Patient,
    Payments,
    Providers,
    Reversal,
    Routing,
    Split,
    TransactionTypes,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """All conventions of one receiver."""

    name: str = "default"
    title: str = "Default"
    about: str = ""
    message: Message = Message()
    transaction_types: TransactionTypes = TransactionTypes()
    codes: Codes = Codes()
    split: Split = Split()
    routing: Routing = Routing()
    diagnoses: Diagnoses = Diagnoses()
    money: Money = Money()
    payments: Payments = Payments()
    groups: Groups = Groups()
    late: Late = Late()
    patient: Patient = Patient()
    providers: Providers = Providers()
    reversal: Reversal = Reversal()


SECTIONS: dict[str, type[Any]] = {
    one.name: type(one.default) for one in dataclasses.fields(Profile) if dataclasses.is_dataclass(one.default)
}
"""Name of a section in a file -> what it may say."""
TEXTS = ("name", "title", "about")
"""What is said about the profile itself."""
