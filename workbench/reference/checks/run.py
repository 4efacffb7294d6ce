"""Running every check over a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError
from workbench.reference.checks import (
    acknowledgement,
    amounts,
    charge_codes,
    charge_dates,
    charge_lines,
    fields,
    header,
    lines,
    placement,
    providers,
    values,
)
from workbench.reference.checks.context import Context
from workbench.reference.checks.finding import Finding
from workbench.reference.dictionary import dictionary
from workbench.words import counted

Check = Callable[[Context], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    header.check,
    lines.check,
    placement.check,
    fields.check,
    values.check,
    charge_lines.check,
    charge_codes.check,
    charge_dates.check,
    amounts.check,
    providers.check,
    acknowledgement.check,
)
SHOWN_OF_A_KIND = 100
"""More findings of one kind than this are counted and not listed: nobody reads them, and they would bury the rest."""


def check(document: Document, *, today: date | None = None) -> tuple[Finding, ...]:
    """Every finding for a document, in the order of the message. Never raises.

    `today` is what "in the future" is measured against; the computer's date when not given.
    """
    context = Context(document, dictionary(document.version), today or date.today())
    found: list[Finding] = []
    for one in CHECKS:
        found += _limited(_guarded(one, context))
    places = {(segment.name, segment.occurrence): segment.index for segment in document.segments}
    return tuple(sorted(found, key=lambda finding: _order(finding.path, places)))


def _guarded(one: Check, context: Context) -> Iterator[Finding]:
    """The findings of a check; a broken reference file ends that check and is a finding itself."""
    try:
        yield from one(context)
    except WorkbenchError as error:
        hint = "Some checks were left out because of this."
        yield Finding(Path("MSH"), "warning", "reference-file", str(error), hint)


def _limited(findings: Iterator[Finding]) -> Iterator[Finding]:
    counts: Counter[str] = Counter()
    first_left_out: dict[str, Finding] = {}
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= SHOWN_OF_A_KIND:
            yield finding
        else:
            first_left_out.setdefault(finding.code, finding)
    for code, finding in first_left_out.items():
        more = counted(counts[code] - SHOWN_OF_A_KIND, "more finding")
        text = f"From {finding.path} on there are {more} like “{finding.text}”"
        yield Finding(finding.path, finding.severity, code, text, finding.hint)


def _order(path: Path, places: dict[tuple[str, int], int]) -> tuple[int, int, int, int, int]:
    """Sort key: what is about a missing segment comes first."""
    line = places.get((path.segment, path.occurrence), -1)
    return line, path.field or 0, path.repetition or 0, path.component or 0, path.subcomponent or 0
