"""Writing a message file so that nothing is lost: whole or not at all, and never over somebody else's change."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from errno import EISDIR, ELOOP
from glob import escape
from pathlib import Path

from workbench.errors import WorkbenchError

_NAMED = 40
"""Characters of a file's name that its temporary file has too; at most 160 bytes of the 255 that a name may have."""
_SUFFIX = ".part"
_LEFT = 3600
"""Seconds; nobody writes a file for so long."""


class UnwrittenError(WorkbenchError):
    """A file could not be written; its old content is still there."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        """In few words, for a sentence of one's own."""


def write_whole(file: Path, data: bytes) -> None:
    """Put `data` into `file`, which has either its old or its new content at every moment.

    An existing file keeps its mode, owner and group; a new one is for its owner only, since messages hold patient data.
    A symbolic link stays one, and so does a hard link; what is no ordinary file (a pipe, a device) is written to, not
    replaced. Raises UnwrittenError when it cannot be written; the old content is then untouched.
    """
    temporary: Path | None = None
    try:
        target = _resolved(file)
        if _is_special(target):
            target.write_bytes(data)
            return
        temporary = _beside(target, data)
        _put(temporary, target)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise _unwritten(file, error, "The file is unchanged" if _is_there(file) else "Nothing was written") from None


def write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    """Several files that belong together: all of them as by `write_whole`, or none.

    Everything that may fail is done beside them first. Raises WorkbenchError; when a file cannot be put in its place
    all the same, the sentence names those that were written before it.
    """
    made: list[tuple[Path, Path]] = []
    try:
        for file, data in files:
            try:
                target = _resolved(file)
                if target.is_dir() or _is_special(target):
                    raise OSError(0, "it is a folder or a device")
                made.append((_beside(target, data), target))
            except OSError as error:
                raise _unwritten(file, error, "No file is changed") from None
        for number, (temporary, target) in enumerate(made):
            try:
                _put(temporary, target)
            except OSError as error:
                before = ", ".join(str(file) for file, _data in files[:number])
                already = f"Already written: {before}" if before else "No file is changed"
                raise _unwritten(files[number][0], error, already) from None
    finally:
        for temporary, _target in made:
            temporary.unlink(missing_ok=True)


def _resolved(file: Path) -> Path:
    """Where the bytes go: behind all links, dangling ones too. Raises OSError where links lead round in a circle."""
    try:
        return file.resolve()
    except RuntimeError:  # what Python says of such a circle before 3.13
        raise OSError(ELOOP, os.strerror(ELOOP)) from None


def _unwritten(file: Path, error: OSError, state: str) -> UnwrittenError:
    reason = _reason(file, error)
    return UnwrittenError(f"{file} cannot be written ({reason}). {state}; choose another name or folder.", reason)


def _reason(file: Path, error: OSError) -> str:
    """What is in the way, where the system's own words would be about something that the user has not named."""
    folder = file.parent
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    if isinstance(error, FileNotFoundError) and not folder.exists():
        return "its folder is not there"
    if isinstance(error, PermissionError) and folder.is_dir() and not os.access(folder, os.W_OK):
        return "its folder is write-protected"
    return error.strerror or str(error)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # its name is too long, or its folder closed
        return False


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()


def _prefix(target: Path) -> str:
    return f".{target.name[:_NAMED]}."


def tidy_beside(file: Path) -> None:
    """Remove what a program that was killed in the midst of writing this file has left there: it may hold all of it."""
    for old in file.parent.glob(f"{escape(_prefix(file))}*{_SUFFIX}"):
        with suppress(OSError):  # somebody else was faster
            if time.time() - old.stat().st_mtime > _LEFT:
                old.unlink()


def _beside(target: Path, data: bytes) -> Path:
    """A temporary file with the data and the mode of the target. Raises OSError; then there is none."""
    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    # Not named after all of the target: where that has the longest name there may be, there would be no room.
    handle, name = tempfile.mkstemp(prefix=_prefix(target), suffix=_SUFFIX, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _put(temporary: Path, target: Path) -> None:
    """The temporary file takes the place of the target, or lends it its bytes where another file would not be the same.

    That is so for a file of several names (hard links), and for one of another owner or group that cannot be given.
    """
    if _is_replaceable(temporary, target):
        os.replace(temporary, target)  # noqa: PTH105  (Path.replace says the same, this says that it is atomic)
        return
    before = target.read_bytes()
    try:
        _overwrite(target, temporary.read_bytes())  # beside it the new bytes are safe until all of them stand here
    except OSError:
        _overwrite(target, before)
        raise
    temporary.unlink()


def _is_replaceable(temporary: Path, target: Path) -> bool:
    try:
        old, new = target.stat(), temporary.stat()
    except FileNotFoundError:
        return True
    if old.st_nlink > 1 and stat.S_ISREG(old.st_mode):
        return False
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
            temporary.chmod(stat.S_IMODE(old.st_mode))  # a change of owner takes the set-id bits away
        except OSError:
            return False
    return True


def _overwrite(target: Path, data: bytes) -> None:
    with target.open("r+b") as stream:
        stream.write(data)
        stream.truncate()
        stream.flush()
        os.fsync(stream.fileno())


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
        if not stat.S_ISREG(file.stat().st_mode):
            return True  # a folder or a pipe by now; nobody writes into that one, so reading it would never end
        return file.stat().st_size != len(expected) or file.read_bytes() != expected
    except OSError:
        return False
