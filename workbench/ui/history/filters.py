"""The line above the table of the history: what is looked for, which way it went, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from workbench.ui import verdicts
from workbench.ui.history.model import Query
from workbench.ui.widgets import PlainLabel

TYPING_PAUSE_MS = 200


class Filters(QWidget):
    """`changed`: another query is meant, said when the typing pauses."""

    changed = Signal()
    list_wanted = Signal()
    """Arrow down or Enter in the search: on to what was found."""

    def __init__(self) -> None:
        super().__init__()
        self._typing = QTimer(self, singleShot=True)
        self._typing.timeout.connect(self.changed)
        self.search = _Search(clearButtonEnabled=True)
        self.search.setPlaceholderText("Control id, patient, account, accession or transaction id, or its beginning")
        self.search.setAccessibleName("Search the history by identifier")
        self.search.setToolTip("Ctrl+F")
        self.direction = QComboBox()
        self.direction.setAccessibleName("Direction")
        for label, value in (("Sent and received", ""), ("Sent", "sent"), ("Received", "received")):
            self.direction.addItem(label, value)
        self.verdict = QComboBox()
        self.verdict.setAccessibleName("Verdict")
        self.verdict.addItem("Any verdict", "")
        for value in verdicts.ALL:
            style = verdicts.style(value)
            self.verdict.addItem(style.choice or style.label, value)
        self.count_line = PlainLabel("", "muted")
        self.count_line.setAccessibleName("Number of entries")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for widget in (self.direction, self.verdict, self.count_line):
            row.addWidget(widget)
        self._connect()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._typing.start(TYPING_PAUSE_MS))
        self.search.returnPressed.connect(self.changed)
        self.search.returnPressed.connect(self.list_wanted)
        self.search.down_pressed.connect(self.list_wanted)
        self.direction.currentIndexChanged.connect(lambda: self._typing.start(0))
        self.verdict.currentIndexChanged.connect(lambda: self._typing.start(0))

    def add_shortcut(self, place: QWidget) -> None:
        """Ctrl+F, anywhere in the place."""
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), place)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.setWhatsThis("Search in the history")
        find.activated.connect(self.search.setFocus)
        find.activated.connect(self.search.selectAll)

    def query(self) -> Query:
        """What is asked for here."""
        return Query(self.search.text().strip(), self.direction.currentData(), self.verdict.currentData())

    def clear(self) -> None:
        """Everything again."""
        self.search.clear()
        self.direction.setCurrentIndex(0)
        self.verdict.setCurrentIndex(0)

    def rest(self) -> None:
        """The question is asked already: no need to say again that it is another one."""
        self._typing.stop()

    def show_count(self, rows: int, *, complete: bool) -> None:
        """How many were found, "+" when there are more to be read."""
        more = "" if complete else "+"
        self.count_line.setText(f"{rows:,}{more} {'entry' if rows == 1 else 'entries'}")


class _Search(QLineEdit):
    """Says when the user wants to go down, to what was found."""

    down_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)
