"""What the problems list shows: the findings about a message, and what an acknowledgement says, in words."""

from __future__ import annotations

from workbench.er7 import Document, EditError
from workbench.mllp.acknowledgement import Acknowledgement, explain, read_ack
from workbench.reference.checks import Finding, check


def findings(document: Document) -> tuple[Finding, ...]:
    """Every finding, in the order of the message; that of an answer comes first. Never raises."""
    return (*_answer(document), *check(document))


def _answer(document: Document) -> tuple[Finding, ...]:
    """One line that says what the answer says. Nothing for a message that is no answer."""
    segments = document.all("MSA")
    if not segments:
        return ()
    try:
        read = read_ack(document.wire())
    except EditError:  # a character that its charset cannot hold; typing will be refused where it stands
        return ()
    if not isinstance(read, Acknowledgement):
        return ()
    path = segments[0].path.at(field=1)
    places = [error for error in read.errors if error.locations]
    hint = "Places are those of the message that was answered, not of this one." if places else ""
    return (Finding(path, "info", "answer-says", f"This answer says: {explain(read)}", hint),)
