"""What compose says beside the messages: what needs a person, and the answer for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.cli.output import complain

if TYPE_CHECKING:
    from workbench.charges.chargemaster.master import ChargeMaster
    from workbench.charges.coding.lines import ChargeLine
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


def say_notes(made: Sequence[Made], failures: Sequence[str], left_out: Sequence[NotCounted], *, many: bool) -> None:
    """What a person has to know beside the messages, on standard error: the messages are the output."""
    from workbench.charges.coding.checks import told_of

    for failure in failures:
        complain(failure)
    for one in made:
        told = [text for made_one in one.compositions for text in (made_one.refusal, *made_one.notes) if text]
        told += told_of(one.compositions[0].lines, profile=one.profile)
        for text in dict.fromkeys(told):  # what is true of every message of a study is said once
            complain(f"{one.file.name}{_of(one, made)}: {text}" if many else text)
    for other in left_out:
        place = f", {other.place}" if other.place else ""
        complain(f"{other.file.name}{place}: Left out. {other.why}")
    if many:
        complain(_summary(_report(made, failures, left_out)))


def _of(one: Made, made: Sequence[Made]) -> str:
    """Which study of a file with several."""
    several = sum(other.file == one.file for other in made) > 1
    return f", {one.study.accession}" if several and one.study.accession else ""


def _report(made: Sequence[Made], failures: Sequence[str], left_out: Sequence[NotCounted]) -> dict[str, int]:
    """What was made and what needs a person."""
    everything = [composition for one in made for composition in one.compositions]
    return {
        "studies": len(made),
        "composed": sum(one.complete for one in made),
        "messages": sum(one.document is not None for one in everything),
        "held": sum(any(c.held for c in one.compositions) for one in made),
        "refused": sum(any(c.refusal and not c.held for c in one.compositions) for one in made),
        "lines_to_complete": sum(not line.complete for one in made for line in one.compositions[0].lines),
        "left_out": len(left_out),
        "unreadable_files": len(failures),
    }


def _summary(report: dict[str, int]) -> str:
    texts = {
        "held": "held",
        "refused": "refused",
        "lines_to_complete": "lines to complete",
        "left_out": "left out for another report of the same study",
        "unreadable_files": "files that cannot be read",
    }
    rest = "".join(f", {report[key]} {text}" for key, text in texts.items() if report[key])
    studies = "1 study" if report["studies"] == 1 else f"{report['studies']} studies"
    messages = "1 message" if report["messages"] == 1 else f"{report['messages']} messages"
    return f"{studies}: {report['composed']} composed ({messages}){rest}."


def answer(
    files: Sequence[FilePath],
    made: Sequence[Made],
    failures: Sequence[str],
    left_out: Sequence[NotCounted],
    written: Sequence[str],
) -> dict[str, Any]:
    """The same for a program: every study with its lines and messages, what failed, what was written."""
    answer: dict[str, Any] = {"file": str(files[0])} if len(files) == 1 else {}
    studies = [{"file": str(one.file), **_data(one)} for one in made]
    return {
        **answer,
        "studies": studies,
        "failures": list(failures),
        "left_out": [{**vars(one), "file": str(one.file)} for one in left_out],
        "written": list(written),
        "report": _report(made, failures, left_out),
    }


def _data(made: Made) -> dict[str, Any]:
    from workbench.charges.coding.checks import warnings_of

    first = made.compositions[0]
    study = made.study
    ids: dict[int, list[str]] = {}
    for composition in made.compositions:
        for number, transaction_id in composition.transaction_ids:
            ids.setdefault(number, []).append(transaction_id)
    return {
        "accession": study.accession,
        "signed": study.signed.yes,
        "why": study.signed.why,
        "refusal": first.refusal,
        "notes": [note for one in made.compositions for note in one.notes],
        "gaps": [gap.text for gap in study.gaps],
        "lines": [
            _line_data(line, ids.get(line.number, []), warnings)
            for line, warnings in zip(first.lines, warnings_of(first.lines, profile=made.profile), strict=True)
        ],
        "message": None if first.document is None else first.document.text,
        "messages": [
            {
                "endpoint": one.endpoint,
                "side": one.side,
                "refusal": one.refusal,
                "held": one.held,
                "message": None if one.document is None else one.document.text,
            }
            for one in made.compositions
        ],
    }


def _line_data(line: ChargeLine, ids: Sequence[str], warnings: Sequence[str]) -> dict[str, Any]:
    return {
        "number": line.number,
        "transaction_id": ids[0] if ids else None,
        "transaction_ids": list(ids),
        "local_code": line.local_code,
        "procedure_code": line.procedure_code,
        "description": line.description,
        "units": line.units,
        "unit_price": None if line.unit_price is None else str(line.unit_price),
        "amount": None if line.amount is None else str(line.amount),
        "currency": line.currency,
        "modifiers": list(line.modifiers),
        "diagnoses": [diagnosis.code for diagnosis in line.diagnoses],
        "why": line.why,
        "considered": [{"code": one.code, "why_not": one.why_not} for one in line.considered],
        "to_complete": list(line.to_complete),
        "warnings": list(warnings),
    }
