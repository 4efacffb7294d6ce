"""The first page: the three things a newcomer can do, and the way to what his work begins with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.numbers import ALIGN_TOP
from workbench.ui.widgets import PlainLabel

_CARDS = (
    (
        "open",
        "Open a message",
        "Read a charge message (DFT), an answer (ACK) or any other HL7 v2 file: as a tree, as text and as a form,"
        " with help for every field. Or drop a file on this window.",
        "&Open a message…",
    ),
    (
        "compose",
        "Compose from a signed study",
        "Turn a signed ultrasound report (ORU^R01) into charges. Sample studies come along: a twin pregnancy, a neck"
        " scan, a report that is not signed yet.",
        "Open &sample studies",
    ),
    (
        "tour",
        "Take the tour",
        "In a minute: a study becomes a charge message, goes to the built-in receiver, is acknowledged, and can be"
        " found in the history.",
        "Start the &tour",
    ),
)

_CARD_WIDTH, _CARD_HEIGHT = 272, 208
_WIDEST_CARD = 340


class Welcome(QWidget):
    """Shown when no message is open and nothing was asked for."""

    chosen = Signal(str)
    """ "open", "compose", "tour" or "steps"."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._cards: list[QFrame] = []
        title = PlainLabel("DFT Workbench", "title")
        about = PlainLabel(
            "Reads, edits, composes and exchanges HL7 v2 charge messages. Everything stays on this machine.", "muted"
        )
        cards = QHBoxLayout()
        cards.setSpacing(16)
        for key, heading, text, caption in _CARDS:
            cards.addWidget(self._card(key, heading, text, caption))
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(about)
        column.addSpacing(8)
        column.addLayout(cards)
        column.addLayout(self._steps())
        grid = QGridLayout(self)
        grid.addLayout(column, 1, 1)
        self._fit_cards()
        theme.watcher().changed.connect(self._fit_cards)
        for edge in (0, 2):
            grid.setRowStretch(edge, 1)
            grid.setColumnStretch(edge, 1)

    def _fit_cards(self) -> None:
        """Room for their texts: wider while three of them fit beside one another in a small window, then higher."""
        width = min(theme.scaled(_CARD_WIDTH), _WIDEST_CARD) if theme.scale() > 1 else _CARD_WIDTH
        height = max(_CARD_HEIGHT, theme.scaled(_CARD_HEIGHT))
        for card in self._cards:
            card.setFixedSize(width, height)

    def _steps(self) -> QHBoxLayout:
        button = QPushButton("First steps for &your work…")
        button.setAccessibleDescription("For connections, training and support: what to begin with, and where it is.")
        button.clicked.connect(lambda: self.chosen.emit("steps"))
        self.buttons["steps"] = button
        row = QHBoxLayout()
        row.addWidget(button)
        row.addWidget(PlainLabel("For connections, training and support.", "muted"))
        row.addStretch()
        return row

    def _card(self, key: str, heading: str, text: str, caption: str) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self._cards.append(card)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel(heading, "heading"))
        body = PlainLabel(text, wrap=True)
        body.setProperty("alignment", ALIGN_TOP)
        layout.addWidget(body, 1)
        button = QPushButton(caption)
        button.setAccessibleName(heading)
        button.setAccessibleDescription(text)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self.buttons[key] = button
        layout.addWidget(button)
        return card
