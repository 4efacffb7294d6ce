"""A correction as the page shows it: every line of the old message with what becomes of it, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from workbench.charges.correction.correct import Correction
from workbench.charges.correction.match import Charged, Difference
from workbench.charges.correction.once import ANOTHER
from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import Row, read_row
from workbench.charges.ledger.meant import entry_in
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.rest import rest_of
from workbench.er7 import Document
from workbench.ui.reversal.lookup import NOT_LOOKED_UP, Standing
from workbench.ui.reversal.shown import (
    BESIDE,
    FieldView,
    LineView,
    Named,
    Note,
    Shown,
    amount_words,
    code_of,
    field_cells,
    fields_of,
    rest_words,
)

_KINDS = {"changed": "warn", "unchanged": "muted", "removed": "bad", "added": "good"}


class Source:
    """The charges of the old message, of which some are `chosen` (None for all): the others stay in the list too."""

    def __init__(self, document: Document, convention: Convention, chosen: Collection[int] | None = None) -> None:
        rows = (read_row(document, group, convention) for group in groups_of(document))
        self.rows = tuple(row for row in rows if row.kind in ("charge", ""))
        self._document, self._chosen = document, chosen

    def line(self, row: Row, refusal: str) -> LineView:
        """One of which the correction says nothing."""
        cells = (row.transaction_id or str(row.path), code_of(self._document, row.path), amount_words(row), "", "", "")
        if self._chosen is not None and row.number not in self._chosen:
            return LineView(row.number, (*cells, "Not chosen"), "muted", "It was not chosen: it stays as it is.")
        if refusal:
            return LineView(row.number, (*cells, "Refused"), "bad", refusal)
        return LineView(row.number, (*cells, "Left alone"), "muted", "It is not on the account, so it stays as it is.")


def of_correction(result: Correction, standing: Standing, name: Named, source: Source | None = None) -> Shown:
    """The differences first, then the messages in order."""
    return Shown(
        result.messages,
        tuple(_titles(result)),
        tuple(_lines(result, source)),
        tuple(_difference_fields(result.differences, name)),
        tuple(f"{settlement.text}." for settlement in result.settlements),
        True,
        tuple(_correction_notes(result, standing)),
        result.refusal,
        tuple(rest_words(_open_in_part(result, standing), standing)),
        standing.sentence if standing is NOT_LOOKED_UP else "",
        tuple(fields_of(result.reversal, name)) if result.reversal is not None else (),
    )


def _lines(result: Correction, source: Source | None) -> Iterator[LineView]:
    """The lines of the old message in their order, then what is new."""
    found = {_number(place, one): _difference(place, one) for place, one in enumerate(result.differences, 1)}
    for row in source.rows if source is not None else ():
        found.setdefault(row.number, source.line(row, result.refusal) if source is not None else found[row.number])
    yield from (found[number] for number in sorted(number for number in found if number > 0))
    yield from (line for number, line in found.items() if number < 0)


def _number(place: int, one: Difference) -> int:
    """Of a difference: the number of its old line, else one below 0."""
    return one.old.row.number if one.old is not None else -place


def _open_in_part(result: Correction, standing: Standing) -> Iterator[tuple[Row, None]]:
    for one in result.differences:
        if one.old is not None and rest_of(one.old.row, standing.elsewhere.lines.get(one.old.row.number), None):
            yield (one.old.row, None)


def _titles(result: Correction) -> Iterator[str]:
    if len(result.messages) == 1:
        yield "Credits and new charges" if result.reversal is not None else "New charges"
    else:
        yield from ("1 of 2: credits", "2 of 2: new charges")[: len(result.messages)]


def _difference(place: int, one: Difference) -> LineView:
    cells = (*_side(one.old), *_side(one.new), one.kind.capitalize())
    return LineView(_number(place, one), cells, _KINDS[one.kind], one.text)


def _side(one: Charged | None) -> tuple[str, str, str]:
    if one is None:
        return ("—", "", "")
    return (one.row.transaction_id or str(one.row.path), one.code, amount_words(one.row))


def _difference_fields(differences: tuple[Difference, ...], name: Named) -> Iterator[FieldView]:
    for place, one in enumerate(differences, 1):
        number = _number(place, one)
        for field in one.fields:
            why = "The charge is made anew for it." if field.billed else "It is worded otherwise; the bill stays."
            yield FieldView(number, field_cells(field.old, name, field.before, field.after, why), field.billed)
        if one.follows and one.old is not None:
            path = one.old.row.path
            becomes = one.new.code if one.new is not None else ""
            yield FieldView(number, (str(path), "Add-on", one.old.code, becomes, one.follows))


def _correction_notes(result: Correction, standing: Standing) -> Iterator[Note]:
    if result.refusal:
        named = entry_in(result.refusal)
        yield Note(result.refusal, "bad", f"Show entry {named}" if named is not None else "", named or "")
        if ANOTHER in result.refusal:
            yield Note("Both are wanted when it was done twice.", "", "Charge beside it", BESIDE)
    yield from (Note(one.follows) for one in result.differences if one.follows)
    entry = standing.entry
    colour = "" if standing.outcome else "warn"
    yield Note(standing.sentence, colour, f"Show entry {entry}" if entry is not None else "", entry or "")
    for note in result.notes:
        yield Note(note, "warn" if note.startswith(("Send the second", "Whether")) else "")
