"""The one document of an open message, its undo stack and its cursor. The only door through which an edit goes."""

from __future__ import annotations

import pathlib
from dataclasses import replace
from sys import getsizeof
from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from workbench.er7 import Document, Path

if TYPE_CHECKING:
    from workbench.reference import Dictionary
    from workbench.reference.checks import Finding
    from workbench.ui.editor.fields.held import Unfinished

_UNDO_BYTES = 200_000_000
"""How much memory the undo stack may hold, about; a message of 60 kB keeps its last two thousand steps."""
_LEAST_STEPS = 5
"""Kept of the largest message too: of 80 MB this is twice the budget."""


class EditSession(QObject):
    """One open message. Views draw it and never hold a truth of their own.

    `changed(before, after, origin)` follows every edit, undo and redo; `cursor_moved(path, origin)` every move of the
    cursor. The origin is whoever began it, so that it can skip its own echo.
    """

    changed = Signal(object, object, object)
    cursor_moved = Signal(object, object)
    absent_changed = Signal()
    """The user looks at a segment that the message lacks, or not any more."""
    findings_changed = Signal()
    """What the check of the message has found is another thing now."""
    begun = Signal()
    """Another message stands here from now on, with nothing to undo; `changed` and `cursor_moved` have told of it."""
    clean_changed = Signal(bool)
    """Whether the message is as it was saved. The stack's own signal is not for others: it says this while it goes."""
    renamed = Signal()
    """Title or file are other ones now."""

    def __init__(
        self,
        document: Document,
        title: str = "",
        file: pathlib.Path | None = None,
        index: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._cursor = first_place(document)
        self._dictionary: Dictionary | None = None
        self.findings: tuple[Finding, ...] = ()
        """What the last check has found. It runs a moment after an edit, so a path in it may be gone."""
        self.absent: Path | None = None
        """A segment that is required and missing, which the user looks at; the cursor stays where it is meanwhile."""
        self.said: tuple[Finding, ...] = ()
        """What the receiver of the message has said about it; it stands before what a check finds."""
        self.unfinished: dict[Path, Unfinished] = {}
        """What was typed into the form and the message cannot take, by its place; it waits there to be mended."""
        self.visit = 0
        """Grows when the cursor goes to another field: in a `merge` key it keeps two visits of a field apart."""
        self.title = title
        self.file = file
        self.index = index
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.clean_changed)
        self._limit_undo()

    def _limit_undo(self) -> None:
        self.undo_stack.setUndoLimit(max(_LEAST_STEPS, min(2000, _UNDO_BYTES // getsizeof(self._document.text))))

    def begin(self, document: Document, title: str, file: pathlib.Path | None, index: int | None = None) -> None:
        """Take a message in place of the one that it was made with, for views that were made before there was one."""
        self.title, self.file, self.index = title, file, index
        before, self._document = self._document, document
        self._cursor = first_place(document)
        self.undo_stack.clear()
        self._limit_undo()
        self.changed.emit(before, document, self)
        self.cursor_moved.emit(self._cursor, self)
        self.begun.emit()

    @property
    def document(self) -> Document:
        return self._document

    @property
    def cursor(self) -> Path:
        """Where the user is. Its segment exists (in a message without any it is MSH); its field need not."""
        return self._cursor

    def submit(self, document: Document, text: str, origin: object, merge: str = "") -> None:
        """Make `document` the message, as one undoable step called `text`. Nothing happens when nothing differs.

        Steps in a row with the same non-empty `merge` become one.
        """
        if document == self._document:
            return
        self.undo_stack.push(_Change(self, document, text, origin, merge))

    def move_cursor(self, path: Path, origin: object) -> None:
        """Move the cursor. A path whose segment is not in the message is ignored."""
        self.look_at_absent(None)
        if path == self._cursor or (self._document.segments and self._document.segment(path) is None):
            return
        if path.field_path() != self._cursor.field_path():
            self.visit += 1
        self._cursor = path
        self.cursor_moved.emit(path, origin)

    def look_at_absent(self, path: Path | None) -> None:
        """Look at a segment that the message lacks; None for what is in it."""
        if path != self.absent:
            self.absent = path
            self.absent_changed.emit()

    @property
    def shown(self) -> Path:
        """What the user looks at: the cursor, or a segment that is missing."""
        return self.absent or self._cursor

    def set_findings(self, findings: tuple[Finding, ...]) -> None:
        """Remember what a check has found, for the views that mark it, behind what the receiver has said."""
        findings = (*self.said, *findings)
        if findings != self.findings:
            self.findings = findings
            self.findings_changed.emit()

    def held(self) -> dict[Path, Unfinished]:
        """What of `unfinished` has its place in the message still."""
        return {path: one for path, one in self.unfinished.items() if self._document.segment(path) is not None}

    def is_modified(self) -> bool:
        return not self.undo_stack.isClean()

    def go_back(self, saved: Document) -> None:
        """Be what was saved again: every change since is undone, and can be redone.

        Where undo does not lead there any more, `saved` comes as one more step.
        """
        clean = self.undo_stack.cleanIndex()
        if clean >= 0:
            self.undo_stack.setIndex(clean)
        else:
            self.submit(saved, "Back to what was saved", None)
            self.undo_stack.setClean()

    def set_saved(self) -> None:
        """The message as it is now is what stands in its file."""
        self.undo_stack.setClean()

    def rename(self, title: str, file: pathlib.Path | None) -> None:
        self.title, self.file = title, file
        self.renamed.emit()

    def dictionary(self) -> Dictionary:
        """The dictionary for MSH-12. Loaded when first asked for: its tables cost more than showing a window."""
        if self._dictionary is None or self._dictionary.requested != self._document.version:
            from workbench.reference import dictionary

            self._dictionary = dictionary(self._document.version)
        return self._dictionary

    def _become(self, document: Document, origin: object, where: Path) -> None:
        before, self._document = self._document, document
        cursor = _nearest(document, where)
        moved, self._cursor = cursor != self._cursor, cursor
        self.changed.emit(before, document, origin)
        self.look_at_absent(None)
        if moved:
            self.cursor_moved.emit(cursor, origin)


class _Change(QUndoCommand):
    """The message before and after. Both are immutable, so undo is exact and needs no inverse logic."""

    def __init__(self, session: EditSession, after: Document, text: str, origin: object, merge: str) -> None:
        super().__init__(text)
        self._session = ref(session)  # the stack belongs to the session: held from here, neither would ever be let go
        # Copies without the parts that a shown document has worked out: a long history stays small.
        self._before = replace(session.document)
        self._after = replace(after)
        self._shown: Document | None = after
        self._where = session.cursor
        self._origin: object = origin
        self._merge = merge

    def id(self) -> int:
        return 1 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other._merge != self._merge:
            return False
        self._after = other._after
        if self._after == self._before:
            self.setObsolete(True)
        return True

    def redo(self) -> None:
        document, self._shown = self._shown or self._after, None
        origin, self._origin = self._origin, "redo"
        self._become(document, origin)

    def undo(self) -> None:
        self._become(self._before, "undo")

    def _become(self, document: Document, origin: object) -> None:
        session = self._session()
        if session is not None:  # a stack that acts has its session; at a window's end Qt may call late
            session._become(document, origin, self._where)


def first_place(document: Document) -> Path:
    """Where the cursor stands when a message is opened: its first charge, what an answer says, or its first segment."""
    for name in ("FT1", "ERR", "MSA") if document.all("MSA") else ("FT1",):
        if found := document.all(name):
            return found[0].path
    named = next((segment for segment in document.segments if not segment.is_opaque), None)
    if named is not None:
        return named.path
    return document.segments[0].path if document.segments else Path("MSH")


def _nearest(document: Document, path: Path) -> Path:
    """The path itself while its segment exists, else a segment of that name before it, else the first place."""
    if document.segment(path) is not None:
        return path
    same = [segment for segment in document.all(path.segment) if segment.occurrence <= path.occurrence]
    return same[-1].path if same else first_place(document)
