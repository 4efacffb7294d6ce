"""What the receiver's answer says about a message: which field a refused one opens at, and the reasons as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.er7 import Document, Path

if TYPE_CHECKING:
    from workbench.mllp.acknowledgement import ReportedError
    from workbench.reference.checks.finding import Finding, Severity

SAID = "receiver-says"
"""The code of a finding that is the receiver's and not ours."""
_HINT = "Said in the answer to the message as it was sent."
_LONGEST = 400


def blamed(answer: bytes | None) -> Path | None:
    """The first place that an error of the answer names (ERR-2, or ERR-1 of the older shape); None when none does."""
    if not answer:
        return None
    from workbench.mllp.acknowledgement import Acknowledgement, read_ack

    read = read_ack(answer)
    if not isinstance(read, Acknowledgement):
        return None
    errors = sorted(read.errors, key=lambda error: error.is_warning)
    return next((place for error in errors for place in error.locations), None)


def remarks(answer: bytes | None, message: Document) -> tuple[Finding, ...]:
    """What an answer finds wrong with the message, in the receiver's words, each at the place that it names.

    Nothing for an answer that takes the message without a remark. What names no place of the message stands at MSH.
    """
    if not answer:
        return ()
    from workbench.mllp.acknowledgement import Acknowledgement, explain, read_ack

    read = read_ack(answer)
    if not isinstance(read, Acknowledgement):
        return (_finding(Path("MSH"), "error", f"No acknowledgement came back. {read.why}"),)
    found = [_of_error(error, message) for error in read.errors]
    text = " ".join((read.document.value("MSA-3") or "").split())
    told = " ".join(finding.text for finding in found)
    if text and text.rstrip(".").casefold() not in told.casefold() and not (read.accepted and not found):
        found.insert(0, _finding(Path("MSH"), "info" if read.accepted else "error", f"The receiver says: {text}"))
    if not found and not read.accepted:
        found.append(_finding(Path("MSH"), "error", explain(read)))
    return tuple(found)


def _of_error(error: ReportedError, message: Document) -> Finding:
    words = [error.user_message, error.diagnostic, error.application_text]
    words += [] if any(words) else [error.code_text]  # the name of the code, which is said already where it is known
    plain = dict.fromkeys(" ".join(word.split()) for word in words)
    telling = [word for word in plain if word and word.casefold() != error.meaning.casefold()]
    said = ": ".join(filter(None, (error.meaning, ", ".join(telling)))) or "an error, without a word about it"
    severity: Severity = "warning" if error.is_warning else "error"
    place = next(iter(error.locations), None)
    text = f"The receiver says: {said}"
    if place is not None and message.segment(place) is not None:
        return _finding(place, severity, text)
    named = str(place) if place is not None else " ".join(error.location.split())
    where = f"It names {named}, which is not in this message." if named else "It names no place."
    return _finding(Path("MSH"), severity, text, where)


def _finding(path: Path, severity: Severity, text: str, more: str = "") -> Finding:
    from workbench.reference.checks import Finding

    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return Finding(path, severity, SAID, short, f"{_HINT} {more}".rstrip())
