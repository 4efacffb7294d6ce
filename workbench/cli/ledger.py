"""ledger, pair: does it add up? From the history, or from files of any system."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.arguments import Verbs, json_option
from workbench.cli.data import data_folder
from workbench.cli.output import FAILED, FINE, NO, complain, say, say_json, write_bytes
from workbench.cli.profiles import own_folder
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.ledger import Flag, Intake, Ledger, Settings
    from workbench.charges.ledger.line import Kinds
    from workbench.charges.ledger.views import Group
    from workbench.history.store import History

_PAGE = 500


def add_to(verbs: Verbs) -> None:
    """The verbs with their arguments."""
    for parser in (_add_ledger(verbs), _add_pair(verbs)):
        parser.add_argument(
            "--preset",
            default="automatic",
            metavar="NAME",
            help="what pairs and what is a duplicate: automatic (default), default, order-number, same-day-same-code,"
            " same-id, status-segment, adjustments, one of your own (in the folder ledger of the data folder), or a"
            " TOML file; automatic says what it saw",
        )
        parser.add_argument(
            "--profile", metavar="P", help="the site profile whose convention holds for messages sent from here"
        )


def _add_ledger(verbs: Verbs) -> argparse.ArgumentParser:
    book = verbs.add(
        "ledger",
        ledger,
        "charges with their credits, states and balances; with --flags, exit 1 when something is wrong",
        "  dft-workbench ledger\n"
        "  dft-workbench ledger --flags\n"
        "  dft-workbench ledger sent/*.hl7 other-system/ --by account\n"
        "  dft-workbench ledger --csv > ledger.csv\n",
    )
    book.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help="files and folders of messages (default: the history)"
    )
    book.add_argument("--flags", action="store_true", help="what a person should look at")
    book.add_argument("--by", choices=("study", "patient", "account", "day", "endpoint"), help="sums by this")
    form = book.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as JSON")
    form.add_argument(
        "--csv", action="store_true", help="print every line as CSV, for a spreadsheet; with --by the sums"
    )
    form.add_argument(
        "--statement",
        action="store_true",
        help="print a statement for paper: charges with credits, balances and what to look at; with --by one for each",
    )
    book.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="with --statement: the file to write; OUT.html becomes a page"
    )
    return book


def _add_pair(verbs: Verbs) -> argparse.ArgumentParser:
    one = verbs.add(
        "pair",
        pair,
        "a charge with its credits and why they match, by the transaction id of either; exit 1 when nothing pairs",
        "  dft-workbench pair CHG001\n  dft-workbench pair CHG001-R other-system/ --json\n",
    )
    one.add_argument("id", metavar="ID", help="transaction id (FT1-2) of a charge or a credit")
    one.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help="files and folders of messages (default: the history)"
    )
    json_option(one)
    return one


def ledger(arguments: argparse.Namespace) -> int:
    """The whole ledger, or groups of it, or its flags; 1 when there are flags that are more than information."""
    from workbench.charges.ledger import Ledger, find_flags
    from workbench.cli import ledger_data, ledger_text

    settings = _settings(arguments)
    intake = _intake(arguments, settings)
    book = Ledger.of(intake.postings, settings, intake.signings)
    flags = find_flags(book) if arguments.flags or arguments.json or arguments.statement else ()
    if arguments.output is not None and not arguments.statement:
        raise WorkbenchError("-o names the file of a statement; add --statement.")
    if arguments.statement:
        _write_statement(book, flags, arguments)
    elif arguments.csv:
        _say_csv(book, arguments.by)
    elif arguments.json:
        say_json(ledger_data.as_data(book, flags, arguments.by))
    elif arguments.flags:
        _say_lines(ledger_text.flags(flags))
    else:
        _say_lines(ledger_text.groups(book, arguments.by) if arguments.by else ledger_text.whole(book))
    _complain_all(intake)
    _complain_settings(book)
    if intake.unreadable:
        return FAILED
    return NO if arguments.flags and _serious(flags or find_flags(book)) else FINE


def _write_statement(book: Ledger, flags: tuple[Flag, ...], arguments: argparse.Namespace) -> None:
    """Of everything, or of each group; as a page when the file is to be one. Raises WorkbenchError."""
    from workbench.charges.ledger.statement import as_html, as_text
    from workbench.charges.ledger.views import group_by, whole

    groups = group_by(book, arguments.by) if arguments.by else (whole(book),)
    if arguments.output is not None and arguments.output.suffix.lower() in (".html", ".htm"):
        if len(groups) != 1:
            raise WorkbenchError("A page holds one statement; leave out --by, or write a text file.")
        write_bytes(as_html(groups[0], flags).encode("utf-8", "replace"), arguments.output)
        return
    text = "\n\n".join(as_text(group, _flags_of(group, flags)) for group in groups)
    write_bytes((text or "There are no charge lines.\n").encode("utf-8", "replace"), arguments.output)


def _flags_of(group: Group, flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """The flags that concern a group."""
    own = set(group.transactions)
    return tuple(one for one in flags if not own.isdisjoint(one.transactions))


def pair(arguments: argparse.Namespace) -> int:
    """A charge with its credits and why they match, by the id of either; 1 when there is none."""
    from workbench.charges.ledger import Ledger, charges_named
    from workbench.cli import ledger_data, ledger_text

    wanted = arguments.id.strip()
    if not wanted:
        raise WorkbenchError("Name the transaction id (FT1-2) of a charge or a credit; the one given is empty.")
    settings = _settings(arguments)
    intake = _intake(arguments, settings)
    book = Ledger.of(intake.postings, settings, intake.signings)
    charges = charges_named(book, wanted)
    lone = [one for one in book.unpaired if one.line.transaction_id.casefold() == wanted.casefold()]
    if arguments.json:
        say_json(ledger_data.pairs(book, charges, lone))
    else:
        _say_lines(ledger_text.pairs(charges, lone))
    _complain_all(intake)
    _complain_settings(book)
    if not charges:
        more = "leads to no charge" if lone else "is neither a charge nor a credit here"
        complain(f"“{wanted}” {more}.")
    if intake.unreadable:
        return FAILED
    return FINE if any(one.credits for one in charges) else NO


def _settings(arguments: argparse.Namespace) -> Settings:
    """The preset; where it looks at the messages, with the conventions of the profiles."""
    from workbench.charges.ledger import preset
    from workbench.charges.ledger.settings import OWN_FOLDER
    from workbench.charges.profile.convention import convention_of
    from workbench.charges.profile.declared import ProfileError
    from workbench.charges.profile.library import find_profile, profile_files

    settings = preset(arguments.preset, data_folder(arguments.data) / OWN_FOLDER)
    own = own_folder(arguments.data)
    if arguments.profile:
        convention = convention_of(find_profile(arguments.profile, own))
        if not settings.detect:
            raise WorkbenchError(f"--profile goes with the preset automatic, not with {settings.name}.")
        whose = f"the profile {arguments.profile}"
        settings = replace(settings, in_use=convention, in_use_of=whose, in_use_for_all=True)
    if not settings.detect:
        return settings
    others = []
    for file in profile_files(own):
        if file.own:
            try:
                others.append(convention_of(find_profile(file.name, own)))
            except ProfileError as problem:
                complain(f"{problem} So this profile does not help to read the messages.")
    return replace(settings, others=tuple(dict.fromkeys(others)))


def _intake(arguments: argparse.Namespace, settings: Settings) -> Intake:
    """From the files named, else from the history."""
    from workbench.charges.ledger import read_paths
    from workbench.history.errors import NoHistory
    from workbench.history.store import History

    if arguments.files:
        intake = read_paths(arguments.files, settings.kinds)
        if intake.unreadable and not intake.messages:
            raise WorkbenchError(" ".join(intake.unreadable))
        return intake
    try:
        store = History.open_to_read(data_folder(arguments.data))
    except NoHistory:
        raise WorkbenchError(
            "The history is empty: nothing was sent or received from here. Name files, or another folder with --data."
        ) from None
    with store:
        return from_history(store, settings.kinds)


def from_history(store: History, kinds: Kinds) -> Intake:
    """The postings of all entries, page by page."""
    from workbench.charges.ledger import Intake
    from workbench.charges.ledger.entries import is_answer, read_entry
    from workbench.charges.ledger.quiet import without_collector

    intake = Intake()
    before = None
    while page := store.entries(limit=_PAGE, before=before):
        before = page[-1].id
        charging = [entry for entry in page if not is_answer(entry)]
        raws = store.raws([entry.id for entry in charging])
        with without_collector():
            for entry in charging:
                if entry.id not in raws:  # purged meanwhile
                    continue
                intake.add(read_entry(entry, raws[entry.id], kinds))
    return intake


def _serious(flags: Iterable[Flag]) -> bool:
    from workbench.charges.ledger.flag import INFO

    return any(one.severity != INFO for one in flags)


def _say_csv(book: Ledger, view: str | None) -> None:
    """Every line, or the sums of a view.

    As it is, without the pictures of `say`: cells may hold line breaks, which the quotes around them keep."""
    from workbench.charges.ledger.export import sums_to_csv, to_csv
    from workbench.charges.ledger.views import group_by

    text = sums_to_csv(group_by(book, view), view) if view else to_csv(book)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _say_lines(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _complain_settings(book: Ledger) -> None:
    """How the messages were read, where that is not what everybody expects."""
    if book.settings.why and book.transactions and not book.settings.plain:
        complain(book.settings_why)


def _complain_all(intake: Intake) -> None:
    for sentence in (*intake.notes, *intake.unreadable):
        complain(sentence)
