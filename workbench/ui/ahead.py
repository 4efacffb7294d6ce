"""Loads what the first message needs while the window waits for it: half of what opening that one takes is loading."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

MODULES = (
    "workbench.er7",
    "workbench.ui.editor.session",
    "workbench.ui.editor.tree_shape",
    "workbench.ui.editor.tree_view",
    "workbench.ui.editor.raw_view",
    "workbench.ui.editor.hex_view",
    "workbench.ui.editor.picker",
    "workbench.ui.editor.fields.date_editor",
    "workbench.ui.editor.form_row",
    "workbench.ui.editor.form",
    "workbench.charges.study.model",
    "workbench.charges.study.report",
    "workbench.charges.ledger.settings",
    "workbench.charges.ledger.detect",
    "workbench.charges.ledger.line",
    "workbench.charges.coding.lines",
    "workbench.ui.editor.charges_rows",
    "workbench.ui.editor.charges_pane",
    "workbench.ui.editor.view",
    "workbench.ui.editor.find_bar",
    "workbench.ui.editor.place",
    "workbench.ui.editor.autosave",
    "workbench.ui.editor.problems",
    "workbench.ui.reference.panel",
)
"""In an order in which none brings much that the ones before it have not. Tables of the standard are not among them."""
_AFTER_MS = 1000
"""So long after the window was shown it begins."""
_STEP_MS = 40
"""Between two modules: what the user does comes first."""


class Ahead(QObject):
    """One module at a time, each in a turn of its own. What somebody has loaded meanwhile costs nothing."""

    def __init__(self, parent: QObject, modules: Iterable[str] = MODULES) -> None:
        super().__init__(parent)
        self._waiting = list(modules)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._load_one)
        self._timer.start(_AFTER_MS)

    def _load_one(self) -> None:
        if self._waiting:
            import_module(self._waiting.pop(0))
            self._timer.start(_STEP_MS)
