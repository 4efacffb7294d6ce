"""The transaction id (FT1-2) of a credit: the charge's with a suffix, the same, or a new one.

FT1-2 holds 12 characters in every version (HL7 2.5.1, chapter 6.5.1.2; 1..12 from 2.7 on). No HL7 field points from a
credit to its charge: the suffix and the links are conventions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbench.charges.ft1.groups import Group
from workbench.charges.ft1.rows import Row
from workbench.charges.ids import LONGEST_TRANSACTION_ID
from workbench.charges.profile.conventions import Convention
from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError

_SOMEBODY = {"PID": (2, 3, 4, 18), "FT1": (23,), "ORC": (3,), "OBR": (3, 18)}
"""Where patient, account and order stand."""
_MOST_ALIKE = 9
"""-R, -R2 … -R9: for lines that share one id."""


@dataclass(frozen=True, slots=True)
class ChosenId:
    """What becomes of FT1-2. Exactly one of `suffix`, `new`, `same` and `refusal` says it."""

    why: str = ""
    suffix: str = ""
    new: str = ""
    same: bool = False
    refusal: str = ""
    linked: bool = False
    """Whether the message has to show which charge the new id belongs to."""
    warning: str = ""


class Ids:
    """Gives every credit of one message its id; no id twice."""

    def __init__(
        self, convention: Convention, new_ids: Iterable[str], taken: Iterable[str], elsewhere: Iterable[str] = ()
    ) -> None:
        """`taken` are the ids of the message, one for each line; `elsewhere` those that other messages use."""
        self._convention = convention
        self._new: Iterator[str] = iter(new_ids)
        self._lines = Counter(one for one in taken if one)
        self._elsewhere = frozenset(elsewhere)
        self._taken = set(self._lines) | self._elsewhere

    def for_credit(self, row: Row) -> ChosenId:
        """The id of the credit for a row. Raises WorkbenchError when a new id is needed and the ids given are unfit."""
        convention = self._convention
        base = row.transaction_id
        if convention.transaction_id == "same":
            return _same(row, shared=self._lines[base] > 1)
        if not base:
            new = self.new()
            return ChosenId(
                f"The charge has no FT1-2 to refer to, so the credit has a new id, {new}.",
                new=new,
                warning=f"{row.path} has no transaction id (FT1-2): the receiver must find the charge otherwise.",
            )
        if convention.transaction_id == "new":
            new = self.new()
            return ChosenId(
                f"The convention {convention.name} gives a credit its own id.",
                new=new,
                linked=convention.link != "none",
            )
        return self._suffixed(row)

    def _suffixed(self, row: Row) -> ChosenId:
        convention, base = self._convention, row.transaction_id
        for count in range(1, _MOST_ALIKE + 1):
            suffix = convention.suffix + (str(count) if count > 1 else "")
            if len(base + suffix) > LONGEST_TRANSACTION_ID:
                break
            if base + suffix not in self._taken:
                self._taken.add(base + suffix)
                return ChosenId(
                    f"The id of the charge with {suffix} shows which charge is taken back.",
                    suffix=suffix,
                    warning=self._counted(row, suffix) if count > 1 else "",
                )
        return self._no_room(row)

    def _counted(self, row: Row, suffix: str) -> str:
        """Why a number follows the suffix."""
        base = row.transaction_id
        if base + self._convention.suffix in self._elsewhere:
            why = f"Another credit is {base}{self._convention.suffix} already"
        else:
            why = f"{row.path} shares its id {base} with another line"
        return f"{why}, so this credit is {base}{suffix}."

    def _no_room(self, row: Row) -> ChosenId:
        convention, base = self._convention, row.transaction_id
        long = len(base + convention.suffix)
        if long > LONGEST_TRANSACTION_ID:
            problem = (
                f"{row.path}-2 is “{base}”; with {convention.suffix} it would have {long} characters, and FT1-2 holds"
                f" {LONGEST_TRANSACTION_ID}"
            )
        else:
            problem = f"{row.path}-2 is “{base}”, which other lines have too, and there is no room to tell them apart"
        if convention.no_room == "refuse":
            return ChosenId(refusal=f"{problem}. Choose to take a new id with a visible link, or another convention.")
        return ChosenId(f"{problem}, so the credit has a new id.", new=self.new(), linked=convention.link != "none")

    def new(self) -> str:
        """The next of the ids given. Raises WorkbenchError when there is none, or it does not fit."""
        one = next((each for each in self._new if each not in self._elsewhere), None)
        if one is None:
            raise WorkbenchError("A new transaction id is needed and there are no more; give as many as lines.")
        if not 1 <= len(one) <= LONGEST_TRANSACTION_ID or not one.isprintable():
            raise WorkbenchError(
                f"The transaction id “{one}” must have 1 to {LONGEST_TRANSACTION_ID} printable characters (FT1-2)."
            )
        if one in self._taken:
            raise WorkbenchError(f"The transaction id “{one}” is taken already; every line needs its own (FT1-2).")
        self._taken.add(one)
        return one


def leads_nowhere(document: Document, group: Group, row: Row) -> str:
    """Why nobody could tell which charge a credit of the row takes back, a sentence; "" when it can be told."""
    if row.transaction_id or any(_filled(document, segment.path, _SOMEBODY) for segment in group.segments):
        return ""
    if any(_filled(document, one.path, _SOMEBODY) for name in ("PID", "ORC", "OBR") for one in document.all(name)):
        return ""
    return (
        f"{row.path} names no transaction id (FT1-2), and the message no patient, account or order: nothing would lead"
        " from a credit to its charge. Fill in PID-3, PID-18 or FT1-23 as the receiver knows them."
    )


def _filled(document: Document, path: Path, fields: Mapping[str, tuple[int, ...]]) -> bool:
    return any((document.value(f"{path}-{number}.1") or "").strip() for number in fields.get(path.segment, ()))


def _same(row: Row, *, shared: bool) -> ChosenId:
    if row.transaction_id:
        alike = (
            f"{row.path} shares its id {row.transaction_id} with another line, and so does its credit: only code and"
            " amount tell which charge is taken back. Ask the receiver, or choose a convention with ids of its own."
        )
        return ChosenId("The credit has the id of its charge.", same=True, warning=alike if shared else "")
    return ChosenId(
        "There is no id, and the convention takes that of the charge.",
        same=True,
        warning=f"{row.path} has no transaction id (FT1-2), so charge and credit cannot be paired by it.",
    )
