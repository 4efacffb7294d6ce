"""The rows of a batch's report: what was made of each study, and how its messages ended since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from PySide6.QtCore import QObject

from workbench.charges.lifecycle.sequence import is_done, is_refused
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.studies.batch import Result
from workbench.ui.studies.sending import Answer

HEADERS = ("Done", "Study", "Messages", "Answer", "From", "Why")


class Column(IntEnum):
    """The columns, in order."""

    DONE = 0
    STUDY = 1
    MESSAGES = 2
    ANSWER = 3
    FROM = 4
    WHY = 5


class BatchModel(SimpleTable):
    """Results, those that need a person first; an answer shows at once in the row of its study."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, numbers=(Column.MESSAGES,), parent=parent)
        self._answers: Mapping[str, Answer] = {}

    def show_results(self, results: Iterable[Result], answers: Mapping[str, Answer]) -> None:
        """Other results. `answers`, by control id, is read again when `answered` is called."""
        self._answers = answers
        ordered = sorted(results, key=lambda one: (not one.needs_person, not one.warnings))
        self.show([_line(one, self._answers_of(one)) for one in ordered])

    def answered(self, control_ids: Iterable[str]) -> None:
        """These messages have another answer now."""
        news = set(control_ids)
        for number, line in enumerate(self._rows):
            one = line.subject
            if isinstance(one, Result) and news & {sent.control_id for sent in one.messages}:
                self._rows[number] = _line(one, self._answers_of(one))
                self.row_changed(number)

    def ink(self, row: Line, column: int) -> str:
        if column == Column.ANSWER and isinstance(row.subject, Result):
            return _worst(self._answers_of(row.subject)).colour
        return super().ink(row, column)

    def _answers_of(self, one: Result) -> list[Answer]:
        found = (self._answers.get(sent.control_id) for sent in one.messages)
        return [answer for answer in found if answer is not None]


def _worst(answers: list[Answer]) -> Answer:
    return next((one for one in answers if not is_done(one.verdict)), answers[0] if answers else Answer(""))


def _line(one: Result, answers: list[Answer]) -> Line:
    count = str(len(one.messages)) if one.sendable else "—"
    cells = (one.done, one.accession or "—", count, _words(one, answers), one.place, one.why)
    look = one.needs_person or one.warnings or any(is_refused(answer.verdict) for answer in answers)
    colour = "warn" if look else "good" if one.messages else "muted"
    tip = "\n".join(dict.fromkeys([one.why, *(f"{answer.label}. {answer.text}" for answer in answers)]))
    return Line(cells, one, colour, tip)


def _words(one: Result, answers: list[Answer]) -> str:
    if not answers:
        return ""
    label = _worst(answers).label
    if len(one.messages) == 1:
        return label
    return f"{label} ({sum(is_done(answer.verdict) for answer in answers)} of {len(one.messages)} accepted)"
