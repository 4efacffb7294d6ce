"""The problems of every message of a file, worked out a quarter of a second at a time. No widgets."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workbench.er7 import Document
from workbench.reference.checks import Finding
from workbench.ui.editor.findings import findings

MOST_OF_A_KIND = 5000
"""Problems of one kind that are listed; the rest is counted: nobody reads what every message of a feed has."""
COLUMNS = ("Message", "Control ID", "Path", "Problem", "What to do")
_SLICE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A finding and the message that it was found in."""

    index: int
    """Number of the message in its file, from 0."""
    control_id: str
    finding: Finding

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of `COLUMNS`; the number of the message counts from 1."""
        found = self.finding
        return str(self.index + 1), self.control_id, str(found.path), found.text, found.hint


def check_slice(
    message: Callable[[int], Document], begin: int, end: int, clock: Callable[[], float] = time.monotonic
) -> tuple[int, tuple[FileProblem, ...]]:
    """Check messages from number `begin` on, up to `end` or for a moment; at least one. Which is next, what was found.

    `message` gives a message by its number and must not touch what another thread may change.
    """
    until = clock() + _SLICE_SECONDS
    found: list[FileProblem] = []
    index = begin
    while index < end:
        document = message(index)
        found += [FileProblem(index, document.control_id, one) for one in findings(document)]
        index += 1
        if clock() >= until:
            break
    return index, tuple(found)


class FoundProblems:
    """What was found so far, by kind."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        """How many there are of each kind, listed or not."""
        self.severities: dict[str, str] = {}
        self.listed: list[FileProblem] = []

    def take(self, problems: Iterable[FileProblem]) -> list[FileProblem]:
        """Further ones. Returns those that are listed."""
        new = []
        for one in problems:
            kind = one.finding.code
            self.counts[kind] += 1
            self.severities.setdefault(kind, one.finding.severity)
            if self.counts[kind] <= MOST_OF_A_KIND:
                new.append(one)
        self.listed += new
        return new

    def kinds(self) -> list[str]:
        """The rarest first: what one message in a thousand has is what is looked for."""
        return sorted(self.counts, key=lambda kind: (self.counts[kind], kind))

    def is_cut(self, kind: str = "") -> bool:
        """Whether some of this kind, or of any, are counted only."""
        return any(count > MOST_OF_A_KIND for name, count in self.counts.items() if kind in ("", name))


def named(kind: str) -> str:
    """A kind of finding in words."""
    return kind.replace("-", " ")


def as_text(problems: Sequence[FileProblem]) -> str:
    """Lines with tabs between the cells, under their headings: a mail shows them, a spreadsheet takes them apart."""
    lines = [COLUMNS, *(_plain(one) for one in problems)]
    return "".join("\t".join(line) + "\n" for line in lines)


def as_csv(problems: Sequence[FileProblem]) -> bytes:
    """A file for a spreadsheet, UTF-8 with a byte order mark. What would be taken for a formula has an apostrophe."""
    from workbench.charges.ledger.export import cell

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([cell(one) for one in _plain(problem)] for problem in problems)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _plain(problem: FileProblem) -> tuple[str, ...]:
    """The cells on one line each."""
    return tuple(" ".join(cell.split()) for cell in problem.cells)
