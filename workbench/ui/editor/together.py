"""Messages that were made in one step, such as the credits and the new charges of a correction: undone as one."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack
from shiboken6 import isValid

from workbench.ui.editor.session import EditSession


class Together(QObject):
    """Joins sessions whose first step is one. Taken back in one of them, it is taken back in all; redone likewise.

    What was edited behind that step is undone with it, and stays to be redone.
    """

    followed = Signal(str, bool)
    """The step as it is called; whether it was undone (else redone) in the others too."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._joined: defaultdict[str, list[QUndoStack]] = defaultdict(list)
        self._leading = False

    def join(self, key: str, session: EditSession) -> None:
        """One more with this key. Its step is on its undo stack already."""
        stack = session.undo_stack
        self._joined[key].append(stack)
        stack.indexChanged.connect(partial(self._follow, key, stack, stack.text(0)))
        stack.destroyed.connect(partial(self._leave, key, stack))

    def _follow(self, key: str, stack: QUndoStack, step: str, index: int) -> None:
        if self._leading or not isValid(stack):  # a stack that goes says that it is empty
            return
        if stack.text(0) != step:  # it is so long ago that the stack has dropped it
            return
        self._leading = True
        try:
            others = [one for one in self._joined[key] if one is not stack and isValid(one) and one.text(0) == step]
            moved = [one for one in others if (one.index() == 0) != (index == 0)]
            for one in moved:
                one.setIndex(0 if index == 0 else 1)
        finally:
            self._leading = False
        if moved:
            self.followed.emit(step, index == 0)

    def _leave(self, key: str, stack: QUndoStack) -> None:
        """It was closed."""
        self._joined[key] = [one for one in self._joined[key] if one is not stack]
        if not self._joined[key]:
            del self._joined[key]
