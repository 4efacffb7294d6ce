"""What reversing gives: the message, what was decided about every line and why, and the totals."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.charges.ft1.netting import Total
from workbench.charges.ft1.rows import Row
from workbench.charges.ft1.segment_edit import Change
from workbench.er7 import Document, Path

REVERSED = "reversed"
SKIPPED = "skipped"
REFUSED = "refused"
NOT_CHOSEN = "not chosen"


@dataclass(frozen=True)
class ReversedLine:
    """One FT1 of the source."""

    row: Row
    decision: str
    """reversed, skipped (no charge), refused (a charge that must not be reversed), not chosen."""
    why: str
    """A finished sentence."""
    reason: str = ""
    """The same for programs: payment, shifted, already reversed, rejected, a credit, no room … "" when reversed."""
    changes: tuple[Change, ...] = ()
    """Field by field, in the order of the segment; fields that stay on purpose are in it too."""
    added: tuple[str, ...] = ()
    """Segments that were added behind FT1, raw."""
    credit: Row | None = None
    """The row in the new message, as a receiver reads it; None when there is none."""
    warnings: tuple[str, ...] = ()
    rest: Row | None = None
    """The row with what was left of it, when credits had taken back a part; None when the whole line was open."""

    @property
    def number(self) -> int:
        """Which FT1 of the source it is, from 1."""
        return self.row.number

    @property
    def open_row(self) -> Row:
        """What the credit takes back: the line, or what was left of it."""
        return self.rest or self.row

    @property
    def path(self) -> Path:
        """Where it stands in the source."""
        return self.row.path

    @property
    def is_reversed(self) -> bool:
        """Whether the new message has a line for it."""
        return self.decision == REVERSED


@dataclass(frozen=True)
class Reversal:
    """A message that takes charges back, or the sentence why there is none."""

    document: Document | None
    refusal: str = ""
    lines: tuple[ReversedLine, ...] = ()
    """Every FT1 of the source, in order."""
    header: tuple[Change, ...] = ()
    """What was changed in MSH and EVN."""
    totals: tuple[Total, ...] = ()
    """Of the lines reversed; each nets to zero."""
    notes: tuple[str, ...] = ()

    @property
    def reversed(self) -> tuple[ReversedLine, ...]:
        """The lines that the new message takes back."""
        return tuple(line for line in self.lines if line.is_reversed)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Header and lines together, in the order of the message."""
        return (*self.header, *(change for line in self.lines for change in line.changes))

    @property
    def balanced(self) -> bool:
        """Whether every total is zero."""
        return all(total.net == 0 for total in self.totals)
