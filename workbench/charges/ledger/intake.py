"""From messages to postings: the bytes of one message with what became of it, or files and folders of other systems.

What cannot be read is said in a sentence, and the rest goes on. Reports (ORU) tell when a study was signed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path as FilePath

from workbench.charges.ledger.flag import counted, listed
from workbench.charges.ledger.ledger import Signing
from workbench.charges.ledger.line import Kinds
from workbench.charges.ledger.posting import ACCEPTED, IMPORTED, REJECTED, UNANSWERED, UNSENT, Posting
from workbench.charges.ledger.quiet import without_collector
from workbench.charges.ledger.reader import read_message
from workbench.charges.ledger.settings import default_settings
from workbench.charges.ledger.values import read_moment
from workbench.charges.study.report import read_report
from workbench.charges.verdicts import NOT_SENT, taken
from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError

_BY_TAKEN = {"yes": ACCEPTED, "no": REJECTED, "unknown": UNANSWERED}


def outcome_of(verdict: str) -> str:
    """How a message ended -> what became of its lines."""
    return UNSENT if verdict == NOT_SENT else _BY_TAKEN[taken(verdict)]


@dataclass(slots=True)
class Intake:
    """What messages gave, so far."""

    postings: list[Posting] = field(default_factory=list)
    signings: list[Signing] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What could not be counted, each a finished sentence."""
    unreadable: list[str] = field(default_factory=list)
    """Files and folders that could not be read, each a finished sentence."""
    messages: int = 0

    def add(self, other: Intake) -> None:
        """Take over what another intake holds."""
        self.postings += other.postings
        self.signings += other.signings
        self.notes += other.notes
        self.unreadable += other.unreadable
        self.messages += other.messages


def read_message_bytes(
    raw: bytes,
    kinds: Kinds | None = None,
    *,
    direction: str = IMPORTED,
    verdict: str = "",
    at: datetime | None = None,
    entry: int | None = None,
    file: str = "",
    message: int = 1,
    endpoint: str = "",
    resent_of: int | None = None,
) -> Intake:
    """The postings of one message. `verdict` is how it ended (see `charges.verdicts`); `resent_of` is the entry of the
    history that was sent again. Never raises.
    """
    document = Document.from_bytes(raw)
    reading = read_message(document, kinds)
    outcome = outcome_of(verdict)
    intake = Intake(messages=1)
    intake.postings = [
        Posting(line, direction, outcome, at, entry, file, message, endpoint, resent_of) for line in reading.lines
    ]
    where = f"entry {entry}" if entry is not None else f"{file}, message {message}" if file else f"message {message}"
    intake.notes = [f"{where}: {note}" for note in reading.notes]
    kind = document.message_type
    if reading.lines and "MSH" not in document.text:
        intake.notes.append(f"{where} has charge lines and no MSH: they were read with the usual delimiters.")
    if kind.startswith("ORU"):
        intake.signings = list(_signings(document, at))
    elif kind.startswith("DFT") and not reading.lines and not reading.notes:
        intake.notes.append(f"{where} is a {kind[:20]} without any FT1: there is nothing in it to count.")
    return intake


def _signings(document: Document, at: datetime | None) -> Iterator[Signing]:
    """When a report that is signed came, for each examination in it."""
    study = read_report(document)
    if not study.signed.yes:
        return
    moment = at.astimezone(UTC).replace(tzinfo=None) if at is not None else read_moment(document.value("MSH-7.1") or "")
    if moment is not None:
        yield from (Signing(exam.accession, moment) for exam in study.exams if exam.accession)


def read_paths(paths: Iterable[FilePath], kinds: Kinds | None = None) -> Intake:
    """All messages of files and of the files in folders. What cannot be read is in `unreadable`."""
    intake = Intake()
    empty: list[str] = []
    for file in _files(paths, intake.unreadable):
        try:
            found = read_file(file, kinds)
        except WorkbenchError as error:
            intake.unreadable.append(str(error))
            continue
        if not found.postings and not found.notes and not found.signings:
            empty.append(file.name)
        intake.add(found)
    if empty:
        holds = "holds" if len(empty) == 1 else "hold"
        intake.notes.append(f"{counted(len(empty), 'file')} {holds} no charge lines: {listed(empty)}.")
    return intake


def read_file(file: FilePath, kinds: Kinds | None = None) -> Intake:
    """All messages of one file. Raises WorkbenchError when it cannot be read."""
    intake = Intake()
    messages = MessageFile.open(file)
    kinds = kinds or default_settings().kinds
    with without_collector():
        for index in range(len(messages)):
            intake.add(read_message_bytes(messages[index], kinds, file=str(file), message=index + 1))
    return intake


def _files(paths: Iterable[FilePath], unreadable: list[str]) -> Iterator[FilePath]:
    """Every file once, however it was named; the files of a folder in the order of their names."""
    seen: set[FilePath] = set()
    for path in paths:
        for file in _inside(path, unreadable) if path.is_dir() else [path]:
            whole = file.resolve()
            if whole not in seen:
                seen.add(whole)
                yield file


def _inside(folder: FilePath, unreadable: list[str]) -> Sequence[FilePath]:
    def cannot(error: OSError) -> None:
        unreadable.append(f"The folder {error.filename} cannot be read: {error.strerror or error}.")

    found = []
    for place, _folders, names in os.walk(folder, onerror=cannot):
        found += [FilePath(place) / name for name in names]
    if not found and not unreadable:
        unreadable.append(f"The folder {folder} is empty.")
    return sorted(found)
