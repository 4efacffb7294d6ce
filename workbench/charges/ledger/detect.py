"""What the messages themselves show about how they are to be read, and the settings that follow, with the reasons.

Only what is proved by pairs of lines is taken: a code that a convention in use knows, or that names a charge by its id;
a suffix between two ids of one patient; a mark behind a line that repeats a charge; an adjustment that matches an open
charge. Whether a repeated id replaces a charge or doubles it, nothing in a message shows: that stays a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from workbench.charges.ids import base_id
from workbench.charges.ledger.flag import counted, listed
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.posting import SENT, Posting
from workbench.charges.ledger.reader import read_again
from workbench.charges.ledger.settings import Settings, Types
from workbench.charges.ledger.types import ADJUSTMENT, CHARGE, COPAYMENT, CREDIT, DEPOSIT, PAYMENT, UNKNOWN
from workbench.charges.profile.conventions import Convention, conventions

_LISTS = {
    CHARGE: "charge",
    CREDIT: "credit",
    PAYMENT: "payment",
    ADJUSTMENT: "adjustment",
    COPAYMENT: "copayment",
    DEPOSIT: "deposit",
}
"""Kind -> its list in the settings."""
_SUFFIX = re.compile(r"(?P<suffix>[-._/+]?[A-Za-z]{1,3})[0-9]{0,2}")
_LONGEST_SUFFIX = 6
_PLAIN = "The usual rules (default): nothing in the messages asks for others."


def suited(postings: Iterable[Posting], settings: Settings) -> tuple[list[Posting], Settings]:
    """The postings as they are to be read, and the settings for them with `why`; both as they are without `detect`."""
    given = list(postings)
    if not settings.detect:
        return given, settings
    found, why = settings, []
    if settings.in_use is not None and (settings.in_use_for_all or any(one.direction == SENT for one in given)):
        found = settings_for(settings.in_use, settings)
        whose = f" of {settings.in_use_of}" if settings.in_use_of else ""
        because = "as it was chosen" if settings.in_use_for_all else "since messages were sent from here"
        why.append(f"The convention {settings.in_use.name}{whose}, {because}.")
        if found.duplicates.same_id_replaces and not settings.duplicates.same_id_replaces:
            why.append("A charge that comes again under its id replaces the earlier one.")
        given = _read_again(given, settings, found)
    seen = _Seen([one.line for one in given], found)
    for look in (_types, _marks, _suffixes, _adjustments):
        changed, reason = look(seen)
        if reason:
            why.append(reason)
            given = _read_again(given, found, changed)
            found, seen = changed, _Seen([one.line for one in given], changed)
    return given, replace(found, detect=False, why=" ".join(why) or _PLAIN)


def _read_again(postings: list[Posting], before: Settings, after: Settings) -> list[Posting]:
    if before.kinds == after.kinds:
        return postings
    lines = read_again((one.line for one in postings), after.kinds)
    return [replace(one, line=line) for one, line in zip(postings, lines, strict=True)]


class _Seen:
    """The lines by what they can be found by."""

    def __init__(self, lines: Sequence[LedgerLine], settings: Settings) -> None:
        self.lines = lines
        self.settings = settings

    @cached_property
    def charges(self) -> dict[Hashable, list[tuple[int, LedgerLine]]]:
        """Charges with their places, by patient, transaction id and what makes another line alike (see `_likes`)."""
        found: dict[Hashable, list[tuple[int, LedgerLine]]] = {}
        for place, one in enumerate(self.lines):
            if one.role == CHARGE and one.transaction_id:
                for like in _likes(one):
                    found.setdefault((_named(one, one.transaction_id), like), []).append((place, one))
        return found

    @cached_property
    def named_by_credits(self) -> set[Hashable]:
        """Patient and id of everything that a credit names by its id."""
        suffixes = self.settings.pairing.suffixes
        credits = [one for one in self.lines if one.role == CREDIT and one.transaction_id]
        return {_named(one, base_id(one.transaction_id, suffixes) or one.transaction_id) for one in credits}

    @property
    def conventions(self) -> tuple[Convention, ...]:
        """Those that may explain what is found, the nearer ones first."""
        own = (self.settings.in_use,) if self.settings.in_use is not None else ()
        return (*own, *self.settings.others, *conventions())

    def charge_of(self, line: LedgerLine, transaction_id: str) -> LedgerLine | None:
        """Another charge of the patient with that id and as much money, or the same code; the first of them."""
        named = _named(line, transaction_id)
        firsts = (
            next((each for each in self.charges.get((named, like), ()) if _is_another(each[1], line)), None)
            for like in _likes_of(line)
        )
        return min((one for one in firsts if one is not None), key=lambda one: one[0], default=(0, None))[1]

    @cached_property
    def unnamed(self) -> dict[Hashable, list[LedgerLine]]:
        """Charges without a transaction id by patient, code, day and amount."""
        found: dict[Hashable, list[LedgerLine]] = {}
        for one in self.lines:
            if one.role == CHARGE and not one.transaction_id and one.code and one.service_day:
                found.setdefault(_size(one), []).append(one)
        return found

    def repeating(self, marked: Sequence[LedgerLine]) -> list[LedgerLine]:
        """Those of the lines that repeat a charge that is none of them: by its id, else in all that tells charges."""
        numbers = {id(one) for one in marked}
        open_sizes = {size for size, each in self.unnamed.items() if any(id(one) not in numbers for one in each)}
        found = []
        for line in marked:
            twin = self.charge_of(line, line.transaction_id) if line.transaction_id else None
            if _size(line) in open_sizes if not line.transaction_id else twin is not None and id(twin) not in numbers:
                found.append(line)
        return found


_Looked = tuple[Settings, str]


def _types(seen: _Seen) -> _Looked:
    """Codes of FT1-6 that no list has."""
    unknown: dict[str, list[LedgerLine]] = {}
    for one in seen.lines:
        if one.kind == UNKNOWN and any(problem.code == "type-unknown" for problem in one.problems):
            unknown.setdefault(one.first(6).upper(), []).append(one)
    settings, why = seen.settings, []
    for code, lines in sorted(unknown.items()):
        kind, reason = _kind_of(code, lines, seen)
        if kind:
            settings = replace(settings, types=_with_code(settings.types, code, kind))
            called = f"FT1-6 = {code[:20]}" if code else "An empty FT1-6"
            why.append(f"{called} is a {kind}: {reason}.")
    return settings, " ".join(why)


def _with_code(types: Types, code: str, kind: str) -> Types:
    if not code:
        return replace(types, empty="charge")
    name = _LISTS[kind]
    return replace(types, **{name: (*getattr(types, name), code)})  # type: ignore[arg-type]


def _kind_of(code: str, lines: Sequence[LedgerLine], seen: _Seen) -> tuple[str, str]:
    """What the code is and how that is known; two empty texts when nothing tells."""
    for one in seen.conventions:
        if kind := one.kind(code):
            return kind, f"the convention {one.name} says so"
    suffixes = seen.settings.pairing.suffixes
    votes: Counter[str] = Counter()
    for line in lines:
        base = base_id(line.transaction_id, suffixes)
        if base and seen.charge_of(line, base) is not None:
            votes[CREDIT] += 1
        elif line.transaction_id and _named(line, line.transaction_id) in seen.named_by_credits:
            votes[CHARGE] += 1
    if len(votes) != 1 or (not code and votes[CREDIT]):
        return "", ""
    kind, count = votes.most_common(1)[0]
    how = "name a charge by their ids" if kind == CREDIT else "are named by credits"
    return kind, f"{count} of {counted(len(lines), 'line')} with it {how}"


def _marks(seen: _Seen) -> _Looked:
    """A Z segment behind a line that repeats a charge."""
    settings = seen.settings
    lines = [one for one in seen.lines if one.extra and one.role == CHARGE]
    if settings.types.status_segment or not lines:
        return settings, ""
    for one in seen.conventions:
        if not one.marks_by_segment:
            continue
        types = replace(
            settings.types,
            status_segment=one.status_segment,
            status_field=one.status_field,
            status_value=one.status_value,
        )
        changed = replace(settings, types=types)
        marked = [line for line in lines if changed.kinds.marks(line.extra, _separator(line))]
        if pairs := seen.repeating(marked):
            mark = f"{one.status_segment}-{one.status_field} = {one.status_value}"
            repeats = f"{counted(len(pairs), 'line')} with it {'repeats' if len(pairs) == 1 else 'repeat'} a charge"
            return changed, f"{mark} marks a credit (convention {one.name}): {repeats}."
    return settings, ""


def _separator(line: LedgerLine) -> str:
    return line.head.delimiters.field


def _suffixes(seen: _Seen) -> _Looked:
    """What credits have behind the id of their charge."""
    settings = seen.settings
    known = settings.pairing.suffixes
    found: Counter[str] = Counter()
    for one in seen.lines:
        own = one.transaction_id
        if one.role != CREDIT or not own or base_id(own, known) or seen.charge_of(one, own) is not None:
            continue
        for cut in range(max(1, len(own) - _LONGEST_SUFFIX), len(own)):
            match = _SUFFIX.fullmatch(own[cut:])
            if match is not None and seen.charge_of(one, own[:cut]) is not None:
                found[match["suffix"]] += 1
                break
    if not found:
        return settings, ""
    more = tuple(found)
    which = listed(f"“{one}” ({counted(count, 'credit')})" for one, count in found.items())
    why = f"Credits have the id of their charge with {which} behind it."
    return replace(settings, pairing=replace(settings.pairing, suffixes=(*known, *more))), why


def _adjustments(seen: _Seen) -> _Looked:
    """Adjustments as large as charges that nothing else takes back, where there is no credit at all."""
    settings = seen.settings
    if settings.types.adjustments_credit or any(one.role == CREDIT for one in seen.lines):
        return settings, ""
    lines = [one for one in seen.lines if one.kind == ADJUSTMENT and (one.amount or 0) < 0]
    sizes = Counter(_size(one) for one in seen.lines if one.role == CHARGE and one.code and one.amount)
    matching = [one for one in lines if sizes[_size(one)]]
    if not lines or len(matching) < len(lines):
        return settings, ""
    why = (
        f"Adjustments take charges back: {counted(len(lines), 'adjustment')} below zero, each as large as a charge of"
        " the same patient, code and day, and no credits."
    )
    return replace(settings, types=replace(settings.types, adjustments_credit=True)), why


def _named(line: LedgerLine, transaction_id: str) -> Hashable:
    return line.head.patient, transaction_id


def _likes(charge: LedgerLine) -> Iterator[Hashable]:
    """Under what a charge is found by a line that may be its credit."""
    yield "code", charge.code
    if charge.amount is None:
        yield "code alone", charge.code
    else:
        yield "amount", abs(charge.amount)


def _likes_of(line: LedgerLine) -> tuple[Hashable, ...]:
    """As much money; the same code where one of the two has no amount."""
    if line.amount is None:
        return (("code", line.code),)
    return (("amount", abs(line.amount)), ("code alone", line.code))


def _is_another(one: LedgerLine, line: LedgerLine) -> bool:
    return one is not line and (one.head is not line.head or one.text != line.text)


def _size(line: LedgerLine) -> Hashable:
    return line.head.patient_key, line.code, line.service_day, line.currency, abs(line.amount or 0)
