"""compose: from report files to charge messages."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.cli.data import data_folder
from workbench.cli.output import FAILED, FINE, NO, complain, say_json, write_bytes
from workbench.cli.profiles import own_folder
from workbench.cli.studies import compose_event
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.coding.lines import ChargeLine
    from workbench.charges.compose.compose import Composition
    from workbench.charges.study.model import Study
    from workbench.er7 import Document


@dataclass(frozen=True)
class Made:
    """What one report gave."""

    file: FilePath
    study: Study
    compositions: tuple[Composition, ...]

    @property
    def complete(self) -> bool:
        """Whether every message of it was made."""
        return all(one.document is not None for one in self.compositions)


def compose(arguments: argparse.Namespace) -> int:
    """Compose every report in the files; 1 when one of them gives no message, 2 when a file cannot be read."""
    files = _files(arguments.studies)
    if arguments.event:
        return compose_event(arguments, files)
    made: list[Made] = []
    failures: list[str] = []
    composer = _Composer(arguments)
    for file in files:
        try:
            made += composer.of_file(file)
        except WorkbenchError as error:
            if len(files) == 1:
                raise
            failures.append(str(error))
    failures += composer.problems
    failures += composer.till.unused
    written = _write(made, arguments)
    if arguments.json:
        say_json(_answer(files, made, failures, written))
    else:
        _say_notes(made, failures, many=len(made) + len(failures) > 1)
    if failures:
        return FAILED
    return FINE if all(one.complete for one in made) else NO


def _files(given: Sequence[FilePath]) -> list[FilePath]:
    """The files; for a folder those in it whose names say that they may hold studies."""
    from workbench.charges.sources.folder import ENDINGS

    files: list[FilePath] = []
    for path in given:
        if path.is_dir():
            inside = sorted(
                file
                for file in path.iterdir()
                if file.suffix.lower() in ENDINGS and not file.name.startswith(".") and file.is_file()
            )
            if not inside:
                raise WorkbenchError(
                    f"There is no file with studies in the folder {path} ({', '.join(ENDINGS)}); name another, or the"
                    " files."
                )
            files += inside
        else:
            files.append(path)
    return files


class _Composer:
    """The charge master, the profile and the ids that one run of the verb uses."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        from workbench.charges import ids
        from workbench.charges.chargemaster import master as chargemaster
        from workbench.charges.profile.library import find_profile
        from workbench.charges.sources.paid import Till
        from workbench.charges.study.payment_files import load_payments

        chosen = arguments.charge_master
        folder = data_folder(arguments.data)
        self.master = chargemaster.load(chosen) if chosen else chargemaster.load_for(folder)
        self.profile = find_profile(arguments.profile, own_folder(arguments.data))
        self.till = Till(load_payments(arguments.payments) if arguments.payments is not None else {})
        self.problems: list[str] = []
        self.release = arguments.release
        self.control_ids = ids.control_ids()
        self.transaction_ids = ids.transaction_ids()

    def of_file(self, file: FilePath) -> Iterator[Made]:
        """Every report in a file; what is said about places that hold none goes to `problems`.

        Raises WorkbenchError when the file cannot be read or is empty.
        """
        from workbench.charges.coding.choosing import code_study
        from workbench.charges.compose.compose import compose_all
        from workbench.charges.study.report import read_report

        for document in self._documents(file):
            study = read_report(self.till.paid(document))
            compositions = compose_all(
                study,
                code_study(study, self.master, self.profile),
                self.profile,
                now=datetime.now().astimezone(),
                control_ids=self.control_ids,
                transaction_ids=self.transaction_ids,
                release=self.release,
            )
            yield Made(file, study, compositions)

    def _documents(self, file: FilePath) -> Iterator[Document]:
        """Messages as they are, whatever they hold: composing says what is no report. Tables and JSON by their rows."""
        from workbench.charges.sources.files import is_listed, read_file

        if is_listed(file):
            for given in read_file(file):
                if given.document is not None:
                    yield given.document
                else:
                    self.problems.append(f"{file}, {given.place}: {given.problem}")
            return
        messages = MessageFile.open(file)
        if not len(messages):
            raise WorkbenchError(f"{file} is empty: there is no report in it.")
        for index in range(len(messages)):
            yield messages.document(index)


def _write(made: Sequence[Made], arguments: argparse.Namespace) -> list[str]:
    """The messages to the file, the folder or standard output; the names of the files."""
    messages = [(one, c, c.document.to_bytes()) for one in made for c in one.compositions if c.document is not None]
    target: FilePath | None = arguments.output
    if target is None:
        if not arguments.json:
            write_bytes(b"".join(data for _, _, data in messages), None)
        return []
    if not messages:
        return []
    if not target.is_dir() and (len(messages) == 1 or target.suffix):
        write_bytes(b"".join(data for _, _, data in messages), target)
        return [str(target)]
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise WorkbenchError(f"The folder {target} cannot be made: {error.strerror}. Name another with -o.") from None
    names: list[str] = []
    for one, composition, data in messages:
        names.append(_name(one, composition, names))
        write_bytes(data, target / names[-1])
    return [str(target / name) for name in names]


def _name(made: Made, composition: Composition, taken: Sequence[str]) -> str:
    """A file name after the report's: with the endpoint where there is one, and a number where it would come twice."""
    end = re.sub(r"[^\w.-]+", "_", composition.endpoint)
    stem = f"{made.file.stem}-charges{f'-{end}' if end else ''}"
    number = 1
    name = f"{stem}.hl7"
    while name.lower() in (one.lower() for one in taken):
        number += 1
        name = f"{stem}-{number}.hl7"
    return name


def _say_notes(made: Sequence[Made], failures: Sequence[str], *, many: bool) -> None:
    """What a person has to know beside the messages, on standard error: the messages are the output."""
    from workbench.charges.coding.checks import told_of

    for failure in failures:
        complain(failure)
    for one in made:
        told = [text for made_one in one.compositions for text in (made_one.refusal, *made_one.notes) if text]
        told += told_of(one.compositions[0].lines)
        for text in dict.fromkeys(told):  # what is true of every message of a study is said once
            complain(f"{one.file.name}{_of(one, made)}: {text}" if many else text)
    if many:
        complain(_summary(_report(made, failures)))


def _of(one: Made, made: Sequence[Made]) -> str:
    """Which study of a file with several."""
    several = sum(other.file == one.file for other in made) > 1
    return f", {one.study.accession}" if several and one.study.accession else ""


def _report(made: Sequence[Made], failures: Sequence[str]) -> dict[str, int]:
    """What was made and what needs a person."""
    everything = [composition for one in made for composition in one.compositions]
    return {
        "studies": len(made),
        "composed": sum(one.complete for one in made),
        "messages": sum(one.document is not None for one in everything),
        "held": sum(any(c.held for c in one.compositions) for one in made),
        "refused": sum(any(c.refusal and not c.held for c in one.compositions) for one in made),
        "lines_to_complete": sum(not line.complete for one in made for line in one.compositions[0].lines),
        "unreadable_files": len(failures),
    }


def _summary(report: dict[str, int]) -> str:
    texts = {
        "held": "held",
        "refused": "refused",
        "lines_to_complete": "lines to complete",
        "unreadable_files": "files that cannot be read",
    }
    rest = "".join(f", {report[key]} {text}" for key, text in texts.items() if report[key])
    return f"{report['studies']} studies: {report['composed']} composed ({report['messages']} messages){rest}."


def _answer(
    files: Sequence[FilePath], made: Sequence[Made], failures: Sequence[str], written: Sequence[str]
) -> dict[str, Any]:
    answer: dict[str, Any] = {"file": str(files[0])} if len(files) == 1 else {}
    studies = [{"file": str(one.file), **_data(one)} for one in made]
    return {
        **answer,
        "studies": studies,
        "failures": list(failures),
        "written": list(written),
        "report": _report(made, failures),
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
            for line, warnings in zip(first.lines, warnings_of(first.lines), strict=True)
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
