"""A message as it is now, for whoever was handed it and may want it later."""

from __future__ import annotations

from workbench.er7 import Document
from workbench.ui.editor.session import EditSession


class Latest:
    """Gives the bytes of a session's message as they are when asked; as they were last, once it is closed.

    It does not keep the session: what is closed is forgotten, all but this one text.
    """

    def __init__(self, session: EditSession) -> None:
        self._document = session.document
        session.changed.connect(self._take)  # Qt holds no reference to an object of Python for that

    def _take(self, _before: Document, after: Document, _origin: object) -> None:
        self._document = after

    def __call__(self) -> bytes:
        """As MLLP carries them. Raises EditError for what the message's charset cannot hold."""
        return self._document.wire()
