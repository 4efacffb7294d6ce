"""Whether charges and credits add up to zero: by currency, by quantity where there is no amount, else by lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.ft1.rows import Row
from workbench.charges.money_text import bare
from workbench.charges.numbers import total


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over rows that are measured in the same way."""

    measure: str
    """amount, quantity or lines."""
    currency: str
    """Of amounts; "" when the rows name none."""
    lines: int
    charged: Decimal
    credited: Decimal
    """Negative."""

    @property
    def net(self) -> Decimal:
        """What is left."""
        return total((self.charged, self.credited))

    @property
    def text(self) -> str:
        """In words."""
        unit = {"amount": self.currency or "without a currency", "quantity": "units", "lines": "lines"}[self.measure]
        counted = f"{self.lines} line{'' if self.lines == 1 else 's'}"
        charged, credited, net = (self._said(one) for one in (self.charged, self.credited, self.net))
        return f"{charged} and {credited} make {net} {unit} ({counted})"

    def _said(self, number: Decimal) -> str:
        return bare(number, self.currency) if self.measure == "amount" else f"{number:f}"


def totals(pairs: Iterable[tuple[Row, Row]]) -> tuple[Total, ...]:
    """One total for each way of measuring; each pair is a row and the row that takes it back."""
    found: dict[tuple[str, str], list[tuple[Decimal, Decimal]]] = {}
    for before, after in pairs:
        measure, effects = effects_of(before, after)
        currency = before.currency if measure == "amount" else ""
        found.setdefault((measure, currency), []).append(effects)
    return tuple(
        Total(measure, currency, len(each), total(one for one, _ in each), total(other for _, other in each))
        for (measure, currency), each in found.items()
    )


def effects_of(before: Row, after: Row) -> tuple[str, tuple[Decimal, Decimal]]:
    """How the two are compared, and what each adds to the account."""
    if before.effect is not None and after.effect is not None and before.currency == after.currency:
        return "amount", (before.effect, after.effect)
    if before.counted is not None and after.counted is not None:
        return "quantity", (before.counted, after.counted)
    return "lines", (Decimal(before.sign), Decimal(after.sign))


def cancels(before: Row, after: Row) -> bool:
    """Whether the second takes back the first, no more and no less."""
    if not before.sign or after.sign != -before.sign:
        # Nothing takes off zero: an adjustment of 0.00 has no direction.
        return before.kind == after.kind == "adjustment" and before.effect == after.effect == 0
    _measure, effects = effects_of(before, after)
    return total(effects) == 0
