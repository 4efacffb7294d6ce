"""What the words of the verbs have in common: how a verb is added, options of several, and what a value may be.

Each file of verbs adds its own with `add_to(verbs)`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

Function = Callable[[argparse.Namespace], int]
"""Does what a verb says; returns the exit status."""


class Verbs:
    """The verbs by name, in the order of the help."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._subparsers = parser.add_subparsers(dest="verb", metavar="VERB")

    @property
    def names(self) -> frozenset[str]:
        """Of all verbs, those for the program itself too."""
        return frozenset(self._subparsers.choices)

    def add(self, verb: str, function: Function, text: str | None, examples: str = "") -> argparse.ArgumentParser:
        """A verb with what it does, its help and its examples; returns its parser, for its arguments.

        Raises ValueError for a verb of other characters than letters: those are files to open (see main.py).
        """
        if not verb.isalpha():
            raise ValueError(f"“{verb}” would be opened as a file: the name of a verb is letters only")
        epilog = f"examples:\n{examples}" if examples else None
        # A verb without a text is for the program itself and stays out of the list.
        listed: dict[str, Any] = {"help": text} if text else {}
        parser: argparse.ArgumentParser = self._subparsers.add_parser(
            verb,
            description=text,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **listed,
        )
        data_option(parser)
        parser.set_defaults(function=function)
        return parser


def part(parts: Any, name: str, text: str) -> argparse.ArgumentParser:
    """One of the words that follow a verb, with what it does in the list and on its own page."""
    parser: argparse.ArgumentParser = parts.add_parser(name, help=text, description=text)
    return parser


def data_option(parser: argparse.ArgumentParser) -> None:
    """`--data` may stand before or after the verb; SUPPRESS keeps the later parser from undoing the earlier one."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder with the history and the settings (default: the system's place for a program's data)",
    )


def json_option(parser: argparse.ArgumentParser) -> None:
    """`--json`: the answer for a program."""
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def message_option(parser: argparse.ArgumentParser) -> None:
    """`--message N`: one of a file of many."""
    parser.add_argument(
        "--message", type=count, default=None, metavar="N", help="which message of a file with several, from 1"
    )


def count(text: str) -> int:
    """A number from 1 on."""
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on")
    return int(text)


def counts(text: str) -> tuple[int, ...]:
    """Numbers from 1 on, between commas."""
    return tuple(count(one.strip()) for one in text.split(","))


def words(text: str) -> tuple[str, ...]:
    """Words between commas."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def day(text: str) -> datetime:
    """The beginning of a day in this computer's time zone."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it like 2026-03-01") from None


def port(text: str) -> int:
    """A port; 0 lets the system choose."""
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is no port; give a number from 0 to 65535")
    return int(text)


def seconds(text: str) -> float:
    """A time in seconds, at most a day."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds between 0 and 86400")
    return seconds
