"""What a person has to know beside a message that was made, on standard error: the message itself is the output."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from workbench.charges.correction.once import ANOTHER
from workbench.cli.output import complain

if TYPE_CHECKING:
    from workbench.charges.correction.result import Correction
    from workbench.charges.reversal.result import Reversal

_MOST_SAID = 5
"""Lines of a message that are told one by one."""


def complain_refusal(refusal: str) -> None:
    """Why there is no message."""
    if refusal:
        complain(refusal)


def complain_rest(result: Reversal, done: str) -> None:
    """The exit status is that of the message; a script must still not take a part for the whole."""
    rest = [str(line.path) for line in result.lines if not line.is_reversed and line.decision != "not chosen"]
    if result.document is not None and rest:
        made = len(result.reversed)
        complain(f"{done}: {made} of {made + len(rest)} lines; not {', '.join(rest)}.")


def complain_ways_out(result: Reversal, arguments: argparse.Namespace) -> None:
    """The options that do what was refused."""
    reasons = {line.reason for line in result.lines if not line.is_reversed}
    if "a credit" in reasons and not arguments.repost:
        complain("--repost charges again what a credit took back.")
    if any("take a new id" in line.why for line in result.lines if not line.is_reversed):
        complain("--new-id takes a new id, with a link to the charge.")
    if "no link" in reasons:
        complain("--link batch-id puts the link into FT1-3, --link note into an NTE; --link none leaves it out.")
    if "partly reversed" in reasons and not arguments.rest:
        complain("--rest takes back what is left.")


def say_reversal(result: Reversal) -> None:
    """What a person has to know beside the message, on standard error: the message itself is the output."""
    complain_refusal(result.refusal)
    for line in result.reversed[:_MOST_SAID]:
        complain(line.why)
    if (more := len(result.reversed) - _MOST_SAID) > 0:
        complain(f"{more} more line{'' if more == 1 else 's'} alike; --json tells each.")
    _say_warnings(result)
    for total in result.totals:
        complain(f"Totals: {total.text}.")
    for note in result.notes:
        complain(note)


def _say_warnings(result: Reversal) -> None:
    """Every warning once: what is said of many lines is said of the first, with the count of the others."""
    lines: dict[str, list[str]] = {}
    for line in result.reversed:
        for warning in line.warnings:
            lines.setdefault(warning.replace(str(line.path), "\0", 1), []).append(str(line.path))
    for warning, paths in lines.items():
        more = len(paths) - 1
        said = f" The same holds for {more} more line{'' if more == 1 else 's'}." if more else ""
        complain(warning.replace("\0", paths[0], 1) + said)


def say_correction(result: Correction) -> None:
    """The differences first, then the sums and what else is to be known."""
    for difference in result.differences:
        complain(difference.text)
    complain_refusal(result.refusal)
    for settlement in result.settlements:
        complain(f"Totals: {settlement.text}.")
    told = {difference.text for difference in result.differences}
    for note in result.notes:
        if note not in told:
            complain(note)


def complain_ways_on(result: Correction) -> None:
    """The options that do what was refused."""
    if result.refusal.endswith(ANOTHER):
        complain("--another-service charges beside it.")
