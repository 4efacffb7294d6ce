"""Changing the structure of the message on the screen: each is one named step to undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from workbench.er7 import Document, Path, Segment
from workbench.errors import WorkbenchError
from workbench.reference.edit import Edited, repetitions, segments
from workbench.ui.bridge import Bridge
from workbench.ui.editor.picker import Choice, Picker
from workbench.ui.editor.session import EditSession


class StructureActions:
    """Works on whichever session is on the screen. What cannot be done is said in words and changes nothing."""

    def __init__(self, session: Callable[[], EditSession | None], bridge: Bridge, parent: QWidget) -> None:
        self._session = session
        self._bridge = bridge
        self._parent = parent
        self.now: Callable[[], datetime] = lambda: datetime.now().astimezone()
        self.go_on: Callable[[Path, bool], None] = lambda _path, _new: None
        """Told where the cursor stands after a part was added (True), moved or removed."""

    # --- segments ------------------------------------------------------------------------------------------------

    def insert_segment(self) -> Picker | None:
        """Let the user choose a segment; it is put behind the one under the cursor, or where it belongs."""
        session = self._session()
        if session is None:
            return None
        from workbench.ui.editor.insert_segment import Insertable

        here = session.document.segment(session.cursor)
        offer = Insertable(session.document, here.index + 1 if here is not None else 0)
        picker = Picker("Insert segment", "Name or words, such as PR1, procedure or ZPV", offer.find, self._parent)
        picker.chosen.connect(lambda choice: self._insert(offer.line_for(choice)))
        picker.open()
        return picker

    def _insert(self, place: tuple[str, int]) -> None:
        name, index = place
        self._edit(f"Insert {name}", lambda document, _path: segments.add(document, index, name))

    def duplicate(self) -> None:
        """The segment under the cursor once more, behind itself."""
        self._on_segment("Duplicate", lambda document, segment: segments.duplicate(document, segment.index))

    def delete_segment(self) -> None:
        """The message without the segment under the cursor."""
        self._on_segment("Delete", lambda document, segment: segments.delete(document, segment.index))

    def move(self, by: int) -> None:
        """The repetition under the cursor, or else its segment, `by` places further down."""
        session = self._session()
        if session is not None and session.cursor.repetition is not None and session.cursor.component is None:
            self.move_part(by)
            return
        self._on_segment("Move", lambda document, segment: segments.move(document, segment.index, by))

    # --- parts of a field ------------------------------------------------------------------------------------------

    def add_repetition(self) -> None:
        """One more value for the field under the cursor, behind the one that the cursor is in."""

        def add(document: Document, path: Path) -> Edited:
            at = path if path.field is None else path.field_path().at(field=path.field, repetition=path.repetition)
            return repetitions.add(document, at)

        self._edit_part("Add repetition to", add, new=True)

    def add_part(self) -> None:
        """One more component (subcomponent) behind the one under the cursor; behind the last when it is on a field."""

        def add(document: Document, path: Path) -> Edited:
            if path.field is None or path.component is not None:
                return repetitions.add(document, path)
            signs, text = document.delimiters, document.get(path.at(repetition=path.repetition or 1)) or ""
            last = text.count(signs.component) + 1 if signs.component else 1
            return repetitions.add(document, path.at(component=last))

        self._edit_part("Add component to", add, new=True)

    def duplicate_part(self) -> None:
        """The repetition, component or subcomponent under the cursor once more, behind itself."""
        self._on_part("Duplicate", repetitions.duplicate)

    def remove_part(self) -> None:
        """Without the repetition, component or subcomponent under the cursor; what is behind it moves up."""
        self._on_part("Remove", repetitions.remove)

    def move_part(self, by: int) -> None:
        """The repetition, component or subcomponent under the cursor `by` places further back."""
        self._on_part("Move", lambda document, path: repetitions.move(document, path, by))

    # --- the whole message -------------------------------------------------------------------------------------------

    def renumber(self) -> None:
        """Count the set ids anew."""
        session = self._session()
        if session is None:
            return
        from workbench.reference.edit.renumber import renumber

        before = session.document
        self._edit("Renumber set ids", lambda document, path: Edited(renumber(document), path), named=False)
        if session.document == before:
            self._bridge.info("The set ids are counted 1, 2, 3 … already; nothing was changed.")

    def renew(self) -> None:
        """A new control id, and the time that it is now."""
        from workbench.charges.ids import control_ids
        from workbench.reference.edit.identity import renewed

        def edit(document: Document, path: Path) -> Edited:
            return Edited(renewed(document, now=self.now(), control_id=next(control_ids())), path)

        self._edit("New control id and time", edit, named=False)

    def change_version(self) -> QWidget | None:
        """Show what another version means for the message, and apply it when the user agrees."""
        session = self._session()
        if session is None:
            return None
        from workbench.ui.editor.version_dialog import VersionDialog

        dialog = VersionDialog(session.document, self._parent)

        def apply() -> None:
            found = dialog.conversion
            if found is not None:
                session.submit(found.document, f"Change version to {found.version}", self)
                left = f"{len(found.lost)} places have no equal in it; see Problems." if found.lost else ""
                self._bridge.info(f"The message is written in HL7 {found.version} now. {left}".strip())

        dialog.accepted.connect(apply)
        dialog.open()
        return dialog

    # --- how it is done ------------------------------------------------------------------------------------------

    def _on_part(self, text: str, edit: Callable[[Document, Path], Edited]) -> None:
        """One step whose name tells what kind of part it was, and which: `Move component FT1-7.2`."""
        session = self._session()
        if session is not None:
            path = session.cursor
            level = repetitions.level_of(path)
            whole = level == "repetition" and path.repetition is None
            place = path.at(repetition=1) if whole and path.field is not None else path
            self._edit_part(f"{text} {level} {place}" if level else text, edit, named=not level)

    def _edit_part(
        self, text: str, edit: Callable[[Document, Path], Edited], *, named: bool = True, new: bool = False
    ) -> None:
        """One step on a part of a field; whoever holds the keyboard is told where it goes on."""
        session = self._session()
        before = session.document if session is not None else None
        self._edit(text, edit, named=named)
        if session is not None and session.document is not before:
            self.go_on(session.cursor, new)

    def _on_segment(self, text: str, edit: Callable[[Document, Segment], Edited]) -> None:
        def on_line(document: Document, path: Path) -> Edited:
            segment = document.segment(path)
            if segment is None:
                raise WorkbenchError("There is no segment in this message yet; insert one first.")
            return edit(document, segment)

        self._edit(text, on_line, whole=True)

    def _edit(
        self, text: str, edit: Callable[[Document, Path], Edited], *, whole: bool = False, named: bool = True
    ) -> None:
        """One step; `named` puts the place into its name, `whole` that of the segment."""
        session = self._session()
        if session is None:
            return
        path = session.cursor
        try:
            edited = edit(session.document, path)
        except WorkbenchError as error:
            self._bridge.warning(str(error))
            return
        place = path.segment_path() if whole else path.field_path()
        inserts = text.startswith("Insert")
        session.submit(edited.document, text if inserts or not named else f"{text} {place}", self)
        session.move_cursor(edited.cursor, self)


__all__ = ["Choice", "StructureActions"]
