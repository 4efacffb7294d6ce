"""The one window: the rail of places, the docks that stay, the menus, and the threads between the places.

It joins what the places offer and holds no data of its own. What it knows about each subject stands in a file of its
own beside this one: the places, the docks, the message on the screen, the ways a message comes in, what is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.arrival import focus_place
from workbench.ui.bridge import Bridge
from workbench.ui.current_message import CurrentMessage
from workbench.ui.docks import Docks
from workbench.ui.engine import EngineHandle
from workbench.ui.kept import CLOSE, STAY, KeptMessages
from workbench.ui.menus import Menus
from workbench.ui.notice import NoticeStrip
from workbench.ui.opening import Opening
from workbench.ui.panes import Panes
from workbench.ui.places import Places
from workbench.ui.rail import Rail
from workbench.ui.reader import HistoryReader
from workbench.ui.status import StatusLine
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import Stack

if TYPE_CHECKING:
    from workbench.er7 import Path as MessagePath
    from workbench.ui.editor.place import MessagesPlace
    from workbench.ui.editor.problems import ProblemsPanel
    from workbench.ui.exchange.place import ExchangePlace
    from workbench.ui.history.place import HistoryPlace
    from workbench.ui.ledger.place import LedgerPlace
    from workbench.ui.reference.panel import ReferencePanel
    from workbench.ui.requests import OpenRequest
    from workbench.ui.reversal.place import ReversalPlace
    from workbench.ui.studies.place import StudiesPlace
    from workbench.ui.welcome import Welcome

_READ_BESIDE = ("history", "ledger")
"""Places whose lists are read beside the window and come a moment later."""


class Services(NamedTuple):  # no dataclass: the module of those costs a fiftieth of the start
    """What the window needs from the rooms below; made by the composition root."""

    data_folder: Path
    history: HistoryReader
    engine: EngineHandle
    start_tour: Callable[[], QMainWindow]


class Window(QMainWindow):
    """The program's window."""

    def __init__(self, services: Services, bridge: Bridge) -> None:
        super().__init__()
        self.services = services
        self.bridge = bridge
        self.settings = settings_of(services.data_folder)
        self.setWindowTitle("DFT Workbench")
        self.setAcceptDrops(True)
        self.tasks = Tasks(self)
        # Its index takes a second or two; a check must not wait for it.
        self.reference_tasks = Tasks(self)
        # Another program may hold the file of the studies for ten seconds.
        self.study_tasks = Tasks(self)
        self.docks = Docks(self)
        self.panes = Panes(self)
        self.opening = Opening(self)
        self.kept = KeptMessages(self)
        self.current = CurrentMessage(self)
        self._build_centre()
        self.menus = Menus(self)
        self.status_line = StatusLine(self, services.data_folder)
        self.status_line.show_profile(str(self.settings.value("profile", "default")))
        self._connect()
        self.resize(1280, 720)
        if geometry := self.settings.value("geometry"):
            self.restoreGeometry(geometry)
        self.show_place("welcome")

    def _build_centre(self) -> None:
        self.rail = Rail(self)
        self.rail.stand_left(self)
        self.notice = NoticeStrip()
        self.stack = Stack()
        self.places = Places(self)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.bridge.said.connect(self.notice.say)
        self.rail.chosen.connect(self.notice.moved_on)
        self.rail.chosen.connect(self.show_place)
        engine = self.services.engine
        engine.trouble.connect(self._engine_trouble)
        engine.notice.connect(self._engine_said)
        engine.state_changed.connect(self._show_receivers)

    # --- places --------------------------------------------------------------------------------------------------

    def show_place(self, name: str) -> None:
        """Bring a place to the front, building it when it is shown for the first time."""
        if name == "messages" and not self._has_tabs:
            name = "welcome"
        place = self.place(name)
        if name != "messages":  # before the place comes: the window would grow to have room for both
            self.docks.show_wanted(False)
        self.stack.setCurrentWidget(place)
        self.rail.show_chosen("messages" if name == "welcome" else name)
        # Beside another message (one to be sent, one of the history) what the open one says would mislead.
        self.status_line.show_message(self.current.session if name == "messages" else None)
        if name == "messages":
            self.docks.show_wanted(True)
        if name not in ("messages", "welcome"):  # those two put the keyboard where it belongs themselves
            waits = name in _READ_BESIDE
            QTimer.singleShot(0, self, lambda: focus_place(self.stack, place, waits_for_list=waits))

    @property
    def _has_tabs(self) -> bool:
        return self.places.is_built("messages") and self.messages.has_tabs()

    @property
    def _has_message(self) -> bool:
        return self.places.is_built("messages") and self.messages.current() is not None

    @property
    def on_message(self) -> bool:
        """Whether a message is on the screen."""
        return self._has_message and self.stack.currentWidget() is self.messages

    def place(self, name: str) -> QWidget:
        """The place, built if need be."""
        return self.places.by_name(name)

    @property
    def welcome(self) -> Welcome:
        """The first page."""
        return self.places.welcome

    @property
    def messages(self) -> MessagesPlace:
        """The messages place."""
        return self.places.messages

    @property
    def studies(self) -> StudiesPlace:
        """The studies place."""
        return self.places.studies

    @property
    def exchange(self) -> ExchangePlace:
        """The exchange place."""
        return self.places.exchange

    @property
    def history(self) -> HistoryPlace:
        """The history place."""
        return self.places.history

    @property
    def ledger(self) -> LedgerPlace:
        """The ledger place."""
        return self.places.ledger

    @property
    def reversal(self) -> ReversalPlace:
        """The reversal page; it has no entry in the rail."""
        return self.places.reversal

    # --- panels beside a message ---------------------------------------------------------------------------------

    @property
    def reference(self) -> ReferencePanel:
        """Beside a message, once there was one."""
        return self.docks.reference

    @property
    def problems(self) -> ProblemsPanel:
        """Below a message, once there was one."""
        return self.docks.problems

    def look_up(self) -> None:
        """Search the reference, with or without a message."""
        self.place("messages")  # the panel comes with it
        self.docks.show("Reference")
        self.reference.look_up()

    # --- from place to place -------------------------------------------------------------------------------------

    def open_files(self, files: list[Path]) -> None:
        """Open each file in the editor."""
        self.opening.open_files(files)

    def open_request(self, request: OpenRequest) -> None:
        """Open a message in the editor and show it."""
        self.opening.open_request(request)

    def go_to(self, path: MessagePath) -> None:
        """Put the cursor of the current message on a path."""
        self.current.go_to(path)

    def open_samples(self) -> None:
        """Show the sample studies."""
        self.show_place("studies")
        self.studies.open_samples()

    def compose_from_report(self) -> None:
        """Take the report on the screen to the Studies place, where its charges are made."""
        session = self.current.session
        if session is not None and self.current.as_bytes() is not None:
            self.studies.open_report_text(session.document, session.file, session.index)
            self.show_place("studies")

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
        session, raw = self.current.session, self.current.as_bytes()
        if session is not None and raw is not None:
            self.reverse(raw, session.title)

    def correct(self, raw: bytes, title: str) -> None:
        """Choose the message with the charges as they should be, for this one."""
        self.reverse(raw, title)
        self.reversal.choose_correction()

    def correct_current(self) -> None:
        """The same for the message on the screen, as it is now."""
        session, raw = self.current.session, self.current.as_bytes()
        if session is not None and raw is not None:
            self.correct(raw, session.title)

    def show_entry(self, entry: int) -> None:
        """Show one entry of the history."""
        self.show_place("history")
        self.history.show_entry(entry)

    def show_study(self, wanted: str) -> None:
        """Show a kept study by its accession or order number."""
        self.show_place("studies")
        self.studies.show_kept(wanted)

    def show_in_ledger(self, wanted: str) -> None:
        """Show the lines of a study in the ledger, or those where this text stands."""
        self.show_place("ledger")
        self.ledger.show_about(wanted)

    def start_tour(self) -> None:
        """Walk through the main job in a window beside this one; nothing of the user's is touched."""
        self._tour = self.services.start_tour()

    # --- what the engine says ------------------------------------------------------------------------------------

    def _engine_trouble(self, text: str) -> None:
        self.bridge.warning(text)
        self.notice.keep()  # an edit of a message does not mend it

    def _engine_said(self, notice: dict[str, object]) -> None:
        latest = notice.get("latest")
        if isinstance(latest, int):
            self.places.history_has(latest)
        if notice.get("notice") in ("listening", "stopped"):
            self._show_receivers()

    def _show_receivers(self, _state: str = "") -> None:
        self.status_line.show_receivers(self.services.engine.listening)

    # --- the window itself ---------------------------------------------------------------------------------------

    def keep_nothing(self) -> None:
        """Make this a window that is closed without a question and leaves nothing behind."""
        self.kept.keeps = False
        from PySide6.QtCore import Qt

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def set_dark(self, dark: bool) -> None:
        """Switch between light and dark, and remember it."""
        theme.apply(_application(), dark=dark)
        self.settings.setValue("theme", "dark" if dark else "light")

    def zoom(self, step: int) -> None:
        """Make all text a step larger (1) or smaller (-1), or as large as usual (0), and remember it."""
        self.settings.setValue("zoom", theme.set_zoom(_application(), theme.zoom() + step if step else 0))

    def changeEvent(self, event: QEvent) -> None:
        """The user comes back: the files that are open may have been changed meanwhile."""
        super().changeEvent(event)
        comes_back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if comes_back and self.places.is_built("messages"):
            self.messages.look_at_file()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.opening.drop(event.mimeData())
        event.acceptProposedAction()

    def _may_close(self) -> bool:
        """Whether the user lets go of what is not kept yet."""
        if self.kept.keeps and self.places.is_built("studies") and not self.studies.may_close():
            return False
        return self.kept.let_go()

    def _may_forget(self) -> bool:
        """Write the settings; whether the user goes though they cannot be written."""
        self.settings.setValue("geometry", self.saveGeometry())
        if self.docks.by_title:  # without them there is nothing of theirs to remember
            self.settings.setValue("state", self.saveState())
        asked = settings_of(self.services.data_folder)  # one of its own: the other remembers a failure for ever
        asked.sync()
        if asked.status() == QSettings.Status.NoError or not self.kept.keeps:
            return True
        text = (
            f"{asked.fileName()} cannot be written. Recent files, panels, theme and text size will be at the next start"
            " as they were before. Is the disk full, or the folder write-protected?"
        )
        return self.bridge.ask("The settings cannot be written", text, (STAY, CLOSE)) == CLOSE

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # should anything go wrong here: nobody was asked then
        if not (self._may_forget() and self._may_close()):
            return
        self.end()
        event.accept()

    def end(self) -> None:
        """Go from the screen and stop what works for the window. Nothing is kept any more from here on."""
        for dock in self.docks.by_title.values():
            dock.hide()  # one that floats is a window of its own
        for dialog in self.findChildren(QDialog):
            dialog.close()  # it would stay on the screen, and the program with it
        self.hide()
        self.services.engine.quit()
        self.tasks.close()
        self.reference_tasks.close()
        self.study_tasks.close()
        self.places.stop()
        self.services.history.close()


def settings_of(data_folder: Path) -> QSettings:
    """What the window remembers in a data folder."""
    return QSettings(str(data_folder / "settings.ini"), QSettings.Format.IniFormat)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
