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
from workbench.er7 import Document
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.lifecycle.standing import Sent
    from workbench.charges.profile.model import Profile
    from workbench.history.study_records import Recorded


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


def write_messages(made: Sequence[Sent], target: FilePath | None, profile: Profile) -> None:
    """The messages, oldest first: to standard output, to a file, or one by one into a folder.

    As without --event: one message or a name with an ending is a file, several are a folder. Raises WorkbenchError with
    a sentence that says how to get at what was made.
    """
    try:
        _write(made, target, profile)
    except (WorkbenchError, OSError) as error:
        told = str(error).rstrip(".")
        raise WorkbenchError(f"{told}. What was done is kept: {_way_back(None)}") from error


def _write(made: Sequence[Sent], target: FilePath | None, profile: Profile) -> None:
    if not made:
        return
    if target is None or (not target.is_dir() and (len(made) == 1 or target.suffix)):
        write_bytes(b"".join(sent.raw for sent in made), target)
        return
    target.mkdir(mode=0o700, exist_ok=True)
    for sent in made:
        write_bytes(sent.raw, target / f"{sent.control_id}{_ending(sent, profile)}.hl7")


def _ending(sent: Sent, profile: Profile) -> str:
    """The endpoint in the name of a file, where the receiving application (MSH-5) tells it."""
    routing = profile.routing
    application = Document.from_bytes(sent.raw).get("MSH-5") or ""
    known = {
        routing.professional_application: routing.professional_endpoint,
        routing.facility_application: routing.facility_endpoint,
    }
    endpoint = known.get(application, "") if application else ""
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
    again = _way_back(recorded.accession or str(recorded.study))
    return f"{named} made before and not sent from here. {again}"


def _way_back(study: str | None) -> str:
    whose = "the study" if study else "a study"
    return f"“dft-workbench studies show {study or 'STUDY'} -o FILE” writes all messages of {whose}."
