"""One study on the desk: the report, its lines as coded and as edited, and the message that they make. No widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from workbench.charges.chargemaster import ChargeMaster
from workbench.charges.coding import code_study
from workbench.charges.compose import Composition, compose
from workbench.charges.lines import ChargeLine
from workbench.charges.profile import Profile
from workbench.charges.report import read_report
from workbench.charges.study import Study
from workbench.er7 import Document
from workbench.errors import WorkbenchError


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
        self.coded: tuple[ChargeLine, ...] = code_study(self.study, conventions.master)
        self.lines = self.coded
        self.composition = Composition(None)
        self._control_id = next(conventions.control_ids)
        self._transaction_ids: dict[int, str] = {}
        self._given_away = False

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
        return f"Charge of {of_whom}, {self.study.accession}" if self.study.accession else f"Charge of {of_whom}"

    @property
    def total(self) -> Decimal | None:
        """The sum of the complete lines; None when none of them has a price."""
        amounts = [line.amount for line in self.lines if line.complete and line.amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def incomplete(self) -> int:
        """How many lines are to be completed."""
        return sum(not line.complete for line in self.lines)

    def give_away(self) -> bytes | None:
        """The message, to be opened or sent; None when there is none. A later edit makes another message of it."""
        if self.composition.document is None:
            return None
        self._given_away = True
        return self.composition.document.to_bytes()

    def change(self, lines: tuple[ChargeLine, ...]) -> None:
        """Other lines. What left this desk already keeps its MSH-10 for itself; the edited message gets a new one."""
        self.lines = lines
        if self._given_away:
            self._control_id = next(self.conventions.control_ids)
            self._given_away = False

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
        """Make the message of the present lines; a failure becomes its refusal."""
        try:
            self.composition = compose(
                self.study,
                self.lines,
                self.conventions.profile,
                now=now,
                control_id=self._control_id,
                transaction_ids=[self._transaction_id(line) for line in self.lines if line.complete],
            )
        except WorkbenchError as problem:
            self.composition = Composition(None, str(problem), self.lines)

    def _transaction_id(self, line: ChargeLine) -> str:
        if line.number not in self._transaction_ids:
            self._transaction_ids[line.number] = next(self.conventions.transaction_ids)
        return self._transaction_ids[line.number]
