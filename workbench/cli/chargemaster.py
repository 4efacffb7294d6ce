"""chargemaster: check a charge master row by row, and take one over as the user's own."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.arguments import Verbs, data_option, json_option, part
from workbench.cli.data import data_folder
from workbench.cli.output import FINE, NO, complain, say, say_json, write_bytes
from workbench.errors import WorkbenchError
from workbench.words import counted

if TYPE_CHECKING:
    from workbench.charges.chargemaster.master import Charge, ChargeMaster


def add_to(verbs: Verbs) -> None:
    """The verb with its arguments."""
    verb = verbs.add(
        "chargemaster",
        chargemaster,
        "check a charge master row by row, or take it over as your own",
        "  dft-workbench chargemaster check prices.csv\n"
        "  dft-workbench chargemaster import prices.xlsx --map 'unit_price=List price' --map 'local_code=Item'\n",
    )
    what = verb.add_subparsers(dest="what", required=True, metavar="check|import")
    checking = part(what, "check", "every problem of every row; exit 1 when a row cannot be used")
    importing = part(what, "import", "write it as your own charge master, which compose then uses")
    for parser in (checking, importing):
        parser.add_argument("file", type=Path, help="CSV in UTF-8, or XLSX")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OURS=THEIRS",
            help="our column and how the file calls it; may be given several times",
        )
        parser.add_argument(
            "--sheet", default="", metavar="NAME", help="the sheet of a workbook (default: the first that fits)"
        )
        data_option(parser)
        json_option(parser)
    importing.add_argument("--leave-out", action="store_true", help="write the good rows although others are faulty")
    importing.add_argument("-o", "--output", type=Path, metavar="OUT", help="another file to write")


def chargemaster(arguments: argparse.Namespace) -> int:
    """One of check and import."""
    return _import(arguments) if arguments.what == "import" else _check(arguments)


def _load(arguments: argparse.Namespace) -> ChargeMaster:
    from workbench.charges.chargemaster.master import Source, load

    columns = {}
    for pair in arguments.map:
        ours, equals, theirs = pair.partition("=")
        if not equals or not ours.strip() or not theirs.strip():
            raise WorkbenchError(f"“{pair}” maps nothing; write it like --map 'unit_price=List price'.")
        columns[ours.strip()] = theirs.strip()
    return load(arguments.file, source=Source(columns, arguments.sheet))


def _check(arguments: argparse.Namespace) -> int:
    """Every problem; 1 when rows would be left out."""
    from workbench.charges.chargemaster.master import ChargeMaster, ChargeMasterError

    try:
        master = _load(arguments)
    except ChargeMasterError as error:
        if not error.problems:  # no rows to speak of
            raise
        master = ChargeMaster((), error.problems)
    blocked = _blocked(master)
    if arguments.json:
        say_json(_data(arguments.file, master))
    else:
        for problem in master.problems:
            say(problem.text)
        say(_summary(master))
        if master.note:
            say(master.note)
    return NO if blocked else FINE


def _import(arguments: argparse.Namespace) -> int:
    """Write the rows as the user's own charge master, or to a file; nothing when rows are faulty, unless asked to."""
    from workbench.charges.chargemaster.master import OWN_FILE

    master = _load(arguments)
    blocked = _blocked(master)
    written = not blocked or arguments.leave_out
    target = arguments.output or data_folder(arguments.data) / OWN_FILE
    if written:
        if arguments.output is None:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_bytes(as_csv(master.charges), target)
    if arguments.json:
        say_json({**_data(arguments.file, master), "written": str(target) if written else None})
    else:
        for problem in master.problems:
            complain(problem.text)
        if master.note:
            complain(master.note)
        say(f"{_summary(master)} {f'Written: {target}' if written else _NOTHING}")
    return FINE if written else NO


_NOTHING = "Nothing was written; correct these rows, or leave them out with --leave-out."


def _blocked(master: ChargeMaster) -> list[int]:
    """Rows that were left out."""
    return sorted({problem.row for problem in master.problems if problem.blocks})


def _summary(master: ChargeMaster) -> str:
    blocked, count = _blocked(master), len(master.charges)
    told = f"{counted(count, 'row')} can be used"
    return f"{told}, {len(blocked)} cannot." if blocked else f"{told}, none is faulty."


def _data(file: Path, master: ChargeMaster) -> dict[str, Any]:
    return {
        "file": str(file),
        "rows": len(master.charges),
        "note": master.note,
        "left_out": _blocked(master),
        "problems": [
            {"row": one.row, "column": one.column, "blocks": one.blocks, "text": one.text} for one in master.problems
        ],
    }


def as_csv(charges: Iterable[Charge]) -> bytes:
    """The rows as a CSV file with our columns. A cell that a spreadsheet would take for a formula gets a quote mark."""
    from workbench.charges.chargemaster.master import COLUMNS

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for charge in charges:
        writer.writerow([_harmless(_cell(getattr(charge, column))) for column in COLUMNS])
    return out.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        # Phrases are divided by semicolons and hold blanks; codes are read with either.
        return "; ".join(str(getattr(one, "text", one)) for one in value)
    return str(value)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell
