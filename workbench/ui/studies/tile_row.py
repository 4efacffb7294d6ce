"""The groups of the worklist as buttons: what waits, how many, how old and how much money, at a glance."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from workbench.ui.studies.worklist_rows import (
    ALL,
    CAPTIONS,
    TILES,
    Overview,
    all_tip,
    all_words,
    tile_tip,
    tile_words,
)
from workbench.ui.widgets import plain_tooltip

_WIDTH = 72
"""Eleven stand side by side; what has no room is in the tip."""


class TileRow(QWidget):
    """One is always pressed; the list shows its group."""

    chosen = Signal(str)
    """The value of a Group, "" for everything that waits, ALL for everything that is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        meanings = {group.value: (caption, meaning) for group, (caption, _, meaning) in CAPTIONS.items()}
        named = {"": ("All waiting", "Everything that waits for a person."), **meanings}
        named[ALL] = ("All kept", "Every study that is kept, waiting or not.")
        for name, (caption, meaning) in named.items():
            tile = self.tiles[name] = self._tile(name, caption, meaning)
            row.addWidget(tile)
        self.tiles[""].setChecked(True)

    def _tile(self, name: str, caption: str, meaning: str) -> QToolButton:
        tile = QToolButton()
        tile.setText(f"{TILES.get(name, caption)}\n0\n—")
        tile.setToolTip(plain_tooltip(meaning))
        tile.setAccessibleName(caption)
        tile.setCheckable(True)
        tile.setMinimumWidth(_WIDTH)
        tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tile.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(tile)
        return tile

    def choose(self, name: str) -> None:
        """Press a tile."""
        self.tiles[name].setChecked(True)
        self.chosen.emit(name)

    def show_overview(self, found: Overview) -> None:
        """Counts, ages and money as they are now."""
        for one in found.sums:
            self._say(one.group.value, tile_words(one), tile_tip(one))
        self._say("", all_words(found), all_tip(found))
        kept = len(found.kept)
        self.tiles[ALL].setText(f"All kept\n{kept:,}\n{'studies' if kept != 1 else 'study'}")

    def _say(self, name: str, words: str, tip: str) -> None:
        tile = self.tiles[name]
        tile.setText(words)
        tile.setToolTip(plain_tooltip(tip))
        tile.setAccessibleDescription(tip)
