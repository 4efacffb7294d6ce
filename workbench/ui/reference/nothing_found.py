"""What the reference panel says where it knows nothing of a text: where it stands in the message, if it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from workbench.er7 import Document, Path
from workbench.ui.widgets import PlainLabel

_LONGEST = 40
_MOST = 3


class NothingFound(QWidget):
    """A sentence, and a button for each of the first places of the message in which the text stands."""

    path_chosen = Signal(object)
    """Go to this Path of the message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = PlainLabel(wrap=True)
        self.buttons = [QPushButton() for _ in range(_MOST)]
        self._paths: tuple[Path, ...] = ()
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.text)
        for number, button in enumerate(self.buttons):
            button.setAccessibleName("Go to where it stands in the message")
            # clicked carries a bool that nobody wants.
            button.clicked.connect(lambda _checked=False, number=number: self.path_chosen.emit(self._paths[number]))
            layout.addWidget(button)
        layout.addStretch(1)

    def show_text(self, text: str, version: str, document: Document | None, troubles: Sequence[str] = ()) -> None:
        """Say that `text` is not in the reference of a version; `document` is the message beside it.

        `troubles` are sentences about files of the reference that could not be read: it may stand there.
        """
        text = text.strip()
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        self._paths = places(document, text) if document is not None else ()
        said = [f"The reference of HL7 {version} and the charge master know nothing of “{shown}”."]
        if self._paths:
            many = len(self._paths)
            more = f" and {many - _MOST} more places" if many > _MOST else ""
            said.append(f"It stands in {', '.join(map(str, self._paths[:_MOST]))}{more} of this message.")
        elif document is not None:
            said.append("It does not stand in this message either.")
        else:
            said.append("Look for a place such as FT1-26, a word, a table or a code.")
        said += troubles[:_MOST]
        self.text.setText(" ".join(said))
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(self._paths))
            if number < len(self._paths):
                button.setText(f"Go to {self._paths[number]}")
                button.setAccessibleName(button.text())


def places(document: Document, text: str) -> tuple[Path, ...]:
    """Where a value is this text, or a segment has this name; without either, where it stands in a longer value."""
    from workbench.reference.edit.find import Query, find

    segments = tuple(one.path for one in document.segments if one.name.casefold() == text.casefold())
    if segments:
        return segments
    found = find(document, Query(text))
    whole = [one for one in found if (document.value(one.path) or "").casefold() == text.casefold()]
    return tuple(dict.fromkeys(one.path for one in whole or found))
