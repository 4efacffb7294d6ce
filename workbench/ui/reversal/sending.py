"""The messages of one correction on their way: what became of each, and which one may be sent now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.charges.lifecycle import sequence
from workbench.er7 import Document
from workbench.history import NoHistory
from workbench.ui import verdicts
from workbench.ui.reversal.shown import Note, Shown

if TYPE_CHECKING:
    from workbench.history.store import History

ANEW = "anew"
"""The target of the link that drops a correction which came to nothing."""
_MOST = 50


@dataclass(frozen=True)
class Step:
    """One message. `verdict` is that of the history, "" when it was not sent yet."""

    document: Document
    title: str
    verdict: str = ""
    entry: int | None = None


@dataclass(frozen=True)
class Plan:
    """Messages that go one after the other: each waits until the one before was accepted."""

    steps: tuple[Step, ...]
    shown: Shown
    """What the page showed when the first of them left."""

    @property
    def next(self) -> int | None:
        """The number of the message to be sent, from 0; None when all were accepted."""
        return sequence.next_of(step.verdict for step in self.steps)

    @property
    def may_send(self) -> bool:
        """Whether it may be sent now: one that is under way, and one that was refused, may not."""
        return self.next is not None and sequence.may_leave(self.steps[self.next].verdict)

    @property
    def stopped(self) -> bool:
        """Whether one was refused after others were accepted, and nothing of the rest is, or may be, on the account."""
        number = self.next
        return (
            bool(number)
            and sequence.is_refused(self.steps[number or 0].verdict)
            and all(sequence.is_nothing(step.verdict) for step in self.steps[number:])
        )

    @property
    def came_to_nothing(self) -> bool:
        """Whether nothing of it is, or may be, on the account."""
        return all(sequence.is_nothing(step.verdict) for step in self.steps)

    def looked_up(self, open_history: Callable[[], History]) -> Plan:
        """The same with what the history knows by now. Raises HistoryError when it cannot be read."""
        try:
            history = open_history()
        except NoHistory:
            return self
        return Plan(tuple(_looked_up(step, history) for step in self.steps), self.shown)

    def notes(self) -> Iterator[Note]:
        """What became of each, what it waits for, and what to do."""
        for number, step in enumerate(self.steps):
            yield self._note(number, step)
        if self.next is None:
            yield Note("The correction is done; nothing of it has to be sent again.", "good")
        elif self.came_to_nothing and sequence.is_refused(self.steps[0].verdict):
            yield Note("Nothing of this is on the account, so it can be made anew.", "", "Make it anew", ANEW)
        elif self.stopped:
            said = "The credits are on the account and the new charges are not; those can be made by themselves."
            yield Note(said, "", "Make the new charges anew", ANEW)

    def _note(self, number: int, step: Step) -> Note:
        link, target = (f"Show entry {step.entry}", step.entry) if step.entry is not None else ("", "")
        style = verdicts.style(step.verdict)
        name = step.title[:1].upper() + step.title[1:]
        if not step.verdict:
            waits = self.next is not None and number > self.next
            return Note(f"{name}: waits until the message before was accepted." if waits else f"{name}: not sent yet.")
        return Note(f"{name}: {style.label.lower()}. {style.means}", style.colour, link, target or "")


def begun(shown: Shown) -> Plan:
    """A plan of which nothing was sent yet."""
    steps = (Step(one, title) for one, title in zip(shown.messages, shown.titles, strict=True))
    return Plan(tuple(steps), shown)


def _looked_up(step: Step, history: History) -> Step:
    """The entry with this control id: the one that was accepted, else the newest that left, else the newest."""
    wanted = step.document.control_id
    page = history.entries(text=wanted, kind="control", direction="sent", limit=_MOST)
    found = [one for one in page if one.control_id == wanted]
    left = [one for one in found if one.verdict != sequence.NOT_SENT]
    best = next((one for one in left if sequence.is_done(one.verdict)), next(iter((*left, *found)), None))
    return step if best is None else Step(step.document, step.title, best.verdict, best.id)
