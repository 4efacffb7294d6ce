"""Where the messages of compose --event go.

What was done is kept before they are written, so a way to get at them again is always told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from workbench.cli.output import write_bytes
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.lifecycle.standing import Sent
    from workbench.history.study_records import Recorded


_WAY_TO_ALL = "“dft-workbench studies unsent -o FOLDER” writes every message that was made and not sent from here."


def check_target(target: FilePath | None) -> None:
    """Whether the output can be written, asked before anything is done. Raises WorkbenchError with a sentence."""
    if target is None:
        return
    there = target if target.exists() else target.parent
    if target.is_file() or not there.exists():
        there = target.parent
    if not there.is_dir():
        raise WorkbenchError(f"There is no folder {there}, so nothing was done; make it, or name another with -o.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise WorkbenchError(f"The folder {there} cannot be written, so nothing was done; name another with -o.")


class EventOutput:
    """The messages, oldest first: to standard output, to a file, or one by one into a folder.

    As without --event: one message or a name with an ending is a file, several are a folder. Into a folder that exists
    each message is written as soon as it is kept, so that a long run that is broken off leaves what it did. All raise
    WorkbenchError with a sentence that says how to get at what was made.
    """

    def __init__(self, target: FilePath | None) -> None:
        self._target = target
        self._waiting: list[Sent] = []
        self.written: list[str] = []
        """The files that were written, by name."""

    def add(self, made: Sequence[Sent]) -> None:
        """Messages that are kept now."""
        self._waiting += made
        if self._target is not None and self._target.is_dir():
            self.write()

    def write(self) -> None:
        """What was not written yet."""
        made, self._waiting = self._waiting, []
        try:
            self._write(made)
        except (WorkbenchError, OSError) as error:
            told = str(error).rstrip(".")
            raise WorkbenchError(f"{told}. What was done is kept: {_WAY_TO_ALL}") from error

    def _write(self, made: Sequence[Sent]) -> None:
        target = self._target
        if not made:
            return
        if target is None or (not target.is_dir() and (len(made) == 1 or target.suffix)):
            write_bytes(b"".join(sent.raw for sent in made), target)
            self.written += [] if target is None else [str(target)]
            return
        target.mkdir(mode=0o700, exist_ok=True)
        for sent in made:
            file = target / f"{sent.control_id}{_ending(sent)}.hl7"
            write_bytes(sent.raw, file)
            self.written.append(str(file))


def _ending(sent: Sent) -> str:
    """Whom it is for, in the name of a file: a credit is for whoever got its charge, whatever profile is chosen now."""
    endpoint = sent.endpoint.partition(" (")[0]
    return re.sub(r"[^\w.-]+", "_", f"-{endpoint}") if endpoint else ""


def reminder(recorded: Recorded) -> str:
    """A sentence when nothing was made now and messages made before were never sent from here; "" else."""
    from workbench.charges.lifecycle.standing import COMPOSED

    if recorded.taken.messages:
        return ""
    waiting = [sent.control_id for sent in recorded.taken.standing.messages if sent.outcome == COMPOSED]
    if not waiting:
        return ""
    named = f"The message {waiting[0]} was" if len(waiting) == 1 else f"The messages {', '.join(waiting)} were"
    study = recorded.accession or str(recorded.study)
    again = f"“dft-workbench studies show {study} -o FILE” writes all messages of the study."
    return f"{named} made before and not sent from here. {again}"
