"""Verbs and options, with examples in the help of each."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from workbench import __version__

_ABOUT = """\
A workbench for HL7 v2 charge messages (DFT^P03, DFT^P11) and their FT1 segments.

Without a verb it opens the window, with the files named. The verbs work without a screen.
"""
STUDY_EVENTS = ("as-reported", "signed", "unsigned", "cancelled", "corrected", "addendum", "wrong-patient")
"""What `compose --event` may be; the first leaves it to the report and to the order in which reports come."""

_EXAMPLES = """\
examples:
  dft-workbench                                 open the window
  dft-workbench charges.hl7                     open a message in the window
  dft-workbench show charges.hl7                the message as a tree, with names and meanings
  dft-workbench get charges.hl7 'FT1[2]-11'     one value
  dft-workbench check charges.hl7               what is wrong with it
  dft-workbench compose report.hl7 -o dft.hl7   a signed ultrasound report becomes a charge message
  dft-workbench reverse dft.hl7 -o credit.hl7   the message that takes the charges back
  dft-workbench listen --port 2575              be the billing system
  dft-workbench send dft.hl7 --to 127.0.0.1:2575

Exit status: 0 fine, 1 the answer is no, 2 it could not be done.
"""


def build_parser(verbs: dict[str, Callable[[argparse.Namespace], int]]) -> argparse.ArgumentParser:
    """The parser; `verbs` gives the function of each verb by name."""
    parser = argparse.ArgumentParser(
        "dft-workbench", description=_ABOUT, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"DFT Workbench {__version__}")
    _data_option(parser)
    add = _Verbs(parser.add_subparsers(dest="verb", metavar="VERB"), verbs)
    _message_verbs(add)
    _charge_verbs(add)
    _study_verbs(add)
    _reversal_verbs(add)
    _ledger_verbs(add)
    _exchange_verbs(add)
    _history_verbs(add)
    _window_verbs(add)
    return parser


class _Verbs:
    """Adds a verb with its function, its help and its examples."""

    def __init__(
        self,
        subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
        functions: dict[str, Callable[[argparse.Namespace], int]],
    ) -> None:
        self._subparsers = subparsers
        self._functions = functions

    def __call__(self, verb: str, text: str | None, examples: str = "") -> argparse.ArgumentParser:
        epilog = f"examples:\n{examples}" if examples else None
        parser = self._subparsers.add_parser(
            verb,
            description=text,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            # A verb without a text is for the program itself and stays out of the list.
            **({"help": text} if text else {}),  # type: ignore[arg-type]
        )
        _data_option(parser)
        parser.set_defaults(function=self._functions[verb])
        return parser


def _data_option(parser: argparse.ArgumentParser) -> None:
    """`--data` may stand before or after the verb; SUPPRESS keeps the later parser from undoing the earlier one."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder with the history and the settings (default: the system's place for a program's data)",
    )


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def _message_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--message", type=_count, default=None, metavar="N", help="which message of a file with several, from 1"
    )


def _message_verbs(add: _Verbs) -> None:
    show = add(
        "show",
        "print a message as a tree, with names and meanings",
        "  dft-workbench show charges.hl7\n  dft-workbench show batch.hl7 --message 3 --json\n",
    )
    show.add_argument("file", type=Path)
    _message_option(show)
    _json_option(show)

    get = add(
        "get",
        "print the raw value at a path; exit 1 when it is not there",
        "  dft-workbench get charges.hl7 FT1-6\n  dft-workbench get charges.hl7 'FT1[2]-26(1).1'\n",
    )
    get.add_argument("file", type=Path)
    get.add_argument("path", help="such as PID-3.1 or FT1[2]-26(1).1")
    _message_option(get)

    put = add(
        "set",
        "write a value at a path; nothing else in the file changes",
        "  dft-workbench set charges.hl7 FT1-11 '350.00&USD' -o mended.hl7\n"
        "  dft-workbench set charges.hl7 FT1-7.2 'Head & neck' --text > mended.hl7\n",
    )
    put.add_argument("file", type=Path)
    put.add_argument("path", help="such as PID-3.1 or FT1[2]-26(1).1")
    put.add_argument("value", help="raw HL7, delimiters below the level of the path and all")
    put.add_argument("--text", action="store_true", help="the value is plain text: escape delimiters in it")
    put.add_argument("-o", "--output", type=Path, metavar="OUT", help="the file to write (default: standard output)")
    _message_option(put)

    check = add(
        "check",
        "list what is wrong; exit 1 when there is an error",
        "  dft-workbench check *.hl7\n  dft-workbench check charges.hl7 --json\n",
    )
    check.add_argument("files", type=Path, nargs="+", metavar="file")
    _message_option(check)
    _json_option(check)


def _charge_verbs(add: _Verbs) -> None:
    compose = add(
        "compose",
        "make charge messages from signed ultrasound reports (ORU^R01); exit 1 when one of them is not signed. Without"
        " --event nothing is remembered: each run makes new charges with new ids",
        "  dft-workbench compose report.hl7\n"
        "  dft-workbench compose report.hl7 -o charges.hl7 --json\n"
        "  dft-workbench compose reports/ --profile split -o charges/\n"
        "  dft-workbench compose report.hl7 --event as-reported\n",
    )
    compose.add_argument(
        "studies", type=Path, nargs="+", metavar="study", help="ORU^R01, CSV or JSON with studies, or a folder"
    )
    compose.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="the file to write, or a folder for several messages"
    )
    compose.add_argument(
        "--profile", default="default", metavar="P", help="a site profile by name, or its TOML file (default: default)"
    )
    compose.add_argument("--charge-master", type=Path, metavar="FILE", help="CSV or XLSX, instead of yours or ours")
    compose.add_argument(
        "--event",
        choices=STUDY_EVENTS,
        help="act on the study as it is known here: charge, take back, correct, or nothing; also orders",
    )
    compose.add_argument(
        "--payments", type=Path, metavar="CSV", help="payments, co-payments, deposits, adjustments by accession number"
    )
    compose.add_argument("--release", action="store_true", help="compose also what the profile holds as too late")
    compose.add_argument(
        "--scope",
        choices=("changed", "all"),
        help="with --event: what a correction takes back and charges anew (default: as the profile says)",
    )
    _json_option(compose)
    _profile_verbs(add)
    _charge_master_verbs(add)


def _reversal_verbs(add: _Verbs) -> None:
    reverse = add(
        "reverse",
        "make the message that takes charges back, under a convention; exit 1 when nothing can be taken back",
        "  dft-workbench reverse charges.hl7 -o credit.hl7\n"
        "  dft-workbench reverse charges.hl7 --lines 1,3 --convention D --json\n"
        "  dft-workbench reverse --entry 12 --rest\n"
        "  dft-workbench reverse credit.hl7 --repost -o again.hl7\n",
    )
    reverse.add_argument("file", type=Path, nargs="?", help="a file with the charges as they were sent")
    reverse.add_argument("--lines", type=_counts, metavar="1,3", help="only these FT1, counted from 1 (default: all)")
    _message_option(reverse)
    _entry_option(reverse, "the file")
    reverse.add_argument(
        "--repost",
        action="store_true",
        help="the other way: charge again, with new ids, what these credits took back, or charges that are reversed",
    )
    _reversal_options(reverse)

    correct = add(
        "correct",
        "make the messages that lead from old charges to new ones; exit 1 when there is nothing to correct",
        "  dft-workbench correct sent.hl7 corrected.hl7 -o correction.hl7\n"
        '  dft-workbench correct sent.hl7 corrected.hl7 --mode "changed lines" --json\n'
        "  dft-workbench correct day.hl7 day2.hl7 --message 3 --new-message 1\n"
        "  dft-workbench correct --entry 12 corrected.hl7\n",
    )
    correct.add_argument("old", type=Path, metavar="OLD", nargs="?", help="the charges as they were sent")
    correct.add_argument("new", type=Path, metavar="NEW", help="the charges as they should be")
    correct.add_argument("--message", type=_count, metavar="N", help="which message of OLD, from 1")
    correct.add_argument("--new-message", type=_count, metavar="N", help="which message of NEW, from 1")
    _entry_option(correct, "OLD")
    correct.add_argument(
        "--mode",
        choices=("reverse and rebill", "changed lines", "replace"),
        default="reverse and rebill",
        help="all lines, changed lines only, or the same id again (default: reverse and rebill)",
    )
    correct.add_argument("--two-messages", action="store_true", help="credits and new charges apart")
    correct.add_argument("--charge-master", type=Path, metavar="CSV", help="for add-ons, instead of yours or ours")
    _reversal_options(correct)


def _entry_option(parser: argparse.ArgumentParser, instead_of: str) -> None:
    parser.add_argument(
        "--entry", type=_count, metavar="N", help=f"the message of this entry of the history, instead of {instead_of}"
    )


def _reversal_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        metavar="P",
        help="the site profile whose convention is used (default: the one chosen in the window, else default)",
    )
    parser.add_argument(
        "--convention", metavar="NAME", help="A to F, seed-example, or a TOML file, instead of the profile's"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="the file to write (default: standard output); two messages go into two files, OUT-1 and OUT-2",
    )
    parser.add_argument(
        "--outcome",
        choices=("accepted", "unknown", "rejected"),
        help="what the receiver said to the charges (default: what the history says, else unknown)",
    )
    parser.add_argument(
        "--already-reversed", metavar="ID,ID", type=_words, help="transaction ids that are reversed already"
    )
    parser.add_argument(
        "--rest", action="store_true", help="of charges that were taken back in part, take back what is left"
    )
    parser.add_argument("--new-id", action="store_true", help="where FT1-2 has no room for -R, link a new id")
    parser.add_argument("--include-adjustments", action="store_true", help="take back AJ lines too")
    parser.add_argument("--keep-processing-id", action="store_true", help="keep MSH-11 (default: T, a test)")
    _json_option(parser)


def _ledger_verbs(add: _Verbs) -> None:
    ledger = add(
        "ledger",
        "charges with their credits, states and balances; with --flags, exit 1 when something is wrong",
        "  dft-workbench ledger\n"
        "  dft-workbench ledger --flags\n"
        "  dft-workbench ledger sent/*.hl7 other-system/ --by account\n"
        "  dft-workbench ledger --csv > ledger.csv\n",
    )
    ledger.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help="files and folders of messages (default: the history)"
    )
    ledger.add_argument("--flags", action="store_true", help="what a person should look at")
    ledger.add_argument("--by", choices=("study", "patient", "account", "day", "endpoint"), help="sums by this")
    form = ledger.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as JSON")
    form.add_argument(
        "--csv", action="store_true", help="print every line as CSV, for a spreadsheet; with --by the sums"
    )
    form.add_argument(
        "--statement",
        action="store_true",
        help="print a statement for paper: charges with credits, balances and what to look at; with --by one for each",
    )
    ledger.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="with --statement: the file to write; OUT.html becomes a page"
    )
    pair = add(
        "pair",
        "a charge with its credits and why they match, by the transaction id of either; exit 1 when nothing pairs",
        "  dft-workbench pair CHG001\n  dft-workbench pair CHG001-R other-system/ --json\n",
    )
    pair.add_argument("id", metavar="ID", help="transaction id (FT1-2) of a charge or a credit")
    pair.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help="files and folders of messages (default: the history)"
    )
    _json_option(pair)
    for parser in (ledger, pair):
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


def _study_verbs(add: _Verbs) -> None:
    studies = add(
        "studies",
        "what was reported, what is charged, and what waits",
        "  dft-workbench studies list\n"
        "  dft-workbench studies show ACC26030202\n"
        "  dft-workbench studies worklist --late-after 5 --json\n",
    )
    what = studies.add_subparsers(dest="what", required=True, metavar="list|show|worklist|seen")
    listing = what.add_parser("list", help="all studies, the one that changed last first")
    listing.add_argument("--state", metavar="S", help="only those in this state, such as charged or “to charge”")
    showing = what.add_parser("show", help="one study with its versions, events and messages")
    showing.add_argument("study", help="accession number, order number, or its number here")
    showing.add_argument("-o", "--output", type=Path, metavar="OUT", help="write its charge messages to a file")
    waiting = what.add_parser("worklist", help="what is not charged, not acknowledged, rejected, corrected since, late")
    waiting.add_argument(
        "--late-after", type=_count, default=3, metavar="DAYS", help="how old a service may be (default 3)"
    )
    seen = what.add_parser("seen", help="take a study off what is to be looked at; nothing else changes")
    seen.add_argument("study", help="accession number, order number, or its number here")
    _data_option(seen)
    for parser in (listing, showing, waiting):
        _data_option(parser)
        _json_option(parser)


def _profile_verbs(add: _Verbs) -> None:
    profiles = add(
        "profiles",
        "the site profiles: every convention that HL7 leaves open",
        "  dft-workbench profiles list\n"
        "  dft-workbench profiles show split\n"
        "  dft-workbench profiles check clinic.toml\n",
    )
    what = profiles.add_subparsers(dest="what", required=True, metavar="list|show|check")
    listing = what.add_parser("list", help="ours, and your own from the folder profiles beside the history")
    showing = what.add_parser("show", help="every setting with its value and what it means; * marks what differs")
    showing.add_argument("name", help="a profile by name, or its TOML file")
    checking = what.add_parser("check", help="what is wrong, with the line; exit 1 when something is")
    checking.add_argument("file", nargs="?", help="a profile by name, or its TOML file (default: all of them)")
    for parser in (listing, showing, checking):
        _data_option(parser)
        _json_option(parser)


def _charge_master_verbs(add: _Verbs) -> None:
    master = add(
        "chargemaster",
        "check a charge master row by row, or take it over as your own",
        "  dft-workbench chargemaster check prices.csv\n"
        "  dft-workbench chargemaster import prices.xlsx --map 'unit_price=List price' --map 'local_code=Item'\n",
    )
    what = master.add_subparsers(dest="what", required=True, metavar="check|import")
    checking = what.add_parser("check", help="every problem of every row; exit 1 when a row cannot be used")
    importing = what.add_parser("import", help="write it as your own charge master, which compose then uses")
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
        _data_option(parser)
        _json_option(parser)
    importing.add_argument("--leave-out", action="store_true", help="write the good rows although others are faulty")
    importing.add_argument("-o", "--output", type=Path, metavar="OUT", help="another file to write")


def _exchange_verbs(add: _Verbs) -> None:
    send = add(
        "send",
        "send messages over MLLP and wait for each answer; exit 1 when one is not an accept",
        "  dft-workbench send charges.hl7 --to 127.0.0.1:2575\n"
        "  dft-workbench send *.hl7 --to billing.test:6661 --timeout 10 --json\n",
    )
    send.add_argument("files", type=Path, nargs="+", metavar="file")
    send.add_argument("--to", required=True, metavar="HOST:PORT")
    send.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="S", help="seconds for the whole reply (default 30)"
    )
    _json_option(send)

    listen = add(
        "listen",
        "receive messages over MLLP into the history and acknowledge them",
        "  dft-workbench listen --port 2575\n  dft-workbench listen --port 0 --count 1\n",
    )
    listen.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine)")
    listen.add_argument("--port", type=_port, required=True, help="0 picks a free one and says which")
    listen.add_argument("--count", type=_count, metavar="N", help="stop after N messages")

    add("engine", None)


def _history_verbs(add: _Verbs) -> None:
    history = add(
        "history",
        "what was sent and received",
        "  dft-workbench history list --limit 20\n"
        "  dft-workbench history search 100234\n"
        "  dft-workbench history show 7 --json\n",
    )
    what = history.add_subparsers(dest="what", required=True, metavar="list|show|search")
    listing = what.add_parser("list", help="the newest entries")
    showing = what.add_parser("show", help="one entry with both messages")
    showing.add_argument("entry", type=_count, metavar="ID")
    searching = what.add_parser(
        "search", help="by control id, patient id, account, accession or transaction id; exit 1 when nothing is found"
    )
    searching.add_argument("text")
    for parser in (listing, searching):
        parser.add_argument("--limit", type=_count, default=50, metavar="N", help="at most this many (default 50)")
    for parser in (listing, showing, searching):
        _data_option(parser)
        _json_option(parser)


def _window_verbs(add: _Verbs) -> None:
    tour = add(
        "tour",
        "run the main job in the real window and save a picture of each step",
        "  dft-workbench tour --pictures build/tour\n",
    )
    tour.add_argument("--pictures", type=Path, metavar="DIR", help="where the pictures go (default: none are saved)")


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on")
    return int(text)


def _counts(text: str) -> tuple[int, ...]:
    return tuple(_count(one.strip()) for one in text.split(","))


def _words(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is no port; give a number from 0 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds between 0 and 86400")
    return seconds
