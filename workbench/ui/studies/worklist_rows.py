"""The worklist as groups and words: captions, sums, ages and amounts. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from workbench.charges.lifecycle.coded import sums
from workbench.charges.lifecycle.worklist import LATE_AFTER, Group, Sum
from workbench.history.study_records import Kept, Wait, amounts_of
from workbench.history.times import from_text

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
    Group.LATE: ("Late", "bad", "The service is more than three days old and not charged; payers may refuse it."),
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


def overview(studies: Studies) -> Overview:
    """Ask the store."""
    now = datetime.now(UTC)
    found = studies.glance(now - LATE_AFTER)
    count = len({one.study for one in found.waiting})
    return Overview(found.waiting, totals(found.waiting, now), count, found.kept, found.behind, now)


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
        found.append(Sum(group, counts[name], sums(money_of), longest, unpriced[name]))
    return tuple(found)


def tile_words(one: Sum) -> str:
    """Three lines: what, how many and how old, how much."""
    caption = TILES.get(one.group.value, CAPTIONS[one.group][0])
    if not one.count:
        return f"{caption}\n0\n—"
    return f"{caption}\n{one.count:,} · {age(one.oldest)}\n{money(one.amounts) if one.amounts else 'no price'}"


def tile_tip(one: Sum) -> str:
    """What the group means, and everything that its tile has no room for."""
    caption, _, meaning = CAPTIONS[one.group]
    if not one.count:
        return f"{caption}: {meaning}"
    return f"{caption}: {meaning}\n{one.count:,}: {money(one.amounts, one.unpriced)}; the oldest: {age(one.oldest)}."


def money(amounts: Iterable[tuple[str, Decimal]], unpriced: int = 0) -> str:
    """Amounts with their currency, and what has no price."""
    parts = [f"{amount:,.2f} {currency}".strip() for currency, amount in amounts]
    if unpriced:
        parts.append(f"{unpriced} without a price")
    return ", ".join(parts) or "—"


def age(waited: timedelta) -> str:
    """How long, in the unit that a person would use."""
    hours = int(waited.total_seconds() // 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    if hours >= 2:
        return f"{hours} hours"
    minutes = int(waited.total_seconds() // 60)
    return f"{minutes} minutes" if minutes >= 2 else "just now"
