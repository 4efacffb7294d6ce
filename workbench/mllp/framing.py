"""MLLP frames: `encode` writes them strictly, `Decoder` reads them tolerantly and names each tolerance.

A frame is VT (0x0B), the message, FS (0x1C), CR (0x0D): MLLP release 1. Release 2 adds a transport answer,
a frame that holds the single byte 0x06 (stored) or 0x15 (not stored).

Two rules make the decoder independent of how TCP cuts the stream:

* FS ends a frame only together with the CR that follows it (or with a VT, the end of the stream, or `settle()`).
  Until then it is undecided; an FS followed by anything else was a byte of the message, kept and noted.
* A VT inside a frame is a byte of the message too, unless the letters of a message header follow it: then the sender
  gave up the first message and began anew. This is decided when the frame is complete, so no look-ahead is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from workbench.errors import WorkbenchError

VT = 0x0B
FS = 0x1C
CR = 0x0D
_START = b"\x0b"
_END = b"\x1c\x0d"
_FS = b"\x1c"
_CONTROL = re.compile(rb"[\x0b\x1c]")
_RESTART = re.compile(rb"\x0b(?=MSH|FHS|BHS)")
_BOM = b"\xef\xbb\xbf"
_HEADERS = (b"MSH", b"FHS", b"BHS")

MAX_FRAME = 64 * 1024 * 1024
"""Largest message taken by default, in bytes."""
_HEAD = 4096
"""How much of an oversized message is kept: enough for its MSH, so that it can be answered."""


class FramingError(WorkbenchError):
    """A message that cannot be framed."""


class Note(StrEnum):
    """What a frame had wrong and was taken in spite of. The value is a sentence to show."""

    MISSING_CR = "The frame ended with FS (0x1C) alone; the CR that must follow it did not come."
    MISSING_VT = "The message was not preceded by VT (0x0B), the start of an MLLP frame."
    LF_ENDS = "The message contains line feeds (0x0A); segments must end with CR (0x0D) alone."
    CONTROL_INSIDE = "The message contains a frame byte (VT 0x0B or FS 0x1C); inside a message it must be escaped."


@dataclass(frozen=True)
class Frame:
    """One complete message, without the frame bytes. `notes` names what was tolerated."""

    payload: bytes
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Garbage:
    """Bytes outside any frame. Long garbage arrives in several events."""

    data: bytes


@dataclass(frozen=True)
class TransportAck:
    """MLLP release 2: the transport stored the frame (0x06) or did not (0x15). It says nothing about the content."""

    positive: bool


@dataclass(frozen=True)
class Oversize:
    """A message longer than the limit was skipped. `size` is its length in bytes, `head` its beginning."""

    size: int
    head: bytes


@dataclass(frozen=True)
class Truncated:
    """A message began and did not end: the stream ended, or a new message began. At most the limit of bytes."""

    data: bytes


Event = Frame | Garbage | TransportAck | Oversize | Truncated


def encode(payload: bytes) -> bytes:
    """VT, payload, FS, CR. Raises FramingError when the payload itself contains VT or FS, which would cut the frame."""
    found = _CONTROL.search(payload)
    if found:
        byte = payload[found.start()]
        raise FramingError(
            f"The message cannot be sent: byte {found.start() + 1} is 0x{byte:02X}, which marks the "
            f"{'start' if byte == VT else 'end'} of an MLLP frame. Remove it or write it as the escape \\X{byte:02X}\\."
        )
    return _START + payload + _END


class _State(Enum):
    OUTSIDE = auto()
    INSIDE = auto()
    SKIPPING = auto()  # inside a frame that became too long: its bytes are counted and dropped


class Decoder:
    """Cuts a stream of bytes into events. Memory is bounded by `max_frame` (bytes); time is linear in the input.

    The events do not depend on how the stream is cut into chunks. `Frame.payload` is a copy, safe to keep.
    """

    def __init__(self, max_frame: int = MAX_FRAME) -> None:
        self._max = max_frame
        self._state = _State.OUTSIDE
        self._buffer = bytearray()
        self._skipped = 0
        self._fs_seen = False  # the last byte was an FS, and what it meant is not known yet
        self._late_cr = False  # the frame was settled without its CR, which may still come

    @property
    def undecided(self) -> bool:
        """An FS came and its CR did not. When nothing follows for a while, call `settle()`."""
        return self._fs_seen

    @property
    def inside(self) -> bool:
        """A message has begun and has not ended."""
        return self._state is not _State.OUTSIDE

    def feed(self, data: bytes) -> list[Event]:
        """Takes the next bytes of the stream; returns what they completed."""
        events: list[Event] = []
        at = 0
        if self._late_cr and data:
            self._late_cr = False
            at = 1 if data[0] == CR else 0
        while at < len(data):
            if self._fs_seen:
                at = self._after_fs(data, at, events)
            elif self._state is _State.OUTSIDE:
                at = self._outside(data, at, events)
            else:
                at = self._inside(data, at, events)
        return events

    def settle(self) -> list[Event]:
        """Nothing followed an FS: take it as the end of the frame. Does nothing when no FS is undecided."""
        events: list[Event] = []
        if self._fs_seen:
            self._fs_seen = False
            self._late_cr = True
            self._complete(events, Note.MISSING_CR)
        return events

    def eof(self) -> list[Event]:
        """The stream has ended. The decoder is then as new."""
        events = self.settle()
        self._late_cr = False
        self._abandon(events)
        self._state = _State.OUTSIDE
        return events

    def _outside(self, data: bytes, at: int, events: list[Event]) -> int:
        found = _CONTROL.search(data, at)
        stop = found.start() if found else len(data)
        self._keep_garbage(data[at:stop], events)
        if found is None:
            return stop
        if data[stop] == VT:
            self._abandon(events)
            self._state = _State.INSIDE
        else:
            self._fs_seen = True
        return stop + 1

    def _inside(self, data: bytes, at: int, events: list[Event]) -> int:
        if self._state is _State.SKIPPING:
            return self._skip(data, at, events)
        found = data.find(_FS, at)
        stop = len(data) if found < 0 else found
        room = self._max + 1 - len(self._buffer)
        if stop - at >= room:  # exactly one byte too many, wherever the chunk ends: events must not depend on chunks
            self._buffer += data[at : at + room]
            self._start_skipping()
            return at + room
        self._buffer += data[at:stop] if at or stop < len(data) else data
        if found < 0:
            return stop
        self._fs_seen = True
        return stop + 1

    def _skip(self, data: bytes, at: int, events: list[Event]) -> int:
        """Drops bytes up to the end of the oversized frame. Any VT counts as the next start: to find it comes first."""
        found = _CONTROL.search(data, at)
        stop = found.start() if found else len(data)
        self._skipped += stop - at
        if found is None:
            return stop
        if data[stop] == VT:
            self._abandon(events)
            self._state = _State.INSIDE
        else:
            self._fs_seen = True
        return stop + 1

    def _after_fs(self, data: bytes, at: int, events: list[Event]) -> int:
        self._fs_seen = False
        if data[at] == CR:
            self._complete(events)
            return at + 1
        if data[at] == VT:
            self._complete(events, Note.MISSING_CR)
            self._state = _State.INSIDE
            return at + 1
        if self._state is _State.SKIPPING:
            self._skipped += 1
        elif self._state is _State.OUTSIDE:
            self._keep_garbage(_FS, events)
        else:
            self._buffer += _FS
            if len(self._buffer) > self._max:
                self._start_skipping()
        return at

    def _start_skipping(self) -> None:
        self._state = _State.SKIPPING
        self._skipped = len(self._buffer)
        del self._buffer[_HEAD:]

    def _keep_garbage(self, data: bytes, events: list[Event]) -> None:
        """Garbage is kept up to the limit, because a message whose VT is missing looks like garbage until its end."""
        at = 0
        while at < len(data):
            if len(self._buffer) >= self._max:
                events.append(Garbage(bytes(self._buffer)))
                self._buffer.clear()
            taken = data[at : at + max(1, self._max - len(self._buffer))]
            self._buffer += taken
            at += len(taken)

    def _complete(self, events: list[Event], *notes: Note) -> None:
        """The frame has ended. Leaves the decoder outside, with an empty buffer."""
        data = bytes(self._buffer)
        if self._state is _State.SKIPPING:
            events.append(Oversize(self._skipped, data))
        elif self._state is _State.INSIDE:
            _append_frame(events, data, notes)
        elif (message := data.lstrip(b" \r\n")).removeprefix(_BOM).startswith(_HEADERS):
            _append_frame(events, message, (Note.MISSING_VT, *notes))
        else:
            events.append(Garbage(data + (_FS if notes else _END)))
        self._buffer.clear()
        self._state = _State.OUTSIDE

    def _abandon(self, events: list[Event]) -> None:
        """What was begun ends here without an end mark."""
        if self._state is _State.SKIPPING:
            events.append(Oversize(self._skipped, bytes(self._buffer)))
        elif self._state is _State.INSIDE:
            events.append(Truncated(bytes(self._buffer)))
        elif self._buffer:
            events.append(Garbage(bytes(self._buffer)))
        self._buffer.clear()


def _append_frame(events: list[Event], data: bytes, notes: tuple[Note, ...]) -> None:
    if data in (b"\x06", b"\x15"):
        events.append(TransportAck(data == b"\x06"))
        return
    if _START in data:
        *given_up, data = _RESTART.split(data)
        events.extend(Truncated(begun) for begun in given_up)
    if _CONTROL.search(data):
        notes = (*notes, Note.CONTROL_INSIDE)
    if b"\n" in data:
        notes = (*notes, Note.LF_ENDS)
    events.append(Frame(data, notes))
