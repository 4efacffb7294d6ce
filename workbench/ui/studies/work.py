"""One study on the desk: the report, its lines as coded and as edited, and the messages that they make. No widgets."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TypeVar

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.checks import warnings_of
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.compose import Composition, compose_all, messages_of
from workbench.charges.compose.late import is_held
from workbench.charges.compose.parts import CLAIMS
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.history.study_records import Mark
from workbench.ui.accepted import Accepted

_Key = TypeVar("_Key", bound=Hashable)
PartKey = tuple[int, str]
"""(number of the line, "26", "TC" or ""): stays the same while a line is edited, so that ids can be kept by it."""


@dataclass(frozen=True)
class Conventions:
    """What every composition of this place uses. The id iterators are endless and never give an id twice."""

    master: ChargeMaster
    profile: Profile
    control_ids: Iterator[str]
    transaction_ids: Iterator[str]


class StudyWork:
    """A report and its charges. Ids are drawn once for each line, so that recomposing changes only what was edited."""

    def __init__(self, document: Document, conventions: Conventions, file: Path | None, index: int | None) -> None:
        self.report = document
        self.file = file
        self.index = index
        self.conventions = conventions
        self.study: Study = read_report(document)
        self.coded: tuple[ChargeLine, ...] = (
            code_study(self.study, conventions.master, conventions.profile) if self.is_report else ()
        )
        self.lines = self.coded
        self.compositions: tuple[Composition, ...] = (Composition(None),)
        self.warned = 0
        """How many lines should be looked at, as of the last composition."""
        self.shown = 0
        """Which of the compositions is looked at."""
        self.released = False
        """Whether a person has released what the profile holds."""
        self._control_ids: dict[int, str] = {}
        self._transaction_ids: dict[PartKey, str] = {}
        self._given_away: set[str] = set()
        self._left: dict[str, None] = {}
        self.composed_at = datetime.now()
        """When its messages were made last."""
        self.mark: Mark | None = None
        """What the store and the history know of its charges."""
        self.accepted: Accepted | None = None
        """The entry of the history that says so last."""

    @property
    def composition(self) -> Composition:
        """The one that is looked at."""
        return self.compositions[min(self.shown, len(self.compositions) - 1)]

    @property
    def is_edited(self) -> bool:
        """Whether the lines are others than coding gave."""
        return self.lines != self.coded

    @property
    def exam(self) -> str:
        """What was examined, for a list."""
        return ", ".join(dict.fromkeys(exam.procedure.title for exam in self.study.exams)) or "—"

    @property
    def title(self) -> str:
        """A name for the message that is made of it."""
        of_whom = self.study.patient.name or "unnamed patient"
        named = f"Charge of {of_whom}, {self.study.accession}" if self.study.accession else f"Charge of {of_whom}"
        return f"{named} for {self.receiver}" if self.receiver else named

    @property
    def receiver(self) -> str:
        """The name of whom the profile routes the message to, with its claim form; "" when nothing routes."""
        made = self.composition
        return f"{made.endpoint} ({CLAIMS[made.side]})" if made.side else ""

    @property
    def total(self) -> Decimal | None:
        """The sum of the complete lines; None when none of them has a price, or when nothing of it may be billed."""
        if not self.study.signed.yes:
            return None
        amounts = [line.amount for line in self.lines if line.complete and line.amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def incomplete(self) -> int:
        """How many lines are to be completed."""
        return sum(not line.complete for line in self.lines)

    @property
    def left(self) -> bool:
        """Whether a message of it was ever given away."""
        return bool(self._left)

    @property
    def handed_out(self) -> tuple[str, ...]:
        """Control ids of the messages that were given away, the first one first."""
        return tuple(self._left)

    @property
    def left_as_it_is(self) -> bool:
        """Whether a message was given away and none of what was is another one by now."""
        return self.left and set(self._left) <= {made.control_id for made in self.documents}

    @property
    def is_report(self) -> bool:
        """Whether the message is one that charges can come from."""
        return self.study.signed.kind != "no report"

    @property
    def documents(self) -> tuple[Document, ...]:
        """The messages that it makes."""
        return tuple(made.document for made in self.compositions if made.document is not None)

    @property
    def transaction_ids(self) -> tuple[str, ...]:
        """FT1-2 of everything in its messages, in their order; an id stays with its charge while lines are edited."""
        return tuple(
            one for made in self.compositions for _, one in (*made.transaction_ids, *made.payment_ids) if made.document
        )

    def warnings_for(self, line: ChargeLine) -> tuple[str, ...]:
        """What should be looked at in a line, beside the others as they are now."""
        found = zip(self.lines, warnings_of(self.lines, profile=self.conventions.profile), strict=True)
        coded = next((warnings for one, warnings in found if one is line), ())
        return tuple(dict.fromkeys((*coded, *self._noted(line))))

    def _noted(self, line: ChargeLine) -> Iterator[str]:
        """What composing said about a line: that stands with the message, but it is the line that is changed."""
        place = next((place for place, one in enumerate(self.lines, 1) if one is line), 0)
        for made in self.compositions:
            for note in made.notes:
                if (found := _OF_LINE.match(note)) and str(place) in found[1].split(", "):
                    yield found[2][:1].upper() + found[2][1:]

    def give_away(self) -> bytes | None:
        """The message, to be opened or sent; None when there is none. A later edit makes another message of it."""
        document = self.composition.document
        if document is None:
            return None
        self._left[document.control_id] = None
        self._given_away.add(document.control_id)
        return document.to_bytes()

    def change(self, lines: tuple[ChargeLine, ...]) -> None:
        """Other lines. What left this desk already keeps its MSH-10 for itself; the edited message gets a new one."""
        self.lines = lines
        self._control_ids = {number: one for number, one in self._control_ids.items() if one not in self._given_away}
        self._given_away.clear()

    def restore(self) -> None:
        """The lines as coding gave them."""
        self.change(self.coded)

    def add_line(self) -> ChargeLine:
        """An empty line to complete, with the facts of the first exam."""
        number = max((line.number for line in self.lines), default=0) + 1
        exam = next(iter(self.study.exams), None)
        line = ChargeLine(
            number,
            exam.number if exam else 0,
            exam_title=exam.procedure.title if exam else "",
            diagnoses=self.study.diagnoses_for(exam.number if exam else 0),
            providers=self.study.providers,
            accession=self.study.accession,
            accession_raw=exam.accession_raw if exam else "",
            service_time=self.study.exam_time,
            why="The line was added by hand.",
        )
        self.change((*self.lines, line))
        return line

    def recompose(self, now: datetime) -> None:
        """Make the messages of the present lines; a failure becomes a refusal.

        What left stays as it was sent, with its time, until the lines are edited.
        """
        now = self.composed_at = self.composed_at if self._given_away else now
        try:
            self.compositions = compose_all(
                self.study,
                [replace(line, place=place) for place, line in enumerate(self.lines, 1)],
                self.conventions.profile,
                now=now,
                control_ids=_ids(self._control_ids, count(), self.conventions.control_ids),
                transaction_ids=_ids(self._transaction_ids, self._keys(now), self.conventions.transaction_ids),
                release=self.released,
            )
        except WorkbenchError as problem:
            self.compositions = (Composition(None, str(problem), self.lines),)
        self.shown = min(self.shown, len(self.compositions) - 1)
        self.warned = sum(bool(self.warnings_for(line)) for line in self.lines)

    def _keys(self, now: datetime) -> Iterator[PartKey]:
        """What composing draws a transaction id for, in its order: the parts of each message, then its payments."""
        profile = self.conventions.profile
        for content in messages_of(self.lines, profile, self.study.payments):
            if self.released or not any(is_held(part.line, profile, now) for part in content.parts):
                yield from ((part.line.number, part.component) for part in content.parts)
                yield from ((payment.number, "payment") for payment in content.payments)


_OF_LINE = re.compile(r"Line (\d+(?:, \d+)*): (.+)", re.DOTALL)
"""A note of composing that names the lines that it is about."""


class Later:
    """The message that was given away, as it is when this is called: another one once the lines were edited."""

    def __init__(self, work: StudyWork, raw: bytes) -> None:
        self._work, self._raw = work, raw
        self._lines, self._shown = work.lines, work.shown

    def __call__(self) -> bytes:
        if self._work.lines != self._lines:
            self._work.shown = min(self._shown, len(self._work.compositions) - 1)
            self._lines, self._raw = self._work.lines, self._work.give_away() or self._raw
        return self._raw


def _ids(known: dict[_Key, str], keys: Iterable[_Key], fresh: Iterator[str]) -> Iterator[str]:
    """The id of each key, drawn when it is first asked for and kept from then on."""
    for key in keys:
        if key not in known:
            known[key] = next(fresh)
        yield known[key]
