"""What compose without --event says beside the messages: what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from workbench.cli.compose_data import Failure, made_report
from workbench.cli.output import complain
from workbench.words import counted

if TYPE_CHECKING:
    from workbench.charges.chargemaster.master import ChargeMaster
    from workbench.charges.compose.compose import Composition
    from workbench.charges.profile.model import Profile
    from workbench.charges.study.model import Study
    from workbench.er7 import Document


@dataclass(frozen=True)
class Came:
    """One report of a file."""

    file: FilePath
    place: str
    """Where in the file; "" when it holds nothing else."""
    document: Document
    study: Study


@dataclass(frozen=True)
class NotCounted:
    """A study of a report that was not composed, because another report of the run is about the same study."""

    file: FilePath
    place: str
    accession: str
    why: str
    needs_person: bool


def where_names(reports: Sequence[Came]) -> list[str]:
    """What sentences call each report: the name of its file, with the folder where two files have one name."""
    files: dict[str, set[FilePath]] = {}
    for one in reports:
        files.setdefault(one.file.name, set()).add(one.file)
    named = ((one.file.name if len(files[one.file.name]) == 1 else str(one.file), one.place) for one in reports)
    return [f"{name}, {place}" if place else name for name, place in named]


@dataclass(frozen=True)
class Made:
    """What one report gave."""

    file: FilePath
    place: str
    study: Study
    compositions: tuple[Composition, ...]
    profile: Profile

    @property
    def complete(self) -> bool:
        """Whether every message of it was made."""
        return all(one.document is not None for one in self.compositions)


MOST_TOLD = 5
"""So many faults of a charge master are told one by one."""


def say_left_out(master: ChargeMaster) -> None:
    """The rows of the charge master that are not charged, on standard error: what they fit becomes no charge."""
    for text in master.left_out[:MOST_TOLD]:
        complain(f"{master.name}: {text} The row is left out.")
    if (more := len(master.left_out) - MOST_TOLD) > 0:
        complain(f"{master.name}: {more} more faults leave rows out; `chargemaster check` lists them.")


def say_notes(made: Sequence[Made], failures: Sequence[Failure], left_out: Sequence[NotCounted], *, many: bool) -> None:
    """What a person has to know beside the messages, on standard error: the messages are the output."""
    from workbench.charges.coding.checks import told_of

    for failure in failures:
        complain(failure.text)
    for one in made:
        told = [text for made_one in one.compositions for text in (made_one.refusal, *made_one.notes) if text]
        told += told_of(one.compositions[0].lines, profile=one.profile)
        for text in dict.fromkeys(told):  # what is true of every message of a study is said once
            complain(f"{one.file.name}{_of(one, made)}: {text}" if many else text)
    for other in left_out:
        place = f", {other.place}" if other.place else ""
        complain(f"{other.file.name}{place}: Left out. {other.why}")
    if many:
        complain(_summary(made_report(made, failures, left_out)))


def _of(one: Made, made: Sequence[Made]) -> str:
    """Which study of a file with several."""
    several = sum(other.file == one.file for other in made) > 1
    return f", {one.study.accession}" if several and one.study.accession else ""


def _summary(report: dict[str, int]) -> str:
    texts = {
        "held": ("held", "held"),
        "refused": ("refused", "refused"),
        "lines_to_complete": ("line to complete", "lines to complete"),
        "left_out": ("left out for another report of the same study",) * 2,
        "unreadable_files": ("file that cannot be read", "files that cannot be read"),
    }
    rest = "".join(f", {counted(report[key], one, more)}" for key, (one, more) in texts.items() if report[key])
    studies = counted(report["studies"], "study", "studies")
    messages = counted(report["messages"], "message")
    return f"{studies}: {report['composed']} composed ({messages}){rest}."
