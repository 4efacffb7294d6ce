"""What is open or unsaved outlives the window: kept while it is open, brought back at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.ui.editor.autosave import Autosave
    from workbench.ui.editor.place import MessagesPlace
    from workbench.ui.window import Window

STAY, CLOSE, LOSE = "Keep open", "Close all the same", "Close and lose them"


class KeptMessages:
    """The window's share in that; writing and reading are the autosave's."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._autosave: Autosave | None = None
        self.keeps = True
        """Off in a window that leaves nothing behind and is closed without a question."""

    def begin(self, place: MessagesPlace) -> None:
        """From now on, what is open is kept."""
        from workbench.ui.editor.autosave import Autosave

        if self.keeps:
            self._autosave = Autosave(place, self._window.services.data_folder, self._window.bridge)

    def restore(self) -> None:
        """Open again what was open or unsaved when the windows before this one ended."""
        try:
            waiting = any((self._window.services.data_folder / "unsaved").iterdir())
        except OSError:  # nothing was ever kept
            return
        if waiting:
            self._window.place("messages")  # begins to keep too
        if waiting and self._autosave is not None and self._autosave.restore(reopen=self.reopens()):
            self._window.show_place("messages")

    def reopens(self) -> bool:
        """Whether messages that were open are opened again at the next start; unsaved ones always are."""
        return self._window.settings.value("reopen", "true") != "false"

    def set_reopens(self, wanted: bool) -> None:
        """Remember that wish."""
        self._window.settings.setValue("reopen", "true" if wanted else "false")

    def write_now(self) -> str:
        """Keep everything as it is at this moment, instead of when typing pauses. A sentence when it could not be."""
        return self._autosave.write_now() if self._autosave is not None else ""

    def let_go(self) -> bool:
        """Before the window closes: whether the user lets go of what is open."""
        autosave = self._autosave
        if autosave is None:
            return True
        autosave.before_close()
        reopens, messages = self.reopens(), self._window.messages
        if not messages.may_close_all(reopens=reopens) or not self._remembers(autosave, reopens=reopens):
            autosave.stay()
            return False
        messages.remove_all()
        return True

    def _remembers(self, autosave: Autosave, *, reopens: bool) -> bool:
        """Write down what was open, while it still is; whether the user lets go of what cannot be written."""
        trouble = autosave.finish(reopens=reopens)
        if not trouble:
            return True
        lost = [tab.file.title for tab in self._window.messages.tabs() if tab.file.never_saved] if reopens else []
        what = f" These were never saved to a file and would be lost: {', '.join(lost)}." if lost else ""
        text = f"{trouble} The next start cannot open again what is open now.{what}"
        choices = (STAY, LOSE if lost else CLOSE)
        if self._window.bridge.ask("The open messages cannot be remembered", text, choices) != choices[1]:
            return False
        autosave.give_up()
        return True
