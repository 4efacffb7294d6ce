"""The panels that stay beside a message, the reference and the problems, and which of them the user wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from workbench.errors import WorkbenchError
from workbench.ui import theme

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from workbench.charges.chargemaster.master import Charge
    from workbench.er7 import Path as MessagePath
    from workbench.ui.editor.problems import ProblemsPanel
    from workbench.ui.reference.panel import ReferencePanel
    from workbench.ui.window import Window

_ONE_LINE = 60
"""Pixels of a dock that has no more than its title and a line."""
_SEPARATOR = 12
"""Pixels between a dock and what it stands beside, with some to spare."""
_WIDE_APART = 46
"""Characters of a dock that stands before the window."""
_ALMOST = 4
"""Pixels for the frame of a dock."""
_SETTLES_MS = 60
"""So long after rows have come the layout has given them their room."""
_PROBLEMS_HEIGHT = 140
"""Of the dock, in pixels, until the user makes it another."""


class Dock(QDockWidget):
    """A panel that says when the user closes it, which hiding it with its place is not."""

    dismissed = Signal()
    text_changed = Signal()
    """Text is larger or smaller now."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        theme.watcher().changed.connect(self.text_changed)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.dismissed.emit()
        super().closeEvent(event)


class Docks:
    """The docks by their titles; there are none until `build`, with the first message."""

    reference: ReferencePanel
    problems: ProblemsPanel

    def __init__(self, window: Window) -> None:
        self._window = window
        self.by_title: dict[str, QDockWidget] = {}
        self._taken_out: set[str] = set()
        """Docks that stand before the window, for as long as there is no room for them in it."""
        self._problems_height = _PROBLEMS_HEIGHT
        self._fitting = False
        """Whether its height is being made what its rows need, which nobody wishes otherwise meanwhile."""

    def build(self) -> None:
        """Make the panels; with the first message, so that the window opens sooner."""
        from PySide6.QtCore import Qt

        from workbench.ui.editor.problems import ProblemsPanel
        from workbench.ui.reference.panel import ReferencePanel

        window = self._window
        self.reference = ReferencePanel(charges=self._charges, tasks=window.reference_tasks)
        self.problems = ProblemsPanel()
        self.reference.path_chosen.connect(window.go_to)
        self.problems.finding_chosen.connect(window.go_to)
        self.problems.finding_entered.connect(self._mend)
        for panel in (self.reference, self.problems):
            panel.left.connect(window.panes.to_message)
        self.problems.room_changed.connect(self._fit_problems)
        areas = Qt.DockWidgetArea
        self.by_title["Reference"] = self._dock("Reference", self.reference, areas.RightDockWidgetArea)
        self.by_title["Problems"] = self._dock("Problems", self.problems, areas.BottomDockWidgetArea)
        # The right dock runs the full height: help is read in long columns.
        window.setCorner(Qt.Corner.BottomRightCorner, areas.RightDockWidgetArea)
        window.resizeDocks([self.by_title["Reference"]], [300], Qt.Orientation.Horizontal)
        window.resizeDocks([self.by_title["Problems"]], [120], Qt.Orientation.Vertical)
        if state := window.settings.value("state"):
            window.restoreState(state)
        for dock in self.by_title.values():
            dock.hide()  # until there is a message beside it

    def _on_text(self, title: str) -> None:
        """Larger text may leave no room for a dock that was looked up beside a place."""
        if self.by_title[title].isVisible() and not self._window.on_message:
            self._take_out(title)

    def _dock(self, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        from workbench.ui.dock_title import DockTitle

        dock = Dock(title, self._window)
        dock.setObjectName(title)
        dock.setTitleBarWidget(DockTitle(dock))
        dock.dismissed.connect(lambda: self.keep(title, False))
        dock.text_changed.connect(lambda: self._on_text(title))
        dock.setWidget(content)
        self._window.addDockWidget(area, dock)
        return dock

    def _charges(self) -> tuple[Charge, ...]:
        """The user's charge master for the reference; where it cannot be read, the Studies place says so."""
        from workbench.charges.chargemaster.master import load_for

        try:
            return load_for(self._window.services.data_folder).charges
        except WorkbenchError:
            return ()

    def show_wanted(self, shown: bool) -> None:
        """Bring the docks that the user wants, or take all away."""
        for title, dock in self.by_title.items():
            if title in self._taken_out:
                self._taken_out.discard(title)
                dock.setFloating(False)
            dock.setVisible(shown and self.wants(title))

    def wants(self, title: str) -> bool:
        """Whether the user keeps this dock open; docks belong to the message and leave with it."""
        return self._window.settings.value(f"docks/{title}", "true") != "false"

    def keep(self, title: str, wanted: bool) -> None:
        """Remember whether the user wants this dock beside a message."""
        window = self._window
        window.settings.setValue(f"docks/{title}", "true" if wanted else "false")
        window.menus.docks[title].setChecked(wanted)
        if title in self.by_title:
            self.by_title[title].setVisible(wanted and window.places.shown() == "messages")

    def put(self, title: str, area: Qt.DockWidgetArea | None) -> None:
        """Show a panel at a side of the window; None for a window of its own. Dragging its title does the same."""
        dock = self.by_title[title]
        self.keep(title, True)
        self._taken_out.discard(title)
        dock.setFloating(area is None)
        if area is not None:
            self._window.addDockWidget(area, dock)

    def place_of(self, title: str) -> Qt.DockWidgetArea | None:
        """The side of the window at which a panel stands; None for a window of its own, or while there is no panel."""
        dock = self.by_title.get(title)
        return None if dock is None or dock.isFloating() else self._window.dockWidgetArea(dock)

    def show(self, title: str) -> None:
        """Show a panel wherever the user is; beside a message it stays."""
        if self._window.on_message:
            self.keep(title, True)
        else:
            self._take_out(title)
        self.by_title[title].show()
        self.by_title[title].raise_()

    def _take_out(self, title: str) -> None:
        """Beside a place that leaves no room for it a dock would make the window wider, perhaps than the screen."""
        window, dock = self._window, self.by_title[title]
        needed = window.rail.width() + window.stack.minimumSizeHint().width() + dock.minimumSizeHint().width()
        if dock.isFloating() or needed + _SEPARATOR <= window.width():
            return
        self._taken_out.add(title)
        dock.setFloating(True)
        size = QSize(dock.fontMetrics().averageCharWidth() * _WIDE_APART, window.height() * 3 // 4)
        corner = window.mapToGlobal(QPoint(window.width() - size.width() - 24, window.height() - size.height() - 48))
        dock.setGeometry(QRect(corner, size))

    def _mend(self, path: MessagePath) -> None:
        self._window.go_to(path)
        self._window.panes.to_field(path)

    def _fit_problems(self, before: int) -> None:
        """The dock takes the room that its rows need, and no more than the user gives it."""
        dock = self.by_title.get("Problems")
        if dock is None:
            return
        title = dock.titleBarWidget()
        # Not of the panel, which Qt has made less high already when it needs less now.
        room = dock.height() - (title.height() if title is not None else 0)
        if dock.isVisible() and not self._fitting and room + _ALMOST < before:
            self._problems_height = max(dock.height(), _ONE_LINE)  # not as high as it could be: that was wished for
        self._fitting = True
        # After the layout has heard that the panel may grow.
        QTimer.singleShot(0, self._window, self._resize_problems)
        QTimer.singleShot(_SETTLES_MS, self._window, self._settled)

    def _resize_problems(self) -> None:
        from PySide6.QtCore import Qt

        self._window.resizeDocks([self.by_title["Problems"]], [self._problems_height], Qt.Orientation.Vertical)

    def _settled(self) -> None:
        self._fitting = False
