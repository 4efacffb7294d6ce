"""Everything that can be done with the message on the screen, as actions for menus and for the views themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workbench.ui.bridge import Bridge
from workbench.ui.editor.copying import Copying
from workbench.ui.editor.picker import Picker
from workbench.ui.editor.structure_actions import StructureActions

if TYPE_CHECKING:
    from workbench.er7 import Path
    from workbench.ui.editor.find_bar import FindBar
    from workbench.ui.editor.session import EditSession
    from workbench.ui.editor.view import MessageView

_Shortcut = QKeySequence.StandardKey | str | None


class MessageActions(QObject):
    """Owned by the place that shows messages. `menu` has them in groups for a menu; None is a line between groups."""

    def __init__(
        self, place: QWidget, view: Callable[[], MessageView | None], find_bar: FindBar, bridge: Bridge
    ) -> None:
        super().__init__(place)
        self._place = place
        self._view = view
        self.structure = StructureActions(self.session, bridge, place)
        self.structure.go_on = self._go_on
        self.copying = Copying(self.session, bridge)
        self.find_bar = find_bar
        self._all: list[QAction] = []
        self._beside: tuple[QWidget, ...] = ()
        self._finding()
        self._segments()
        self._parts()
        self._whole()
        self._copies()
        self._for_tree = (
            self.insert, self.duplicate, self.up, self.down, self.delete, None,
            self.repetition, self.part, self.duplicate_part, self.part_left, self.part_right, self.remove_part, None,
            self.copy_segment, self.copy_tree,
        )  # fmt: skip
        self.menu: tuple[QAction | None, ...] = (
            self.find, self.replace, self.next, self.previous, self.goto, None,
            self.copy_path, self.copy_value, self.copy_segment, self.copy_tree, None,
            self.insert, self.duplicate, self.up, self.down, self.delete, None,
            self.repetition, self.part, self.duplicate_part, self.part_left, self.part_right, self.remove_part,
            self.show_parts, None,
            self.renumber, self.renew, self.version,
        )  # fmt: skip
        self.enable(False)

    def session(self) -> EditSession | None:
        """The session on the screen."""
        view = self._view()
        return view.session if view is not None else None

    def _go_on(self, path: Path, new: bool) -> None:
        """Whoever types in the form goes on in the part that was added, or wherever theirs has gone."""
        view = self._view()
        if view is not None:
            view.form.enter_part(path, new=new)

    def _show_parts(self) -> None:
        """Open the parts of the field under the cursor, or close them; the keyboard goes to the field."""
        view = self._view()
        number = view.session.cursor.field if view is not None else None
        if view is not None and number is not None:
            view.fields.setCurrentWidget(view.form)
            view.form.switch_parts(number)

    def _show_empty(self) -> None:
        """Unfold the fields that are folded while they are empty, or fold them."""
        view = self._view()
        if view is not None:
            view.fields.setCurrentWidget(view.form)
            view.form.switch_fold()

    def enable(self, enabled: bool) -> None:
        """Whether there is a message to work on."""
        for action in self._all:
            action.setEnabled(enabled)

    def add_turning(self, turn: Callable[[int], object]) -> None:
        """The next open message and the one before; the tabs know these keys too, but not from beside them."""
        self.next_message = self._add("Next message", lambda: turn(1), "Ctrl+Tab")
        self.previous_message = self._add("Previous message", lambda: turn(-1), "Ctrl+Shift+Tab")
        self.enable(False)

    def reach_from(self, *panels: QWidget) -> None:
        """The keys work in these panels too, which stand beside the message."""
        self._beside = panels
        for panel in panels:
            panel.addActions([action for action in self._place.actions() if action in self._all])

    def attach(self, view: MessageView) -> None:
        """Offer the actions in the views of a message: in their menus, and their keys where they would be typed."""
        for panel in self._beside:
            for action in panel.actions():
                if action not in self._all:
                    panel.removeAction(action)
            panel.addActions(view.ways)
        for widget in (view.tree, view.raw):
            if self.insert in widget.actions():
                return
            widget.addActions([action or _line(widget) for action in self._for_tree])
        # Shift+Del cuts in a text; in the tree it deletes the segment.
        key = QShortcut(QKeySequence("Shift+Del"), view.tree)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.setWhatsThis("Delete the segment")
        key.activated.connect(self.structure.delete_segment)

    # --- the actions -----------------------------------------------------------------------------------------------

    def _finding(self) -> None:
        keys, bar = QKeySequence.StandardKey, self.find_bar
        self.find = self._add("&Find…", bar.show_find, keys.Find)
        self.replace = self._add("Find and r&eplace…", lambda: bar.show_find(replacing=True), "Ctrl+H")
        self.next = self._add("Find &next", bar.next, "F3")
        self.previous = self._add("Find pre&vious", bar.previous, "Shift+F3")
        self.goto = self._add("&Jump to path…", self.go_to_path, "Ctrl+G")

    def _segments(self) -> None:
        work = self.structure
        self.insert = self._add("&Insert segment…", work.insert_segment, "Ctrl+Shift+I")
        self.duplicate = self._add("&Duplicate segment", work.duplicate, "Ctrl+D")
        # Alt+Down opens a list of codes in the form: these two are keys of the tree and the raw text alone.
        self.up = self._add("&Move up", lambda: work.move(-1), "Alt+Up", everywhere=False)
        self.down = self._add("Move do&wn", lambda: work.move(1), "Alt+Down", everywhere=False)
        self.delete = self._add("De&lete segment", work.delete_segment, "Ctrl+Shift+K")

    def _parts(self) -> None:
        work = self.structure
        self.repetition = self._add("&Add repetition", work.add_repetition, "Ctrl+Shift+R")
        self.part = self._add("Add &component", work.add_part, "Ctrl+Shift+A")
        self.part.setToolTip("Behind the component under the cursor; those behind it move one place.")
        self.duplicate_part = self._add("Duplicate repetition or component", work.duplicate_part, "Ctrl+Shift+D")
        self.duplicate_part.setToolTip("The one under the cursor, behind itself; those behind it move one place.")
        self.part_left = self._add("Move component left", lambda: work.move_part(-1), "Alt+Shift+Left")
        self.part_right = self._add("Move component ri&ght", lambda: work.move_part(1))
        self.part_right.setShortcut(QKeySequence("Alt+Shift+Right"))
        for action in (self.part_left, self.part_right):
            action.setToolTip("The repetition, component or subcomponent under the cursor; its neighbour comes here.")
        self.remove_part = self._add("Rem&ove repetition or component", work.remove_part, "Ctrl+Shift+X")
        self.remove_part.setToolTip("The one under the cursor; those behind it move up.")
        self.show_parts = self._add("Loo&k at the parts of the field", self._show_parts)
        self.show_parts.setToolTip("Shows or hides them in the form; Ctrl+Down and Ctrl+Up in the input of the field.")

        self.show_empty = self._add("Sho&w or hide empty fields", self._show_empty, "Ctrl+Shift+E")
        self.show_empty.setToolTip("Those that the form folds because a message seldom has them.")

    def _whole(self) -> None:
        work = self.structure
        self.renumber = self._add("Renum&ber set ids", work.renumber)
        self.renew = self._add("New control id and &time", work.renew)
        self.version = self._add("C&hange version…", work.change_version)

    def _copies(self) -> None:
        copy = self.copying
        self.copy_path = self._add("Copy &path", copy.path, "Ctrl+Shift+C")
        self.copy_value = self._add("Cop&y value", copy.value)
        self.copy_segment = self._add("Copy &segment", copy.segment)
        self.copy_tree = self._add("Copy tree as te&xt", copy.tree)

    def _add(
        self, text: str, function: Callable[..., object], shortcut: _Shortcut = None, *, everywhere: bool = True
    ) -> QAction:
        action = QAction(text, self)
        if shortcut is not None:
            action.setShortcuts(_sequences(shortcut))
        # Not in the whole window: other places have a Ctrl+F of their own.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        # triggered carries a bool that the function does not want.
        action.triggered.connect(lambda _checked=False: function())
        if everywhere:
            self._place.addAction(action)
        self._all.append(action)
        return action

    def go_to_path(self) -> Picker | None:
        """Ask for a path and go there."""
        session = self.session()
        if session is None:
            return None
        from workbench.ui.editor.goto import Places

        places = Places(session.document, session.dictionary())
        picker = Picker("Jump to path", "FT1[2]-26(1).1, or words such as modifier", places.find, self._place)
        picker.chosen.connect(lambda choice: session.move_cursor(choice.data, self))
        picker.open()
        return picker


def _sequences(shortcut: QKeySequence.StandardKey | str) -> list[QKeySequence]:
    """Every key of a usual action, since a platform may have several; else the one."""
    if isinstance(shortcut, QKeySequence.StandardKey):
        return QKeySequence.keyBindings(shortcut)
    return [QKeySequence(shortcut)]


def _line(parent: QWidget) -> QAction:
    action = QAction(parent)
    action.setSeparator(True)
    return action
