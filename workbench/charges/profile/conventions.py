"""Conventions for a credit: which type, which signs, which transaction id. HL7 leaves them open (2.9.1, chapter 6).

A convention is data: a TOML file in `resources/profiles/conventions/` or anywhere else. A site profile points to one by
its name. Those that come with the program are A to F, and `reversal-day`; each file says who is known to use it.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workbench import resources
from workbench.charges.profile.declared import ProfileError, section_from, setting
from workbench.charges.text_files import read_text, toml_of
from workbench.reference import transaction_types as types

__all__ = [
    "DEFAULT",
    "Convention",
    "ProfileError",
    "conventions",
    "find_convention",
    "load_convention",
    "named",
    "parse_convention",
]

DEFAULT = "A"
"""Name of the convention that is used when nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How one receiver wants a charge to be taken back. The defaults are convention A."""

    name: str = setting("A", "What a profile and the command line call it.", longest=40)
    title: str = setting("Type CR, negative amount, id with -R", "One line for a list.", longest=80)
    about: str = setting("", "Who uses it and what to know about it.")

    charge: str = setting("CG", "FT1-6 of a charge that is posted again.", longest=8)
    credit: str = setting("CR", "FT1-6 of a credit; a charge's own code leaves FT1-6 as it is.", longest=8)
    quantity: str = setting("keep", "FT1-10 of a credit.", choices=("keep", "negative"))
    amount: str = setting("negative", "FT1-11 and FT1-15 of a credit.", choices=("keep", "negative", "blank"))

    transaction_id: str = setting(
        "suffix",
        "FT1-2 of a credit: that of the charge with a suffix, the same, or a new one.",
        choices=("suffix", "same", "new"),
    )
    suffix: str = setting("-R", "What is added to FT1-2.", longest=4)
    no_room: str = setting(
        "refuse",
        "When FT1-2 with the suffix is longer than 12 characters: refuse the line, or take a new id with a link.",
        choices=("refuse", "new id"),
    )
    link: str = setting(
        "note",
        "How a new id points to the charge: an NTE behind FT1 (from 2.5 on), FT1-3, or not in the message at all.",
        choices=("note", "batch id", "none"),
    )
    service_date: str = setting(
        "keep", "FT1-4 of a credit: the day of service, or the day of the reversal.", choices=("keep", "reversal date")
    )
    posting_date: str = setting("now", "FT1-5 of a credit.", choices=("now", "keep", "blank"))
    processing_id: str = setting(
        "T", "MSH-11: T marks what we make as a test; keep leaves what was sent.", choices=("T", "keep")
    )

    charges: tuple[str, ...] = setting(types.CHARGES, "Codes in FT1-6 that are read as a charge.")
    credits: tuple[str, ...] = setting(types.CREDITS, "Codes that are read as a credit.")
    payments: tuple[str, ...] = setting(types.PAYMENTS, "Codes of payments: never reversed.")
    copayments: tuple[str, ...] = setting(types.COPAYMENTS, "Codes of co-payments: never reversed.")
    adjustments: tuple[str, ...] = setting(types.ADJUSTMENTS, "Codes of adjustments: reversed only when asked for.")
    deposits: tuple[str, ...] = setting(types.DEPOSITS, "Codes of deposits: never reversed.")
    empty_type: str = setting("refuse", "What an empty FT1-6 is.", choices=("refuse", "charge"))
    include_adjustments: bool = setting(False, "Whether adjustments are reversed too, with the opposite sign.")

    same_id_replaces: bool = setting(
        False, "Whether a charge that is sent again under its FT1-2 stands in the place of the earlier one."
    )
    status_segment: str = setting("", "A Z segment behind FT1 that marks a credit, such as ZFT.", longest=3)
    status_field: int = setting(1, "The field of that segment which holds the mark.")
    status_value: str = setting("", "The mark.", longest=20)

    @property
    def marks_by_segment(self) -> bool:
        """Whether a Z segment says what is a credit."""
        return bool(self.status_segment)

    @property
    def keeps_type(self) -> bool:
        """Whether a credit has the type of a charge."""
        return self.credit.upper() in _upper(self.charges)

    def kind(self, code: str) -> str:
        """charge, credit, payment, co-payment, adjustment, deposit or "" for a code of FT1-6; case does not matter."""
        wanted = code.strip().upper()
        if not wanted:
            return "charge" if self.empty_type == "charge" else ""
        lists = {
            "charge": self.charges,
            "credit": self.credits,
            "payment": self.payments,
            "co-payment": self.copayments,
            "adjustment": self.adjustments,
            "deposit": self.deposits,
        }
        found = next((kind for kind, codes in lists.items() if wanted in _upper(codes)), "")
        return found or ("credit" if wanted == self.credit.upper() else "")

    @property
    def codes(self) -> frozenset[str]:
        """Every code of FT1-6 that the convention knows, in capitals."""
        lists = (self.charges, self.credits, self.payments, self.copayments, self.adjustments, self.deposits)
        return frozenset((self.credit.upper(), *(code for codes in lists for code in _upper(codes))))


def _upper(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.upper() for code in codes)


def named(name: str) -> Convention:
    """The convention that comes with the program under that name; case does not matter.

    Raises ProfileError when there is none, or when a file in the folder cannot be used.
    """
    known = {one.name.casefold(): one for one in conventions()}
    if found := known.get(name.casefold()):
        return found
    near = difflib.get_close_matches(name.casefold(), list(known), 1)
    hint = f"perhaps {known[near[0]].name} was meant" if near else f"known are {', '.join(_names(known))}"
    raise ProfileError(f"There is no convention “{name}”; {hint}, or name a TOML file.")


def find_convention(wanted: str) -> Convention:
    """The convention with that name, or in that file. Raises ProfileError with a sentence."""
    is_file = wanted.endswith(".toml") or Path(wanted).is_file()
    return load_convention(Path(wanted)) if is_file else named(wanted)


def _names(known: dict[str, Convention]) -> list[str]:
    return [one.name for one in known.values()]


@lru_cache(maxsize=1)
def conventions() -> tuple[Convention, ...]:
    """Those that come with the program, by file name. Raises ProfileError for two with one name."""
    folder = resources.path("profiles", "conventions")
    found = tuple(load_convention(file) for file in sorted(folder.glob("*.toml")))
    names = [one.name.casefold() for one in found]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ProfileError(f"Two conventions in {folder} are called “{twice[0]}”; rename one of them.")
    return found


def load_convention(path: Path) -> Convention:
    """Read a file. Raises ProfileError with a sentence that names the file and the setting."""
    return parse_convention(read_text(path, "The convention", ProfileError), path.name)


def parse_convention(text: str, name: str) -> Convention:
    """Like `load_convention`, from text; `name` is what the sentences call it, and its name when it gives none."""
    where = f"The convention {name}"
    data = toml_of(text, where, ProfileError)
    about = data.pop("about", "")  # the only text that may have several lines
    if not isinstance(about, str):
        raise ProfileError(f"{where}, about must be a text in quotes.")
    found = section_from(Convention, {"name": Path(name).stem, **data}, where)
    found = dataclasses.replace(found, about=" ".join(about.split()))
    for complaint in _complaints(found):
        raise ProfileError(f"{where}: {complaint}")
    return found


_LISTS = ("charges", "credits", "payments", "copayments", "adjustments", "deposits")


def _complaints(one: Convention) -> list[str]:
    """What single settings cannot tell, each a sentence."""
    found = []
    codes = [code for name in _LISTS for code in _upper(getattr(one, name))]
    found += listed_twice(codes)
    if not all((one.name.strip(), one.charge, one.credit, *codes)):
        found.append("name, charge, credit and the codes in the lists may not be empty.")
    divided = next((code for code in (one.charge, one.credit, *codes) if re.search(r"[|^~\\&]", code)), "")
    if divided:
        found.append(f"the code “{divided}” has a delimiter of HL7 in it, which cannot be in a code.")
    if one.charge.upper() not in _upper(one.charges):
        found.append(f"charge is {one.charge}, but charges does not list it; add it there.")
    if one.credit.upper() in _upper((*one.payments, *one.copayments, *one.deposits)):
        found.append(f"credit is {one.credit}, which is listed as money received; choose another code.")
    if one.transaction_id == "suffix" and not re.fullmatch(r"[A-Za-z0-9._/+-]+", one.suffix):
        found.append(f"suffix is “{one.suffix}”; it needs letters, digits, or one of . _ / + -")
    mark = mark_complaints(one.status_segment, one.status_field, one.status_value)
    return found + _unmarked(one) + mark


def _unmarked(one: Convention) -> list[str]:
    """A credit that nothing tells from its charge."""
    marked = one.marks_by_segment or one.quantity == "negative" or one.amount == "negative"
    if one.keeps_type and not marked:
        return ["a credit would look like its charge: same type, same signs. Change credit, quantity or amount."]
    return []


def listed_twice(codes: Sequence[str]) -> list[str]:
    """A sentence about a code of FT1-6 that could mean two things; `codes` in capitals, those of all lists."""
    twice = [code for code in codes if codes.count(code) > 1]
    if not twice:
        return []
    return [f"the code {twice[0]} stands in two lists, so a line could be either; take it out of one."]


def mark_complaints(segment: str, field: int, value: str) -> list[str]:
    """Sentences about a Z segment that is to mark a credit; none when there is no segment."""
    if not segment:
        return []
    found = []
    if not re.fullmatch(r"Z[A-Z0-9]{2}", segment):
        found.append(f"status_segment is “{segment}”; it must be Z and two capitals or digits, such as ZFT.")
    if not value or not 1 <= field <= 99:
        found.append("status_segment needs a status_value and a status_field from 1 to 99.")
    return found


def with_options(convention: Convention, **options: object) -> Convention:
    """The convention with some settings changed, checked like a file. Raises ProfileError."""
    given = {name: value for name, value in options.items() if value is not None}
    changed = dataclasses.replace(convention, **given)  # type: ignore[arg-type]
    for complaint in _complaints(changed):
        raise ProfileError(f"The convention {convention.name}: {complaint}")
    return changed
