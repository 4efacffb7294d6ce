"""The ways by which a message or a report comes into the window: files, samples, the clipboard, a drop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench import resources
from workbench.errors import WorkbenchError
from workbench.ui.file_kinds import ENDINGS, MESSAGES, REPORTS
from workbench.ui.file_names import meant
from workbench.ui.recent import RecentFiles
from workbench.ui.utf16 import whole_text

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from workbench.ui.requests import OpenRequest
    from workbench.ui.window import Window

_FEW = 3
"""More files than this are opened behind one another, and only the last one is made at once."""
_MANY = 100
"""More files than this are asked about: it may have been a slip of the hand."""
_RECENT = 10
_PATIENCE_MS = 300
OPEN_ALL = "Open them all"


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
        """Open each file in the editor, of a folder those in it; what cannot be read is said, and the others open."""
        wanted = [one for file in files for one in self._of_folder(file)]
        if len(wanted) > _FEW:
            self._open_many(wanted)
            return
        for file in wanted:
            if self._window.messages.open_file(file) is not None:
                self.recent.remember(file)
                self._window.show_place("messages")
            elif _is_gone(file):
                self.recent.forget(file)

    def _of_folder(self, file: Path) -> list[Path]:
        """The files of messages in a folder, by name, without what is in folders below; any other file itself."""
        file = meant(str(file))
        try:
            if not file.is_dir():
                return [file]
            found = sorted(one for one in file.iterdir() if one.suffix.lower() in ENDINGS and one.is_file())
        except (OSError, ValueError):  # opening it says what is wrong
            return [file]
        if not found:
            endings = ", ".join(ENDINGS)
            self._window.bridge.warning(f"No file in {file} has one of the endings {endings}. Open its files by name.")
        return found

    def _open_many(self, files: list[Path]) -> None:
        """Each in a tab of its own, made when it is looked at."""
        if len(files) > _MANY:
            text = f"Each of the {len(files):,} files gets a tab of its own."
            if not self._window.bridge.ask(f"Open {len(files):,} files?", text, (OPEN_ALL,)):
                return
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QProgressDialog

        progress = QProgressDialog(f"Opening {len(files):,} files…", "Stop", 0, len(files), self._window)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(_PATIENCE_MS)
        tabs: list[QWidget] = []
        opened, failed = [], []
        for number, file in enumerate(files):
            progress.setValue(number)
            if progress.wasCanceled():
                break
            try:
                tab = self._window.messages.open_file(file, behind=True)
            except WorkbenchError as error:
                failed.append(str(error))
            else:
                tabs += [tab] if tab is not None else []
                opened.append(file.resolve())
        progress.close()
        progress.deleteLater()
        if tabs:
            self._window.messages.show_tab(tabs[-1])
        self._say_opened(opened, failed, len(files))

    def _say_opened(self, opened: list[Path], failed: list[str], wanted: int) -> None:
        if opened:
            self._window.messages.show_titles()
            self._window.show_place("messages")
        for file in opened[-_RECENT:]:
            self.recent.remember(file)
        if failed:
            others = f" {len(failed) - 1:,} more could not be opened either." if len(failed) > 1 else ""
            self._window.bridge.problem(f"{len(opened):,} of {wanted:,} files are open. {failed[0]}{others}")
        else:
            self._window.bridge.info(f"{len(opened):,} of {wanted:,} files are open.")

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
        files = [meant(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
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


def _is_gone(file: Path) -> bool:
    try:
        return not file.exists()
    except (OSError, ValueError):  # a name that is too long, or a folder that nobody may look into
        return False
