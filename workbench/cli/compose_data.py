"""The answer of compose for a program, one shape with and without --event; resources/samples/README.md describes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.cli.studies_data import recorded_data

if TYPE_CHECKING:
    from workbench.charges.coding.lines import ChargeLine
    from workbench.charges.compose.compose import Composition
    from workbench.cli.charges_output import Made, NotCounted
    from workbench.history.study_records import Recorded


@dataclass(frozen=True)
class Failure:
    """What could not be read, or not be kept."""

    file: FilePath | None
    """None when it is about the whole run."""
    place: str
    """Where in the file; "" for all of it."""
    problem: str
    """A finished sentence."""

    @property
    def text(self) -> str:
        """The sentence with its place."""
        from workbench.charges.sources.tables import told

        return told(self.file, self.place, self.problem) if self.place else self.problem


def answer(
    studies: Sequence[dict[str, Any]],
    failures: Sequence[Failure],
    left_out: Sequence[NotCounted],
    written: Sequence[str],
    report: dict[str, int],
) -> dict[str, Any]:
    """Everything that one run did; `studies` as `made_data` and `event_data` give them."""
    others = [{**vars(one), "file": str(one.file)} for one in left_out]
    wanting = [one for one in (*studies, *others) if one["needs_person"]]
    return {
        "studies": list(studies),
        "left_out": others,
        "failures": [{**vars(one), "file": None if one.file is None else str(one.file)} for one in failures],
        "needs_person": [{key: one[key] for key in ("file", "place", "accession", "why")} for one in wanting],
        "written": list(written),
        "report": report,
    }


def made_report(made: Sequence[Made], failures: Sequence[Failure], left_out: Sequence[NotCounted]) -> dict[str, int]:
    """What was made without --event and what needs a person, counted."""
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


def event_report(studies: Sequence[dict[str, Any]], failures: Sequence[Failure]) -> dict[str, int]:
    """The same counts of a run with --event."""
    held = [one["held_for_age"] or one["action"] == "hold" for one in studies]
    return {
        "studies": len(studies),
        "composed": sum(bool(one["messages"]) for one in studies),
        "messages": sum(len(one["messages"]) for one in studies),
        "held": sum(held),
        "refused": sum(bool(one["refusal"]) and not waits for one, waits in zip(studies, held, strict=True)),
        "lines_to_complete": sum(len(one["missing"]) for one in studies),
        "left_out": 0,
        "unreadable_files": len(failures),
    }


def event_data(file: FilePath, place: str, recorded: Recorded, *, settled: bool) -> dict[str, Any]:
    """What one message did to a study that is kept."""
    found = recorded_data(recorded)
    return {"file": str(file), "place": place, "needs_person": not settled or bool(found["missing"]), **found}


def made_data(made: Made) -> dict[str, Any]:
    """One study that was composed, or refused, without being kept."""
    from workbench.charges.coding.checks import warnings_of

    first = made.compositions[0]
    study = made.study
    ids: dict[int, list[str]] = {}
    for composition in made.compositions:
        for number, transaction_id in composition.transaction_ids:
            ids.setdefault(number, []).append(transaction_id)
    refusal = next((one.refusal for one in made.compositions if one.refusal), "")
    incomplete = [text for line in first.lines for text in line.to_complete]
    return {
        "file": str(made.file),
        "place": made.place,
        "needs_person": not made.complete or bool(incomplete),
        "accession": study.accession,
        "signed": study.signed.yes,
        "why": " ".join([refusal or study.signed.why, *([] if refusal else incomplete)]),
        "refusal": refusal,
        "notes": [note for one in made.compositions for note in one.notes],
        "gaps": [gap.text for gap in study.gaps],
        "lines": [
            _line_data(line, ids.get(line.number, []), warnings)
            for line, warnings in zip(first.lines, warnings_of(first.lines, profile=made.profile), strict=True)
        ],
        "message": None if first.document is None else first.document.text,
        "messages": [_message_data(one) for one in made.compositions],
    }


def _message_data(one: Composition) -> dict[str, Any]:
    return {
        "control_id": None if one.document is None else one.document.control_id,
        "endpoint": one.endpoint or None,
        "side": one.side or None,
        "refusal": one.refusal,
        "held": one.held,
        "message": None if one.document is None else one.document.text,
    }


def _line_data(line: ChargeLine, ids: Sequence[str], warnings: Iterable[str]) -> dict[str, Any]:
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
