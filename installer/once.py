"""One installer at a time in a checkout: two that write the same `.venv` would leave a mixture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from installer.stop import Stop

if sys.platform == "win32":
    import msvcrt

    def _try_to_take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _wait_for(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # gives up after ten tries, a second apart
else:
    import fcntl

    def _try_to_take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _wait_for(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def alone(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other installer works in this checkout, then keep others waiting.

    The lock is the system's: it goes with the process, however that ends.
    """
    folder = root / "build"
    try:
        folder.mkdir(exist_ok=True)
        file = (folder / "installer.lock").open("wb")
    except OSError as problem:
        raise Stop(
            f"Nothing can be written in {root} ({problem.strerror}). The environment is made there: "
            "copy the project to a folder of your own and start it from there."
        ) from problem
    with file:
        try:
            _try_to_take(file)
        except OSError:
            say("Another installer is at work here; waiting for it.")
            try:
                _wait_for(file)
            except OSError as problem:
                raise Stop("Another installer is still at work here. Start this again when it is done.") from problem
        yield
