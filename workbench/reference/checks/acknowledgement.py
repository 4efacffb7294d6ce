"""Acknowledgements: does the answer contradict itself, does it give a reason.

MSA and ERR: HL7 2.5.1 chapters 2.15.8 and 2.15.5. Whether it answers our message is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Path
from workbench.reference.checks.context import Context
from workbench.reference.checks.finding import Finding
from workbench.words import listed

_ACCEPTS = frozenset({"AA", "CA"})
_REFUSES = frozenset({"AE", "AR", "CE", "CR"})
_REASONS = ("MSA-3", "ERR-8", "ERR-7", "ERR-5", "ERR-3", "ERR-1", "MSA-6")


def check(context: Context) -> Iterator[Finding]:
    """Findings about MSA and ERR together."""
    if context.kind == "ACK" and context.segments and not context.all("MSA"):
        text = "This acknowledgement has no MSA, so it answers nothing."
        yield Finding(Path("MSA"), "error", "no-msa", text, "The sender waits until its time is up.")
    if not context.all("MSA"):
        return
    code = context.value("MSA-1")
    severities = [(error.path, context.value(error.path.at(field=4))) for error in context.all("ERR")]
    bad = [path for path, severity in severities if severity in ("E", "F")]
    if code in _ACCEPTS and bad:
        text = f"MSA-1 is {code} (accepted), but {listed([str(path) for path in bad[:4]])} reports an error."
        hint = "The answer contradicts itself: ask the receiver whether the message was posted."
        yield Finding(Path("MSA", field=1), "warning", "answer-contradicts", text, hint)
    if code in _REFUSES and not any(context.value(place) for place in _REASONS):
        text = f"MSA-1 is {code} (refused), and no reason is given."
        hint = "The reason may be in the receiver's own log."
        yield Finding(Path("MSA", field=1), "info", "no-reason", text, hint)
