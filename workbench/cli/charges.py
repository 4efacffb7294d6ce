"""compose: from a report file to a charge message."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.cli.output import FINE, NO, complain, say_json, write_bytes
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.compose import Composition
    from workbench.charges.lines import ChargeLine
    from workbench.charges.study import Study


def compose(arguments: argparse.Namespace) -> int:
    """Compose every report in the file; 1 when one of them gives no message."""
    messages = MessageFile.open(arguments.study)
    if not len(messages):
        raise WorkbenchError(f"{arguments.study} is empty: there is no report in it.")
    results = _composed(messages, arguments.charge_master)
    made = [one.document.to_bytes() for _study, one in results if one.document is not None]
    if arguments.output is not None and made:
        write_bytes(b"".join(made), arguments.output)
    if arguments.json:
        say_json({"file": str(arguments.study), "studies": [_data(study, one) for study, one in results]})
    else:
        if arguments.output is None:
            write_bytes(b"".join(made), None)
        for study, one in results:
            _say_notes(study, one)
    return FINE if len(made) == len(results) else NO


def _composed(messages: MessageFile, master_file: FilePath | None) -> list[tuple[Study, Composition]]:
    from workbench.charges import chargemaster, ids
    from workbench.charges.coding import code_study
    from workbench.charges.compose import compose as compose_message
    from workbench.charges.profile import default_profile
    from workbench.charges.report import read_report

    master = chargemaster.load(master_file) if master_file else chargemaster.load_default()
    profile = default_profile()
    control_ids, transaction_ids = ids.control_ids(), ids.transaction_ids()
    results = []
    for index in range(len(messages)):
        study = read_report(messages.document(index))
        composition = compose_message(
            study,
            code_study(study, master),
            profile,
            now=datetime.now().astimezone(),
            control_id=next(control_ids),
            transaction_ids=transaction_ids,
        )
        results.append((study, composition))
    return results


def _say_notes(study: Study, composition: Composition) -> None:
    """What a person has to know beside the message, on standard error: the message itself is the output."""
    if composition.refusal:
        complain(composition.refusal)
    for note in composition.notes:
        complain(note)


def _data(study: Study, composition: Composition) -> dict[str, Any]:
    return {
        "accession": study.accession,
        "signed": study.signed.yes,
        "why": study.signed.why,
        "refusal": composition.refusal,
        "notes": list(composition.notes),
        "gaps": [gap.text for gap in study.gaps],
        "lines": [_line_data(line, dict(composition.transaction_ids)) for line in composition.lines],
        "message": None if composition.document is None else composition.document.text,
    }


def _line_data(line: ChargeLine, ids: dict[int, str]) -> dict[str, Any]:
    return {
        "number": line.number,
        "transaction_id": ids.get(line.number),
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
        "warnings": list(line.warnings),
    }
