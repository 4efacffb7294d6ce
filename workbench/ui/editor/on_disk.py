"""The file of a message as it is on the disk now, and writing it from the window, which must not wait for anybody."""

from __future__ import annotations

import stat
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.wholefile import tidy_beside, write_whole


def resolved(file: Path) -> Path:
    """The file behind all links; the link itself where they lead round in a circle, which writing says."""
    try:
        return file.resolve()
    except RuntimeError:  # what Python says of such a circle before 3.13
        return file.absolute()


def is_there(file: Path) -> bool:
    """Whether anything has this name."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # something is there that nobody may look at
        return True
    return True


def unreadable(file: Path) -> str:
    """Why a file that is there cannot be read; "" when it can, or is gone."""
    try:
        if stat.S_ISREG(file.stat().st_mode):
            with file.open("rb") as stream:
                stream.read(1)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return error.strerror or str(error)
    return ""


def write_file(file: Path, data: bytes) -> None:
    """Like `write_whole`, for ordinary files only: a pipe that nobody reads would stop the window for ever.

    Raises WorkbenchError.
    """
    try:
        mode = file.stat().st_mode
    except OSError:  # there is none yet, or writing says what is in the way
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise WorkbenchError(f"{file} is a pipe or a device, not a file. Nothing was written; choose another name.")
    write_whole(file, data)
    tidy_beside(file.resolve())
