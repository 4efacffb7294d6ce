"""The tree with what steers it: a search box, which rows to show, groups or plain segments, columns."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Document, Path
from workbench.ui.bridge import Bridge
from workbench.ui.editor.embedded import read_embedded
from workbench.ui.editor.embedded_view import EmbeddedView
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_filter import ALL, CHARGES, FILLED, PROBLEMS, Found, by_place, filter_for, search
from workbench.ui.editor.tree_view import TreeView
from workbench.ui.widgets import PlainLabel, TextLine

_LEAST_BOX = 16
"""Characters that the search box shows at least."""
_WAIT_MS = 150
"""So long after a keystroke or an edit the search is made anew."""
_OPENED = 100
"""So many hits are opened at once; the others are where they are."""
MODES = ((FILLED, "Filled"), (ALL, "All fields"), (PROBLEMS, "Problems"), (CHARGES, "Charges"))

_EMPTY = {
    FILLED: "The message is empty.",
    ALL: "The message is empty.",
    PROBLEMS: "No problem was found. Choose another filter above to see the message.",
    CHARGES: "The message has no FT1. Choose another filter above to see what it has.",
}
"""What the tree says while a filter leaves nothing."""


class TreePane(QWidget):
    """Everything around the tree. What is searched for is looked for in paths, names and values."""

    def __init__(self, session: EditSession, names: Names, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._bridge = bridge
        self._found: Found | None = None
        # All with their parent from the start: a widget that is put into another one later is styled again.
        self.tree = TreeView(session, names, self)
        self.box = _SearchBox(self)
        self.count = PlainLabel("", "muted")
        self.count.hide()
        self.modes = QComboBox(self)
        self.modes.setAccessibleName("Rows to show in the tree")
        self.modes.setToolTip("Which rows the tree shows")
        for mode, title in MODES:
            self.modes.addItem(title, mode)
        self.groups = QAction("Groups", self, checkable=True)
        self.groups.setToolTip("Segments in the groups of the message's structure, such as FINANCIAL (Ctrl+Shift+G)")
        self.groups.setShortcut(QKeySequence("Ctrl+Shift+G"))
        self.groups.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self.groups)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._lay_out()
        self._timer.timeout.connect(self.look)
        self.box.textChanged.connect(lambda: self._timer.start())
        self.modes.currentIndexChanged.connect(lambda: self.look())
        self.groups.toggled.connect(self.tree.set_grouped)
        self.tree.embedded_requested.connect(self.show_embedded)
        self.tree.tree_model.refused.connect(bridge.warning)
        session.changed.connect(self._on_changed)
        session.findings_changed.connect(self._on_findings)
        self._on_findings()

    def _lay_out(self) -> None:
        groups = QToolButton(self)
        groups.setDefaultAction(self.groups)
        columns = QToolButton(self)
        columns.setText("Columns")
        columns.setToolTip("Data type, optionality, cardinality and meaning as columns of their own")
        columns.setAccessibleName("Columns of the tree")
        columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        columns.setMenu(self.tree.columns_menu(columns))
        search = QHBoxLayout()
        search.setSpacing(4)
        search.addWidget(self.box, 1)
        search.addWidget(self.count)
        switches = QHBoxLayout()
        switches.setSpacing(4)
        for widget in (self.modes, groups, columns):
            switches.addWidget(widget)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setContentsMargins(8, 4, 0, 4)
        self._top.setSpacing(4)
        self._top.addLayout(search, 1)
        self._top.addLayout(switches)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top)
        layout.addWidget(self.tree, 1)
        self._switches = switches
        for first, second in pairwise((self.box, self.modes, groups, columns, self.tree)):
            QWidget.setTabOrder(first, second)  # as they are seen

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_lines()

    def _share_lines(self) -> None:
        """The search box has a line of its own where nobody could read in it what was typed."""
        room = self.width() - self._switches.sizeHint().width()
        if self._found is not None:
            room -= self.count.sizeHint().width()
        beside = room >= self.fontMetrics().averageCharWidth() * _LEAST_BOX
        directions = QBoxLayout.Direction
        wanted = directions.LeftToRight if beside else directions.TopToBottom
        if wanted != self._top.direction():
            self._top.setDirection(wanted)

    # --- filter and search ---------------------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """Which rows are shown: "filled", "all", "problems" or "charges"."""
        return str(self.modes.currentData())

    def set_mode(self, mode: str) -> None:
        self.modes.setCurrentIndex(self.modes.findData(mode))

    def look(self) -> None:
        """Search and filter now."""
        self._timer.stop()
        words = self.box.text().strip()
        self._found = search(self._session.document, self._names, words, empty=self.mode == ALL) if words else None
        problems = (finding.path for finding in self._session.findings)
        model = self.tree.tree_model
        model.set_view(shown=filter_for(self.mode, self._session.document, problems, self._found))
        self._say_count()
        for path in sorted(model.filter.hits or (), key=by_place(self._session.document))[:_OPENED]:
            above = model.index_of(path).parent()
            while above.isValid() and not self.tree.isExpanded(above):
                self.tree.expand(above)
                above = above.parent()
        self.tree.refresh()

    def _say_count(self) -> None:
        words = self.box.text().strip()[:60]
        nowhere = f"“{words}” is in no path, name, value or meaning. Escape in the box ends the search."
        self.tree.nothing = nowhere if words else _EMPTY[self.mode]
        self.tree.setAccessibleDescription(self.tree.nothing if self.tree.tree_model.rowCount() == 0 else "")
        self.count.setVisible(self._found is not None)
        if self._found is not None:
            number = len(self._found.paths)
            self.count.setText(f"{number}+ found" if self._found.more else f"{number} found")
            self.count.set_role("muted" if number else "warn")
        self._share_lines()

    def step(self, by: int) -> None:
        """Go to the next hit (or the one before) behind the cursor, round the end."""
        if self._timer.isActive():
            self.look()
        paths = self._found.paths if self._found is not None else ()
        if not paths:
            return
        spot = by_place(self._session.document)
        here = spot(self._session.cursor)
        if by > 0:
            target = next((path for path in paths if spot(path) > here), paths[0])
        else:
            target = next((path for path in reversed(paths) if spot(path) < here), paths[-1])
        self._session.move_cursor(target, self)

    def _on_changed(self, _before: Document, _after: Document, _origin: object) -> None:
        if self._found is not None or self.mode in (PROBLEMS, CHARGES):
            self._timer.start()

    def _on_findings(self) -> None:
        self.tree.tree_model.set_findings(self._session.findings)
        if self.mode == PROBLEMS:
            self.look()

    # --- embedded documents --------------------------------------------------------------------------------------

    def show_embedded(self, path: Path) -> None:
        """Show the document that is embedded at a path; says so when it cannot be read."""
        found = read_embedded(self._session.document, path)
        if found is None:
            self._bridge.warning(f"There is no embedded document in {path}.")
            return
        self.viewer = EmbeddedView(found, self)
        self.viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.viewer.show()


class _SearchBox(TextLine):
    """Enter goes to the next hit, Shift+Enter to the one before, Escape empties the box, Down goes to the tree."""

    def __init__(self, pane: TreePane) -> None:
        super().__init__()
        self._pane = pane
        self.set_hints("Search name, path or value", "Search the tree", "Search")
        self.setAccessibleName("Search in the tree")
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self._pane.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == keys.Key_Escape and self.text():
            self.clear()
            self._pane.look()
        elif event.key() == keys.Key_Down:
            self._pane.tree.setFocus()
        else:
            super().keyPressEvent(event)
