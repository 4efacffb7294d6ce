"""Where unsaved text waits for the next start: one folder per running window, with a list of what was open.

    DATA/unsaved/<name>/lock       held while the window lives; Qt sees when its owner died
    DATA/unsaved/<name>/open.json  the tabs in order: file, what stood in it (digest), which messages were changed
    DATA/unsaved/<name>/*.hl7      the bytes of changed messages, and of tabs that have no file

Whoever starts takes over the folders that nobody holds any more. Everything is readable by its owner only. No widgets.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile

from workbench.errors import WorkbenchError
from workbench.wholefile import UnwrittenError, write_whole

_FORMAT = 1
_LIST, _LOCK = "open.json", "lock"


@dataclass(frozen=True)
class OpenTab:
    """One tab as it is to come back. Bytes are those of messages as their files hold them."""

    title: str
    file: Path | None
    index: int = 0
    """Which message of the file was looked at, from 0."""
    current: bool = False
    digest: str = ""
    """SHA-256 of the file when it was read or saved last; "" without a file."""
    base: bytes | None = None
    """What was opened, for a tab without a file."""
    changed: dict[int, bytes] = field(default_factory=dict)
    """The messages with unsaved changes, by number from 0."""
    several: bool = False
    """Whether the file holds more than one message."""
    key: str = ""
    """Names its files in the folder; letters and digits."""
    cursor: str = ""
    """Path of the place that was looked at in message `index`; "" when it is not known."""

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for two tabs that would come back the same."""
        texts = tuple(sorted(self.changed.items()))
        return (self.file, texts) if self.file is not None else (self.title, self.base, texts)


class UnsavedStore:
    """This window's folder, and the way to those that were left behind."""

    def __init__(self, data_folder: Path) -> None:
        self._above = data_folder / "unsaved"
        self._folder: Path | None = None
        self._lock: QLockFile | None = None
        self._written: dict[str, str] = {}
        """File name to the digest of its content."""

    def write(self, tabs: Sequence[OpenTab]) -> None:
        """Make the folder say exactly this. Raises WorkbenchError when it cannot; what it said before then counts."""
        folder = self._own_folder()
        entries, wanted = [], set()
        for tab in tabs:
            names = {str(index): f"{tab.key}-{index}.hl7" for index in tab.changed}
            base = f"{tab.key}-base.hl7" if tab.base is not None else ""
            for index, data in tab.changed.items():
                self._put(folder / names[str(index)], data)
            if tab.base is not None:
                self._put(folder / base, tab.base)
            wanted |= {*names.values(), base}
            entries.append(_entry(tab, names, base))
        content = {"format": _FORMAT, "saved": round(time.time()), "tabs": entries}
        # As ASCII: the name of a file need not be UTF-8, and no text of it could be written then.
        self._put(folder / _LIST, json.dumps(content, indent=1).encode())
        # Only now: until the new list stands, the old one may name them.
        for name in set(self._written) - wanted - {_LIST}:
            try:
                (folder / name).unlink(missing_ok=True)
            except OSError:  # a virus scanner may hold it; nothing names it any more, and the next time tries again
                continue
            del self._written[name]

    def _put(self, file: Path, data: bytes) -> None:
        digest = digest_of(data)
        if self._written.get(file.name) == digest:
            return
        try:
            write_whole(file, data)
        except UnwrittenError as error:
            raise WorkbenchError(
                f"The folder {file.parent} cannot be written ({error.reason}). Save often, and make room there."
            ) from None
        self._written[file.name] = digest

    def _own_folder(self) -> Path:
        if self._folder is not None and not self._folder.is_dir():  # somebody has tidied up
            self._forget()
        if self._folder is None:
            folder = self._above / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{os.urandom(3).hex()}"
            try:
                self._above.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.mkdir(mode=0o700)
            except OSError as error:
                raise WorkbenchError(
                    f"The folder {self._above} cannot be written ({error.strerror or error})."
                    " Save often, and see what is in the way there."
                ) from None
            self._lock = self._held(folder)
            self._folder = folder
        return self._folder

    @staticmethod
    def _held(folder: Path) -> QLockFile:
        """The lock that tells other windows that this one lives; without it they would take its messages over."""
        lock = _lock(folder)
        if not lock.tryLock(0):
            shutil.rmtree(folder, ignore_errors=True)
            raise WorkbenchError(f"Files in {folder.parent} cannot be locked. Save often. Is the disk full?")
        return lock

    def left_behind(self) -> list[Abandoned]:
        """The folders of windows that are gone, oldest first, now held by this one."""
        try:
            folders = sorted(one for one in self._above.iterdir() if one.is_dir() and one != self._folder)
        except OSError:  # there is none, or it cannot be read: nothing to bring back
            return []
        found = []
        for folder in folders:
            lock = _lock(folder)
            if lock.tryLock(0):
                found.append(Abandoned(folder, lock))
        return found

    def close(self) -> None:
        """Let go of the folder; the next start takes it over. An empty one goes."""
        if self._lock is not None:
            self._lock.unlock()
        if self._folder is not None and not self._has_tabs():
            shutil.rmtree(self._folder, ignore_errors=True)
        self._forget()

    def _forget(self) -> None:
        self._folder = self._lock = None
        self._written.clear()

    def _has_tabs(self) -> bool:
        try:
            return bool(self._folder and _read_list(self._folder).get("tabs"))
        except (OSError, ValueError):  # the next start says so
            return True


class Abandoned:
    """A folder that a window left behind. It stays until `remove`, so that a crash in between loses nothing."""

    def __init__(self, folder: Path, lock: QLockFile) -> None:
        self.folder = folder
        self._lock = lock

    def tabs(self) -> list[OpenTab]:
        """What was open. Raises WorkbenchError when the list is damaged; the folder then stays for a person to look."""
        try:
            return list(self._tabs(_read_list(self.folder)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise WorkbenchError(
                f"The unsaved text in {self.folder} could not be brought back ({error}). Its messages are the files"
                " *.hl7 in that folder: open them from there, and delete the folder when they are safe."
            ) from None

    def _tabs(self, content: dict[str, Any]) -> Iterator[OpenTab]:
        for entry in content.get("tabs", []):
            changed = {int(index): self._bytes(name) for index, name in entry["changed"].items()}
            yield OpenTab(
                title=str(entry["title"]),
                file=Path(entry["file"]) if entry["file"] else None,
                index=int(entry["index"]),
                current=bool(entry["current"]),
                digest=str(entry["digest"]),
                base=self._bytes(entry["base"]) if entry["base"] else None,
                changed=changed,
                several=bool(entry["several"]),
                cursor=str(entry.get("cursor", "")),
            )

    def _bytes(self, name: str) -> bytes:
        return (self.folder / Path(name).name).read_bytes()

    def remove(self) -> None:
        """Everything in it is safe elsewhere, or not wanted."""
        self._lock.unlock()
        shutil.rmtree(self.folder, ignore_errors=True)

    def leave(self) -> None:
        """Let go of it; it is looked at again at the next start."""
        self._lock.unlock()


def digest_of(data: bytes) -> str:
    """SHA-256 as hexadecimal text."""
    return sha256(data).hexdigest()


def _entry(tab: OpenTab, names: dict[str, str], base: str) -> dict[str, Any]:
    return {
        "title": tab.title,
        "file": str(tab.file) if tab.file is not None else "",
        "index": tab.index,
        "current": tab.current,
        "digest": tab.digest,
        "base": base,
        "changed": names,
        "several": tab.several,
        "cursor": tab.cursor,
    }


def _read_list(folder: Path) -> dict[str, Any]:
    file = folder / _LIST
    if not file.exists():  # the window ended before it had anything to keep
        return {}
    content = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ValueError("another version of the program wrote it")
    return content


def _lock(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(0)  # a lock is stale when its process is gone, never by its age: windows stay open for weeks
    return lock
