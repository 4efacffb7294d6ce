"""One round of making: what the history knows is asked, everything is made from the choices, and put into words.

It touches no widget, so that it can be done beside the window for a large message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from workbench.charges.profile.conventions import Convention
from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError
from workbench.history import HistoryError, NoHistory
from workbench.ui.reversal.lookup import NOT_LOOKED_UP, UNKNOWN, Standing, standing_of
from workbench.ui.reversal.making import Choices, Making, Means
from workbench.ui.reversal.shown import CORRECT, REPOST, Named, Note, Shown, of_reversal
from workbench.ui.reversal.shown_correction import Source, of_correction

if TYPE_CHECKING:
    from workbench.charges.ledger import Posting
    from workbench.history.store import History

Looking = Callable[[], tuple[Standing, str]]
"""Asks the history; gives what it knows, and why it cannot be read: "" when it can."""


class Known:
    """What the history knows about the charges on the page."""

    def __init__(
        self,
        open_history: Callable[[], History],
        complain: Callable[[str], object],
        imported: Callable[[], Sequence[Posting]] = lambda: (),
    ) -> None:
        """`imported` gives lines of messages from elsewhere, which the ledger has and no history."""
        self._open_history, self._complain, self._imported = open_history, complain, imported
        self.standing: Standing = UNKNOWN
        self.looking: Looking | None = None
        """What asks the history, while nobody asked it yet."""

    def forget(self, document: Document | None, choices: Choices, new: Document | None = None) -> None:
        """It is to be asked anew, also about what the charges should be (`new`).

        A history that cannot be opened is said, and the charges are unknown.
        """
        self.standing, self.looking = UNKNOWN, None
        if document is None:
            return
        imported = self._imported()
        try:
            self.looking = partial(_looked_up, document, choices.made(), self._history(), new, imported)
        except HistoryError as problem:
            self.standing = NOT_LOOKED_UP
            self._complain(str(problem))
        except WorkbenchError as problem:
            self._complain(str(problem))

    def _history(self) -> History | None:
        """None while nothing was sent or received: then nobody knows, as for a message from elsewhere."""
        try:
            return self._open_history()
        except NoHistory:
            return None

    def take(self, standing: Standing, problem: str) -> None:
        """What the history said; it was asked beside the window for a large message."""
        if self.looking is None:
            return
        self.standing, self.looking = standing, None
        if problem:
            self._complain(problem)

    def ask(self) -> None:
        """Ask it now, when nobody did."""
        if self.looking is not None:
            self.take(*self.looking())


def _looked_up(
    document: Document,
    convention: Convention,
    history: History | None,
    new: Document | None,
    imported: Sequence[Posting],
) -> tuple[Standing, str]:
    try:
        return standing_of(document, convention, history, new, imported), ""
    except HistoryError as problem:
        return NOT_LOOKED_UP, str(problem)


@dataclass(frozen=True)
class Work:
    """Everything that a round needs; `new` is the corrected message."""

    making: Making
    mode: str
    new: Document | None
    chosen: frozenset[int]
    choices: Choices
    standing: Standing
    looking: Looking | None
    means: Means = field(default_factory=Means)

    def done(self) -> tuple[Shown, Standing, str]:
        """What was made, or why nothing was, and what the history said before."""
        standing, problem = self.looking() if self.looking is not None else (self.standing, "")
        shown = self._made(standing)
        _ = shown.field_lines  # now, and not when somebody waits for them
        return shown, standing, problem

    def _made(self, standing: Standing) -> Shown:
        name = _names(self.making.document.version)
        try:
            if self.mode == CORRECT and self.new is not None:
                corrected = self.making.correct(self.new, self.choices, standing, self.means)
                source = Source(self.making.document, self.choices.made(), self.means.lines)
                return of_correction(corrected, standing, name, source)
            does = self.making.repost if self.mode == REPOST else self.making.reverse
            result = does(self.chosen, self.choices, standing)
            return of_reversal(result, self.making.document, standing, self.mode, name)
        except WorkbenchError as problem:
            return Shown(refusal=str(problem), notes=(Note(str(problem), "bad"),))


def _names(version: str) -> Named:
    def name(path: Path) -> str:
        from workbench.reference import dictionary

        return dictionary(version).describe(path).name

    return name
