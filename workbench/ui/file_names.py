"""Names of files that Qt cannot hold: on Linux a name is bytes, and they need not be UTF-8.

Python carries such bytes as half pairs of UTF-16, which Qt drops without a word: another name would be shown, kept and
written to.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_SIGN = "\ufffd"
_LINE = 60
_LONG, _PIECES = re.compile(rf"[^\s/\\]{{{_LINE},}}"), re.compile(r".{1,20}")
_BREAK = "\u200b"
"""Takes no room; a line may end there."""
_AS_URI = "file://"


def on_screen(text: object) -> str:
    """A name, or a sentence with one in it, with “�” for each byte that is no text."""
    shown = str(text)
    if shown.isascii():
        return shown
    return shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def breakable(text: str) -> str:
    """The same for a label that wraps: a name too long for a line may be broken, where it would be cut off."""
    return _LONG.sub(lambda run: _BREAK.join(_PIECES.findall(run[0])), text) if len(text) > _LINE else text


def meant(name: str) -> Path:
    """The file that a name from Qt means, which may have “�” where the real name has something else."""
    path = Path(name)
    if _SIGN not in name or path.exists():
        return path
    folder = meant(str(path.parent)) if _SIGN in str(path.parent) else path.parent
    try:
        alike = [one for one in folder.iterdir() if on_screen(one.name) == path.name]
    except OSError:  # opening says what is wrong
        return path
    return alike[0] if len(alike) == 1 else path


def as_kept(file: Path) -> str:
    """The name for the settings, which can keep no other text than Qt's."""
    name = str(file)
    return name if on_screen(name) == name else file.as_uri()


def from_kept(name: str) -> Path:
    """The file of a name that was kept."""
    if not name.startswith(_AS_URI):
        return Path(name)
    from urllib.parse import unquote_to_bytes  # not at the start of the program

    return Path(os.fsdecode(unquote_to_bytes(name.removeprefix(_AS_URI))))
