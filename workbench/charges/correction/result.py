"""What correcting gives: the messages in the order they are sent, the differences, and what changes on the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.correction.match import Difference
from workbench.charges.ft1.rows import Row, read_rows
from workbench.charges.money_text import bare, money
from workbench.charges.numbers import total
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.result import Reversal
from workbench.er7 import Document


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the messages of a correction do to the account, in one currency ("" when the lines name none)."""

    currency: str
    credited: Decimal
    """Zero or negative."""
    charged: Decimal
    replaced: Decimal = Decimal(0)
    """Zero or negative: charges that a receiver overwrites with others of the same id."""
    unpriced: int = 0
    """Lines without an amount, which are in neither sum."""

    @property
    def net(self) -> Decimal:
        """The difference to what was charged before."""
        return total((self.credited, self.replaced, self.charged))

    @property
    def text(self) -> str:
        """In words."""
        unpriced = f"; {self.unpriced} without an amount" if self.unpriced else ""
        credited, replaced, charged = (bare(one, self.currency) for one in (self.credited, self.replaced, self.charged))
        over = f"{replaced} replaced, " if self.replaced else ""
        difference = money(self.net, self.currency)
        return f"{credited} credited, {over}{charged} charged, difference {difference}{unpriced}"


@dataclass(frozen=True)
class Correction:
    """A correction, or the sentence why there is none."""

    messages: tuple[Document, ...]
    """In the order they are sent. The second of two only after the first was accepted."""
    refusal: str = ""
    differences: tuple[Difference, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    notes: tuple[str, ...] = ()
    reversal: Reversal | None = None
    """The credits by themselves; None when none are needed."""

    @property
    def transaction_ids(self) -> tuple[str, ...]:
        """FT1-2 of every line, in order."""
        return tuple(
            document.value(segment.path.at(field=2, component=1)) or ""
            for document in self.messages
            for segment in document.all("FT1")
        )


def settled(
    messages: Sequence[Document], convention: Convention, replaced: Sequence[Row] = ()
) -> tuple[Settlement, ...]:
    """Read from the finished messages as a receiver would, by currency.

    `replaced` are charges that others with their id overwrite. Lines without an amount are counted in the first one.
    """
    rows = [row for document in messages for _, row in read_rows(document, convention)]
    credits = [row for row in rows if row.kind == "credit"]
    charges = [row for row in rows if row.kind == "charge"]
    every = (*credits, *charges, *replaced)
    unpriced = sum(1 for row in (*credits, *charges) if row.effect is None)
    currencies = list(dict.fromkeys(row.currency for row in every if row.effect is not None)) or [""]
    return tuple(
        Settlement(
            currency,
            _sum(credits, currency),
            _sum(charges, currency),
            -_sum(replaced, currency),
            0 if position else unpriced,
        )
        for position, currency in enumerate(currencies)
    )


def _sum(rows: Sequence[Row], currency: str) -> Decimal:
    return total(row.effect for row in rows if row.currency == currency and row.effect is not None)
