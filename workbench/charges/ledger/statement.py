"""A statement for paper: plain text, or HTML with everything from messages escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from workbench.charges import money_text
from workbench.charges.ledger.flag import Flag, money
from workbench.charges.ledger.ledger import Charge
from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.views import Group

HEADINGS = (
    "Transaction id",
    "Day",
    "Code",
    "Description",
    "Quantity",
    "Amount",
    "Balance",
    "Type",
    "State",
    "Paired by",
)
_RIGHT = (4, 5, 6)
_WHOLE = (0, 1, 2, 7, 8)
"""Ids, days, codes and single words are not broken over two lines."""
_WIDEST = 40
_PICTURES = {number: 0x2400 + number for number in range(32)} | {127: 0x2421} | dict.fromkeys(range(128, 160), 0xFFFD)

_STYLE = (
    "body{font-family:sans-serif;font-size:9pt}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #999;padding:2px 4px;text-align:left;vertical-align:top}"
    "th{white-space:nowrap}.n{text-align:right;white-space:nowrap}.w{white-space:nowrap}"
)


class Row(NamedTuple):
    """One printed line; a credit stands under its charge."""

    cells: tuple[str, ...]
    below: bool = False


def as_text(group: Group, flags: Sequence[Flag] = (), title: str = "Statement of charges") -> str:
    """The statement as plain text, with a line feed at every line end. Control characters become visible."""
    rows = list(_rows(group))
    heading = Row(HEADINGS)
    shown = [_cut(row) for row in (heading, *rows)]
    widths = [max(len(cells[column]) for cells in shown) for column in range(len(HEADINGS))]
    lines = [_visible(f"{title}: {group.title}"), ""]
    lines += [_padded(cells, widths) for cells in shown[:1]]
    lines.append("-" * len(lines[-1]))
    lines += [_padded(cells, widths) for cells in shown[1:]]
    lines += ["", *_visible_all(_summary(group))]
    if flags:
        lines += ["", "To look at:", *_visible_all(f"- {one.text}" for one in flags)]
    return "\n".join(lines) + "\n"


def as_html(group: Group, flags: Sequence[Flag] = (), title: str = "Statement of charges") -> str:
    """The statement as a page of its own, without scripts and without anything from elsewhere."""
    head = f"{_html(title)}: {_html(group.title)}"
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{head}</title><style>{_STYLE}</style></head><body>',
        f"<h1>{head}</h1>",
        "<table><thead><tr>",
        *(f"<th{_class(column)}>{_html(name)}</th>" for column, name in enumerate(HEADINGS)),
        "</tr></thead><tbody>",
    ]
    for row in _rows(group):
        indent = (
            "&nbsp;&nbsp;&nbsp;" if row.below else ""
        )  # not a padding: Qt, which prints the page, knows none of one cell
        first, *others = (_html(value) for value in row.cells)
        cells = "".join(f"<td{_class(n)}>{value}</td>" for n, value in enumerate((indent + first, *others)))
        parts.append(f"<tr>{cells}</tr>")
    parts.append("</tbody></table>")
    parts += [f"<p>{_html(line)}</p>" for line in _summary(group)]
    if flags:
        parts += ["<h2>To look at</h2><ul>", *(f"<li>{_html(one.text)}</li>" for one in flags), "</ul>"]
    parts.append("</body></html>")
    return "\n".join(parts) + "\n"


def _rows(group: Group) -> Iterator[Row]:
    here = set(group.transactions)
    for charge in group.charges:
        yield Row(_cells(charge.charge, charge.state, balance=_left(charge)))
        for match in charge.credits:
            said = match.how if match.credit in here else "stands elsewhere"
            yield Row(_cells(match.credit, match.credit.outcome, by=said), below=True)
    for one in group.alone:
        charge_of = group.ledger.charge_of.get(one)
        said = "its charge stands elsewhere" if charge_of is not None else ""
        yield Row(_cells(one, one.outcome, by=said))


def _left(charge: Charge) -> str:
    """What is left; "not counted" where nothing counts, which is not the same as 0.00."""
    return charge.balance.text if any(one.live for one in charge.transactions) else "not counted"


def _cells(one: Transaction, state: str, *, balance: str = "", by: str = "") -> tuple[str, ...]:
    line = one.line
    quantity = "" if line.units is None else f"{line.units:f}"
    amount = money(line)
    code = " ".join((line.code, *line.modifiers))
    day = line.service_day.isoformat() if line.service_day else ""
    return (line.transaction_id, day, code, line.description, quantity, amount, balance, line.role, state, by)


def _summary(group: Group) -> list[str]:
    found = []
    for one in group.totals.sums:
        said = "no amount" if one.amount is None else money_text.money(one.amount, one.currency)
        missing = f", {one.without_amount} without an amount" if one.without_amount and one.amount is not None else ""
        left_out = "" if one.counts else " (not counted)"
        found.append(
            f"{one.label}, {one.state}: {one.lines} line{'' if one.lines == 1 else 's'}, {said}{missing}{left_out}"
        )
    return [*found, f"Charges less credits: {group.totals.text}"]


def _cut(row: Row) -> list[str]:
    cells = [_visible(value) for value in row.cells]
    if row.below:
        cells[0] = f"  {cells[0]}"
    # Only the description may be cut: everything else is needed whole.
    cells[3] = cells[3] if len(cells[3]) <= _WIDEST else f"{cells[3][: _WIDEST - 1]}…"
    return cells


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        value.rjust(width) if column in _RIGHT else value.ljust(width)
        for column, (value, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _class(column: int) -> str:
    return ' class="n"' if column in _RIGHT else ' class="w"' if column in _WHOLE else ""


def _html(text: str) -> str:
    return escape(_visible(text), quote=True)


def _visible(text: str) -> str:
    return text.translate(_PICTURES)


def _visible_all(lines: Iterator[str] | Sequence[str]) -> list[str]:
    return [_visible(line) for line in lines]
