"""The menus: every action of the window by name, with its shortcut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMenu

from workbench import __version__
from workbench.ui import theme
from workbench.ui.file_names import on_screen

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from workbench.ui.editor.message_actions import MessageActions
    from workbench.ui.editor.session import EditSession
    from workbench.ui.window import Window

_Shortcut = QKeySequence.StandardKey | str | None


class Menus:
    """Builds the menu bar and keeps it in step with the open message."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._for_message: list[QAction] = []
        self.docks: dict[str, QAction] = {}
        self._file_menu()
        self.edit = self._menu("&Edit")
        self.edit.setEnabled(False)  # until there is a message to edit
        self._message_menu()
        self._view_menu()
        self._help_menu()
        self.message_changed(None)

    def take_undo(self, group: QUndoGroup) -> None:
        """Undo and redo of whichever message is on the screen."""
        self.undo = group.createUndoAction(self._window, "&Undo")
        self.redo = group.createRedoAction(self._window, "&Redo")
        keys = QKeySequence.StandardKey
        for action, key in ((self.undo, keys.Undo), (self.redo, keys.Redo)):
            action.setShortcuts(key)
            self.edit.addAction(action)
        self.edit.setEnabled(True)

    def take_message_actions(self, actions: MessageActions) -> None:
        """What can be done with the message on the screen."""
        self.edit.addSeparator()
        for action in actions.menu:
            if action is None:
                self.edit.addSeparator()
            else:
                self.edit.addAction(action)
        self._view.insertAction(self.docks["Reference"], actions.show_empty)

    def take_pager(self, actions: Sequence[QAction]) -> None:
        """The ways through a file of many messages."""
        self._view.insertActions(self._behind_places, list(actions))
        self._view.insertSeparator(actions[0])

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _add(
        self,
        menu: QMenu,
        text: str,
        function: Callable[[], object],
        shortcut: _Shortcut = None,
        *,
        message: bool = False,
    ) -> QAction:
        action = QAction(self._window, text=text)  # with the text first Qt would load everything about icons
        if isinstance(shortcut, QKeySequence.StandardKey):
            action.setShortcuts(shortcut)  # all that the platform has: Ctrl+W closes as well as Ctrl+F4
        elif shortcut is not None:
            action.setProperty("shortcut", shortcut)  # a key sequence made here would load `Qt`: see `numbers`
        # triggered carries a bool that the function does not want.
        action.triggered.connect(lambda _checked=False: function())
        menu.addAction(action)
        if message:
            self._for_message.append(action)
        return action

    def _file_menu(self) -> None:
        window, keys = self._window, QKeySequence.StandardKey
        menu = self._menu("&File")
        self._add(menu, "&Open message…", window.opening.ask_for_files, keys.Open)
        self.recent = menu.addMenu("Open &recent")
        self.recent.aboutToShow.connect(self._fill_recent)
        self.samples = menu.addMenu("Open sa&mple messages")
        self.samples.aboutToShow.connect(self._fill_samples)
        self._add(menu, "&Paste as new message", window.opening.paste, "Ctrl+Shift+V")
        menu.addSeparator()
        self._add(menu, "Open repor&ts…", window.opening.ask_for_reports, "Ctrl+Shift+O")
        self._add(menu, "Open sample st&udies", window.open_samples)
        menu.addSeparator()
        self._add(menu, "&Save", lambda: window.messages.save(), keys.Save, message=True)
        self._add(menu, "Save &as…", lambda: window.messages.save_as(), "Ctrl+Shift+S", message=True)
        self._add(menu, "Save &with other line ends or characters…", lambda: window.messages.save_with(), message=True)
        self._add(menu, "Rea&d in another character set…", lambda: window.messages.read_with(), message=True)
        self._add(menu, "&Back to what was saved", lambda: window.messages.go_back(), message=True)
        self._add(menu, "&Close message", lambda: window.messages.close_current(), keys.Close, message=True)
        menu.addSeparator()
        self.reopen = QAction(window, text="Reopen messages at the ne&xt start")
        self.reopen.setCheckable(True)
        self.reopen.setChecked(window.kept.reopens())
        self.reopen.setToolTip("When it is off, the program asks about messages that were never saved before it ends.")
        self.reopen.triggered.connect(window.kept.set_reopens)
        menu.addAction(self.reopen)
        menu.addSeparator()
        self._add(menu, "&Quit", window.close, "Ctrl+Q")

    def _message_menu(self) -> None:
        menu = self._menu("&Message")
        self._add(menu, "Chec&k now", self._check, "F9", message=True)
        whole = self._add(menu, "Check all messages of the &file…", self._check_file, "Shift+F9", message=True)
        whole.setToolTip("Every message of a file of many; what is found is listed, to be gone to, copied and saved.")
        self.compose = self._add(menu, "Compose char&ges from this report", self._window.compose_from_report)
        self._add(menu, "&Send…", lambda: self._window.messages.request_send(), "Ctrl+Return", message=True)
        menu.addSeparator()
        window = self._window
        self._add(menu, "Show em&bedded document…", lambda: window.messages.show_embedded(), message=True)
        self._add(menu, "Save embe&dded document…", lambda: window.messages.save_embedded(), message=True)
        menu.addSeparator()
        self._add(menu, "Re&verse…", self._window.reverse_current, "Ctrl+R", message=True)
        self._add(menu, "&Correct with…", self._window.correct_current, message=True)

    def _view_menu(self) -> None:
        window = self._window
        menu = self._view = self._menu("&View")
        for action in window.rail.actions_by_place.values():
            menu.addAction(action)
        self._behind_places = menu.addSeparator()
        for title, text in (("Reference", "Show &reference"), ("Problems", "Show pro&blems")):
            action = QAction(window, text=text)
            action.setCheckable(True)
            action.setChecked(window.docks.wants(title))
            action.triggered.connect(lambda wanted, title=title: window.docks.keep(title, wanted))
            menu.addAction(action)
            self.docks[title] = action
        self.panel_places = menu.addMenu("&Panel places")
        self.panel_places.aboutToShow.connect(self._fill_panel_places)
        self._for_message.append(self.panel_places.menuAction())
        panes = window.panes
        self._add(menu, "Go to re&ference", lambda: panes.to_dock("Reference"), "F1")
        self._add(menu, "Loo&k up in the reference…", window.look_up, "Shift+F1")
        self._add(menu, "Go to pr&oblems", lambda: panes.to_dock("Problems"), "F8", message=True)
        self._add(menu, "Nex&t pane", lambda: panes.step(1), "F6")
        self._add(menu, "Pr&evious pane", lambda: panes.step(-1), "Shift+F6")
        menu.addSeparator()
        larger = self._add(menu, "Lar&ger text", lambda: window.zoom(1), "Ctrl+=")  # + without Shift on many keyboards
        without_shift = larger.shortcut()
        larger.setProperty("shortcut", "Ctrl++")
        larger.setShortcuts([larger.shortcut(), without_shift])
        self._add(menu, "Sm&aller text", lambda: window.zoom(-1), "Ctrl+-")
        self._add(menu, "&Usual text size", lambda: window.zoom(0), "Ctrl+0")
        menu.addSeparator()
        self.dark = QAction(window, text="&Dark")
        self.dark.setCheckable(True)
        self.dark.setChecked(theme.is_dark())
        self.dark.triggered.connect(window.set_dark)
        menu.addAction(self.dark)

    def _fill_panel_places(self) -> None:
        """Where the panels stand, for those who do not drag them."""
        from PySide6.QtCore import Qt

        docks, sides = self._window.docks, Qt.DockWidgetArea
        self.panel_places.clear()
        for text, title, side in (
            ("Reference at the &right", "Reference", sides.RightDockWidgetArea),
            ("Reference at the &left", "Reference", sides.LeftDockWidgetArea),
            ("Reference &below", "Reference", sides.BottomDockWidgetArea),
            ("Reference in a &window of its own", "Reference", None),
            ("Problems at the ri&ght", "Problems", sides.RightDockWidgetArea),
            ("Problems at the l&eft", "Problems", sides.LeftDockWidgetArea),
            ("Problems bel&ow", "Problems", sides.BottomDockWidgetArea),
            ("Problems in a wi&ndow of its own", "Problems", None),
        ):
            action = self._add(self.panel_places, text, self._putter(title, side))
            action.setCheckable(True)
            action.setChecked(docks.place_of(title) == side)

    def _putter(self, title: str, side: Qt.DockWidgetArea | None) -> Callable[[], object]:
        return lambda: self._window.docks.put(title, side)

    def _help_menu(self) -> None:
        menu = self._menu("&Help")
        self._add(menu, "&Welcome page", lambda: self._window.show_place("welcome"))
        self._add(menu, "&First steps…", self.show_first_steps)
        self._add(menu, "Take the &tour", self._window.start_tour)
        self._add(menu, "&Keyboard shortcuts", self._show_shortcuts, "Ctrl+/")
        menu.addSeparator()
        self._add(menu, "&About DFT Workbench", self._about)

    # --- actions ---------------------------------------------------------------------------------------------------

    def message_changed(self, session: EditSession | None) -> None:
        """Enable what needs a message."""
        for action in self._for_message:
            action.setEnabled(session is not None)
        is_report = session is not None and session.document.message_type.startswith("ORU")
        self.compose.setEnabled(is_report)

    def _check(self) -> None:
        self._window.docks.keep("Problems", True)
        self._window.current.check_now()

    def _check_file(self) -> None:
        self._window.messages.check_file()

    def show_first_steps(self) -> None:
        """What each kind of work begins with."""
        from workbench.ui.first_steps import show_first_steps

        show_first_steps(self._window)

    def _show_shortcuts(self) -> None:
        from workbench.ui.shortcuts import show_shortcuts

        show_shortcuts(self._window)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for file in self._window.opening.recent.files():
            self._add(self.recent, on_screen(file).replace("&", "&&"), self._opener(file))
        if self.recent.isEmpty():
            self._add(self.recent, "No file was opened yet", lambda: None).setEnabled(False)

    def _fill_samples(self) -> None:
        self.samples.clear()
        for file in self._window.opening.samples():
            title = file.stem.partition("-")[2].replace("-", " ")
            self._add(self.samples, title.capitalize(), self._sample_opener(file))

    def _sample_opener(self, file: Path) -> Callable[[], object]:
        return lambda: self._window.opening.open_sample(file)

    def _opener(self, file: Path) -> Callable[[], object]:
        return lambda: self._window.open_files([file])

    def _about(self) -> None:
        self._window.bridge.show(
            "About DFT Workbench",
            f"DFT Workbench {__version__}\n\n"
            "A workbench for HL7 v2 charge messages (DFT) and their FT1 segments. Free software, MIT licence.\n\n"
            "CPT is a registered trademark of the American Medical Association, HL7 one of Health Level Seven"
            " International. Neither has a part in this program.",
        )
