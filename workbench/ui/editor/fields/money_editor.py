"""The input of money: amount and currency side by side, each written to its own place."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from workbench.er7 import Delimiters
from workbench.ui.editor.field_editor import FieldEditor, Place, ValueLine
from workbench.ui.editor.fields.money import read_money
from workbench.ui.editor.values import is_folded, one_line

_LONGEST = 200
"""A longer text is no amount; it is shown, and edited elsewhere."""
_EMPTY = "curr."
_NOTHING: Mapping[Place, str] = {}


class MoneyEditor(FieldEditor):
    """`line` is the amount as it is written, digits and scale untouched; an empty one stays empty."""

    def __init__(self, name: str, datatype: str, *, inner: bool = False, parent: QWidget | None = None) -> None:
        """`inner` is for an MO that is a component itself: its parts are subcomponents."""
        super().__init__(name, {}, parent)
        self._datatype, self._inner = datatype, inner
        self.places = _places(datatype, inner)
        self.line.setAccessibleName(f"{name}, amount")
        self.line.setPlaceholderText("amount")
        self.currency = ValueLine()
        self.currency.setAccessibleName(f"{name}, currency")
        self.currency.setPlaceholderText(_EMPTY)
        self.currency.setFixedWidth(_width(self.currency, 6))
        self.row.addWidget(self.currency)
        self.currency.textEdited.connect(lambda text: self.part_edited.emit(self.places[1], self.currency.meant(text)))
        self.currency.entered.connect(lambda: self.part_entered.emit(self.places[1]))
        self.currency.dropped.connect(lambda: self.part_dropped.emit(self.places[1]))
        self.currency.unfolded.connect(self.unfolded)

    def lines(self) -> tuple[ValueLine, ...]:
        return self.line, self.currency

    def show_raw(
        self, raw: str, delimiters: Delimiters, *, read_only: bool = False, held: Mapping[Place, str] = _NOTHING
    ) -> None:
        self._raw, self._delimiters = raw, delimiters
        money = read_money(raw, self._datatype, delimiters, inner=self._inner)
        for line, place, text in zip(self.lines(), self.places, (money.amount, money.currency), strict=True):
            shown = held.get(place, text)
            long = len(shown) > _LONGEST
            line.setReadOnly(read_only or long)
            line.show_text(one_line(shown) if is_folded(shown) else shown)
        self.currency.setPlaceholderText(money.stray or _EMPTY)

    def _on_edited(self, text: str) -> None:
        self.part_edited.emit(self.places[0], self.line.meant(text))

    def _on_entered(self) -> None:
        self.part_entered.emit(self.places[0])

    def _on_dropped(self) -> None:
        self.part_dropped.emit(self.places[0])


def _places(datatype: str, inner: bool) -> tuple[Place, ...]:
    if inner:
        return (None, 1), (None, 2)
    return ((1, None), (2, None)) if datatype == "MO" else ((1, 1), (1, 2))


def _width(line: ValueLine, characters: int) -> int:
    """How wide a line has to be for so many characters."""
    return line.fontMetrics().averageCharWidth() * characters + 12
