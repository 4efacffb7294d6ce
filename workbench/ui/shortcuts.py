"""Every shortcut of the program in one list: those of the actions as they are, and the keys that the views know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QLineEdit, QMenu, QVBoxLayout, QWidget

from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import row_table
from workbench.ui.widgets import open_with_size

_NATIVE = QKeySequence.SequenceFormat.NativeText
_KEYS = (
    ("Everywhere", "Open the menus", "Alt, or Alt with the underlined letter"),
    ("Everywhere", "Next and previous control", "Tab, Shift+Tab"),
    ("Tree", "Edit the value; a field without a row in the form", "F2, Return"),
    ("Tree", "Open and close a branch", "Right, Left"),
    ("Tree", "Copy what is chosen", "Ctrl+C"),
    ("Text", "Undo and redo the last edit of the message, made in whichever view", "Ctrl+Z, Ctrl+Shift+Z"),
    ("Form", "Take the list of codes", "Down, Alt+Down"),
    ("Form", "Leave the value as it was", "Escape"),
    ("Form", "Show the parts of a value, again go into them; hide them", "Ctrl+Down; Ctrl+Up"),
    ("Form", "Open the calendar of a date", "Alt+Down"),
    ("Form", "Put the date or time of now", "Ctrl+;"),
    ("Repetitions", "Choose another", "Left, Right"),
    ("Repetitions", "Edit the chosen one", "Return, F2"),
    ("Repetitions", "Move the chosen one", "Alt+Left, Alt+Right"),
    ("Repetitions", "Add one; remove the chosen one", "Insert, +; Delete"),
    ("Problems", "Go to the place of the problem", "Return"),
    ("Reference", "Choose from what was found; end the search", "Up, Down, Return; Escape"),
    ("Reference", "Next and previous link of the page; follow it", "Right, Left; Return"),
    ("Studies", "Edit a charge line; remove it", "Return; Delete"),
    ("Ledger", "Walk through the days of the chart", "Left, Right, Home, End, Return"),
    ("Lists", "First and last row", "Ctrl+Home, Ctrl+End"),
)
"""Where, what and which key, for keys that no action stands for."""


@dataclass(frozen=True, order=True)
class Shortcut:
    """One line of the list."""

    where: str
    what: str
    keys: str


def shortcuts(window: QWidget) -> list[Shortcut]:
    """The shortcuts of a window: of its menus, in their order, of the places that were built, and of the views."""
    found = [*_of_actions(window), *_of_shortcuts(window), *(Shortcut(*one) for one in _KEYS)]
    return list(dict.fromkeys(found))


def _of_actions(window: QWidget) -> Iterator[Shortcut]:
    in_menus: set[int] = set()
    for menu in window.findChildren(QMenu):
        for action in menu.actions():
            if action.shortcuts() and id(action) not in in_menus:
                in_menus.add(id(action))
                yield Shortcut(_plain(menu.title()), _named(action), _keys(action.shortcuts()))
    for action in window.findChildren(QAction):
        if action.shortcuts() and id(action) not in in_menus and _plain(action.text()):
            yield Shortcut(_place_of(action), _plain(action.text()), _keys(action.shortcuts()))


def _named(action: QAction) -> str:
    """The text of an action; Undo and Redo without what they would undo just now."""
    text = _plain(action.text())
    first = text.split(" ", 1)[0]
    return first if first in ("Undo", "Redo") else text


def _of_shortcuts(window: QWidget) -> Iterator[Shortcut]:
    for one in window.findChildren(QShortcut):
        what = one.whatsThis() or one.objectName()
        if what:
            yield Shortcut(_place_of(one), what, _keys(one.keys()))


def _place_of(one: QObject) -> str:
    """The accessible name of the nearest widget around it that has one."""
    above = one.parent()
    while above is not None:
        if isinstance(above, QWidget) and above.accessibleName():
            return above.accessibleName()
        above = above.parent()
    return "Everywhere"


def _keys(sequences: list[QKeySequence]) -> str:
    return ", ".join(sequence.toString(_NATIVE) for sequence in sequences if _is_typed(sequence))


def _is_typed(sequence: QKeySequence) -> bool:
    """Whether a usual keyboard has it: not the keys for `Open` or `Undo` that some have besides."""
    if sequence.isEmpty():
        return False
    first = sequence[0].key()  # type: ignore[index]  # Qt's types do not know that it can be indexed
    return not Qt.Key.Key_Back <= first <= Qt.Key.Key_MediaLast


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


class ShortcutsDialog(QDialog):
    """The list, with a box to narrow it down."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAccessibleName("Keyboard shortcuts")
        self._all = shortcuts(window)
        self.model = SimpleTable(("Where", "What", "Keys"), coloured=(0,), parent=self)
        self.table = row_table("Keyboard shortcuts", self.model, (130, 300, 180))
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.box = QLineEdit()
        self.box.setPlaceholderText("Type to narrow the list")
        self.box.setAccessibleName("Narrow the list of shortcuts")
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(self._show)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.box)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        open_with_size(self, 720, 560)
        self._show("")

    def _show(self, text: str) -> None:
        wanted = text.casefold()
        self.model.show(
            [
                Line((one.where, one.what, one.keys), one, "muted")
                for one in self._all
                if wanted in f"{one.where} {one.what} {one.keys}".casefold()
            ]
        )


def show_shortcuts(window: QWidget) -> ShortcutsDialog:
    """Open the list; it stays beside the work until it is closed."""
    dialog = ShortcutsDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog
