"""show, get, set, check: reading and changing one message file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path as FilePath

from workbench.cli.arguments import Verbs, json_option, message_option
from workbench.cli.output import FINE, NO, complain, say, say_json, write_bytes, write_line
from workbench.er7 import Document, Path
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError


def add_to(verbs: Verbs) -> None:
    """The verbs with their arguments."""
    _add_reading(verbs)
    _add_set(verbs)
    _add_check(verbs)


def _add_reading(verbs: Verbs) -> None:
    verb = verbs.add(
        "show",
        show,
        "print a message as a tree, with names and meanings",
        "  dft-workbench show charges.hl7\n  dft-workbench show batch.hl7 --message 3 --json\n",
    )
    verb.add_argument("file", type=FilePath)
    message_option(verb)
    json_option(verb)

    verb = verbs.add(
        "get",
        get,
        "print the raw value at a path; exit 1 when it is not there",
        "  dft-workbench get charges.hl7 FT1-6\n  dft-workbench get charges.hl7 'FT1[2]-26(1).1'\n",
    )
    verb.add_argument("file", type=FilePath)
    verb.add_argument("path", help="such as PID-3.1 or FT1[2]-26(1).1")
    message_option(verb)


def _add_set(verbs: Verbs) -> None:
    verb = verbs.add(
        "set",
        put,
        "write a value at a path; nothing else in the file changes",
        "  dft-workbench set charges.hl7 FT1-11 '350.00&USD' -o mended.hl7\n"
        "  dft-workbench set charges.hl7 FT1-7.2 'Head & neck' --text > mended.hl7\n",
    )
    verb.add_argument("file", type=FilePath)
    verb.add_argument("path", help="such as PID-3.1 or FT1[2]-26(1).1")
    verb.add_argument("value", help="raw HL7, delimiters below the level of the path and all")
    verb.add_argument("--text", action="store_true", help="the value is plain text: escape delimiters in it")
    verb.add_argument(
        "-o", "--output", type=FilePath, metavar="OUT", help="the file to write (default: standard output)"
    )
    message_option(verb)


def _add_check(verbs: Verbs) -> None:
    verb = verbs.add(
        "check",
        check,
        "list what is wrong; exit 1 when there is an error",
        "  dft-workbench check *.hl7\n  dft-workbench check charges.hl7 --json\n",
    )
    verb.add_argument("files", type=FilePath, nargs="+", metavar="file")
    message_option(verb)
    json_option(verb)


def open_message(file: FilePath, number: int | None) -> tuple[MessageFile, int]:
    """The file and the index of the message meant (`number` counts from 1; None is the only one or the first).

    Raises WorkbenchError when the file is empty or has no such message.
    """
    messages = MessageFile.open(file)
    if not len(messages):
        raise WorkbenchError(f"{file} is empty: there is no message in it.")
    if number is not None and number > len(messages):
        holds = "one message" if len(messages) == 1 else f"{len(messages)} messages"
        raise WorkbenchError(f"{file} holds {holds}, so there is no message {number}.")
    return messages, (number or 1) - 1


def show(arguments: argparse.Namespace) -> int:
    """The tree with names and meanings."""
    from workbench.cli import tree

    messages, index = open_message(arguments.file, arguments.message)
    document = messages.document(index)
    if arguments.json:
        say_json({"file": str(arguments.file), "message": index + 1, "of": len(messages), **tree.as_data(document)})
        return FINE
    _say_which(arguments, messages)
    for line in tree.as_lines(document):
        say(line)
    return FINE


def _say_which(arguments: argparse.Namespace, messages: MessageFile) -> None:
    """Nobody should take the first of many messages for the only one."""
    if arguments.message is None and len(messages) > 1:
        complain(f"{arguments.file} holds {len(messages)} messages; this is the first. Pick one with --message N.")


def get(arguments: argparse.Namespace) -> int:
    """The raw value at a path."""
    path = Path.parse(arguments.path)
    messages, index = open_message(arguments.file, arguments.message)
    _say_which(arguments, messages)
    value = messages.document(index).get(path)
    if value is None:
        complain(f"There is no {path} in {arguments.file}.")
        return NO
    write_line(value)
    return FINE


def put(arguments: argparse.Namespace) -> int:
    """The file with one value changed."""
    path = Path.parse(arguments.path)
    messages, index = open_message(arguments.file, arguments.message)
    _say_which(arguments, messages)
    document = messages.document(index)
    changed = document.put_text(path, arguments.value) if arguments.text else document.put(path, arguments.value)
    write_bytes(messages.replaced(index, changed.to_bytes()), arguments.output)
    if changed.is_declared_otherwise:
        complain(changed.charset_note)
    return FINE


def check(arguments: argparse.Namespace) -> int:
    """Findings of every message; 1 when one of them is an error."""
    from workbench.reference.checks import check as findings_of

    rows = []
    for file, number, document in _documents(arguments.files, arguments.message):
        for finding in findings_of(document):
            rows.append(
                {
                    "file": str(file),
                    "message": number,
                    "path": str(finding.path),
                    "severity": finding.severity,
                    "code": finding.code,
                    "text": finding.text,
                    "hint": finding.hint,
                }
            )
    if arguments.json:
        say_json(rows)
    else:
        _say_findings(rows, several=len(arguments.files) > 1)
    return NO if any(row["severity"] == "error" for row in rows) else FINE


def _say_findings(rows: list[dict[str, object]], *, several: bool) -> None:
    for row in rows:
        place = f"{row['file']} " if several else ""
        place += f"#{row['message']} " if several or row["message"] != 1 else ""
        say(f"{place}{row['path']}  {row['severity']}  {row['code']}: {row['text']}")
        if row["hint"]:
            say(f"    {row['hint']}")
    if not rows:
        say("No problems found.")


def _documents(files: list[FilePath], number: int | None) -> Iterator[tuple[FilePath, int, Document]]:
    """Each message of each file with its number from 1; an empty file counts as one empty message."""
    for file in files:
        messages = MessageFile.open(file)
        if not len(messages):
            yield file, 1, Document.from_bytes(b"")
        elif number is not None:
            yield file, number, messages.document(open_message(file, number)[1])
        else:
            for index in range(len(messages)):
                yield file, index + 1, messages.document(index)
