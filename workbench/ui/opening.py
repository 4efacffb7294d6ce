"""The ways by which a message or a report comes into the window: files, samples, the clipboard, a drop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

from workbench import resources
from workbench.errors import WorkbenchError
from workbench.ui.file_kinds import MESSAGES, REPORTS
from workbench.ui.recent import RecentFiles
from workbench.ui.utf16 import whole_text

if TYPE_CHECKING:
    from workbench.ui.requests import OpenRequest
    from workbench.ui.window import Window


class Opening:
    """Opens each where it belongs, and remembers the files."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.recent = RecentFiles(window.settings)

    def ask_for_files(self) -> None:
        """Let the user pick messages to open."""
        from PySide6.QtWidgets import QFileDialog

        names, _filter = QFileDialog.getOpenFileNames(self._window, "Open messages", "", MESSAGES)
        self.open_files([Path(name) for name in names])

    def open_files(self, files: list[Path]) -> None:
        """Open each file in the editor; what cannot be read is said, and the others open."""
        for file in files:
            if self._window.messages.open_path(file) is not None:
                self.recent.remember(file)
                self._window.show_place("messages")
            elif not file.exists():
                self.recent.forget(file)

    def open_request(self, request: OpenRequest) -> None:
        """Open a message in the editor and show it."""
        self._window.notice.moved_on()
        self._window.messages.open(request)
        self._window.show_place("messages")

    def samples(self) -> list[Path]:
        """The messages that come with the program."""
        return sorted(resources.path("samples", "messages").glob("*.hl7"))

    def open_sample(self, file: Path) -> None:
        """Open a copy of a sample: saving asks for a place, and the sample stays as it is."""
        from workbench.er7.files import MessageFile

        try:
            raw = bytes(MessageFile.open(file).data)
        except WorkbenchError as error:
            self._window.bridge.problem(str(error))
            return
        from workbench.ui.requests import OpenRequest

        self.open_request(OpenRequest(raw, file.name))

    def paste(self) -> None:
        """Open the text on the clipboard as a new message."""
        self._window.messages.paste()
        if self._window.messages.current() is not None:
            self._window.show_place("messages")

    def drop(self, data: QMimeData) -> None:
        """Open what was dropped: files, or the text of a message."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.open_files(files)
        elif data.hasUrls():  # their text would be taken for a message
            self._window.bridge.warning(
                "This is a link, not a file: nothing is fetched from the network. Save it as a file and drop that."
            )
        elif data.hasText():
            from workbench.ui.requests import OpenRequest

            text = whole_text(data.text(), self._window.bridge)
            self.open_request(OpenRequest(text.encode(), "Dropped message", unsaved=True))

    def ask_for_reports(self) -> None:
        """Let the user pick reports, which become studies."""
        from PySide6.QtWidgets import QFileDialog

        names, _filter = QFileDialog.getOpenFileNames(self._window, "Open reports", "", REPORTS)
        if names:
            self._window.show_place("studies")
        for name in names:
            self._window.studies.open_file(Path(name))
