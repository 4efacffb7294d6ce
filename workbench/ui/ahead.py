"""Loads what the first message needs while the window waits for it: half of what opening that one takes is loading."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from workbench.ui.tasks import Tasks

MODULES = (
    "workbench.er7.edits",
    "workbench.er7.document",
    "workbench.er7",
    "workbench.ui.editor.open_file",
    "workbench.ui.editor.find_bar",
    "workbench.ui.editor.tree_shape",
    "workbench.ui.editor.embedded",
    "workbench.ui.editor.naming",
    "workbench.ui.editor.tree_cells",
    "workbench.ui.editor.tree_model",
    "workbench.ui.editor.tree_view",
    "workbench.ui.editor.display",
    "workbench.ui.editor.raw_view",
    "workbench.ui.editor.hex_view",
    "workbench.ui.editor.picker",
    "json",
    "tomllib",
    "workbench.reference",
    "workbench.reference.edit.repetitions",
    "workbench.ui.editor.structure_actions",
    "workbench.ui.editor.message_actions",
    "workbench.ui.editor.field_editor",
    "workbench.ui.editor.fields.moment",
    "workbench.ui.editor.fields.money",
    "workbench.ui.editor.fields.meaning",
    "workbench.ui.editor.fields.facts",
    "workbench.ui.editor.fields.chips",
    "workbench.ui.editor.fields.parts_panel",
    "workbench.ui.editor.form_row",
    "workbench.ui.editor.form_page",
    "workbench.ui.editor.form",
    "workbench.ui.editor.embedded_view",
    "workbench.ui.editor.tree_pane",
    "workbench.ui.editor.view",
    "workbench.ui.editor.selector",
    "workbench.ui.editor.tab",
    "workbench.ui.editor.place",
    "workbench.ui.editor.autosave",
    "workbench.ui.editor.problems",
    "workbench.ui.reference.browser",
    "workbench.ui.reference.finder",
    "workbench.ui.reference.markup",
    "workbench.ui.reference.panel",
)
"""What opening a message loads, in an order in which none brings much that the ones before it have not.

Modules with classes of Qt are loaded here, in the GUI thread.
"""
_BESIDE = (
    "workbench.charges.ledger",
    "workbench.charges.correction.correct",
    "workbench.charges.reversal.repost",
    "workbench.charges.lifecycle.sequence",
    "workbench.history.store",
    "workbench.history.study_records",
    "workbench.charges.compose.compose",
    "workbench.charges.lifecycle.by_hand",
    "workbench.charges.sources.files",
    "workbench.charges.sources.written",
)
"""What charges at a glance, a reversal and every place with a history need; each takes more than one turn."""
AFTERWARDS = (
    "workbench.ui.editor.charges_model",
    "workbench.ui.reversal.shown",
    "workbench.ui.reversal.bench",
    "workbench.ui.reversal.place",
    "workbench.ui.exchange.endpoint",
    "workbench.ui.exchange.list_pane",
    "workbench.ui.exchange.place",
    "workbench.ui.history.place",
    "workbench.ui.ledger.book",
    "workbench.ui.ledger.chart",
    "workbench.ui.ledger.explain_pane",
    "workbench.ui.ledger.desk",
    "workbench.ui.ledger.exports",
    "workbench.ui.ledger.saving",
    "workbench.ui.ledger.place",
    "workbench.ui.studies.store",
    "workbench.ui.studies.keeping",
    "workbench.ui.studies.lines_pane",
    "workbench.ui.studies.batch_pane",
    "workbench.ui.studies.worklist_rows",
    "workbench.ui.studies.study_pane",
    "workbench.ui.studies.worklist_pane",
    "workbench.ui.studies.desk_view",
    "workbench.ui.studies.study_form",
    "workbench.ui.studies.master_pane",
    "workbench.ui.studies.profiles_pane",
    "workbench.ui.studies.place",
)
"""The other places, once that is there."""
_AFTER_MS = 1000
"""So long after the window was shown it begins."""
_STEP_MS = 30
"""Between two modules: what the user does comes first."""
_USUAL = b"MSH|^~\\&|||||||DFT^P03^DFT_P03|||2.5.1\rEVN|P03\rPID|1\rPV1|1\rFT1|1|||20260301||CG|1\r"
"""A message of the version that most feeds have; every table that opening it asks for is there afterwards."""


class Ahead(QObject):
    """One module at a time, each in a turn of its own; then, beside the window, what would take one turn too long; then
    the other places, one by one.

    What somebody has loaded meanwhile costs nothing.
    """

    def __init__(
        self, parent: QObject, tasks: Tasks, modules: Iterable[str] = MODULES, afterwards: Iterable[str] = AFTERWARDS
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._waiting, self._afterwards = list(modules), list(afterwards)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._load_one)
        self._timer.start(_AFTER_MS)

    def _load_one(self) -> None:
        if self._waiting:
            import_module(self._waiting.pop(0))
            self._timer.start(_STEP_MS)
        elif self._afterwards:
            self._waiting, self._afterwards = self._afterwards, []
            self._tasks.run("ahead", read_tables, lambda _nothing: self._timer.start(_STEP_MS))


def read_tables() -> None:
    """Read the tables, help texts and codes that a usual message asks for, and load what the next steps with it need.

    In whatever thread: nothing here is Qt's, and all of it is kept. A file that cannot be read is said when a message
    asks for it.
    """
    for name in _BESIDE:
        import_module(name)
    from workbench.er7 import Document
    from workbench.errors import WorkbenchError
    from workbench.reference import dictionary
    from workbench.reference.glossary import terms_in
    from workbench.reference.help import segment_help
    from workbench.ui.editor.findings import findings

    document = Document.from_bytes(_USUAL)
    try:
        known = dictionary(document.version)
        known.structure(document.message_type)
        for segment in document.segments:
            known.segment(segment.name)
            segment_help(segment.name)
        list(terms_in(""))
        findings(document)
    except WorkbenchError:
        return
