"""The document inside the message on the screen, such as a PDF: shown, or saved into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.er7 import Path as MessagePath
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.wholefile import write_whole

if TYPE_CHECKING:
    from workbench.ui.editor.place import MessagesPlace


class EmbeddedActions:
    """What the menu does with it. The place knows the message, and asks for a file's name."""

    def __init__(self, place: MessagesPlace, bridge: Bridge) -> None:
        self._place = place
        self._bridge = bridge

    def show(self) -> None:
        """Show the document at the cursor, or the first one of the message."""
        if (path := self._path()) is not None and (view := self._place.current_view()) is not None:
            view.session.move_cursor(path, self._place)
            view.tree_pane.show_embedded(path)

    def save(self) -> bool:
        """Save that document into a file, after asking for one. Whether it was saved."""
        from workbench.ui.editor.embedded import file_name, read_embedded

        session, path = self._place.current(), self._path()
        found = read_embedded(session.document, path) if session is not None and path is not None else None
        if found is None:
            return False
        name = self._place.ask_document(file_name(found))
        if not name:
            return False
        try:
            write_whole(Path(name), found.data)
        except WorkbenchError as error:
            self._bridge.problem(str(error))
            return False
        self._bridge.info(f"Saved the {found.kind} of {found.path} as {name}.")
        return True

    def _path(self) -> MessagePath | None:
        from workbench.ui.editor.embedded import first_embedded

        session = self._place.current()
        path = first_embedded(session.document, session.cursor) if session is not None else None
        if path is None:
            self._bridge.info("There is no PDF, image, RTF or XML document in this message.")
        return path
