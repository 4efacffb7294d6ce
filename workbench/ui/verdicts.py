"""How the verdicts of an exchange are said and coloured, the same in the conversation and in the history.

The verdicts themselves are the words of `workbench.history`; MSA-1 codes stay out of sight here, because a bare "CR"
is a commit reject in MSA-1 and a credit in FT1-6.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VerdictStyle:
    """`label` for a cell, `colour` a name for `theme.colour`, `means` one sentence for a tooltip or a detail.

    `choice` tells it apart in a list of all verdicts, where the label is not enough.
    """

    label: str
    colour: str
    means: str
    choice: str = ""


_STYLES = {
    "accepted": VerdictStyle("Accepted", "good", "The receiver took the message."),
    "rejected": VerdictStyle(
        "Refused",
        "bad",
        "The receiver refused the message as such: its type, version or system, or it was down.",
        "Refused as such",
    ),
    "error": VerdictStyle(
        "Refused",
        "bad",
        "The receiver refused the content; the same message will be refused again.",
        "Refused for its content",
    ),
    "no answer": VerdictStyle(
        "No answer", "warn", "No answer came in time; whether the receiver stored the message is unknown."
    ),
    "wrong answer": VerdictStyle(
        "Wrong answer", "warn", "Something came back, but it does not acknowledge this message."
    ),
    "waiting": VerdictStyle("Waiting", "muted", "The answer is still to come."),
    "not sent": VerdictStyle("Not sent", "bad", "The message did not reach the receiver."),
    "acknowledged": VerdictStyle("Acknowledged", "good", "Stored here, then answered with an accept."),
    "refused": VerdictStyle("Refused by us", "warn", "Stored here, and answered with something other than an accept."),
}

ALL = tuple(_STYLES)


def style(verdict: str) -> VerdictStyle:
    """The style of a verdict; an unknown one is shown as it is."""
    return _STYLES.get(verdict) or VerdictStyle(verdict or "—", "muted", "")
