"""The worklist as groups and words: captions, sums, ages and amounts. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.charges.lifecycle.coded import sums_apart
from workbench.charges.lifecycle.worklist import LATE_AFTER, Amounts, Group, Sum, age
from workbench.charges.money_text import stake_text
from workbench.history.study_records import Kept, Wait, amounts_of
from workbench.history.times import from_text
from workbench.words import counted

if TYPE_CHECKING:
    from workbench.history.studies import Studies

ALL = "all"
"""The tile that shows every study that is kept."""

CAPTIONS: dict[Group, tuple[str, str, str]] = {
    # group: caption, colour, and what it means
    Group.NOT_CHARGED: ("Not charged", "bad", "Signed, and no charge was made yet."),
    Group.INCOMPLETE: ("Incomplete", "warn", "Signed, but something has to be completed before it can be charged."),
    Group.REJECTED: ("Refused", "bad", "The receiver refused the message."),
    Group.DIFFERS: ("Booked otherwise", "bad", "The receiver has booked other than the last signed report says."),
    Group.STILL_CHARGED: ("Still charged", "bad", "Not signed any more, and charges stand that should not."),
    Group.CORRECTED: ("Corrected since", "warn", "Charged, and the report has changed since."),
    Group.LOOK: ("To look at", "warn", "Something that a person should see: warnings, reports that were set aside."),
    Group.NOT_ACKNOWLEDGED: ("Not acknowledged", "warn", "Charged, and no receiver has acknowledged it."),
    Group.LATE: ("Late", "bad", "The service is over three days old, and its charge was not made or not acknowledged."),
}


TILES: dict[str, str] = {
    # group: its caption where there is little room
    Group.DIFFERS.value: "Differs",
    Group.CORRECTED.value: "Corrected",
    Group.NOT_ACKNOWLEDGED.value: "Unanswered",
}


@dataclass(frozen=True)
class Overview:
    """Everything that the worklist shows; its rows are made into words when they are looked at."""

    waiting: tuple[Wait, ...] = ()
    sums: tuple[Sum, ...] = ()
    studies: int = 0
    """How many studies wait; one may stand in several groups."""
    kept: tuple[Kept, ...] = ()
    behind: int = 0
    """Studies that the store has still to write down."""
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    amounts: Amounts = ()
    """Of everything that waits, the money of a charge that stands in several groups counted once."""
    unpriced: int = 0
    oldest: timedelta = timedelta(0)

    def rows(self, group: str, needle: str = "") -> list[Wait] | list[Kept]:
        """The rows of a group ("": of all, ALL: of all studies) in which every word of the needle stands.

        What is late waits in another group too: among all it stands once, there.
        """
        words = needle.casefold().split()
        if group == ALL:
            return [one for one, said in zip(self.kept, self._kept_words, strict=True) if _has(said, words)]
        found = zip(self.waiting, self._waiting_words, strict=True)
        if group:
            return [one for one, said in found if group == one.group and _has(said, words)]
        return [one for one, said in found if not self._again(one) and _has(said, words)]

    def _again(self, row: Wait) -> bool:
        return row.group == Group.LATE.value and row.study in self._not_late

    @cached_property
    def _not_late(self) -> frozenset[int]:
        return frozenset(one.study for one in self.waiting if one.group != Group.LATE.value)

    def prepare(self) -> None:
        """Work out what a search looks through; where nobody waits for it, since it is done once for all rows."""
        _ = self._waiting_words, self._kept_words

    @cached_property
    def _waiting_words(self) -> tuple[str, ...]:
        return tuple(map(_words, self.waiting))

    @cached_property
    def _kept_words(self) -> tuple[str, ...]:
        return tuple(map(_words, self.kept))


def _words(row: Wait | Kept) -> str:
    return f"{row.accession} {row.patient} {row.title}".casefold()


def _has(said: str, words: Sequence[str]) -> bool:
    return all(word in said for word in words)


def overview(studies: Studies) -> Overview:
    """Ask the store."""
    now = datetime.now(UTC)
    found = studies.glance(now - LATE_AFTER)
    count = len({one.study for one in found.waiting})
    groups = totals(found.waiting, now)
    amounts, unpriced = at_stake(found.waiting)
    oldest = max((one.oldest for one in groups), default=timedelta(0))
    known = Overview(found.waiting, groups, count, found.kept, found.behind, now, amounts, unpriced, oldest)
    known.prepare()
    return known


def at_stake(waiting: Sequence[Wait]) -> tuple[Amounts, int]:
    """The money of everything that waits, and how many lines have no price; the same money counts once.

    What is late waits in another group too, and what is to be looked at often does. Of the groups in `_SAME_MONEY` the
    one with the most has the money of the others: a charge that was corrected since may be unanswered too.
    """
    again = (Group.LATE.value, Group.LOOK.value)
    elsewhere = {one.study for one in waiting if one.group not in again}
    once = [one for one in waiting if one.group not in again or one.study not in elsewhere]
    counts = Counter(one.study for one in once if one.group in _SAME_MONEY)
    shared: dict[int, list[Wait]] = {}
    for one in once:
        if one.group in _SAME_MONEY and counts[one.study] > 1:
            shared.setdefault(one.study, []).append(one)
    alone = [one for one in once if one.group not in _SAME_MONEY or counts[one.study] == 1]
    texts = Counter(one.amounts for one in alone)
    found = [(currency, amount * times) for text, times in texts.items() for currency, amount in amounts_of(text)]
    found += (pair for rows in shared.values() for pair in _most(rows))
    unpriced = sum(one.unpriced for one in alone) + sum(max(one.unpriced for one in rows) for rows in shared.values())
    return sums_apart(found), unpriced


_SAME_MONEY = frozenset(
    group.value
    for group in (Group.NOT_CHARGED, Group.INCOMPLETE, Group.STILL_CHARGED, Group.CORRECTED, Group.NOT_ACKNOWLEDGED)
)
"""Groups with what stands, or should stand. What was refused, and what is booked beside, is other money."""


def _most(rows: Iterable[Wait]) -> Iterator[tuple[str, Decimal]]:
    """For each currency the most that is missing in one of the rows, and the most that is too much."""
    more: dict[str, Decimal] = {}
    less: dict[str, Decimal] = {}
    for currency, amount in (pair for one in rows for pair in amounts_of(one.amounts)):
        more[currency] = max(amount, more.get(currency, Decimal(0)))
        less[currency] = min(amount, less.get(currency, Decimal(0)))
    yield from (pair for found in (more, less) for pair in found.items() if pair[1])


def totals(waiting: Sequence[Wait], now: datetime) -> tuple[Sum, ...]:
    """One line for each group, those without studies too. Equal amounts are read once."""
    amounts = Counter((one.group, one.amounts) for one in waiting)
    counts = Counter(one.group for one in waiting)
    unpriced: Counter[str] = Counter()
    oldest: dict[str, str] = {}
    for one in waiting:
        if one.unpriced:
            unpriced[one.group] += one.unpriced
        if one.since is not None and one.since < oldest.get(one.group, "9"):
            oldest[one.group] = one.since
    found = []
    for group in Group:
        name = group.value
        money_of = [
            (currency, amount * times)
            for (of, text), times in amounts.items()
            if of == name
            for currency, amount in amounts_of(text)
        ]
        longest = max(now - from_text(oldest[name]), timedelta(0)) if name in oldest else timedelta(0)
        found.append(Sum(group, counts[name], sums_apart(money_of), longest, unpriced[name]))
    return tuple(found)


def tile_words(one: Sum) -> str:
    """Three lines: what, how many and how old, how much."""
    caption = TILES.get(one.group.value, CAPTIONS[one.group][0])
    if not one.count:
        return f"{caption}\n0\n—"
    return f"{caption}\n{one.count:,} · {age(one.oldest)}\n{_short(one.amounts)}"


def all_words(found: Overview) -> str:
    """The same three lines of everything that waits."""
    if not found.studies:
        return "All waiting\n0\n—"
    return f"All waiting\n{found.studies:,} · {age(found.oldest)}\n{_short(found.amounts)}"


def all_tip(found: Overview) -> str:
    """Everything that the tile has no room for."""
    meaning = "Everything that waits for a person."
    if not found.studies:
        return meaning
    studies = counted(found.studies, "study", "studies")
    return f"{meaning}\n{studies}: {money_words(found.amounts, found.unpriced)}; the oldest: {age(found.oldest)}."


def _short(amounts: Amounts) -> str:
    """What is missing; what is too much only where nothing is missing. The tip says both."""
    missing = [one for one in amounts if one[1] >= 0]
    return money_words(missing or amounts) if amounts else "no price"


def tile_tip(one: Sum) -> str:
    """What the group means, and everything that its tile has no room for."""
    caption, _, meaning = CAPTIONS[one.group]
    if not one.count:
        return f"{caption}: {meaning}"
    stake = money_words(one.amounts, one.unpriced)
    return f"{caption}: {meaning}\n{one.count:,}: {stake}; the oldest: {age(one.oldest)}."


def money_words(amounts: Iterable[tuple[str, Decimal]], unpriced: int = 0) -> str:
    """Amounts with their currency, charges and credits each on its own, and what has no price."""
    return stake_text(amounts, unpriced) or "—"
