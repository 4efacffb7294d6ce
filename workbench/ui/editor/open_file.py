"""What a tab of the editor holds: the bytes of a file, the messages in it, and a session for each one looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from workbench.er7 import Document, EditError
from workbench.er7.charset import Charset, wide_codec
from workbench.er7.files import MessageFile
from workbench.ui.editor.session import EditSession
from workbench.ui.file_names import on_screen
from workbench.ui.requests import OpenRequest

if TYPE_CHECKING:
    from workbench.ui.editor.fields.held import Unfinished

_HEADER_BYTES = 2000
T = TypeVar("T")


class OpenFile:
    """A file of one message or of many. Messages are decoded when they are looked at.

    The bytes between messages (batch headers, framing) are kept and written back as they are.
    """

    def __init__(self, request: OpenRequest) -> None:
        self.title = on_screen(request.title)
        self.file = request.file
        self.on_disk = request.raw
        """What stood in the file when it was read or saved last."""
        self.never_saved = request.unsaved
        """Nobody else has this message, and it was not saved yet."""
        divided = request.divided
        self._messages = divided.messages if divided is not None else MessageFile(request.raw)
        self._is_wide = divided.is_wide if divided is not None else self._messages.is_wide
        self._ready = divided
        """Holds a document that nobody has asked for yet."""
        self.stamp = divided.stamp if divided is not None else None
        """Date and size of the file when it was read, where that is known."""
        self._sessions: dict[int, EditSession] = {}
        self._saved: dict[int, bytes] = {}
        self.codec = request.codec
        """The character set that somebody chose to read it in; "" for none."""
        self._saved_in: dict[int, str] = {}
        """And what messages of it were saved in since."""

    def __len__(self) -> int:
        return max(1, len(self._messages))

    @property
    def is_wide(self) -> bool:
        """Whether it is UTF-16, so that all its messages have one character set."""
        return self._is_wide

    def session(self, index: int) -> EditSession:
        """The session of message `index`, from 0; made when it is first asked for."""
        found = self._sessions.get(index)
        if found is None:
            several = len(self) > 1
            found = EditSession(
                self._document(index),
                f"{self.title} #{index + 1}" if several else self.title,
                self.file,
                index if several else None,
            )
            self._sessions[index] = found
        return found

    def begin_in(self, session: EditSession) -> None:
        """Make a session that waits that of the only message, which nobody has looked at yet."""
        assert len(self) == 1 and not self._sessions
        self._sessions[0] = session
        session.begin(self._document(0), self.title, self.file)

    def _document(self, index: int) -> Document:
        """Message `index`, decoded now unless that was done beside the window."""
        ready, self._ready = self._ready, None
        if ready is not None and ready.index == index and ready.document is not None and index not in self._saved:
            return ready.document
        return self._read(self._raw(index), index)

    def _read(self, raw: bytes, index: int) -> Document:
        return Document.from_bytes(raw, self._saved_in.get(index, self.codec))

    def saved(self, index: int) -> Document | None:
        """Message `index` as it was opened or saved last; None where nobody has it but this window."""
        return None if self.never_saved else self._read(self._raw(index), index)

    def leave(self, index: int) -> None:
        """Message `index` is not on the screen any more: forget its session unless it has a history."""
        session = self._sessions.get(index)
        if session is not None and session.undo_stack.count() == 0 and not session.unfinished:
            del self._sessions[index]

    def header(self, index: int) -> Document:
        """The first line of message `index`, to show its type and control id without decoding the rest."""
        if index in self._sessions:
            return self._sessions[index].document
        raw = self._raw(index)
        if self.is_wide:  # where half a unit, or half a pair of them, would be read as something else
            return self._read(raw, index)
        head = raw[:_HEADER_BYTES].lstrip(b"\x0b\r\n\t ")
        return self._read(head.replace(b"\n", b"\r").split(b"\r", 1)[0], index)

    def is_modified(self) -> bool:
        return any(session.is_modified() for session in self._sessions.values())

    def is_message_modified(self, index: int) -> bool:
        return index in self._sessions and self._sessions[index].is_modified()

    def changed_documents(self) -> dict[int, Document]:
        """The messages that are not saved as they are now, by number from 0."""
        return {index: session.document for index, session in self._sessions.items() if session.is_modified()}

    def unfinished(self, besides: int) -> list[Unfinished]:
        """What was typed into other messages than that of this number, and could not be taken."""
        others = (session for index, session in self._sessions.items() if index != besides)
        return [held for session in others for held in session.held().values()]

    def reader(self) -> Callable[[int], Document]:
        """Gives a message by its number as it is at this moment, in any thread; later edits do not reach it."""
        messages, saved, now = self._messages, dict(self._saved), self.changed_documents()
        codec, saved_in = self.codec, dict(self._saved_in)
        len(messages)  # divided now: its cache is not for two threads

        def read(index: int) -> Document:
            if index in now:
                return now[index]
            raw = saved[index] if index in saved else messages[index] if len(messages) else b""
            return Document.from_bytes(raw, saved_in.get(index, codec))

        return read

    def to_bytes(self, instead: Mapping[int, Document] | None = None) -> bytes:
        """The whole file as it is now, or with other documents `instead` of the messages of these numbers.

        Raises EditError for what a message's charset cannot hold.
        """
        documents = {**self.changed_documents(), **(instead or {})}
        changed = self._saved | {index: self._bytes(index, document) for index, document in documents.items()}
        if not len(self._messages):
            return changed.get(0, b"")
        pieces: list[bytes] = []
        position = 0
        for index in sorted(changed):
            start, stop = self._messages.spans[index]
            pieces += [bytes(self._messages.data[position:start]), changed[index]]
            position = stop
        pieces.append(bytes(self._messages.data[position:]))
        return b"".join(pieces)

    def _bytes(self, index: int, document: Document) -> bytes:
        return self._named(index, document.to_bytes)

    def _named(self, index: int, work: Callable[[], T]) -> T:
        """What the work gives; a refusal says which message of several it is about."""
        try:
            return work()
        except EditError as error:
            if len(self) == 1:
                raise
            raise EditError(f"Message {index + 1} of {len(self)}, {error}") from None

    def recoded(self, change: Callable[[Document], Document]) -> bytes:
        """The whole file of UTF-16 as it is now, every message changed so, and what stands between them too.

        Raises EditError for what the new character set cannot hold.
        """
        read = self.reader()
        messages = [self._named(index, partial(_changed, change, read, index)) for index in range(len(self))]
        pieces, position, charset = [], 0, messages[0].charset
        for message, (start, stop) in zip(messages, self._messages.spans, strict=True):
            pieces += [self._between(position, start, charset), message.to_bytes()]
            position = stop
        return b"".join([*pieces, self._between(position, len(self._messages.data), charset)])

    def _between(self, start: int, stop: int, charset: Charset) -> bytes:
        codec = wide_codec(self._messages.data[:64])  # what stands between may not tell by itself
        text = Document.from_text(self._messages.data[start:stop].decode(codec).lstrip("\ufeff"))
        return replace(text, charset=charset).to_bytes()

    def set_saved(self, file: Path, data: bytes) -> None:
        """`data`, which is what `to_bytes` gave, stands in `file` now."""
        for index, session in self._sessions.items():
            if session.is_modified():
                self._saved[index] = session.document.to_bytes()
                if self.codec:
                    self._saved_in[index] = session.document.charset.codec
        self.file, self.title, self.on_disk, self.stamp = file, on_screen(file.name), data, None
        self.never_saved = False
        several = len(self) > 1
        for index, session in self._sessions.items():
            session.set_saved()
            session.rename(f"{self.title} #{index + 1}" if several else self.title, file)

    def _raw(self, index: int) -> bytes:
        if index in self._saved:
            return self._saved[index]
        return self._messages[index] if len(self._messages) else b""


def _changed(change: Callable[[Document], Document], read: Callable[[int], Document], index: int) -> Document:
    return change(read(index))
