"""The worklist as rows and tiles of texts: words for groups, ages and amounts. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from workbench.charges.lifecycle.worklist import Group, Item, Known, Sum, totals, worklist
from workbench.ui.simple_table import Line

if TYPE_CHECKING:
    from workbench.history.studies import Studies
    from workbench.history.study_records import StudySummary

HEADERS = ("Waits for", "Age", "Amount", "Accession", "Patient", "Examination", "Why")
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
    Group.NOT_ACKNOWLEDGED: ("Not acknowledged", "warn", "Charged, and no receiver has acknowledged it."),
    Group.LATE: ("Late", "bad", "The service is more than three days old and not charged; payers may refuse it."),
}


@dataclass(frozen=True)
class Overview:
    """Everything that the worklist shows, worked out in one go."""

    items: tuple[Item, ...] = ()
    sums: tuple[Sum, ...] = ()
    kept: tuple[StudySummary, ...] = ()
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)


def overview(studies: Studies) -> Overview:
    """Ask the store. Two questions, each with its own view of the file."""
    now = datetime.now(UTC)
    known: Sequence[Known] = studies.known()
    items = worklist(known, now)
    return Overview(items, totals(items), tuple(studies.summaries()), now)


def rows(shown: Overview, group: str) -> list[Line]:
    """The rows of one group; of all that waits with "", and of every kept study with ALL."""
    if group == ALL:
        return [_kept(one, shown.now) for one in shown.kept]
    return [_item(item) for item in shown.items if group in ("", item.group.value)]


def tile_words(one: Sum) -> str:
    """Three lines: what, how many, how much and how old."""
    caption = CAPTIONS[one.group][0]
    if not one.count:
        return f"{caption}\n0\n—"
    return f"{caption}\n{one.count} · {money(one.amounts, one.unpriced)}\n{age(one.oldest)}"


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


def _item(item: Item) -> Line:
    caption, colour, meaning = CAPTIONS[item.group]
    cells = (
        caption,
        age(item.age),
        money(item.amounts, item.unpriced),
        item.accession or "—",
        item.patient or "—",
        item.title or "—",
        item.why,
    )
    return Line(cells, item.study, colour, f"{meaning}\n{item.why}")


def _kept(one: StudySummary, now: datetime) -> Line:
    cells = (
        one.state.capitalize(),
        age(max(now - one.changed_at, timedelta(0))),
        money(one.charged),
        one.accession or "—",
        one.patient or "—",
        one.title or "—",
        one.why,
    )
    return Line(cells, one.id, "", one.why)
