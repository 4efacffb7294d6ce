"""Saving the open messages, and asking before one goes that is not saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.editor.changed_file import RELOAD
from workbench.ui.editor.fields.held import Unfinished
from workbench.ui.editor.on_disk import is_there, resolved, unreadable, write_file
from workbench.ui.editor.tab import MessageTab
from workbench.ui.file_names import meant
from workbench.ui.requests import OpenRequest
from workbench.wholefile import differs

if TYPE_CHECKING:
    from workbench.ui.editor.place import MessagesPlace
    from workbench.ui.editor.save_options import Recoding, SaveOptions

SAVE, DISCARD = "Save", "Do not save"
SAVE_ALL, DISCARD_ALL = "Save all", "Save none"
STAY, LOSE = "Keep open", "Close without it"
_SHOWN = 60
"""So many characters of a text remind somebody of what was typed."""
OVERWRITE, ELSEWHERE = "Overwrite", "Save under another name"
STAY_HERE, KEEP_SET = "Do not save yet", "Save it so"


class Saving:
    """Writes what a tab holds. The place gives the tabs, and asks for a file's name."""

    def __init__(self, place: MessagesPlace, bridge: Bridge) -> None:
        self._place = place
        self._bridge = bridge
        self._left = 0
        """Of the tabs that are about to be closed together, so many have changes that were not asked about."""
        self._for_all = ""
        """The answer that was given for all of them."""

    def save(self) -> bool:
        """Save the current tab into its file, or ask for one. Whether it was saved."""
        tab = self._place.current_tab()
        return tab is not None and self.save_tab(tab)

    def save_as(self) -> bool:
        """Save the current tab into another file. Whether it was saved."""
        tab = self._place.current_tab()
        return tab is not None and self._save_elsewhere(tab)

    def save_with(self) -> QWidget | None:
        """Save the message on the screen with other line ends or in another character set, after asking which."""
        tab = self._place.current_tab()
        if tab is None:
            return None
        from workbench.ui.editor.save_options import SaveOptions

        file = tab.file
        tab.finish_typing()
        dialog = SaveOptions(tab.session.document, several=len(file) > 1, together=file.is_wide, parent=self._place)
        dialog.accepted.connect(lambda: self._save_chosen(tab, dialog))
        dialog.open()
        return dialog

    def _save_chosen(self, tab: MessageTab, dialog: SaveOptions) -> None:
        if dialog.recoding is not None:
            self._save_recoded(tab, dialog.recoding)
        elif dialog.changed is not None:
            self._save_changed(tab, dialog.changed)

    def _save_recoded(self, tab: MessageTab, recoding: Recoding) -> None:
        """Save all messages of the file in another character set. The tab then is one of the new file."""
        name = self._ask_where(tab)
        if not name:
            return
        file, index = resolved(meant(name)), tab.index
        try:
            data = tab.file.recoded(recoding.of)
            if self._is_taken(tab, file):
                return
            write_file(file, data)
        except WorkbenchError as error:
            self._bridge.problem(str(error))
            return
        self._drop_others(tab, file)
        self._place.reload(tab, OpenRequest(data, file.name, file, index=index))
        self._bridge.info(f"Saved {file}.")

    def _save_changed(self, tab: MessageTab, document: Document) -> bool:
        """Save with `document` as the message; it stays as it was when no file is chosen or written."""
        name = self._ask_where(tab)
        if not name:
            return False
        return self._write_elsewhere(tab, resolved(meant(name)), document)

    def save_tab(self, tab: MessageTab) -> bool:
        tab.finish_typing()
        file = tab.file.file
        if file is None:
            return self._save_elsewhere(tab)
        if reason := unreadable(file):
            answer = self._bridge.ask(
                "The file cannot be read",
                f"{file} cannot be read now ({reason}), so nobody can say whether another program has changed it.",
                (ELSEWHERE, OVERWRITE),
            )
            if answer != OVERWRITE:
                return answer == ELSEWHERE and self._save_elsewhere(tab)
        elif differs(file, tab.file.on_disk):
            answer = self._bridge.ask(
                "The file was changed meanwhile",
                f"{file.name} is not the same any more as when it was opened: another program has changed it."
                f" {RELOAD} reads it again, and your changes are lost.",
                (ELSEWHERE, OVERWRITE, RELOAD),
            )
            if answer == RELOAD:
                self._place.reload(tab)
                return False
            if answer != OVERWRITE:
                return answer == ELSEWHERE and self._save_elsewhere(tab)
        return self._write(tab, file)

    def _save_elsewhere(self, tab: MessageTab) -> bool:
        tab.finish_typing()
        name = self._ask_where(tab)
        return bool(name) and self._write_elsewhere(tab, resolved(meant(name)))

    def _write_elsewhere(self, tab: MessageTab, file: Path, document: Document | None = None) -> bool:
        """Write a file that the user has chosen. A tab that shows what stood in it goes, unless it has changes."""
        if self._is_taken(tab, file) or not self._write(tab, file, document):
            return False
        self._drop_others(tab, file)
        return True

    def _others(self, tab: MessageTab, file: Path) -> list[MessageTab]:
        return [one for one in self._place.tabs() if one is not tab and one.file.file == file]

    def _is_taken(self, tab: MessageTab, file: Path) -> bool:
        """Whether another tab has changes for this file, which is said."""
        if not any(one.finish_typing() or one.file.is_modified() for one in self._others(tab, file)):
            return False
        self._bridge.problem(
            f"{file.name} is open in another tab, with changes that are not saved. Save or close that tab first,"
            " or choose another name."
        )
        return True

    def _drop_others(self, tab: MessageTab, file: Path) -> None:
        """What other tabs show stands in no file any more."""
        for one in self._others(tab, file):
            self._place.drop(one)

    def _ask_where(self, tab: MessageTab) -> str:
        return self._place.ask_save(str(tab.file.file) if tab.file.file is not None else _as_file_name(tab.file.title))

    def _write(self, tab: MessageTab, file: Path, document: Document | None = None) -> bool:
        """Write the file, with `document` in place of the message on the screen if given, which it then is."""
        if not self._may_contradict(tab, document):
            return False
        anew = file == tab.file.file and not is_there(file)
        try:
            data = tab.file.to_bytes({tab.index: document} if document is not None else None)
            write_file(file, data)
        except WorkbenchError as error:
            self._bridge.problem(str(error))
            return False
        if document is not None:
            tab.session.submit(document, "Save with other ends or characters", self._place)
        tab.file.set_saved(file, data)
        tab.disk.forget()
        tab.refresh()
        self._place.show_titles()
        again = " It had been deleted, moved or renamed since it was opened; it is there again." if anew else ""
        if refused := tab.finish_typing():
            self._bridge.warning(f"Saved {file}, but without what was typed last.{again} {_told(refused)}")
        else:
            self._bridge.info(f"Saved {file}.{again}")
        return True

    def _may_contradict(self, tab: MessageTab, document: Document | None) -> bool:
        """Ask before a message is written in another character set than the one that was put into MSH-18."""
        written = tab.file.changed_documents() | ({tab.index: document} if document is not None else {})
        for index, one in sorted(written.items()):
            if not one.is_declared_otherwise:
                continue
            which = f"Message {index + 1} of {len(tab.file):,}: " if len(tab.file) > 1 else ""
            text = (
                f"{which}{one.charset_note} Whoever goes by MSH-18 reads other characters. Correct MSH-18, or choose"
                " that character set in “Save with other line ends or characters”."
            )
            return self._bridge.ask("MSH-18 names another character set", text, (STAY_HERE, KEEP_SET)) == KEEP_SET
        return True

    def may_close(self, tab: MessageTab) -> bool:
        """Ask before something goes that was typed and the message cannot take, or changes that are not saved."""
        if refused := tab.finish_typing():
            self._place.show_tab(tab)
            text = f"{tab.file.title} is about to be closed. {_told(refused)}"
            if self._bridge.ask("Close without what was typed last?", text, (STAY, LOSE)) != LOSE:
                return False
        if not tab.file.is_modified():
            return True
        answer = self._for_all or self._ask_about(tab)
        return answer == DISCARD or (answer == SAVE and self.save_tab(tab))

    def may_close_all(self, *, reopens: bool) -> bool:
        """Ask before all tabs go, tab by tab until an answer is for all of them. False when the user wants to stay.

        What was never saved is asked about unless the next start `reopens` it.
        """
        tabs = self._place.tabs()
        for tab in tabs:
            tab.finish_typing()
        self._left = sum(tab.file.is_modified() for tab in tabs)
        try:
            return all(self.may_close(tab) and (reopens or self.may_lose(tab)) for tab in tabs)
        finally:
            self._left, self._for_all = 0, ""

    def _ask_about(self, tab: MessageTab) -> str:
        """What to do with the changes of a tab, SAVE or DISCARD; "" to stay."""
        self._place.show_tab(tab)
        self._left, others = max(0, self._left - 1), max(0, self._left - 1)
        text = f"{tab.file.title} has changes that are not saved."
        if not others:
            return self._bridge.ask("Save the changes?", text, (SAVE, DISCARD))
        text += f" So {'has one more file' if others == 1 else f'have {others:,} more files'}."
        answer = self._bridge.ask("Save the changes?", text, (SAVE, DISCARD, SAVE_ALL, DISCARD_ALL))
        self._for_all = {SAVE_ALL: SAVE, DISCARD_ALL: DISCARD}.get(answer, "")
        return self._for_all or answer

    def may_lose(self, tab: MessageTab) -> bool:
        """Ask before a message goes that is nowhere else."""
        if not tab.file.never_saved or tab.file.is_modified():  # changes were asked about already
            return True
        self._place.show_tab(tab)
        text = f"{tab.file.title} was never saved to a file; when it is closed, it is gone."
        answer = self._bridge.ask("Save the message?", text, (SAVE, DISCARD))
        return answer == DISCARD or (answer == SAVE and self.save_tab(tab))


def _told(refused: list[Unfinished]) -> str:
    """What the message could not take, in words; of several the first."""
    first, others = refused[0], len(refused) - 1
    more = f" ({others} more of that kind.)" if others else ""
    return f"“{_shortened(first.raw)}” is not in the message. {first.reason}{more}"


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _as_file_name(title: str) -> str:
    kept = "".join(character if character.isalnum() or character in "-_. " else "_" for character in title)
    return f"{kept.strip() or 'message'}.hl7" if not kept.endswith(".hl7") else kept
