"""The line above the table: search, view, state, flag, and the rules that say what pairs and what doubles."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from workbench.charges.ledger import Settings, preset
from workbench.charges.ledger.settings import AUTOMATIC, preset_names
from workbench.charges.ledger.views import VIEWS
from workbench.ui.ledger.book import LONE_CREDIT, NO_TYPE, OTHER_MONEY, Book, Query
from workbench.ui.ledger.flow import FlowLayout
from workbench.ui.ledger.words import STATES, flag_label, state_style
from workbench.ui.widgets import PlainLabel, plain_tooltip

TYPING_PAUSE_MS = 150
_ALONE = (
    (LONE_CREDIT, "Credits without a charge"),
    (OTHER_MONEY, "Payments and adjustments"),
    (NO_TYPE, "Type unknown"),
)


class Filters(QWidget):
    """`changed`: another query is meant; `view_changed`: other groups; `rules_changed`: other Settings."""

    changed = Signal()
    view_changed = Signal(str)
    rules_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setPlaceholderText("Transaction, patient, account, order, code, control id")
        self.search.setAccessibleName("Search the ledger")
        self.search.setToolTip("Ctrl+F")
        self.search.setMinimumWidth(200)
        self.view = _combo("Group by", (("", "Not grouped"), *((view, f"By {view}") for view in VIEWS)))
        states = [(state, state_style(state).label) for state in STATES]
        self.state = _combo("State", (("", "Any state"), *states, *_ALONE))
        self.flag = _combo("Flag", (("", "Flagged or not"),))
        self.rules = _combo("Rules of pairing and doubles", _rules())
        for number in range(self.rules.count()):
            tip = plain_tooltip(preset(self.rules.itemData(number)).about)
            self.rules.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        self.rules.setMinimumContentsLength(22)
        self.rules.setCurrentIndex(self.rules.findData(AUTOMATIC))
        self.count = PlainLabel("", "muted")
        self.count.setAccessibleName("How many lines are shown")
        self.all_button = QPushButton("S&how all")
        self.all_button.setToolTip("Leave out no line, and group nothing.")
        self.all_button.hide()
        row = FlowLayout()
        self.setLayout(row)
        for widget in (self.search, self.view, self.state, self.flag, self.rules, self.count, self.all_button):
            row.addWidget(widget)
        self._connect()

    def query(self) -> Query:
        """What is asked for here."""
        return Query(self.search.text().strip(), self.state.currentData(), self.flag.currentData())

    def clear(self) -> None:
        """Everything again, not grouped."""
        self.search.clear()
        self._typing.stop()
        self.view.setCurrentIndex(0)
        self.state.setCurrentIndex(0)
        self.flag.setCurrentIndex(0)

    def show_book(self, book: Book) -> None:
        """Offer the flags that there are; the chosen one stays when it is among them."""
        codes = Counter(flag.code for flag in book.flags)
        wanted = self.flag.currentData()
        choices = [("", "Flagged or not")]
        if codes:
            choices.append(("any", f"Flagged ({codes.total():,})"))
        choices += [(code, f"{flag_label(code)} ({count:,})") for code, count in codes.items()]
        if wanted and wanted not in (code for code, _label in choices):
            choices.append((wanted, f"{flag_label(wanted)} (0)"))
        self.flag.clear()
        for code, label in choices:
            self.flag.addItem(label, code)
        self.flag.setCurrentIndex(max(0, self.flag.findData(wanted)))

    def _connect(self) -> None:
        self._typing = QTimer(self, singleShot=True)
        self._typing.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda: self._typing.start(TYPING_PAUSE_MS))
        self.search.returnPressed.connect(lambda: self._typing.start(0))
        # Only what the user chooses: what the program sets, it shows at once.
        self.state.activated.connect(lambda: self._typing.start(0))
        self.flag.activated.connect(lambda: self._typing.start(0))
        self.view.activated.connect(lambda: self.view_changed.emit(self.view.currentData()))
        self.rules.activated.connect(lambda: self.rules_changed.emit(self._settings()))

    def show_view(self, view: str) -> None:
        """Another view is shown already: say so."""
        self.view.setCurrentIndex(self.view.findData(view))

    def add_shortcut(self, place: QWidget) -> None:
        """Ctrl+F, anywhere in the place."""
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), place)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        find.activated.connect(self.search.selectAll)

    def _settings(self) -> Settings:
        return preset(self.rules.currentData())


def _rules() -> tuple[tuple[str, str], ...]:
    """Names and titles; the one that looks at the messages comes first."""
    names = sorted(preset_names(), key=lambda name: (name != AUTOMATIC, name))
    return tuple((name, f"{name}: {preset(name).title}") for name in names)


def _combo(name: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(13)
    combo.currentTextChanged.connect(lambda text: combo.setToolTip(plain_tooltip(f"{name}: {text}")))
    for value, label in choices:
        combo.addItem(label, value)
    return combo
