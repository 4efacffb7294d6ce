"""reverse, correct: credits for charges that were sent, charges posted again, and what a correction needs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from workbench.cli.arguments import Verbs, count, counts, json_option, message_option, words
from workbench.cli.data import data_folder
from workbench.cli.message import open_message
from workbench.cli.output import FINE, NO, complain, say_json, write_bytes
from workbench.cli.reversal_ways import ways_of
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.wholefile import write_together

if TYPE_CHECKING:
    from workbench.charges.ledger.standing import Standing
    from workbench.charges.profile.conventions import Convention
    from workbench.charges.reversal.reverse import Reversal


_NO_AGREEMENT = (
    "Neither profile nor convention says that the receiver takes a known FT1-2 for a replacement (same_id_replaces);"
    " one that does not bills these charges twice. Where it was agreed, say so with --same-id-replaces or take a"
    " profile that does, such as --profile same-id; else correct without --mode replace."
)
_BY_NUMBER = "Pick one with --message N."
_BY_NEW_NUMBER = "Pick one with --new-message N."


def add_to(verbs: Verbs) -> None:
    """The verbs with their arguments."""
    _add_reverse(verbs)
    _add_correct(verbs)


def _add_reverse(verbs: Verbs) -> None:
    verb = verbs.add(
        "reverse",
        reverse,
        "make the message that takes charges back, under a convention; exit 1 when nothing can be taken back",
        "  dft-workbench reverse charges.hl7 -o credit.hl7\n"
        "  dft-workbench reverse charges.hl7 --lines 1,3 --convention D --json\n"
        "  dft-workbench reverse --entry 12 --rest\n"
        "  dft-workbench reverse credit.hl7 --repost -o again.hl7\n",
    )
    verb.add_argument("file", type=FilePath, nargs="?", help="a file with the charges as they were sent")
    verb.add_argument("--lines", type=counts, metavar="1,3", help="only these FT1, counted from 1 (default: all)")
    message_option(verb)
    _entry_option(verb, "the file")
    verb.add_argument(
        "--repost",
        action="store_true",
        help="the other way: charge again, with new ids, what these credits took back, or charges that are reversed",
    )
    _reversal_options(verb)


def _add_correct(verbs: Verbs) -> None:
    verb = verbs.add(
        "correct",
        correct,
        "make the messages that lead from old charges to new ones; exit 1 when there is nothing to correct",
        "  dft-workbench correct sent.hl7 corrected.hl7 -o correction.hl7\n"
        '  dft-workbench correct sent.hl7 corrected.hl7 --mode "changed lines" --json\n'
        "  dft-workbench correct sent.hl7 corrected.hl7 --lines 1,3\n"
        "  dft-workbench correct day.hl7 day2.hl7 --message 3 --new-message 1\n"
        "  dft-workbench correct --entry 12 corrected.hl7\n",
    )
    verb.add_argument("old", type=FilePath, metavar="OLD", nargs="?", help="the charges as they were sent")
    verb.add_argument("new", type=FilePath, metavar="NEW", help="the charges as they should be")
    verb.add_argument(
        "--lines", type=counts, metavar="1,3", help="only these FT1 of OLD, from 1; the others stay (default: all)"
    )
    verb.add_argument("--message", type=count, metavar="N", help="which message of OLD, from 1")
    verb.add_argument("--new-message", type=count, metavar="N", help="which message of NEW, from 1")
    _entry_option(verb, "OLD")
    verb.add_argument(
        "--mode",
        choices=("reverse and rebill", "changed lines", "replace"),
        default="reverse and rebill",
        help="all lines, changed lines only, or the same id again (default: reverse and rebill)",
    )
    verb.add_argument(
        "--same-id-replaces",
        action="store_true",
        help="for --mode replace: the receiver takes a known FT1-2 for a replacement, which the profile does not say",
    )
    verb.add_argument("--two-messages", action="store_true", help="credits and new charges apart")
    verb.add_argument(
        "--another-service",
        action="store_true",
        help="charge beside what a later message charges for the same order: it is another service",
    )
    verb.add_argument("--charge-master", type=FilePath, metavar="CSV", help="for add-ons, instead of yours or ours")
    _reversal_options(verb)


def _entry_option(parser: argparse.ArgumentParser, instead_of: str) -> None:
    parser.add_argument(
        "--entry", type=count, metavar="N", help=f"the message of this entry of the history, instead of {instead_of}"
    )


def _reversal_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        metavar="P",
        help="the site profile whose convention is used (default: the one that the message of a kept study was made"
        " with, else the one chosen in the window, else default)",
    )
    parser.add_argument(
        "--convention", metavar="NAME", help="A to F, reversal-day, or a TOML file, instead of the profile's"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=FilePath,
        metavar="OUT",
        help="the file to write (default: standard output); two messages go into two files, OUT-1 and OUT-2",
    )
    parser.add_argument(
        "--outcome",
        choices=("accepted", "unknown", "rejected"),
        help="what the receiver said to the charges (default: what the history says, else unknown)",
    )
    parser.add_argument(
        "--already-reversed", metavar="ID,ID", type=words, help="transaction ids that are reversed already"
    )
    parser.add_argument(
        "--rest", action="store_true", help="of charges that were taken back in part, take back what is left"
    )
    parser.add_argument("--new-id", action="store_true", help="where FT1-2 has no room for -R, link a new id")
    parser.add_argument(
        "--link",
        choices=("note", "batch-id", "none"),
        help="how a new id points to its charge: an NTE (from 2.5 on), FT1-3, or nothing in the message"
        " (default: the convention's)",
    )
    parser.add_argument("--include-adjustments", action="store_true", help="take back AJ lines too")
    parser.add_argument("--keep-processing-id", action="store_true", help="keep MSH-11 (default: T, a test)")
    json_option(parser)


def reverse(arguments: argparse.Namespace) -> int:
    """The message that takes back the charges of a message, or posts them again; 1 when nothing can be made."""
    from workbench.cli import reversal_data, reversal_text

    document = _given(arguments.file, arguments)
    _, convention = ways_of(document, arguments)
    standing = _standing(document, convention, arguments)
    result = (_posted_again if arguments.repost else _taken_back)(document, convention, standing, arguments)
    _write([result.document] if result.document else [], arguments)
    if arguments.json:
        say_json({**_source(arguments.file, arguments), **reversal_data.reversal_data(result)})
        reversal_text.complain_refusal(result.refusal)
    else:
        reversal_text.say_reversal(result)
    reversal_text.complain_rest(result, "Posted again" if arguments.repost else "Taken back")
    reversal_text.complain_ways_out(result, arguments)
    return NO if result.document is None else FINE


def _taken_back(
    document: Document, convention: Convention, standing: Standing, arguments: argparse.Namespace
) -> Reversal:
    from workbench.charges import ids
    from workbench.charges.reversal.reverse import reverse as reversed_message

    return reversed_message(
        document,
        lines=arguments.lines,
        convention=convention,
        now=datetime.now().astimezone(),
        control_id=next(ids.control_ids()),
        new_ids=ids.transaction_ids(),
        already_reversed=_reversed_ids(standing, arguments),
        outcome=arguments.outcome or standing.outcome,
        elsewhere=standing.elsewhere,
        take_rest=arguments.rest,
    )


def _posted_again(
    document: Document, convention: Convention, standing: Standing, arguments: argparse.Namespace
) -> Reversal:
    from workbench.charges import ids
    from workbench.charges.reversal.repost import repost

    return repost(
        document,
        lines=arguments.lines,
        convention=convention,
        now=datetime.now().astimezone(),
        control_id=next(ids.control_ids()),
        new_ids=ids.transaction_ids(),
        already_reversed=_reversed_ids(standing, arguments),
        elsewhere=standing.elsewhere,
        outcome=arguments.outcome or standing.outcome,
    )


def _reversed_ids(standing: Standing, arguments: argparse.Namespace) -> dict[str, str]:
    """What the command line says and what the history knows."""
    return {**dict.fromkeys(arguments.already_reversed or (), ""), **standing.already_reversed}


def correct(arguments: argparse.Namespace) -> int:
    """The messages that lead from the old charges to the new ones; 1 when there is nothing to correct."""
    from workbench.charges import ids
    from workbench.charges.chargemaster import master as chargemaster
    from workbench.charges.correction.correct import correct as corrected
    from workbench.cli import reversal_data, reversal_text

    master, old = arguments.charge_master, _given(arguments.old, arguments)
    profile, convention = ways_of(old, arguments)
    if arguments.mode == "replace" and not convention.same_id_replaces:
        raise WorkbenchError(_NO_AGREEMENT)
    new = _document(arguments.new, arguments.new_message, _BY_NEW_NUMBER)
    standing = _standing(old, convention, arguments, new)
    result = corrected(
        old,
        new,
        lines=arguments.lines,
        mode=arguments.mode,
        two_messages=arguments.two_messages,
        convention=convention,
        now=datetime.now().astimezone(),
        control_ids=ids.control_ids(),
        new_ids=ids.transaction_ids(),
        already_reversed=_reversed_ids(standing, arguments),
        outcome=arguments.outcome or standing.outcome,
        elsewhere=standing.elsewhere,
        take_rest=arguments.rest,
        another_service=arguments.another_service,
        professional_share=profile.split.professional_share if profile is not None else 0,
        master=chargemaster.load(master) if master else chargemaster.load_for(data_folder(arguments.data)),
    )
    _write(result.messages, arguments)
    if arguments.json:
        old_named = {"old" if key == "file" else key: value for key, value in _source(arguments.old, arguments).items()}
        say_json({**old_named, "new": str(arguments.new), **reversal_data.correction_data(result)})
        reversal_text.complain_refusal(result.refusal)
    else:
        reversal_text.say_correction(result)
    reversal_text.complain_ways_on(result)
    return FINE if result.messages else NO


def _source(file: FilePath | None, arguments: argparse.Namespace) -> dict[str, Any]:
    """Where the message was: the file, or the entry of the history."""
    return {"file": str(file)} if file is not None else {"file": None, "entry": arguments.entry}


def _given(file: FilePath | None, arguments: argparse.Namespace) -> Document:
    """The message of the file, or of the entry. Raises WorkbenchError when neither, or both, are named."""
    if (file is None) == (arguments.entry is None):
        raise WorkbenchError("Name one message that was sent: a file, or an entry of the history with --entry N.")
    if file is not None:
        return _document(file, arguments.message, _BY_NUMBER)
    if arguments.message is not None:
        raise WorkbenchError("An entry of the history is one message, so --message does not go with --entry.")
    return _of_history(arguments)


def _of_history(arguments: argparse.Namespace) -> Document:
    from workbench.history.errors import NoHistory
    from workbench.history.store import History

    try:
        with History.open_to_read(data_folder(arguments.data)) as history:
            entry = history.entry(arguments.entry)
    except NoHistory:
        entry = None
    if entry is None:
        raise WorkbenchError(f"The history has no entry {arguments.entry}; “dft-workbench history list” shows them.")
    return Document.from_bytes(entry.raw)


def _document(file: FilePath, number: int | None, others: str) -> Document:
    """One message of a file; `others` says how one of several is picked, a sentence.

    Raises WorkbenchError for a file of several when none is picked: taking back the first alone would skip the rest.
    """
    messages, index = open_message(file, number)
    if number is None and len(messages) > 1:
        raise WorkbenchError(f"{file} holds {len(messages)} messages, and one is worked on at a time. {others}")
    return messages.document(index)


def _standing(
    document: Document, convention: Convention, arguments: argparse.Namespace, new: Document | None = None
) -> Standing:
    """What the history says about the charges, and about what they should be; without one they are unknown.

    Raises WorkbenchError for one that cannot be read, unless the command line says how the charges ended.
    """
    from workbench.charges.ledger.standing import UNKNOWN, standing_of
    from workbench.history.errors import HistoryError, NoHistory
    from workbench.history.store import History

    try:
        with History.open_to_read(data_folder(arguments.data)) as history:
            standing = standing_of(document, convention, history, new)
    except NoHistory:
        return UNKNOWN  # nothing was sent or received from here
    except HistoryError as problem:
        sentence = f"{problem} So what became of the charges was not looked up; they may be taken back already."
        if not arguments.outcome:  # a second credit is money: somebody has to vouch for it
            raise WorkbenchError(f"{sentence} Say how they ended with --outcome to go on without it.") from problem
        complain(sentence)
        return UNKNOWN
    if standing.entry is not None or standing.incomplete:
        complain(standing.sentence)
    return standing


def _write(documents: Sequence[Document], arguments: argparse.Namespace) -> None:
    """To the file; to standard output only when the answer is not JSON, which holds the messages too.

    Several messages go into files of their own: what sends one file must not send new charges after refused credits.
    """
    target: FilePath | None = arguments.output
    if target is not None and len(documents) > 1:
        names = [target.with_stem(f"{target.stem}-{number}") for number in range(1, len(documents) + 1)]
        write_together([(name, _ended(document)) for document, name in zip(documents, names, strict=True)])
        complain(f"Written: {', '.join(map(str, names))}.")
        complain(
            f"“dft-workbench send {' '.join(map(str, names))} --to HOST:PORT --stop-at-refusal” sends each only after"
            " the one before it was accepted."
        )
        return
    data = b"".join(_ended(document) for document in documents)
    if data and (target is not None or not arguments.json):
        write_bytes(data, target)


def _ended(document: Document) -> bytes:
    """The message with a line end behind its last segment, so that the next one begins on its own line."""
    data = document.to_bytes()
    return data if document.trail or document.text.endswith("\r") else data + document.usual_end.encode("ascii")
