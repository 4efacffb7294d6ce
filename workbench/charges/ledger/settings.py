"""Settings of the ledger: what counts as a charge, what pairs a credit, what makes a duplicate, when a charge is late.

A file needs to give only what differs from `resources/ledger/default.toml`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.charges.ledger import types
from workbench.charges.ledger.line import Kinds
from workbench.charges.profile.conventions import Convention, listed_twice, mark_complaints
from workbench.charges.profile.declared import ProfileError, section_from, setting
from workbench.charges.text_files import read_text, toml_of
from workbench.reference import transaction_types as codes

KEY_PARTS: dict[str, str] = {
    "patient": "PID-3",
    "account": "PID-18",
    "visit": "PV1-19",
    "sender": "MSH-3/4",
    "transaction id": "FT1-2",
    "service day": "FT1-4",
    "type": "FT1-6",
    "transaction code": "FT1-7",
    "procedure code": "FT1-25",
    "code": "FT1-25, else FT1-7",
    "modifiers": "FT1-26",
    "quantity": "FT1-10",
    "amount": "FT1-11",
    "department": "FT1-13",
    "performer": "FT1-20",
    "order": "FT1-23",
    "occurrence": "count within the message",
}
"""What a key of duplicates can be made of, and where it stands."""

_PARTS = tuple(KEY_PARTS)


@dataclass(frozen=True, slots=True)
class Types:
    """FT1-6. Case does not matter."""

    charge: tuple[str, ...] = setting(codes.CHARGES, "Codes of a charge. HL7 lists CG; CH and C are local.")
    credit: tuple[str, ...] = setting(codes.CREDITS, "Codes of a credit. HL7 lists CD; CR is local.")
    payment: tuple[str, ...] = setting(codes.PAYMENTS, "Codes of a payment. HL7 lists PY; PA is local.")
    adjustment: tuple[str, ...] = setting(codes.ADJUSTMENTS, "Codes of an adjustment.")
    copayment: tuple[str, ...] = setting(codes.COPAYMENTS, "Codes of a co-payment.")
    deposit: tuple[str, ...] = setting(codes.DEPOSITS, "Codes of a deposit. HL7 lists none; DE is local.")
    empty: str = setting(
        "unknown", "What an empty FT1-6 is: not to be told, or a charge.", choices=("unknown", "charge")
    )
    adjustments_credit: bool = setting(False, "Whether an adjustment with a negative amount takes a charge back.")
    currency: str = setting("", 'Taken for amounts that name none; "" leaves them apart.', longest=3)
    status_segment: str = setting("", "A Z segment behind FT1 that marks a credit, such as ZFT.", longest=3)
    status_field: int = setting(1, "The field of that segment which holds the mark.")
    status_value: str = setting("", "The mark.", longest=20)


@dataclass(frozen=True, slots=True)
class Pairing:
    """What leads from a credit to its charge."""

    suffixes: tuple[str, ...] = setting(
        ("-R",), "What a credit's FT1-2 has behind that of its charge; a number may follow (-R2)."
    )
    link_words: tuple[str, ...] = setting(
        ("revers", "credit", "cancel", "original", "takes back", "void"),
        "A note (NTE-3) with one of these words names the charge by its FT1-2.",
    )
    batch_id_links: bool = setting(True, "Whether FT1-3 of a credit may hold the FT1-2 of its charge.")
    by_order: bool = setting(True, "Whether order number, code and day pair a credit whose id leads nowhere.")
    by_likeness: bool = setting(True, "Whether account, code, day and amount do, as a weaker match.")


@dataclass(frozen=True, slots=True)
class Duplicates:
    """When two charges are the same charge."""

    key: tuple[str, ...] = setting(
        ("patient", "transaction id", "service day", "code", "modifiers", "type"),
        "What must be equal.",
        choices=_PARTS,
    )
    key_without_id: tuple[str, ...] = setting(
        ("account", "service day", "code", "modifiers", "order", "performer", "occurrence"),
        "What must be equal where FT1-2 is empty.",
        choices=_PARTS,
    )
    same_id_replaces: bool = setting(
        False, "Whether a charge with the FT1-2 of an earlier message stands in the place of the earlier charge."
    )
    window_days: int = setting(0, "Postings further apart than this are no duplicates; 0 for no limit.")


@dataclass(frozen=True, slots=True)
class Late:
    """When a charge is late. HL7 has no sign for it."""

    days: int = setting(5, "Days from the service (FT1-4) to the posting (FT1-5, else MSH-7); more is late.")


@dataclass(frozen=True)
class Settings:
    """All conventions that the ledger needs."""

    name: str = "default"
    title: str = "By transaction id"
    about: str = ""
    types: Types = Types()
    pairing: Pairing = Pairing()
    duplicates: Duplicates = Duplicates()
    late: Late = Late()
    detect: bool = False
    """Whether the ledger looks at what it holds and adds to these settings what it finds (see detect.py)."""
    in_use: Convention | None = None
    """The convention under which messages are made here; only looked at with `detect`."""
    in_use_for_all: bool = False
    """Whether the convention in use counts without messages that were sent from here: somebody named it."""
    replaces_own_only: bool = False
    """Whether a known id replaces only among what was sent from here: others may count their ids anew each time."""
    in_use_of: str = ""
    """Whose convention that is, such as: the profile clinic."""
    others: tuple[Convention, ...] = ()
    """More conventions that may explain what is found, such as those of other profiles."""
    why: str = ""
    """Why these settings, in sentences; "" when somebody chose them."""

    @property
    def plain(self) -> bool:
        """Whether these are the usual rules, however they were chosen."""
        usual = default_settings()
        own = (self.types, self.pairing, self.duplicates, self.late)
        return own == (usual.types, usual.pairing, usual.duplicates, usual.late)

    @cached_property
    def kinds(self) -> Kinds:
        """What the reader needs, as one table."""
        given = self.types
        lists = {
            types.CHARGE: given.charge,
            types.CREDIT: given.credit,
            types.PAYMENT: given.payment,
            types.ADJUSTMENT: given.adjustment,
            types.COPAYMENT: given.copayment,
            types.DEPOSIT: given.deposit,
        }
        meanings = {code.strip().upper(): kind for kind, listed in lists.items() for code in listed}
        if given.empty == "charge":
            meanings[""] = types.CHARGE
        return Kinds(
            meanings,
            given.currency.upper(),
            given.adjustments_credit,
            given.status_segment,
            given.status_field,
            given.status_value,
        )


_SECTIONS = {"types": Types, "pairing": Pairing, "duplicates": Duplicates, "late": Late}
_TEXTS = ("name", "title", "about")
AUTOMATIC = "automatic"
"""The preset that looks at what there is."""


@lru_cache(1)
def default_settings() -> Settings:
    """The settings that come with the program."""
    return preset("default")


OWN_FOLDER = "ledger"
"""Of a user's own presets, in the data folder; it need not exist."""


def preset_names(own: Path | None = None) -> tuple[str, ...]:
    """The presets that come with the program, then those of a user's own in the folder `own`, each in order."""
    ours = sorted(file.stem for file in resources.path("ledger").glob("*.toml"))
    found = sorted(file.stem for file in own.glob("*.toml")) if own is not None and own.is_dir() else []
    return (*ours, *(name for name in found if name not in ours))


def preset(name: str, own: Path | None = None) -> Settings:
    """A preset by name, or a TOML file by path. Raises ProfileError with a sentence."""
    names = preset_names(own)
    if name in names:
        file = resources.path("ledger", f"{name}.toml")
        return load_settings(own / f"{name}.toml" if own is not None and not file.is_file() else file)
    if name.endswith(".toml"):
        return load_settings(Path(name))
    near = difflib.get_close_matches(name, names, 1)
    hint = f"perhaps {near[0]} was meant" if near else f"there are {', '.join(names)}"
    raise ProfileError(f"There is no preset “{name}”; {hint}. A file of your own ends in .toml.")


def load_settings(file: Path) -> Settings:
    """Read a settings file. Raises ProfileError with a sentence that names the file and the setting."""
    return parse_settings(read_text(file, "The ledger settings", ProfileError, many=True), file.name)


def parse_settings(text: str, name: str) -> Settings:
    """Like `load_settings`, from text; `name` is what the sentences call it."""
    where = f"The ledger settings {name}"
    data = toml_of(text, where, ProfileError, many=True)
    known = (*_TEXTS, *_SECTIONS, "detect")
    if unknown := [key for key in data if key not in known]:
        raise ProfileError(f"{where} have an unknown part “{unknown[0]}”; known are {', '.join(known)}.")
    for key in _TEXTS:
        if not isinstance(data.get(key, ""), str):
            raise ProfileError(f"{where}, {key} must be a text in quotes.")
    given: dict[str, Any] = {
        key: section_from(_SECTIONS[key], data[key], f"{where}, {key}") for key in _SECTIONS if key in data
    }
    texts: dict[str, Any] = {"name": Path(name).stem} | {
        key: " ".join(data[key].split()) for key in _TEXTS if key in data
    }
    if not isinstance(data.get("detect", False), bool):
        raise ProfileError(f"{where}, detect must be true or false.")
    found = Settings(**texts, **given, detect=data.get("detect", False))
    for complaint in _complaints(found):
        raise ProfileError(f"{where}: {complaint}")
    return found


def _complaints(one: Settings) -> list[str]:
    """What single settings cannot tell, each a sentence."""
    found = []
    given = one.types
    listed = [
        code.strip().upper()
        for codes_of in (given.charge, given.credit, given.payment, given.adjustment, given.copayment, given.deposit)
        for code in codes_of
    ]
    found += listed_twice(listed)
    if not given.charge or not given.credit or not all(listed):
        found.append("types needs at least one code for a charge and one for a credit, and no empty one.")
    found += mark_complaints(given.status_segment, given.status_field, given.status_value)
    if not one.duplicates.key or not one.duplicates.key_without_id:
        found.append("duplicates need at least one part in each key; without any, every charge would be one.")
    if one.duplicates.window_days < 0 or one.late.days < 0:
        found.append("days cannot be negative; 0 is the least.")
    return found
