"""The one window: the rail of places, the docks that stay, the menus, and the threads between the places.

It joins what the places offer and holds no data of its own. A place is built when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from workbench import resources
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.engine import EngineHandle
from workbench.ui.menus import Menus
from workbench.ui.notice import NoticeStrip
from workbench.ui.panes import Panes
from workbench.ui.rail import PLACES, Rail
from workbench.ui.reader import HistoryReader
from workbench.ui.requests import OpenRequest
from workbench.ui.status import StatusLine
from workbench.ui.tasks import Tasks
from workbench.ui.welcome import Welcome
from workbench.ui.widgets import Stack, focus_first, has_chosen_row

if TYPE_CHECKING:
    from workbench.charges.chargemaster.master import Charge
    from workbench.er7 import Path as MessagePath
    from workbench.reference.checks import Finding
    from workbench.ui.editor.autosave import Autosave
    from workbench.ui.editor.place import MessagesPlace
    from workbench.ui.editor.session import EditSession
    from workbench.ui.exchange.place import ExchangePlace
    from workbench.ui.history.place import HistoryPlace
    from workbench.ui.ledger.place import LedgerPlace
    from workbench.ui.reversal.place import ReversalPlace
    from workbench.ui.studies.place import StudiesPlace

_CHECK_AFTER_MS = 250
"""The problems list follows when typing pauses."""
_FOLLOW_AFTER_MS = 60
"""The reference panel follows the cursor, but not every step of a fast walk."""
_RECENT = 10
_READ_BESIDE = ("history", "ledger")
"""Places whose lists are read beside the window and come a moment later."""
_TRIES, _AGAIN_MS = 15, 100
"""How often, and how long after, the keyboard is offered to such a list."""
_ONE_LINE = 60
"""Pixels of a dock that has no more than its title and a line."""
_PROBLEMS_HEIGHT = 140
"""Of the dock, in pixels, until the user makes it another."""


@dataclass(frozen=True)
class Services:
    """What the window needs from the rooms below; made by the composition root."""

    data_folder: Path
    history: HistoryReader
    engine: EngineHandle
    start_tour: Callable[[], QMainWindow]


class Dock(QDockWidget):
    """A panel that says when the user closes it, which hiding it with its place is not."""

    dismissed = Signal()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.dismissed.emit()
        super().closeEvent(event)


class Window(QMainWindow):
    """The program's window."""

    def __init__(self, services: Services, bridge: Bridge) -> None:
        super().__init__()
        self.services = services
        self.bridge = bridge
        self.settings = QSettings(str(services.data_folder / "settings.ini"), QSettings.Format.IniFormat)
        self.setWindowTitle("DFT Workbench")
        self.setAcceptDrops(True)
        self._session: EditSession | None = None
        self._keeps = True
        self._problems_height = _PROBLEMS_HEIGHT
        self._autosave: Autosave | None = None
        self._places: dict[str, QWidget] = {}
        self.docks: dict[str, QDockWidget] = {}
        self.panes = Panes(self)
        self.tasks = Tasks(self)
        # Its index takes a second or two; a check must not wait for it.
        self.reference_tasks = Tasks(self)
        # Another program may hold the file of the studies for ten seconds.
        self.study_tasks = Tasks(self)
        self._build_centre()
        self._build_timers()
        self.menus = Menus(self)
        self.status_line = StatusLine(self, services.data_folder)
        self.status_line.show_profile(str(self.settings.value("profile", "default")))
        self._connect()
        self.resize(1280, 720)
        if geometry := self.settings.value("geometry"):
            self.restoreGeometry(geometry)
        self.show_place("welcome")

    # --- building ------------------------------------------------------------------------------------------------

    def _build_centre(self) -> None:
        self.rail = Rail(self)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.rail)
        self.notice = NoticeStrip()
        self.stack = Stack()
        self.welcome = Welcome()
        self._places["welcome"] = self.welcome
        self.stack.addWidget(self.welcome)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(centre)

    def _build_docks(self) -> None:
        """The panels that stay beside a message; made with the first one, so that the window opens sooner."""
        from workbench.ui.editor.problems import ProblemsPanel
        from workbench.ui.reference.panel import ReferencePanel

        self.reference = ReferencePanel(charges=self._charges, tasks=self.reference_tasks)
        self.problems = ProblemsPanel()
        self.reference.path_chosen.connect(self.go_to)
        self.problems.finding_chosen.connect(self.go_to)
        self.problems.finding_entered.connect(self._mend)
        for panel in (self.reference, self.problems):
            panel.left.connect(self.panes.to_message)
        self.problems.room_changed.connect(self._fit_problems)
        areas = Qt.DockWidgetArea
        self.docks["Reference"] = self._dock("Reference", self.reference, areas.RightDockWidgetArea)
        self.docks["Problems"] = self._dock("Problems", self.problems, areas.BottomDockWidgetArea)
        # The right dock runs the full height: help is read in long columns.
        self.setCorner(Qt.Corner.BottomRightCorner, areas.RightDockWidgetArea)
        self.resizeDocks([self.docks["Reference"]], [300], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["Problems"]], [120], Qt.Orientation.Vertical)
        if state := self.settings.value("state"):
            self.restoreState(state)
        for dock in self.docks.values():
            dock.hide()  # until there is a message beside it

    def _charges(self) -> tuple[Charge, ...]:
        """The user's charge master for the reference; where it cannot be read, the Studies place says so."""
        from workbench.charges.chargemaster.master import load_for

        try:
            return load_for(self.services.data_folder).charges
        except WorkbenchError:
            return ()

    def look_up(self) -> None:
        """Search the reference, with or without a message."""
        self.place("messages")  # the panel comes with it
        self.show_dock("Reference")
        self.reference.look_up()

    def show_dock(self, title: str) -> None:
        """Show a panel wherever the user is; beside a message it stays."""
        if self.on_message:
            self.keep_dock(title, True)
        self.docks[title].show()
        self.docks[title].raise_()

    @property
    def on_message(self) -> bool:
        """Whether a message is on the screen."""
        return self._has_message and self.stack.currentWidget() is self._places["messages"]

    def _mend(self, path: MessagePath) -> None:
        self.go_to(path)
        self.panes.to_field(path)

    def _fit_problems(self, before: int) -> None:
        """The dock takes the room that its rows need, and no more than the user gives it."""
        dock = self.docks.get("Problems")
        if dock is None:
            return
        if dock.isVisible() and self.problems.height() < before:  # not as high as it could be: that was wished for
            self._problems_height = max(dock.height(), _ONE_LINE)
        # After the layout has heard that the panel may grow.
        QTimer.singleShot(
            0, self, lambda: self.resizeDocks([dock], [self._problems_height], Qt.Orientation.Vertical)
        )

    @property
    def reference_dock(self) -> QDockWidget | None:
        """Beside a message, once there was one."""
        return self.docks.get("Reference")

    @property
    def problems_dock(self) -> QDockWidget | None:
        """Below a message, once there was one."""
        return self.docks.get("Problems")

    def _dock(self, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = Dock(title, self)
        dock.setObjectName(title)
        dock.dismissed.connect(lambda: self.keep_dock(title, False))
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _build_timers(self) -> None:
        self._check_timer = QTimer(self)
        self._check_timer.setSingleShot(True)
        self._check_timer.setInterval(_CHECK_AFTER_MS)
        self._check_timer.timeout.connect(self.check_now)
        self._follow_timer = QTimer(self)
        self._follow_timer.setSingleShot(True)
        self._follow_timer.setInterval(_FOLLOW_AFTER_MS)
        self._follow_timer.timeout.connect(self._follow_cursor)

    def _connect(self) -> None:
        self.bridge.said.connect(self.notice.say)
        self.rail.chosen.connect(self.notice.moved_on)
        self.rail.chosen.connect(self.show_place)
        self.welcome.chosen.connect(self._welcome_chose)
        engine = self.services.engine
        engine.trouble.connect(self._engine_trouble)
        engine.notice.connect(self._engine_said)
        engine.state_changed.connect(self._show_receivers)

    # --- places --------------------------------------------------------------------------------------------------

    def show_place(self, name: str) -> None:
        """Bring a place to the front, building it when it is shown for the first time."""
        if name == "messages" and not self._has_message:
            name = "welcome"
        place = self.place(name)
        if name != "messages":  # before the place comes: the window would grow to have room for both
            self._show_docks(False)
        self.stack.setCurrentWidget(place)
        self.rail.show_chosen("messages" if name == "welcome" else name)
        # Beside another message (one to be sent, one of the history) what the open one says would mislead.
        self.status_line.show_message(self._session if name == "messages" else None)
        if name == "messages":
            self._show_docks(True)
        if name not in ("messages", "welcome"):  # those two put the keyboard where it belongs themselves
            QTimer.singleShot(0, self, lambda: self._focus_place(name))

    def _show_docks(self, shown: bool) -> None:
        """Bring the docks that the user wants, or take all away."""
        for title, dock in self.docks.items():
            dock.setVisible(shown and self.wants_dock(title))

    def _focus_place(self, name: str, tries: int = _TRIES) -> None:
        """After the place has read what it shows; unless the user is elsewhere by then, or has begun to type."""
        place = self._places.get(name)
        if place is None or self.stack.currentWidget() is not place:
            return
        focus_first(place, lists=tries < _TRIES)
        holder = self.focusWidget()
        if name not in _READ_BESIDE or not tries or has_chosen_row(holder):
            return
        text = holder.text() if isinstance(holder, QLineEdit) else ""

        def again() -> None:
            now = self.focusWidget()
            if now is None or (now is holder and (not isinstance(now, QLineEdit) or now.text() == text)):
                self._focus_place(name, tries - 1)

        QTimer.singleShot(_AGAIN_MS, self, again)

    @property
    def _has_message(self) -> bool:
        return "messages" in self._places and self.messages.current() is not None

    def wants_dock(self, title: str) -> bool:
        """Whether the user keeps this dock open; docks belong to the message and leave with it."""
        return self.settings.value(f"docks/{title}", "true") != "false"

    def place(self, name: str) -> QWidget:
        """The place, built if need be."""
        if name not in self._places:
            builders: dict[str, Callable[[], QWidget]] = {
                "messages": self._messages,
                "studies": self._studies,
                "exchange": self._exchange,
                "history": self._history,
                "ledger": self._ledger,
                "reversal": self._reversal,
            }
            self._places[name] = builders[name]()
            self.stack.addWidget(self._places[name])
        return self._places[name]

    def _messages(self) -> MessagesPlace:
        from workbench.ui.editor.autosave import Autosave
        from workbench.ui.editor.place import MessagesPlace

        place = MessagesPlace(self.bridge, self.settings)
        place.current_changed.connect(self._session_changed)
        place.send_requested.connect(self.send)
        place.open_requested.connect(self.ask_for_files)
        place.compose_requested.connect(self.open_samples)
        if self._keeps:
            self._autosave = Autosave(place, self.services.data_folder, self.bridge)
        self._build_docks()
        self.menus.take_undo(place.undo_group)
        self.menus.take_message_actions(place.message_actions)
        place.message_actions.reach_from(self.reference, self.problems)
        self.menus.take_pager(place.pager.actions_for_menu)
        return place

    def _studies(self) -> StudiesPlace:
        from workbench.ui.studies.place import StudiesPlace

        services = self.services
        place = StudiesPlace(self.bridge, services.history, services.data_folder, self.study_tasks, services.engine)
        place.resend_requested.connect(lambda raw, title, entry, whose: self.send(raw, title, None, entry, whose))
        place.reverse_requested.connect(self.reverse)
        place.profile_changed.connect(self.status_line.show_profile)
        place.open_requested.connect(self.open_request)
        place.send_requested.connect(lambda raw, title, later, whose: self.send(raw, title, later, None, whose))
        return place

    def _exchange(self) -> ExchangePlace:
        from workbench.ui.exchange.place import ExchangePlace

        place = ExchangePlace(self.services.engine, self.bridge, self.services.history, self.settings, self.tasks)
        place.open_requested.connect(self.open_request)
        place.history_requested.connect(self.show_entry)
        return place

    def _history(self) -> HistoryPlace:
        from workbench.ui.history.place import HistoryPlace

        place = HistoryPlace(self.services.history, self.bridge)
        place.open_requested.connect(self.open_request)
        place.resend_requested.connect(lambda raw, title, entry: self.send(raw, title, resent_of=entry))
        place.reverse_requested.connect(self.reverse)
        return place

    def _ledger(self) -> LedgerPlace:
        from workbench.ui.ledger.place import LedgerPlace

        place = LedgerPlace(self.services.history, self.bridge, self.services.data_folder)
        place.open_requested.connect(self.open_request)
        place.reverse_requested.connect(self.reverse)
        place.history_requested.connect(self.show_entry)
        return place

    def _reversal(self) -> ReversalPlace:
        from workbench.charges.chargemaster.master import load_for
        from workbench.ui.profile_in_use import conventions_of_profiles, profile_in_use
        from workbench.ui.reversal.place import ReversalPlace

        place = ReversalPlace(
            self.services.history,
            self.bridge,
            self._open_messages,
            lambda: profile_in_use(self.settings, self.services.data_folder),
            lambda: conventions_of_profiles(self.services.data_folder),
            lambda: load_for(self.services.data_folder),
        )
        place.open_requested.connect(self.open_request)
        place.send_requested.connect(self.send)
        place.history_requested.connect(self.show_entry)
        return place

    @property
    def messages(self) -> MessagesPlace:
        """The messages place, typed."""
        from workbench.ui.editor.place import MessagesPlace

        place = self.place("messages")
        assert isinstance(place, MessagesPlace)
        return place

    @property
    def studies(self) -> StudiesPlace:
        """The studies place, typed."""
        from workbench.ui.studies.place import StudiesPlace

        place = self.place("studies")
        assert isinstance(place, StudiesPlace)
        return place

    @property
    def exchange(self) -> ExchangePlace:
        """The exchange place, typed."""
        from workbench.ui.exchange.place import ExchangePlace

        place = self.place("exchange")
        assert isinstance(place, ExchangePlace)
        return place

    @property
    def history(self) -> HistoryPlace:
        """The history place, typed."""
        from workbench.ui.history.place import HistoryPlace

        place = self.place("history")
        assert isinstance(place, HistoryPlace)
        return place

    @property
    def ledger(self) -> LedgerPlace:
        """The ledger place, typed."""
        from workbench.ui.ledger.place import LedgerPlace

        place = self.place("ledger")
        assert isinstance(place, LedgerPlace)
        return place

    @property
    def reversal(self) -> ReversalPlace:
        """The reversal page, typed; it has no entry in the rail."""
        from workbench.ui.reversal.place import ReversalPlace

        place = self.place("reversal")
        assert isinstance(place, ReversalPlace)
        return place

    def _welcome_chose(self, what: str) -> None:
        {"open": self.ask_for_files, "compose": self.open_samples, "tour": self.start_tour}[what]()

    # --- messages ------------------------------------------------------------------------------------------------

    def ask_for_files(self) -> None:
        """Let the user pick files to open."""
        names, _filter = QFileDialog.getOpenFileNames(
            self, "Open messages", "", "HL7 messages (*.hl7 *.txt *.dat *.msg *.log);;All files (*)"
        )
        self.open_files([Path(name) for name in names])

    def open_files(self, files: list[Path]) -> None:
        """Open each file in the editor; what cannot be read is said, and the others open."""
        for file in files:
            if self.messages.open_path(file) is not None:
                self._remember(file)
                self._show_messages()
            elif not file.exists():
                self._forget(file)

    def restore(self) -> None:
        """Open again what was open or unsaved when the windows before this one ended."""
        try:
            waiting = any((self.services.data_folder / "unsaved").iterdir())
        except OSError:  # nothing was ever kept
            return
        if waiting:
            self.place("messages")  # makes the autosave too
        if waiting and self._autosave is not None and self._autosave.restore(reopen=self.reopens()):
            self._show_messages()

    def reopens(self) -> bool:
        """Whether messages that were open are opened again at the next start; unsaved ones always are."""
        return self.settings.value("reopen", "true") != "false"

    def set_reopens(self, wanted: bool) -> None:
        """Remember that wish."""
        self.settings.setValue("reopen", "true" if wanted else "false")

    def sample_messages(self) -> list[Path]:
        """The messages that come with the program."""
        return sorted(resources.path("samples", "messages").glob("*.hl7"))

    def open_sample(self, file: Path) -> None:
        """Open a copy of a sample: saving asks for a place, and the sample stays as it is."""
        from workbench.er7.files import MessageFile

        try:
            raw = bytes(MessageFile.open(file).data)
        except WorkbenchError as error:
            self.bridge.problem(str(error))
            return
        self.open_request(OpenRequest(raw, file.name))

    def compose_from_report(self) -> None:
        """Take the report on the screen to the Studies place, where its charges are made."""
        session = self._session
        if session is not None:
            self.studies.open_report_text(session.document, session.file, session.index)
            self.show_place("studies")

    def open_request(self, request: OpenRequest) -> None:
        """Open a message in the editor and show it."""
        self.notice.moved_on()
        self.messages.open(request)
        self._show_messages()

    def _show_messages(self) -> None:
        self.show_place("messages")

    def paste(self) -> None:
        """Open the text on the clipboard as a new message."""
        self.messages.paste()
        if self.messages.current() is not None:
            self._show_messages()

    def go_to(self, path: MessagePath) -> None:
        """Put the cursor of the current message on a path."""
        if self._session is not None:
            self._session.move_cursor(path, self)

    def _session_changed(self, session: EditSession | None) -> None:
        if self._session is not None:
            self._session.changed.disconnect(self._message_changed)
            self._session.cursor_moved.disconnect(self._cursor_moved)
            self._session.absent_changed.disconnect(self._cursor_moved)
        self._session = session
        if session is None:
            self.tasks.forget("check")
            self.reference.show_nothing()
            self.problems.show_findings(())
            if self.stack.currentWidget() is self._places.get("messages"):
                self.show_place("welcome")
        else:
            session.changed.connect(self._message_changed)
            session.cursor_moved.connect(self._cursor_moved)
            session.absent_changed.connect(self._cursor_moved)
            self.problems.show_findings(session.findings)  # never those of the message before
            self._follow_timer.start()
            self._check_timer.start()
        self.menus.message_changed(session)
        self.status_line.show_message(session)

    def _message_changed(self) -> None:
        self.notice.outlived()
        self._check_timer.start()
        self._follow_timer.start()

    def _cursor_moved(self) -> None:
        self._follow_timer.start()

    def check_now(self) -> None:
        """Refresh the problems list."""
        if self._session is None:
            return
        from workbench.ui.editor.findings import findings

        session, document = self._session, self._session.document
        self.status_line.show_message(session)
        self.menus.message_changed(session)
        self.tasks.run("check", lambda: findings(document), lambda found: self._take_findings(session, found))

    def _take_findings(self, session: EditSession, found: tuple[Finding, ...]) -> None:
        session.set_findings(found)
        if session is self._session:  # the user may be at another message by now
            self.problems.show_findings(session.findings)

    def _follow_cursor(self) -> None:
        if self._session is not None:
            self.reference.show_path(self._session.document, self._session.dictionary(), self._session.shown)

    # --- studies, exchange, history --------------------------------------------------------------------------------

    def open_studies(self) -> None:
        """Let the user pick reports."""
        names, _filter = QFileDialog.getOpenFileNames(
            self, "Open reports", "", "HL7 reports (*.hl7 *.txt *.oru);;All files (*)"
        )
        if names:
            self.show_place("studies")
        for name in names:
            self.studies.open_file(Path(name))

    def open_samples(self) -> None:
        """Show the sample studies."""
        self.show_place("studies")
        self.studies.open_samples()

    def send(
        self,
        raw: bytes,
        title: str,
        refresh: Callable[[], bytes] | None = None,
        resent_of: int | None = None,
        receiver: str = "",
    ) -> None:
        """Take a message to the exchange place, ready to be sent.

        `refresh` gives the bytes as they are now where it came from; `resent_of` is the entry that it sends again;
        `receiver` is the name of whom a profile routes it to.
        """
        self.exchange.load(raw, title, refresh, resent_of, receiver)
        self.show_place("exchange")

    def reverse(self, raw: bytes, title: str) -> None:
        """Show what takes the charges of a message back."""
        self.reversal.load(raw, title)
        self.show_place("reversal")

    def reverse_current(self) -> None:
        """The same for the message on the screen, as it is now."""
        if self._session is not None:
            self.reverse(self._session.document.to_bytes(), self._session.title)

    def correct_current(self) -> None:
        """Choose the message with the charges as they should be, for the one on the screen."""
        if self._session is not None:
            self.reverse_current()
            self.reversal.choose_correction()

    def _open_messages(self) -> list[tuple[str, bytes]]:
        if "messages" not in self._places:
            return []
        sessions = [tab.session for tab in self.messages.tabs()]
        return [(one.title, one.document.to_bytes()) for one in sessions]

    def show_entry(self, entry: int) -> None:
        """Show one entry of the history."""
        self.show_place("history")
        self.history.show_entry(entry)

    def _engine_trouble(self, text: str) -> None:
        self.bridge.warning(text)
        self.notice.keep()  # an edit of a message does not mend it

    def _engine_said(self, notice: dict[str, object]) -> None:
        latest = notice.get("latest")
        if isinstance(latest, int) and "history" in self._places:
            self.history.refresh()
        if isinstance(latest, int) and "studies" in self._places:
            self.studies.refresh()
        if isinstance(latest, int) and "ledger" in self._places:
            self.ledger.refresh(latest)
        if isinstance(latest, int) and "reversal" in self._places:
            self.reversal.refresh(latest)
        if notice.get("notice") in ("listening", "stopped"):
            self._show_receivers()

    def _show_receivers(self, _state: str = "") -> None:
        self.status_line.show_receivers(self.services.engine.listening)

    def start_tour(self) -> None:
        """Walk through the main job in a window beside this one; nothing of the user's is touched."""
        self._tour = self.services.start_tour()

    def keep_nothing(self) -> None:
        """Make this a window that is closed without a question and leaves nothing behind."""
        self._keeps = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    # --- the window itself -----------------------------------------------------------------------------------------

    def set_dark(self, dark: bool) -> None:
        """Switch between light and dark, and remember it."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, dark=dark)
        self.settings.setValue("theme", "dark" if dark else "light")

    def zoom(self, step: int) -> None:
        """Make all text a step larger (1) or smaller (-1), or as large as usual (0), and remember it."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.settings.setValue("zoom", theme.set_zoom(application, theme.zoom() + step if step else 0))

    def recent_files(self) -> list[Path]:
        """The files opened last, newest first."""
        names = self.settings.value("recent", [])
        if isinstance(names, str):  # the INI format gives a list of one as a bare string
            names = [names]
        return [Path(name) for name in names] if isinstance(names, list) else []

    def _remember(self, file: Path) -> None:
        file = file.resolve()
        names = [str(file), *(str(one) for one in self.recent_files() if one != file)]
        self.settings.setValue("recent", names[:_RECENT])

    def _forget(self, file: Path) -> None:
        """A file that is gone is no recent file."""
        gone = {file, file.resolve()}
        self.settings.setValue("recent", [str(one) for one in self.recent_files() if one not in gone])

    def keep_dock(self, title: str, wanted: bool) -> None:
        """Remember whether the user wants this dock beside a message."""
        self.settings.setValue(f"docks/{title}", "true" if wanted else "false")
        self.menus.docks[title].setChecked(wanted)
        if title in self.docks:
            self.docks[title].setVisible(wanted and self.stack.currentWidget() is self._places["messages"])

    def changeEvent(self, event: QEvent) -> None:
        """The user comes back: the files that are open may have been changed meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and "messages" in self._places:
            self.messages.look_at_file()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.open_files(files)
        elif data.hasText():
            raw = data.text().encode("utf-8", "surrogatepass")
            self.open_request(OpenRequest(raw, "Dropped message", unsaved=True))
        event.acceptProposedAction()

    def _close_messages(self, autosave: Autosave) -> bool:
        """Whether the user lets go of what is open."""
        autosave.before_close()
        reopens = self.reopens()
        if not self.messages.close_all(reopens=reopens):
            autosave.stay()
            return False
        autosave.finish(reopens=reopens)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._keeps and "studies" in self._places and not self.studies.may_close():
            event.ignore()
            return
        if self._autosave is not None and not self._close_messages(self._autosave):
            event.ignore()
            return
        self.settings.setValue("geometry", self.saveGeometry())
        if self.docks:  # without them there is nothing of theirs to remember
            self.settings.setValue("state", self.saveState())
        self.settings.sync()
        self.services.engine.quit()
        self.tasks.close()
        self.reference_tasks.close()
        self.study_tasks.close()
        if "ledger" in self._places:
            self.ledger.stop()
        if "reversal" in self._places:
            self.reversal.stop()
        self.services.history.close()
        event.accept()


__all__ = ["PLACES", "Services", "Window"]
