"""How the charges of the studies on the desk ended: what left here, and what the store and the history know of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.charges.sources.identity import Key, keys_of
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.history.study_records import Mark
from workbench.ui.accepted import Accepted, accepted_before
from workbench.ui.studies.list_model import StudiesModel
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.work import StudyWork

if TYPE_CHECKING:
    from workbench.history.store import History

LOOK_AFTER_MS = 300
"""News of the history comes ten times a second; whether something was accepted need not be known so fast."""


class SentMarks(QObject):
    """Marks the rows of the desk. The store says what it cannot look up."""

    def __init__(self, model: StudiesModel, store: StudyStore) -> None:
        super().__init__(model)
        self._model, self._store = model, store
        self._timer = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._timer.timeout.connect(self.look)

    def look_soon(self) -> None:
        """There is news, or there are other studies."""
        if not self._timer.isActive():
            self._timer.start()

    def look(self) -> None:
        """Look now: for what left this desk in the history, for all others in the store."""
        self._look_for_given_away()
        if not self._model.works:
            return
        works = self._model.works
        wanted = [_keys(work) for work in works]
        nothing: list[Mark | None] = [None] * len(wanted)
        self._store.ask("marks", lambda studies: studies.marks(wanted), lambda found: self._mark(works, found), nothing)

    def _look_for_given_away(self) -> None:
        works = tuple(work for _row, work in self._model.given_away())
        messages = [tuple(work.documents) for work in works]
        if not works:
            return
        nothing: list[Accepted | None] = [None] * len(works)
        self._store.ask(
            "given away",
            lambda studies: [_latest(studies.history, some) for some in messages],
            lambda found: self._mark_given_away(works, found),
            nothing,
        )

    def _mark_given_away(self, works: tuple[StudyWork, ...], found: list[Accepted | None]) -> None:
        rows = {id(work): row for row, work in enumerate(self._model.works)}
        for work, latest in zip(works, found, strict=True):
            if work.accepted != latest and (row := rows.get(id(work))) is not None:
                work.accepted = latest
                self._model.changed(row)

    def _mark(self, works: tuple[StudyWork, ...], found: list[Mark | None]) -> None:
        rows = {id(work): row for row, work in enumerate(self._model.works)}
        for work, mark in zip(works, found, strict=True):
            if work.mark != mark and (row := rows.get(id(work))) is not None:
                work.mark = mark
                self._model.changed(row)


def _latest(history: History, messages: Iterable[Document]) -> Accepted | None:
    """The last time that one of these messages, or a charge of them, was accepted."""
    found = (one for message in messages for one in accepted_before(lambda: history, message))
    return max(found, key=lambda one: one.entry, default=None)


def _keys(work: StudyWork) -> tuple[Key, ...]:
    try:
        return tuple(keys_of(work.study))
    except WorkbenchError:  # a study without a number is not kept
        return ()
