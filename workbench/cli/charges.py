"""compose: from report files to charge messages."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from workbench.cli.arguments import Verbs, json_option
from workbench.cli.charges_output import Came, Made, NotCounted, say_left_out, say_notes, where_names
from workbench.cli.compose_data import Failure, answer, made_data, made_report
from workbench.cli.compose_event import STUDY_EVENTS, compose_event
from workbench.cli.data import data_folder
from workbench.cli.output import FAILED, FINE, NO, say_json, write_bytes
from workbench.cli.profiles import own_folder
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.compose.compose import Composition
    from workbench.charges.study.model import Study
    from workbench.er7 import Document


def add_to(verbs: Verbs) -> None:
    """The verb with its arguments."""
    verb = verbs.add(
        "compose",
        compose,
        "make charge messages from signed ultrasound reports (ORU^R01); exit 1 when one of them is not signed. Without"
        " --event nothing is remembered: each run makes new charges with new ids, and of several reports of one study"
        " in a run the latest counts",
        "  dft-workbench compose report.hl7\n"
        "  dft-workbench compose report.hl7 -o charges.hl7 --json\n"
        "  dft-workbench compose reports/ --profile split -o charges/\n"
        "  dft-workbench compose report.hl7 --event as-reported\n"
        "\n"
        "--json answers with one object, with and without --event, also when files failed: studies (each with\n"
        "its messages), left_out (reports for which another of the run counts), failures, needs_person, written\n"
        "(the files), report (how many of each). resources/samples/README.md describes every key.\n",
    )
    verb.add_argument(
        "studies",
        type=FilePath,
        nargs="+",
        metavar="study",
        help="reports (ORU^R01), CSV or JSON with studies, or a folder",
    )
    verb.add_argument(
        "-o", "--output", type=FilePath, metavar="OUT", help="the file to write, or a folder for several messages"
    )
    verb.add_argument(
        "--profile",
        default="default",
        metavar="P",
        help="a site profile by name, or its TOML file (default: default); with --event it is for new charges: a credit"
        " goes out with the profile that its charge was made with",
    )
    verb.add_argument("--charge-master", type=FilePath, metavar="FILE", help="CSV or XLSX (default: yours, else ours)")
    verb.add_argument(
        "--event",
        choices=STUDY_EVENTS,
        help="act on the study as it is known here: charge, take back, correct, or nothing. as-reported does what each"
        " report or order says; with the others you say what happened",
    )
    verb.add_argument(
        "--payments",
        type=FilePath,
        metavar="CSV",
        help="money received, by accession number: payments, co-payments, deposits, adjustments",
    )
    verb.add_argument("--release", action="store_true", help="compose also what the profile holds as too late")
    verb.add_argument(
        "--scope",
        choices=("changed", "all"),
        help="with --event: what a correction takes back and charges anew (default: as the profile says)",
    )
    json_option(verb)


def compose(arguments: argparse.Namespace) -> int:
    """Compose every report in the files; 1 when one of them gives no message, 2 when a file cannot be read."""
    files = _files(arguments.studies)
    if arguments.event:
        return compose_event(arguments, files)
    failures: list[Failure] = []
    composer = _Composer(arguments)
    say_left_out(composer.master)
    reports: list[Came] = []
    for file in files:
        try:
            reports += composer.reports(file)
        except WorkbenchError as error:
            failures.append(Failure(file, "", str(error)))
    made, left_out = composer.composed(reports)
    failures += composer.problems
    failures += [Failure(arguments.payments, "", sentence) for sentence in composer.till.unused]
    written = _write(made, arguments)
    if arguments.json:
        report = made_report(made, failures, left_out)
        say_json(answer([made_data(one) for one in made], failures, left_out, written, report))
    else:
        say_notes(made, failures, left_out, many=len(made) + len(failures) + len(left_out) > 1)
    if failures:
        return FAILED
    return FINE if all(one.complete for one in made) and not any(one.needs_person for one in left_out) else NO


def _files(given: Sequence[FilePath]) -> list[FilePath]:
    """The files; for a folder those in it whose names say that they may hold studies."""
    from workbench.charges.sources.folder import ENDINGS

    files: list[FilePath] = []
    for path in given:
        if path.is_dir():
            inside = sorted(
                file
                for file in _inside(path)
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


def _inside(folder: FilePath) -> list[FilePath]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise WorkbenchError(f"The folder {folder} cannot be read: {error.strerror or error}.") from None


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
        self.problems: list[Failure] = []
        self.release = arguments.release
        self.control_ids = ids.control_ids()
        self.transaction_ids = ids.transaction_ids(length=self.profile.message.transaction_id_length)

    def reports(self, file: FilePath) -> Iterator[Came]:
        """Every report in a file; what is said about places that hold none goes to `problems`.

        Raises WorkbenchError when the file cannot be read or is empty.
        """
        from workbench.charges.study.report import read_report

        for place, document in self._documents(file):
            paid = self.till.paid(document)
            yield Came(file, place, paid, read_report(paid))

    def composed(self, reports: Sequence[Came]) -> tuple[list[Made], list[NotCounted]]:
        """The messages of what counts, and the reports of which later ones stand in the place."""
        from workbench.charges.lifecycle.latest import Report, latest

        now = datetime.now().astimezone()
        names = where_names(reports)
        chosen = latest([Report(name, one.document, one.study) for name, one in zip(names, reports, strict=True)], now)
        made = [self._made(one, found.study) for one, found in zip(reports, chosen, strict=True) if found.study]
        left_out = [
            NotCounted(one.file, one.place, each.accession, each.why, each.needs_person)
            for one, found in zip(reports, chosen, strict=True)
            for each in found.left_out
        ]
        return made, left_out

    def _made(self, report: Came, study: Study) -> Made:
        from workbench.charges.coding.choosing import code_study
        from workbench.charges.compose.compose import compose_all

        compositions = compose_all(
            study,
            code_study(study, self.master, self.profile),
            self.profile,
            now=datetime.now().astimezone(),
            control_ids=self.control_ids,
            transaction_ids=self.transaction_ids,
            release=self.release,
        )
        return Made(report.file, report.place, study, compositions, self.profile)

    def _documents(self, file: FilePath) -> Iterator[tuple[str, Document]]:
        """(place in the file, message), whatever it holds: composing says what is no report. Tables go by rows."""
        from workbench.charges.sources.files import is_listed, read_file

        if is_listed(file):
            for given in read_file(file):
                if given.document is not None:
                    yield given.place, given.document
                else:
                    self.problems.append(Failure(file, given.place, given.problem))
            return
        messages = MessageFile.open(file)
        if not len(messages):
            raise WorkbenchError(f"{file} is empty: there is no report in it.")
        for index in range(len(messages)):
            yield f"message {index + 1}" if len(messages) > 1 else "", messages.document(index)


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
