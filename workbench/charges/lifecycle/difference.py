"""What changed between what was charged and a new version of the study, as far as it matters for charges.

Codes, units, modifiers, diagnoses, providers, day of service, patient, account and visit matter. Prices and departments
do not: they come from the charge master and not from the report, and a new price list must not reverse old charges.
Another patient, account or visit means that nothing stays: all is taken back there and posted anew here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.charges.lifecycle.coded import Coded, CodedLine, Holder
from workbench.charges.study.accession import folded

FACTS: dict[str, str] = {
    # attribute of CodedLine: what people call it
    "procedure_code": "procedure code",
    "local_code": "local code",
    "units": "units",
    "modifiers": "modifiers",
    "diagnoses": "diagnoses",
    "performed_by": "performing provider",
    "ordered_by": "ordering provider",
    "service_day": "day of service",
    "accession": "accession number",
    "parts": "parts that stand",
}
"""One row, one test: a change of it is a change of the charge."""

HOLDER_FACTS = {
    "patient": "patient",
    "authority": "issuer of the patient number",
    "account": "account",
    "visit": "visit",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact, before and after, as people read it; "" where there was or is none."""

    what: str
    before: str
    after: str
    line: str = ""
    """Code of the line it belongs to; "" for the whole study."""

    @property
    def text(self) -> str:
        """A clause: `76805: units 1 → 2`."""
        opening = f"{self.line}: " if self.line else ""
        return f"{opening}{self.what} {self.before or '—'} → {self.after or '—'}"


@dataclass(frozen=True, slots=True)
class Difference:
    """How two versions differ. The numbers count the lines of each version from 0."""

    changes: tuple[Change, ...] = ()
    moved: bool = False
    """Whether patient, account or visit changed."""
    reverse: tuple[int, ...] = ()
    """Lines of the version before that no longer stand."""
    rebill: tuple[int, ...] = ()
    """Lines of the version after that are new or different."""

    def __bool__(self) -> bool:
        return bool(self.reverse or self.rebill)

    @property
    def text(self) -> str:
        """The changes in one line."""
        return "; ".join(change.text for change in self.changes)


def difference(before: Coded, after: Coded) -> Difference:
    """Compare what is charged with what would be charged now."""
    moved = tuple(_holder_changes(before.holder, after.holder))
    kept = {} if moved else _kept(before.lines, after.lines)
    gone = [number for number in range(len(before.lines)) if number not in kept]
    new = [number for number in range(len(after.lines)) if number not in kept.values()]
    changes = [*moved, *_line_changes([before.lines[n] for n in gone], [after.lines[n] for n in new])]
    return Difference(tuple(changes), bool(moved), tuple(gone), tuple(new))


def same_charge(one: CodedLine, other: CodedLine) -> bool:
    """Whether two lines would be booked alike. The first modifier and diagnosis are the main ones, so order counts."""
    return all(_is_equal(name, one, other) for name in FACTS)


def same_service(one: CodedLine, other: CodedLine) -> bool:
    """Whether two lines charge the same code for the same study."""
    codes = (one.procedure_code, one.local_code) == (other.procedure_code, other.local_code)
    return codes and _is_equal("accession", one, other)


def _is_equal(name: str, one: CodedLine, other: CodedLine) -> bool:
    if name == "accession":
        return folded(one.accession) == folded(other.accession)
    return bool(getattr(one, name) == getattr(other, name))


def partners(gone: Sequence[CodedLine], new: Sequence[CodedLine]) -> tuple[int | None, ...]:
    """Which new line came in the place of each that is gone, from 0: the same code of the same accession first, then
    in order; None where nothing did."""
    free = list(range(len(new)))
    found: dict[int, int] = {}
    for number, line in enumerate(gone):
        alike = (place for place in free if new[place].code == line.code)
        match = next((place for place in alike if _is_equal("accession", new[place], line)), None)
        if match is not None:
            found[number] = match
            free.remove(match)
    found |= zip((number for number in range(len(gone)) if number not in found), free, strict=False)
    return tuple(found.get(number) for number in range(len(gone)))


def _kept(before: Sequence[CodedLine], after: Sequence[CodedLine]) -> dict[int, int]:
    """Lines that stand: number before -> number after. Each line is used once."""
    free = dict(enumerate(after))
    found: dict[int, int] = {}
    for number, line in enumerate(before):
        match = next((one for one, other in free.items() if same_charge(line, other)), None)
        if match is not None:
            found[number] = match
            del free[match]
    return found


def _holder_changes(before: Holder, after: Holder) -> Iterator[Change]:
    for name, what in HOLDER_FACTS.items():
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            yield Change(what, one, other)


def _line_changes(gone: list[CodedLine], new: list[CodedLine]) -> Iterator[Change]:
    """In words, by pairs; what is left was removed or added."""
    pairs = partners(gone, new)
    for line, place in zip(gone, pairs, strict=True):
        if place is None:
            yield Change("charge", line.code, "", line.code)
        else:
            yield from _fact_changes(line, new[place])
    for number, line in enumerate(new):
        if number not in pairs:
            yield Change("charge", "", line.code, line.code)


def _fact_changes(line: CodedLine, partner: CodedLine) -> Iterator[Change]:
    for name, what in FACTS.items():
        if not _is_equal(name, line, partner):
            yield Change(what, _shown(getattr(line, name)), _shown(getattr(partner, name)), line.code)


def _shown(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)
