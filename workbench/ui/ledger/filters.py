"""The line above the table: search, view, state, flag, and the rules that say what pairs and what doubles."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from workbench.charges.ledger import Settings, preset
from workbench.charges.ledger.settings import AUTOMATIC, preset_names
from workbench.charges.ledger.settings_text import save_settings
from workbench.charges.ledger.views import VIEWS
from workbench.errors import WorkbenchError
from workbench.ui.ledger.book import LONE_CREDIT, NO_TYPE, OTHER_MONEY, Book, Query
from workbench.ui.ledger.flow import FlowLayout
from workbench.ui.ledger.words import STATES, flag_label, state_style
from workbench.ui.widgets import PlainLabel, TextLine, plain_tooltip

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
    failed = Signal(str)
    """Rules cannot be read or written, in a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.search = TextLine(clearButtonEnabled=True)
        self.search.setPlaceholderText("Transaction, patient, account, order, code, control id")
        self.search.setAccessibleName("Search the ledger")
        self.search.setToolTip("Ctrl+F")
        self.search.setMinimumWidth(200)
        self.view = _combo("Group by", (("", "Not grouped"), *((view, f"By {view}") for view in VIEWS)))
        states = [(state, state_style(state).label) for state in STATES]
        self.state = _combo("State", (("", "Any state"), *states, *_ALONE))
        self.flag = _combo("Flag", (("", "Flagged or not"),))
        self._own: Path | None = None
        self.rules = _combo("Rules of pairing and doubles", ())
        self.rules.setMinimumContentsLength(25)
        self.key_button = QPushButton("Duplicate &key…")
        self.key_button.setToolTip("Rules of your own: what makes two charges one charge twice, and what is late.")
        self.key_button.hide()  # where it stands is for the desk to say: here is no room for it
        self._fill_rules(AUTOMATIC)
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

    def offer_own_rules(self, folder: Path) -> None:
        """Rules of the user's own are in this folder, which need not exist, and can be made."""
        self._own = folder
        self.key_button.show()
        self._fill_rules(self.rules.currentData())

    def choose_rules(self, name: str) -> None:
        """Use these rules, which may have been written just now."""
        self._fill_rules(name)
        self.rules_changed.emit(self._settings())

    def _fill_rules(self, chosen: str) -> None:
        self.rules.clear()
        names = sorted(preset_names(self._own), key=lambda name: (name != AUTOMATIC, name))
        for number, name in enumerate(names):  # the one that looks at the messages comes first
            try:
                one = preset(name, self._own)
                title, about = ("" if one.title == name else f": {one.title}"), one.about
            except WorkbenchError as problem:  # a file that somebody edited
                title, about = ": cannot be used", str(problem)
            self.rules.addItem(f"{name}{title}", name)
            self.rules.setItemData(number, plain_tooltip(about), Qt.ItemDataRole.ToolTipRole)
        self.rules.setCurrentIndex(max(0, self.rules.findData(chosen)))

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
        self.rules.activated.connect(self._rules_chosen)
        self.key_button.clicked.connect(self._make_rules)

    def search_for(self, text: str) -> None:
        """Another text is searched for, and shown at once."""
        self.search.setText(text)
        self._typing.stop()

    def show_view(self, view: str) -> None:
        """Another view is shown already: say so."""
        self.view.setCurrentIndex(self.view.findData(view))

    def add_shortcut(self, place: QWidget) -> None:
        """Ctrl+F, anywhere in the place."""
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), place)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.setWhatsThis("Search in the ledger")
        find.activated.connect(self.search.setFocus)
        find.activated.connect(self.search.selectAll)

    def _settings(self) -> Settings:
        return preset(self.rules.currentData(), self._own)

    def _rules_chosen(self) -> None:
        try:
            settings = self._settings()
        except WorkbenchError as problem:
            self.failed.emit(str(problem))
            return
        self.rules_changed.emit(settings)

    def _make_rules(self) -> None:
        """Rules of one's own, beginning with those in use."""
        from workbench.ui.ledger.duplicate_key import DuplicateKey

        if self._own is None:
            return
        try:
            taken = [name for name in preset_names(self._own) if name not in preset_names()]
            dialog = DuplicateKey(self._settings(), taken, self)
            if dialog.exec() == DuplicateKey.DialogCode.Accepted:
                save_settings(dialog.settings(), self._own)
                self.choose_rules(dialog.settings().name)
        except WorkbenchError as problem:
            self.failed.emit(str(problem))


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
