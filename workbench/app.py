"""The composition root of the window: here, and only here, its parts are made and joined."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from workbench import __version__
from workbench.errors import WorkbenchError
from workbench.ui import collector, crash, theme
from workbench.ui.bridge import Bridge
from workbench.ui.engine import EngineHandle
from workbench.ui.reader import HistoryReader
from workbench.ui.window import Services, Window, settings_of

_PACE_MS = 3500
"""How long each step of a tour stands when somebody watches."""

if TYPE_CHECKING:
    from workbench.history.store import History


def run(files: list[Path], data_folder: Path) -> int:
    """Open the window with the files and stay until it is closed. Returns the exit status."""
    application = make_application()
    window = make_window(application, data_folder)
    window.show()
    from workbench.ui.ahead import Ahead
    from workbench.ui.idle_collection import IdleCollection
    from workbench.ui.told_to_end import ToldToEnd

    ToldToEnd(window).told.connect(lambda number: _end(application, window, number))
    # The computer shuts down: it may not wait for the answer to a question.
    application.commitDataRequest.connect(window.kept.write_now)
    QTimer.singleShot(0, collector.resume)
    Ahead(window, window.tasks)
    IdleCollection(window)
    QTimer.singleShot(0, window.kept.restore)
    QTimer.singleShot(0, lambda: window.open_files(files))
    return application.exec()


def _end(application: QApplication, window: Window, number: int) -> None:
    """A signal ended the program: what is unsaved is written aside, and is there again at the next start."""
    if trouble := window.kept.write_now():
        print(f"dft-workbench: {trouble}", file=sys.stderr)  # nobody will look at the window
    window.end()
    application.exit(128 + number)


def run_tour(pictures: Path | None) -> int:
    """Walk the window through the main job in a folder of its own, saving pictures. 0 when every step worked."""
    import tempfile

    from workbench.ui.tour import Tour

    application = make_application()
    with tempfile.TemporaryDirectory(prefix="dft-tour-", ignore_cleanup_errors=True) as folder:
        window = make_window(application, Path(folder), dark=False)
        window.show()
        tour = Tour(window, pictures=pictures)
        failures: list[str] = []
        tour.said.connect(lambda text: print(text, flush=True))
        tour.failed.connect(failures.append)
        tour.failed.connect(lambda _text: application.quit())
        tour.finished.connect(application.quit)
        tour.start()
        application.exec()
        window.services.engine.quit()
        window.hide()
    if failures:
        raise WorkbenchError(f"The tour stopped: {failures[0]}")
    if pictures is not None:
        print(f"The pictures are in {pictures.resolve()}", flush=True)
    return 0


def make_application() -> QApplication:
    """The Qt application, with unknown exceptions going to one handler."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else theme.new_application(sys.argv[0])
    application.setApplicationName("dft-workbench")
    application.setApplicationDisplayName("DFT Workbench")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("dft-workbench")
    return application


def make_window(application: QApplication, data_folder: Path, *, dark: bool | None = None) -> Window:
    """The window on a data folder, which is made when it is not there (readable by its owner only)."""
    _private_folder(data_folder)
    settings = settings_of(data_folder)
    chosen = settings.value("theme")
    if dark is None:
        dark = chosen == "dark" if chosen in ("dark", "light") else theme.system_prefers_dark()
    # Before there are widgets: each would be dressed, and its room measured, a second time.
    theme.apply(application, dark=dark)
    theme.set_zoom(application, _whole_number(settings.value("zoom")))
    return _new_window(data_folder)


def _new_window(data_folder: Path) -> Window:
    bridge = Bridge()
    crash.install(bridge, data_folder / "failures.txt")

    def open_history() -> History:
        from workbench.history.store import History

        # The engine writes, the window only reads; a locked file must not keep the window waiting.
        return History.open_to_read(data_folder, timeout=1.0)

    services = Services(data_folder, HistoryReader(open_history), EngineHandle(data_folder), tour_beside)
    return Window(services, bridge)


def _whole_number(value: object) -> int:
    """A setting that a person may have edited; 0 for what is no number."""
    try:
        return int(str(value))
    except ValueError:
        return 0


def tour_beside() -> Window:
    """A window of its own that walks through the main job at a pace to be followed, in a folder that goes with it."""
    import tempfile

    from workbench.ui.tour import Tour

    folder = tempfile.TemporaryDirectory(prefix="dft-tour-", ignore_cleanup_errors=True)
    window = _new_window(Path(folder.name))
    window.setWindowTitle("The tour of DFT Workbench")
    window.keep_nothing()
    window.destroyed.connect(folder.cleanup)
    window.show()
    tour = Tour(window, pictures=None, pause_ms=_PACE_MS)
    tour.failed.connect(lambda text: window.notice.say("problem", text))
    tour.start()
    return window


def _private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbenchError(
            f"The data folder {folder} cannot be made: {error.strerror or error}. Name another one with --data."
        ) from None
    if not os.access(folder, os.R_OK | os.X_OK):
        raise WorkbenchError(f"The data folder {folder} cannot be read. Name another one with --data.")
