"""What a receiver answers: a decision about a document, as a function that can be exchanged for site rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.er7 import Document
from workbench.mllp.acknowledgement import ReportedError
from workbench.mllp.reply import Decision, code_for, unreadable, wants_reply


@dataclass(frozen=True)
class Reply:
    """What to answer: MSA-1 (`code`), the text, the errors. An empty code answers nothing; `text` then says why."""

    code: str
    text: str = ""
    errors: tuple[ReportedError, ...] = ()

    @property
    def verdict(self) -> str:
        """The word for the history: acknowledged, refused, or "no answer"."""
        if not self.code:
            return "no answer"
        return "acknowledged" if self.code in ("AA", "CA") else "refused"


Answer = Callable[[Document], Reply]


def default_answer(document: Document) -> Reply:
    """Accepts every single readable message (AA, or CA when MSH-15 asks for it) and rejects everything else.

    An acknowledgement is not acknowledged: two receivers would never stop. Several messages in one frame are rejected,
    because accepting the frame would claim that all of them were processed.
    """
    if why := unreadable(document):
        return Reply(code_for(document, Decision.REJECT), why)
    if document.all("MSA") and not (document.get("MSH-15") or "").strip():
        return Reply("", "This is an acknowledgement; it is not acknowledged itself.")
    if not wants_reply(document, Decision.ACCEPT):
        return Reply("", "The message asks for no answer when it is accepted (MSH-15).")
    return Reply(code_for(document, Decision.ACCEPT))


def cannot_store(document: Document, why: str) -> Reply:
    """The answer to a message that could not be kept: AR, since sending it again may help; CE where MSH-15 asks.

    HL7 2.9.1, chapter 2.9.2: AR is for failures unrelated to the content; CR only for type, version and processing id.
    """
    enhanced = code_for(document, Decision.ERROR) == "CE"
    decision = Decision.ERROR if enhanced else Decision.REJECT
    if not wants_reply(document, decision):
        return Reply("", why)
    return Reply(code_for(document, decision), why)
