"""One message in linked views: the tree on the left; text or bytes over form or charges on the right."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabWidget, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Path
from workbench.ui.bridge import Bridge
from workbench.ui.editor.charges_pane import ChargesPane
from workbench.ui.editor.fields.held import Unfinished
from workbench.ui.editor.form import Form
from workbench.ui.editor.hex_view import HexView
from workbench.ui.editor.naming import Names
from workbench.ui.editor.path_bar import PathBar
from workbench.ui.editor.raw_view import RawView
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_pane import TreePane


class MessageView(QWidget):
    """All views of one session. They know the session and nothing of one another."""

    def __init__(self, session: EditSession, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.names = Names(session, bridge.problem)
        # From the outside in: a widget that is put into another one later is styled again with everything in it.
        self.path_bar = PathBar(session, self.names, self)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.tree_pane = TreePane(session, self.names, bridge, self.halves)
        self.tree = self.tree_pane.tree
        self.right = QSplitter(Qt.Orientation.Vertical, self.halves)
        self.texts, self.fields = _tabs("Raw", self.right), _tabs("Fields", self.right)
        self.raw = RawView(session, self.names, _inside(self.texts))
        self.bytes = HexView(session, self.names, _inside(self.texts))
        self.form = Form(session, self.names, _inside(self.fields))
        self.charges = ChargesPane(session, self.names, _inside(self.fields))
        self.raw.refused.connect(bridge.warning)
        self.tree.refused.connect(bridge.warning)
        self.tree.field_wanted.connect(self.enter_field)
        self._lay_out()
        self._add_actions()

    def _lay_out(self) -> None:
        _add(self.texts, (self.raw, "Text", "Alt+2"), (self.bytes, "Bytes", "Alt+3"))
        _add(self.fields, (self.form, "Form", "Alt+4"), (self.charges, "Charges", "Alt+5"))
        switches = _buttons(self.texts, self.raw.wrap_action, self.raw.ends_action)
        self.texts.setCornerWidget(switches)
        self.texts.currentChanged.connect(lambda: switches.setVisible(self.texts.currentWidget() is self.raw))
        self.right.setStretchFactor(0, 2)
        self.right.setStretchFactor(1, 3)
        self.right.setSizes([240, 400])
        self.halves.setStretchFactor(0, 4)
        self.halves.setStretchFactor(1, 5)
        self.halves.setSizes([440, 560])
        for splitter in (self.halves, self.right):
            splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.path_bar)
        layout.addWidget(self.halves, 1)
        # As they are seen: the buttons beside the tabs before what stands below them.
        above = (self.texts.tabBar(), *switches.findChildren(QToolButton), self.raw, self.bytes, self.fields.tabBar())
        for first, second in pairwise((self.tree, *above)):
            QWidget.setTabOrder(first, second)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The tree gets the keyboard. A focus proxy would make the Tab key pass over all that stands before it."""
        self.tree.setFocus(reason)

    def go_to(self, path: Path, origin: object) -> None:
        """Put the cursor on a path; where its segment is missing, choose the row that says so."""
        self.session.move_cursor(path, origin)
        if self.session.document.segment(path) is None:
            self.tree.go_to_missing(path.segment)

    def enter_field(self, path: Path) -> None:
        """Give the keyboard to the input of a field, or to the tree where the form has none."""
        segment = self.session.document.segment(path)
        if segment is not None and path.field is not None and not segment.is_opaque:
            self.fields.setCurrentWidget(self.form)
            if self.form.focus_field(path.field):
                return
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish_typing(self) -> dict[Path, Unfinished]:
        """Put what is half typed into the message. What it cannot take stays where it was typed, and is given."""
        return self.tree.finish_typing() | self.session.held()

    def pane_of(self, holder: QWidget | None) -> int | None:
        """Which of its panes the keyboard is in, as `enter` takes it; None for none of them."""
        held = (one is holder or (holder is not None and one.isAncestorOf(holder)) for one in self._panes())
        return next((number for number, holds in enumerate(held) if holds), None)

    def enter(self, number: int | None) -> None:
        """Give the keyboard to a pane, if it is on show and takes it; else to the tree."""
        pane = self._panes()[number or 0]
        fits = pane.isVisible() and (pane is not self.form or self.form.takes_keyboard)
        (pane if fits else self.tree).setFocus()

    def _panes(self) -> tuple[QWidget, ...]:
        return self.tree, self.raw, self.bytes, self.form, self.charges

    def _add_actions(self) -> None:
        """Each view can be reached by keyboard from every other one, and from what stands beside them."""
        self.ways: list[QAction] = []
        for text, key, show in (
            ("Go to the tree", "Alt+1", lambda: self.tree.setFocus()),
            ("Go to the text", "Alt+2", lambda: _show(self.texts, self.raw)),
            ("Go to the bytes", "Alt+3", lambda: _show(self.texts, self.bytes)),
            ("Go to the form", "Alt+4", lambda: _show(self.fields, self.form)),
            ("Go to the charges", "Alt+5", lambda: _show(self.fields, self.charges)),
            ("Search in the tree", "Ctrl+Shift+F", lambda: self.tree_pane.box.setFocus()),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, show=show: show())
            self.addAction(action)
            self.ways.append(action)
        self.addAction(self.tree_pane.groups)  # its key works beside the tree, too
        self.ways.append(self.tree_pane.groups)


class _Views(QTabWidget):
    """Views of one message. Ctrl+Tab is not theirs: it goes to the next message, wherever the keyboard is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _tabs(name: str, parent: QWidget) -> QTabWidget:
    tabs = _Views(parent)
    tabs.setDocumentMode(True)
    tabs.setAccessibleName(name)
    tabs.tabBar().setAccessibleName(f"{name}: views")  # it takes the keyboard, not the tabs around it
    tabs.setFocusProxy(None)  # type: ignore[arg-type]  # which would send the Tab key back to it
    tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return tabs


def _inside(tabs: QTabWidget) -> QWidget:
    """What the pages of tabs stand in."""
    found = tabs.findChild(QStackedWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, QWidget) else tabs


def _add(tabs: QTabWidget, *pages: tuple[QWidget, str, str]) -> None:
    for number, (page, title, key) in enumerate(pages):
        tabs.addTab(page, title)
        tabs.setTabToolTip(number, f"{page.accessibleName() or title} ({key})")


def _buttons(parent: QWidget, *actions: QAction) -> QWidget:
    """A row of small buttons beside the tabs."""
    row = QWidget(parent)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for action in actions:
        button = QToolButton(row)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        layout.addWidget(button)
    return row


def _show(tabs: QTabWidget, page: QWidget) -> None:
    tabs.setCurrentWidget(page)
    page.setFocus()
