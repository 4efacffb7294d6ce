"""How the user likes the editor: filter, groups, columns, wrapping, sizes; for every message and every start."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter

from workbench.ui.editor.tree_filter import PROBLEMS
from workbench.ui.editor.view import MessageView

_GROUP = "editor"


class Remembered(QObject):
    """Gives a new view what was chosen in the views before it, and keeps what is chosen in it.

    Without settings it remembers as long as it lives. A value that another version of the program left behind and that
    makes no sense here is passed over.
    """

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._own: dict[str, str] = {}

    def text(self, name: str, usual: str = "") -> str:
        """What was kept under a name."""
        if self._settings is None:
            return self._own.get(name, usual)
        found = self._settings.value(f"{_GROUP}/{name}", usual)
        return found if isinstance(found, str) else usual

    def keep(self, name: str, value: str) -> None:
        """Keep a value for the next view and the next start."""
        if self._settings is None:
            self._own[name] = value
        elif self.text(name) != value:
            self._settings.setValue(f"{_GROUP}/{name}", value)

    def dress(self, view: MessageView) -> None:
        """Make a new view look as the user likes it, and follow what is chosen there."""
        pane, tree = view.tree_pane, view.tree
        tree.restore_columns(self.text("columns"))
        tree.columns_changed.connect(lambda: self.keep("columns", tree.columns_state()))
        self._follow_action("groups", pane.groups)
        self._follow_action("wrap", view.raw.wrap_action)
        self._follow_action("line ends", view.raw.ends_action)
        mode = self.text("rows")
        if pane.modes.findData(mode) >= 0:
            pane.set_mode(mode)
        pane.modes.currentIndexChanged.connect(lambda: self._keep_mode(pane.mode))
        for name, tabs in (("text page", view.texts), ("field page", view.fields)):
            if (page := self.text(name)).isdecimal() and int(page) < tabs.count():
                tabs.setCurrentIndex(int(page))
            tabs.currentChanged.connect(lambda index, name=name: self.keep(name, str(index)))
        self.follow_sizes("halves", view.halves)
        self.follow_sizes("right", view.right)

    def _keep_mode(self, mode: str) -> None:
        # A message without problems would look empty, so this one choice is for the message where it was made.
        if mode != PROBLEMS:
            self.keep("rows", mode)

    def follow_sizes(self, name: str, splitter: QSplitter) -> None:
        """Give a splitter the sizes that the user gave the one before it, and keep those that it is dragged to."""
        sizes = self.text(f"sizes of {name}").split()
        if len(sizes) == splitter.count() and all(size.isdecimal() for size in sizes) and any(map(int, sizes)):
            splitter.setSizes([int(size) for size in sizes])
        splitter.splitterMoved.connect(partial(self._keep_sizes, name, splitter))

    def _keep_sizes(self, name: str, splitter: QSplitter, *_: int) -> None:
        self.keep(f"sizes of {name}", " ".join(map(str, splitter.sizes())))

    def _follow_action(self, name: str, action: QAction) -> None:
        action.setChecked(self.text(name) == "yes")
        action.toggled.connect(lambda wanted: self.keep(name, "yes" if wanted else "no"))
