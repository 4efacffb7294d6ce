"""Nothing typed is lost: what is open and unsaved is written aside as you type, and comes back at the next start."""

from __future__ import annotations

import logging
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.reading import ReadingTab, Result, is_large
from workbench.ui.editor.tab import MessageTab
from workbench.ui.editor.unsaved import Abandoned, OpenTab, UnsavedStore, digest_of
from workbench.ui.requests import OpenRequest
from workbench.ui.tasks import Tasks

_LOG = logging.getLogger(__name__)
_AFTER_MS = 800
"""How much typing a crash may cost. The clock starts at the first change and is not put off by the next."""


@dataclass(frozen=True)
class _Tab:
    """What is needed to write a tab aside, taken in a moment: immutable documents and shared bytes."""

    key: str
    title: str
    file: pathlib.Path | None
    on_disk: bytes
    index: int
    current: bool
    several: bool
    changed: dict[int, Document]
    cursor: str


class Autosave(QObject):
    """Watches a MessagesPlace. Encoding, digests and disk are off the GUI thread."""

    def __init__(self, place: MessagesPlace, data_folder: pathlib.Path, bridge: Bridge) -> None:
        super().__init__(place)
        self._place = place
        self._bridge = bridge
        self._store = UnsavedStore(data_folder)
        self._tasks = Tasks(self)
        self._digests: dict[int, tuple[bytes, str]] = {}
        self._keys: WeakKeyDictionary[OpenFile, str] = WeakKeyDictionary()
        self._next_key = 0
        self._complained = self._warned = False
        self._closing: list[tuple[OpenFile, int, str, bool]] | None = None
        self._closing_waiting: list[OpenTab] = []
        self._awaited: dict[ReadingTab, OpenTab] = {}
        """What comes back as soon as its file was read."""
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self._write_aside)
        place.current_changed.connect(self._touched)
        place.state_changed.connect(self._touched)

    def _touched(self, *_: object) -> None:
        if self._closing is None and not self._timer.isActive():
            self._timer.start()

    def _write_aside(self) -> None:
        tabs, waiting = [self._taken(tab) for tab in self._place.tabs()], self._waiting()
        self._tasks.run("unsaved", lambda: self._write(tabs, waiting), self._say)

    def write_now(self) -> str:
        """Write everything aside before this returns, after what is being written. Says and returns what went wrong."""
        self._timer.stop()
        self._tasks.close()
        trouble = self._write([self._taken(tab) for tab in self._place.tabs()], self._waiting())
        self._say(trouble)
        return trouble

    def _waiting(self) -> list[OpenTab]:
        """What is not there yet as its file is still read, and unsaved text whose file nobody went on waiting for."""
        there = self._place.reading.pages()
        kept = [tab for page, tab in self._awaited.items() if page in there or tab.changed]
        fresh = [page.path.resolve() for page in there if page not in self._awaited]
        kept += [OpenTab(path.name, path, 0, False, "", None, {}) for path in fresh]
        return [replace(tab, key=f"waiting{number}") for number, tab in enumerate(kept)]

    def _taken(self, tab: MessageTab) -> _Tab:
        file = tab.file
        return _Tab(
            self._key(file),
            file.title,
            file.file,
            file.on_disk,
            tab.index,
            tab is self._place.current_tab(),
            len(file) > 1,
            file.changed_documents() | tab.as_typed(),
            tab.cursor_path,
        )

    def _key(self, file: OpenFile) -> str:
        if file not in self._keys:
            self._next_key += 1
            self._keys[file] = f"{self._next_key:04}"
        return self._keys[file]

    # --- beside the window ---------------------------------------------------------------------------------------

    def _write(self, tabs: list[_Tab], waiting: Sequence[OpenTab] = ()) -> str:
        """Returns a sentence about what went wrong, or ""."""
        self._digests = {id(tab.on_disk): self._digest(tab.on_disk) for tab in tabs if tab.file is not None}
        try:
            self._store.write([*(self._as_kept(tab) for tab in tabs), *waiting])
        except WorkbenchError as error:
            return str(error)
        except (OSError, ValueError) as error:  # nobody thought of it; all the same the window must close
            _LOG.warning("unsaved text", exc_info=True)
            return f"It cannot be written ({error}). Save often."
        return ""

    def _as_kept(self, tab: _Tab) -> OpenTab:
        has_file = tab.file is not None
        return OpenTab(
            tab.title,
            tab.file,
            tab.index,
            tab.current,
            self._digests[id(tab.on_disk)][1] if has_file else "",
            None if has_file else tab.on_disk,
            {index: _bytes(document) for index, document in tab.changed.items()},
            tab.several,
            tab.key,
            tab.cursor,
        )

    def _digest(self, data: bytes) -> tuple[bytes, str]:
        """The bytes with their digest; worked out once while the same bytes are open."""
        known = self._digests.get(id(data))
        return known if known is not None and known[0] is data else (data, digest_of(data))

    def _say(self, trouble: str) -> None:
        if trouble and not self._complained:
            self._bridge.warning(f"Unsaved text is not kept for a crash: {trouble}")
        self._complained = bool(trouble)

    # --- the end -------------------------------------------------------------------------------------------------

    def before_close(self) -> None:
        """The tabs are about to be closed together with the window: remember which they were."""
        self._timer.stop()
        current = self._place.current_tab()
        self._closing = [(tab.file, tab.index, tab.cursor_path, tab is current) for tab in self._place.tabs()]
        self._closing_waiting = self._waiting()

    def stay(self) -> None:
        """The window stays after all."""
        self._closing = None
        self._touched()

    def finish(self, *, reopens: bool = True) -> str:
        """The window closes. Saved or discarded changes are forgotten; what was open is remembered if it `reopens`.

        Messages without a file come back too, unless their changes were discarded. Returns a sentence about what went
        wrong, or "": then `give_up` or `stay`.
        """
        tabs = self._closing or []
        self._tasks.close()
        kept = [
            _Tab(self._key(file), file.title, file.file, file.on_disk, index, current, len(file) > 1, {}, cursor)
            for file, index, cursor, current in tabs
            if reopens and (file.file is not None or not file.is_modified())
        ]
        trouble = self._write(kept, [tab for tab in self._closing_waiting if reopens or tab.changed])
        if not trouble:
            self.give_up()
        return trouble

    def give_up(self) -> None:
        """Nothing is kept from here on; what was kept until now is there at the next start."""
        self._closing = []
        self._store.close()

    # --- the next start ------------------------------------------------------------------------------------------

    def restore(self, *, reopen: bool) -> int:
        """Bring back what windows before this one left. Returns how many tabs came.

        `reopen` is for files without changes.
        """
        found = [(folder, self._tabs_of(folder)) for folder in self._store.left_behind()]
        every = [tab for _folder, tabs in found for tab in tabs or ()]
        # What has no file is nowhere else, changed or not.
        wanted = [tab for tab in every if tab.changed or tab.file is None or reopen]
        once = list({tab.identity: tab for tab in wanted}.values())  # a crash while restoring leaves two of each
        came = [(tab, view) for tab in once if (view := self._bring_back(tab)) is not None]
        self._write_and_remove([folder for folder, tabs in found if tabs is not None])
        for _tab, view in ([(tab, view) for tab, view in came if tab.current] or came)[-1:]:
            self._place.show_tab(view)
        self._place.show_titles()
        unsaved = sum(bool(tab.changed) for tab, _view in came)
        if unsaved and not self._warned:
            what = "A message with unsaved changes is" if unsaved == 1 else f"{unsaved} tabs with unsaved changes are"
            self._bridge.info(f"{what} open again, as you left {'it' if unsaved == 1 else 'them'}.")
        return len(came)

    def _tabs_of(self, folder: Abandoned) -> list[OpenTab] | None:
        try:
            return folder.tabs()
        except WorkbenchError as error:
            self._warn(str(error))
            folder.leave()
            return None

    def _write_and_remove(self, folders: list[Abandoned]) -> None:
        """The old folders go only when the new one holds what they held."""
        if not folders:
            return
        tabs = [self._taken(tab) for tab in self._place.tabs()]
        waiting = self._waiting()
        trouble = self._write(tabs, waiting) if tabs or waiting else ""
        for folder in folders:
            if trouble:
                folder.leave()
            else:
                folder.remove()
        self._say(trouble)

    def _bring_back(self, tab: OpenTab) -> QWidget | None:
        """Its tab, or one that says that its file is read; None when there is nothing left of it."""
        if tab.file is None:
            # Where it came from is not known any more; asking once too often before it is closed loses nothing.
            return self._open(OpenRequest(tab.base or b"", tab.title, unsaved=True), tab)
        if is_large(tab.file):
            page = self._place.reading.begin(tab.file, partial(self._arrived, tab), tab.index)
            self._awaited[page] = tab
            return page
        try:
            data = bytes(MessageFile.open(tab.file).data)
        except WorkbenchError as error:
            return self._take(tab, error)
        return self._take(tab, OpenRequest(data, tab.file.name, tab.file))

    def _arrived(self, tab: OpenTab, page: ReadingTab, result: Result) -> None:
        """A large file was read, or could not be."""
        came = self._take(tab, result)
        del self._awaited[page]
        if came is None:
            self._place.reading.drop(page)
        else:
            self._place.reading.put_in_place_of(page, came)
        self._place.show_titles()
        self._touched()

    def _take(self, tab: OpenTab, result: Result) -> MessageTab | None:
        """What was open in a file that was read now, or could not be."""
        assert tab.file is not None
        if isinstance(result, WorkbenchError):
            why = f"{tab.file.name} cannot be read any more: {result}"
            if tab.changed:
                return self._apart(tab, MessageFile(b""), why)
            self._warn(f"{why} It was open when the program ended.")
            return None
        data = result.raw
        if tab.changed and digest_of(data) != tab.digest:
            why = f"{tab.file} was changed by another program since you worked on it."
            return self._apart(tab, MessageFile(data), why)
        if tab.changed and any(one.file.file == tab.file and one.file.is_modified() for one in self._place.tabs()):
            why = f"{tab.file} was open with unsaved changes in two windows."
            return self._apart(tab, MessageFile(data), why)
        return self._open(result, tab)

    def _open(self, request: OpenRequest, kept: OpenTab) -> MessageTab:
        tab = self._place.open_behind(request)
        for number, data in kept.changed.items():
            session = tab.file.session(number)  # undo leads to what its file holds
            session.submit(_document(data, session.document), "Unsaved changes", "restore")
        tab.look_at(kept.index, kept.cursor)
        tab.refresh()
        return tab

    def _apart(self, tab: OpenTab, now: MessageFile, why: str) -> MessageTab | None:
        """The file is another one now: each unsaved message comes back as one without a file, so nothing is lost.

        `why` is a sentence with the name of the file.
        Undo leads to what stands in the file now, as far as that can be said.
        """
        assert tab.file is not None
        shown = None
        for index, text in tab.changed.items():
            several = f" #{index + 1}" if tab.several else ""
            base = now[index] if index < len(now) else b""
            cursor = tab.cursor if index == tab.index else ""
            alone = replace(tab, index=0, changed={0: text}, cursor=cursor)
            shown = self._open(OpenRequest(base, f"{tab.file.name}{several} (unsaved)"), alone)
        self._warn(f"{why} Your unsaved text is open as a message without a file: compare the two before you save.")
        return shown

    def _warn(self, text: str) -> None:
        self._warned = True
        self._bridge.warning(text)


def _bytes(document: Document) -> bytes:
    """The message as its charset has it; what that cannot hold is kept in UTF-8 rather than lost."""
    try:
        return document.to_bytes()
    except WorkbenchError:
        whole = document.lead + document.source_text + document.trail
        return whole.encode("utf-8", "surrogatepass")


def _document(data: bytes, before: Document) -> Document:
    """The message from its bytes; without any letter that tells, it keeps the character set that it had.

    So does one of UTF-16 in any case: the rest of its file is.
    """
    document = Document.from_bytes(data)
    if before.charset.codec.startswith("utf-16"):
        return replace(document, charset=before.charset)
    if data.isascii() and document.charset.declared == before.charset.declared:
        return replace(document, charset=before.charset)
    return document
