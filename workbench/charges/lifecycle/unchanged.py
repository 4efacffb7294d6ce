"""What a report changed by itself: it is compared with the report that was charged, both coded in today's way.

What stands may differ from today's coding because a person edited the lines, or because profile or charge master are
others by now. None of that is news of the report, so none of it is undone because a report came.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.charges.lifecycle.coded import Coded
from workbench.charges.lifecycle.difference import Difference, difference


@dataclass(frozen=True, slots=True)
class News:
    """What a version says beside the one that was charged."""

    target: Coded
    """What should stand at the receiver."""
    changed: Difference
    """How what stands there differs from it."""
    note: str = ""
    """What is kept although coding would do it otherwise, a finished sentence."""
    conflict: str = ""
    """Why a person has to decide; "" when nobody has to."""


def news(charged: Coded, decided: Coded, before: Coded, after: Coded) -> News:
    """`charged` stands at the receiver, `decided` is what was charged for the report before; `before` and `after` are
    the report before and the new one, coded alike."""
    edits = difference(before, decided)
    plain = News(after, difference(charged, after))
    if not edits:
        return plain
    if not difference(before, after):
        kept = f"Kept as it was charged, though coded today it would be otherwise: {difference(decided, after).text}."
        return News(decided, difference(charged, decided), kept)
    if not plain.changed:
        return plain
    return News(
        after,
        plain.changed,
        conflict=(
            f"The report changes what is charged ({difference(before, after).text}), and what stands was edited or made"
            f" with other settings ({edits.text}): that would be lost. Edit the lines on the desk and keep the study"
            " again, or state “corrected” to charge the report as it is coded."
        ),
    )
