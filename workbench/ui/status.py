"""The line at the bottom: what is open, which receivers run, where the data lies, which environment it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from workbench.exchange.endpoint import endpoint
from workbench.ui.widgets import PlainLabel, plain_tooltip

if TYPE_CHECKING:
    from workbench.ui.editor.session import EditSession

_PROCESSING = {"P": ("Production (MSH-11 = P)", "bad"), "T": ("Test (MSH-11 = T)", "good"), "D": ("Debugging", "good")}


class StatusLine:
    """Fills the window's status bar."""

    def __init__(self, window: QMainWindow, data_folder: Path) -> None:
        bar = window.statusBar()
        self.message = PlainLabel("", "muted")
        self.environment = PlainLabel()
        self.dictionary = PlainLabel("", "warn")
        self.receivers = PlainLabel("No receiver runs", "muted")
        self.profile = PlainLabel("", "muted")
        self.profile.setToolTip("The conventions that charges are composed with; chosen in Studies, Profiles.")
        self.folder = PlainLabel(f"Data: {_short(data_folder)}", "muted")
        self.folder.setToolTip(plain_tooltip(str(data_folder)))
        bar.addWidget(self.message, 1)
        for label in (self.dictionary, self.environment, self.profile, self.receivers, self.folder):
            label.setContentsMargins(8, 0, 8, 0)
            bar.addPermanentWidget(label)

    def show_message(self, session: EditSession | None) -> None:
        """What the open message says of itself: its type, and whether it is meant for production."""
        if session is None:
            self.message.setText("")
            self.environment.setText("")
            self.dictionary.setText("")
            return
        document = session.document
        parts = [document.message_type, document.control_id and f"control id {document.control_id}"]
        self.message.setText("   ".join(part for part in parts if part))
        note = session.dictionary().note
        self.dictionary.setText(f"Read as HL7 {session.dictionary().version}" if note else "")
        self.dictionary.setToolTip(plain_tooltip(note))
        text, role = _PROCESSING.get(document.get("MSH-11.1") or "", ("", ""))
        self.environment.setText(text)
        self.environment.set_role(role)

    def show_profile(self, name: str) -> None:
        """Which profile charges are composed with."""
        self.profile.setText(f"profile: {name}")

    def show_receivers(self, listening: Sequence[tuple[str, int]]) -> None:
        """Which receivers run."""
        addresses = ", ".join(endpoint(host, port) for host, port in listening)
        self.receivers.setText(f"Receiving on {addresses}" if addresses else "No receiver runs")
        self.receivers.set_role("good" if addresses else "muted")


def _short(folder: Path) -> str:
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
