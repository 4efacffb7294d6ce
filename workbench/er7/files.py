"""A file with one message or many: batches (FHS, BHS … BTS, FTS), framed captures, one message behind the other.

Each message is a span of the bytes, and the spans with what stands between them are the file. A
message is decoded only when it is asked for.
"""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path as FilePath

from workbench.er7.charset import wide_codec
from workbench.er7.document import Document
from workbench.errors import WorkbenchError

_NAMES = (b"MSH", b"FHS", b"BHS", b"BTS", b"FTS")
_FOLLOWS = re.compile(rb"[^A-Za-z0-9\s]|[\r\n]|\Z")
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[\x0b \t]*\Z")
_BLANK = re.compile(rb"[\x0b\x1c\xef\xbb\xbf\x00\s]*\Z")
_PAIR = re.compile("[\U00010000-\U0010ffff]")


_PIECE = 4_000_000
"""Bytes that are read in one go where somebody watches."""


class ReadingStoppedError(WorkbenchError):
    """Nobody wants the file any more."""


class MessageFile:
    """The messages of a file. A file without any header counts as one message, so that nothing is hidden."""

    def __init__(self, data: bytes, name: str = "") -> None:
        self.data = data
        self.name = name

    @classmethod
    def open(cls, path: FilePath | str, watch: Callable[[int], object] | None = None) -> MessageFile:
        """Read a file; "-" is standard input. Raises WorkbenchError with a sentence when it cannot be read.

        `watch` is told now and then how many bytes are there, and may raise ReadingStoppedError.
        """
        if str(path) == "-":
            return cls(sys.stdin.buffer.read(), "standard input")
        path = FilePath(path)
        try:
            # A pipe without a writer would wait for ever, a device has no end.
            if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
                raise WorkbenchError(
                    f"{path} is a pipe or a device, not a file. Save what comes from it as a file and open that"
                    " (on the command line, “-” reads a pipe)."
                )
            return cls(path.read_bytes() if watch is None else _read_in_pieces(path, watch), path.name)
        except MemoryError:
            raise WorkbenchError(f"{path} is too large for the memory of this computer.") from None
        except IsADirectoryError:
            raise WorkbenchError(f"{path} is a folder; name a file in it.") from None
        except FileNotFoundError:
            raise WorkbenchError(f"There is no file {path}.") from None
        except OSError as error:
            raise WorkbenchError(f"{path} cannot be read: {error.strerror or error}.") from None
        except ValueError:  # a NUL in it, from settings or a list that was damaged
            raise WorkbenchError(f"{str(path)!r} is no name of a file.") from None

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Start and stop of each message in the bytes."""
        narrow = _narrowed(bytes(self.data)) if wide_codec(bytes(self.data[:64])) else None
        if narrow is None:
            return _cut(self.data)
        return tuple((2 * start, 2 * stop) for start, stop in _cut(narrow))

    @property
    def is_wide(self) -> bool:
        """Whether it is UTF-16: then its messages and what stands between them have one character set, all or none."""
        return bool(wide_codec(bytes(self.data[:64]))) and _narrowed(bytes(self.data)) is not None

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: int) -> bytes:
        """The bytes of message `index`, counted from 0, framing and all."""
        start, stop = self.spans[index]
        return bytes(self.data[start:stop])

    def document(self, index: int) -> Document:
        """Message `index`, counted from 0."""
        return Document.from_bytes(self[index])

    def replaced(self, index: int, message: bytes) -> bytes:
        """The whole file with message `index` replaced; everything else stays as it is."""
        start, stop = self.spans[index]
        return bytes(self.data[:start]) + message + bytes(self.data[stop:])


def _read_in_pieces(path: FilePath, watch: Callable[[int], object]) -> bytes:
    pieces, size = [], 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            watch(size)
    return b"".join(pieces)


def _narrowed(data: bytes) -> bytes | None:
    """UTF-16 with one byte for each of its units, so that it can be cut like other bytes; None where it is damaged.

    "?" stands for what is not ASCII, a blank for the byte order mark.
    """
    try:
        text = data.decode(wide_codec(data))
    except UnicodeDecodeError:
        return None
    return _PAIR.sub("??", text).replace("\ufeff", " ").encode("ascii", "replace")


def _cut(data: bytes) -> tuple[tuple[int, int], ...]:
    """Start and stop of each message."""
    marks = _marks(data)
    starts = [start for start, _name in marks]
    stops = [*starts[1:], len(data)]
    spans = [(start, stop) for (start, name), stop in zip(marks, stops, strict=False) if name == b"MSH"]
    if not spans:
        return ((0, len(data)),) if len(data) else ()
    first = spans[0][0]
    if first == starts[0] and _BLANK.match(data[:first]):
        spans[0] = (0, spans[0][1])  # blanks and framing before the first message belong to it
    return tuple(spans)


def _marks(data: bytes) -> list[tuple[int, bytes]]:
    """Where a header or trailer line begins, with the framing right before it, and its name, in order.

    One search for each name: a plain find is an order of magnitude faster than a pattern over the whole file.
    """
    marks = []
    for name in _NAMES:
        position = data.find(name)
        while position >= 0:
            start = _line_start(data, position)
            if start is not None and _FOLLOWS.match(data, position + 3):
                marks.append((start, name))
            position = data.find(name, position + 3)
    return sorted(marks)


def _line_start(data: bytes, position: int) -> int | None:
    """Where the line begins whose first word stands at `position`; None when other text stands before it."""
    if position == 0 or data[position - 1] in b"\r\n\x1c":
        return position
    lead = _BEFORE.search(data[max(0, position - 16) : position])
    start = position - (len(lead[0]) if lead else 0)
    return start if start == 0 or data[start - 1] in b"\r\n\x1c\x0b" else None
