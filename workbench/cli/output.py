"""How an answer leaves the program: exit status, text, JSON, bytes."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from workbench.errors import WorkbenchError
from workbench.wholefile import write_whole

_LONE_CR = re.compile(rb"\r(?!\n)")

_PICTURES = (
    {number: 0x2400 + number for number in range(32)} | {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
)

FINE, NO, FAILED = 0, 1, 2
"""Exit status: done and yes; done and no; could not be done."""


class NotWrittenError(OSError):
    """Standard output does not take the answer."""


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Writing to standard output. Raises NotWrittenError, so that nobody takes a file that cannot be read for it.

    BrokenPipeError passes: whoever reads has had enough.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotWrittenError(error.errno, error.strerror or str(error)) from error


def standard_output() -> TextIO:
    """Standard output. Raises WorkbenchError when the program was started without one."""
    if sys.stdout is None:
        raise WorkbenchError("There is no standard output to write the answer to; name a file with -o.")
    return sys.stdout


def say(text: str) -> None:
    """One line of the answer. Control characters are shown as pictures: a message may hold terminal commands."""
    write_line(visible(text))


def write_line(text: str) -> None:
    """One line as it is."""
    with writing():
        print(text, file=standard_output(), flush=True)


def say_json(data: Any) -> None:
    """The answer as JSON, UTF-8, readable."""
    import json

    write_line(json.dumps(data, ensure_ascii=False, indent=2))


def complain(text: str) -> None:
    """One sentence on standard error; when even that cannot be written, the exit status has to say it."""
    with contextlib.suppress(OSError):
        print(f"dft-workbench: {visible(text)}", file=sys.stderr, flush=True)


def visible(text: str) -> str:
    """The text with control characters replaced by their Unicode pictures (␍ for CR and so on)."""
    return text.translate(_PICTURES)


def write_bytes(data: bytes, target: Path | None) -> None:
    """Bytes to a file, all or nothing, or to standard output. Raises WorkbenchError with a sentence."""
    if target is None:
        # A terminal would write segments that end in CR alone one over the other; a file or a pipe gets the bytes.
        out = standard_output()
        with writing():
            out.buffer.write(_LONE_CR.sub(b"\r\n", data) if out.isatty() else data)
            out.buffer.flush()
        return
    write_whole(target, data)
