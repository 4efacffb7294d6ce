"""Writing a message file so that nothing is lost: whole or not at all, and never over somebody else's change."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from workbench.errors import WorkbenchError


def write_whole(file: Path, data: bytes) -> None:
    """Put `data` into `file`, which has either its old or its new content at every moment.

    An existing file keeps its mode; a new one is for its owner only, since messages hold patient data. A symbolic link
    stays one; what is no ordinary file (a pipe, a device) is written to, not replaced. Raises WorkbenchError when it
    cannot be written; the old content is then untouched.
    """
    target = file.resolve()
    temporary = ""
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(data)
            return
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_mode(target))
        os.replace(temporary, target)  # noqa: PTH105  (Path.replace says the same, this says that it is atomic)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise WorkbenchError(
            f"{file} cannot be written ({reason}). The file is unchanged; choose another name or folder."
        ) from None


def _mode(target: Path) -> int:
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o600
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "it is write-protected")
    return mode


def differs(file: Path, expected: bytes) -> bool:
    """Whether the file's content is another one than `expected`; a file that is gone or unreadable does not differ."""
    try:
        return file.stat().st_size != len(expected) or file.read_bytes() != expected
    except OSError:
        return False
