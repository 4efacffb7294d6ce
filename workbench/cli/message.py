"""show, get, set, check: reading and changing one message file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path as FilePath

from workbench.cli.output import FINE, NO, complain, say, say_json, standard_output, write_bytes
from workbench.er7 import Document, Path
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError


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
    print(value, file=standard_output(), flush=True)
    return FINE


def put(arguments: argparse.Namespace) -> int:
    """The file with one value changed."""
    path = Path.parse(arguments.path)
    messages, index = open_message(arguments.file, arguments.message)
    _say_which(arguments, messages)
    document = messages.document(index)
    changed = document.put_text(path, arguments.value) if arguments.text else document.put(path, arguments.value)
    write_bytes(messages.replaced(index, changed.to_bytes()), arguments.output)
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
