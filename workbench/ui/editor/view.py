"""One message in three linked views: the tree on the left, the raw text over the form on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.ui.bridge import Bridge
from workbench.ui.editor.form import Form
from workbench.ui.editor.naming import Names
from workbench.ui.editor.path_bar import PathBar
from workbench.ui.editor.raw_view import RawView
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_view import TreeView


class MessageView(QWidget):
    """All views of one session. They know the session and nothing of one another."""

    def __init__(self, session: EditSession, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.names = Names(session, bridge.problem)
        self.path_bar = PathBar(session, self.names)
        self.tree = TreeView(session, self.names)
        self.raw = RawView(session, self.names)
        self.form = Form(session, self.names)
        self.raw.refused.connect(bridge.warning)
        self.tree.tree_model.refused.connect(bridge.warning)
        self.addAction(self.path_bar.copy_action)  # so that its shortcut works wherever the keyboard is
        self._lay_out()

    def _lay_out(self) -> None:
        self.right = QSplitter(Qt.Orientation.Vertical)
        self.right.addWidget(self.raw)
        self.right.addWidget(self.form)
        self.right.setStretchFactor(0, 2)
        self.right.setStretchFactor(1, 3)
        self.right.setSizes([240, 400])
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.addWidget(self.tree)
        self.halves.addWidget(self.right)
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
        self.setFocusProxy(self.tree)
