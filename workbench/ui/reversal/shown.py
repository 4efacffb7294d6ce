"""What the page shows, as plain data: lines, fields, totals and notes of a reversal, a re-post or a correction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from workbench.charges.ft1.netting import Total
from workbench.charges.ft1.rows import Row
from workbench.charges.reversal.rest import Rest, rest_of
from workbench.charges.reversal.result import NOT_CHOSEN, REFUSED, REVERSED, SKIPPED, Reversal, ReversedLine
from workbench.er7 import Document, Path
from workbench.ui.money_text import money
from workbench.ui.reversal.lookup import NOT_LOOKED_UP, Standing
from workbench.ui.simple_table import Line

REVERSE, REPOST, CORRECT = "reverse", "repost", "correct"
MODES = (REVERSE, REPOST, CORRECT)
TAKE_REST, BESIDE = "take rest", "beside"
"""Targets of links: take back what is left of charges that were taken back in part; charge although a charge like it
stands, since it is another service."""
_DOUBT = "Whether the receiver took the credit"
"""So begins the note about credits that are followed by new charges, though nobody knows whether they arrived."""
_PARTLY = "partly reversed"

Named = Callable[[Path], str]
"""The name of a field by its path."""


@dataclass(frozen=True)
class Note:
    """A sentence; with a link there is something to go to."""

    text: str
    colour: str = ""
    """"" is muted, else a role of a label: good, warn, bad."""
    link: str = ""
    """Caption of the link: "Show entry 12", "Post again"."""
    target: str | int = ""
    """An entry of the history, or one of MODES."""


@dataclass(frozen=True)
class LineView:
    """One line on the left. `number` counts FT1 of the source from 1; what is in none of them has one below 0."""

    number: int
    cells: tuple[str, ...]
    colour: str
    why: str
    checked: bool = True


@dataclass(frozen=True)
class FieldView:
    """One field on the right."""

    number: int
    """The line that it belongs to; 0 for the header."""
    cells: tuple[str, ...]
    """Path, name, before, after, why."""
    changed: bool = True


@dataclass(frozen=True)
class Shown:
    """Everything."""

    messages: tuple[Document, ...] = ()
    titles: tuple[str, ...] = ()
    lines: tuple[LineView, ...] = ()
    fields: tuple[FieldView, ...] = ()
    totals: tuple[str, ...] = ()
    balanced: bool = True
    notes: tuple[Note, ...] = ()
    refusal: str = ""
    rests: tuple[str, ...] = ()
    """What is left of each charge that was taken back in part: "180.00 of 350.00 USD (CHG001)"."""
    doubt: str = ""
    """What nobody knows and what that may cost: to be asked before it is sent; "" where there is no doubt."""
    credit_fields: tuple[FieldView, ...] = ()
    """Of a correction: its credits field by field, beside what they take back."""

    @cached_property
    def field_lines(self) -> list[Line]:
        """The fields as the table takes them; there may be thousands, so they are made where nobody waits."""
        return _as_lines(self.fields)

    @cached_property
    def credit_lines(self) -> list[Line]:
        """The same of the credits of a correction."""
        return _as_lines(self.credit_fields)


def _as_lines(fields: Iterable[FieldView]) -> list[Line]:
    return [Line(one.cells, one.number, "accent" if one.changed else "muted") for one in fields]


_DECISIONS = {
    REVERSED: ("Taken back", "good"),
    SKIPPED: ("Left alone", "muted"),
    REFUSED: ("Refused", "bad"),
    NOT_CHOSEN: ("Not chosen", "muted"),
}


def of_reversal(result: Reversal, document: Document, standing: Standing, mode: str, name: Named) -> Shown:
    """A reversal, or a re-post."""
    return Shown(
        (result.document,) if result.document is not None else (),
        ("Credits" if mode == REVERSE else "New charges",),
        tuple(_line(line, document, mode) for line in result.lines),
        tuple(fields_of(result, name)),
        tuple(_total_words(total) for total in result.totals),
        result.balanced,
        tuple(_notes(result, standing, mode)),
        result.refusal,
        tuple(rest_words(((line.row, line.rest) for line in result.lines if _in_part(line)), standing)),
        _doubt(result, standing, mode),
    )


def _doubt(result: Reversal, standing: Standing, mode: str) -> str:
    if standing is NOT_LOOKED_UP:
        return standing.sentence
    return repost_doubt(result) if mode == REPOST else ""


def repost_doubt(result: Reversal) -> str:
    """What may happen when credits of which nobody knows whether they arrived are followed by new charges."""
    return " ".join(note for note in result.notes if note.startswith(_DOUBT))


def _in_part(line: ReversedLine) -> bool:
    return line.rest is not None or line.reason == _PARTLY


def rest_words(lines: Iterable[tuple[Row, Row | None]], standing: Standing) -> Iterator[str]:
    """`lines` are charges that were taken back in part, with what is left where it is known already."""
    for row, left in lines:
        called = row.transaction_id or str(row.path)
        earlier = standing.elsewhere.lines.get(row.number)
        rest = Rest(left.amount, left.quantity) if left is not None else rest_of(row, earlier, None)
        yield f"{rest.text(row)} ({called})" if rest is not None else called


def _line(line: ReversedLine, document: Document, mode: str) -> LineView:
    row = line.row
    label, colour = _DECISIONS[line.decision]
    if line.is_reversed:
        what = "Taken back" if mode == REVERSE else "Charged again"
        label = f"{what} as {line.credit.transaction_id}" if line.credit and line.credit.transaction_id else what
        colour = "warn" if line.warnings else "good"
    elif line.reason not in ("", NOT_CHOSEN):
        label = f"{label}: {line.reason}"
    cells = (
        str(line.number),  # as the command line counts them, whatever FT1-1 says
        row.transaction_id or "—",
        row.code or "none",
        code_of(document, row.path),
        amount_words(row),
        label,
    )
    return LineView(line.number, cells, colour, " ".join((line.why, *line.warnings)))


def code_of(document: Document, path: Path) -> str:
    codes = (document.value(path.at(field=field, component=1)) or "" for field in (25, 7))
    return next((code for code in codes if code), "no code")


def amount_words(row: Row) -> str:
    """The amount; its quantity when there is none."""
    if row.amount is not None:
        return money(row.amount, row.currency)
    return "no amount" if row.quantity is None else f"{row.quantity:f} units"


def _total_words(total: Total) -> str:
    """By currency; what has no amount is netted by quantity, or line by line, and that is said."""
    lines = f"{total.lines} line{'' if total.lines == 1 else 's'}"
    if total.measure == "amount":
        charged, credited, net = (
            money(one, total.currency).removesuffix(total.currency).rstrip()
            for one in (total.charged, total.credited, total.net)
        )
        return f"{charged} and {credited} make {net} {total.currency or 'without a currency'} ({lines})."
    by = "quantity" if total.measure == "quantity" else "number"
    return f"{lines} without an amount, netted by {by}: {total.charged:f} and {total.credited:f} make {total.net:f}."


def fields_of(result: Reversal, name: Named) -> Iterator[FieldView]:
    for change in result.header:
        yield FieldView(0, field_cells(change.path, name, change.before, change.after, change.why), change.changed)
    for line in result.reversed:
        for change in line.changes:
            cells = field_cells(change.path, name, change.before, change.after, change.why)
            yield FieldView(line.number, cells, change.changed)
        for added in line.added:
            cells = (added[:3], "New segment", "", added, "It was added behind the line.")
            yield FieldView(line.number, cells)


def field_cells(path: Path, name: Named, before: str, after: str, why: str) -> tuple[str, ...]:
    return (str(path), name(path), before or "empty", after or "empty", why)


def _notes(result: Reversal, standing: Standing, mode: str) -> Iterator[Note]:
    for note in result.notes:
        if note.startswith(_DOUBT):
            yield Note(note, "warn")
    if result.refusal:
        # The reasons follow line by line, each with its way out.
        refused = any(line.decision == REFUSED for line in result.lines)
        yield Note(f"{result.refusal.partition('. ')[0].rstrip('.')}." if refused else result.refusal, "bad")
    entry = standing.entry
    link = f"Show entry {entry}" if entry is not None else ""
    yield Note(standing.sentence, "" if standing.outcome else "warn", link, entry or "")
    yield from _line_notes(result.lines, standing, mode)
    for note in result.notes:
        if not note.startswith(("Not reversed: ", "Not posted again: ", _DOUBT)):  # they are said above
            yield Note(note, "warn" if note.startswith("Whether") else "")


def _line_notes(lines: tuple[ReversedLine, ...], standing: Standing, mode: str) -> Iterator[Note]:
    for line in lines:
        if line.decision == REFUSED:
            yield _refusal(line, standing, mode)
        elif line.decision == SKIPPED and mode == REVERSE:
            yield Note(line.why)
        for warning in line.warnings:
            yield Note(warning, "warn")


def _refusal(line: ReversedLine, standing: Standing, mode: str) -> Note:
    if mode == REVERSE and line.reason in ("a credit", "already reversed"):
        entry = standing.entries.get(line.number)
        if line.reason == "already reversed" and entry is not None:
            return Note(line.why, "bad", f"Show entry {entry}", entry)
        return Note(line.why, "bad", "Post again", REPOST)
    if mode == REPOST and line.reason == "still charged":
        return Note(line.why, "bad", "Take it back", REVERSE)
    if mode == REVERSE and line.reason == _PARTLY and line.row.kind == "charge":
        return Note(line.why, "bad", "Take back what is left", TAKE_REST)
    entry = standing.entries.get(line.number) if line.reason == "rejected" else None
    return Note(line.why, "bad", f"Show entry {entry}" if entry is not None else "", entry or "")


def wants_repost(shown: Shown) -> bool:
    """Whether some lines could be posted again rather than taken back."""
    return any(line.cells[-1].endswith((": a credit", ": already reversed")) for line in shown.lines)
