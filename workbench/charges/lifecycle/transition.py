"""From a report to an event: only a transition acts.

The same report once more does nothing. Of two reports the later OBR-22 (time of the status) is the newer one, and with
equal ones the later MSH-7 (time of the message); where neither tells, they count in the order in which they came. A
time more than a day after the message was written or came in is not believed: it would keep out all later reports.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workbench.charges.lifecycle.events import CHARGING, MEANING, Event
from workbench.charges.lifecycle.instants import compare, instant
from workbench.charges.lifecycle.standing import Standing, Told
from workbench.charges.lifecycle.states import RETRIED
from workbench.charges.sources.orders import ORDER_CODES, order_control
from workbench.charges.study.gaps import gaps_of
from workbench.charges.study.model import Study
from workbench.er7 import Document

_CANCELS = frozenset({"CA", "OC", "DC", "OD", "CR", "DR"})
"""ORC-1 (table 0119): cancelled or discontinued, by the placer or by the filler."""
_DROPPED = ("cancelled", "deleted")
_AHEAD = timedelta(days=1)
"""How far ahead a time may be: clocks differ, and so do zones that are not written down."""


@dataclass(frozen=True, slots=True)
class Transition:
    """What a report means for a study. Without an event it means nothing, and `why` says why."""

    event: Event | None
    why: str = ""
    """A finished sentence, or "" when there is nothing to add to what the state machine says."""
    stale: bool = False
    """Whether it is older than the version that acted last."""
    notes: tuple[str, ...] = ()


def told(study: Study, report: Document) -> Told:
    """What decides which of two reports is the newer one."""
    return Told(study.signed.kind, study.report_time, study.message_time, study.control_id, digest(report))


def digest(report: Document) -> str:
    """Of every segment but MSH, which changes when the same report is sent again."""
    lines = (segment.text for segment in report.segments if segment.name != "MSH")
    return hashlib.sha256("\r".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def transition(standing: Standing, study: Study, report: Document, at: datetime) -> Transition:
    """What the report, which came in `at` that time, means for the study; `standing` is the settled one."""
    if study.message_type[:3].upper() in ORDER_CODES:
        return _ordered(report)
    event = MEANING.get(study.signed.kind, Event.UNCLEAR)
    new = told(study, report)
    if (last := standing.told) is not None:
        if _repeated(last, new):
            if standing.state in RETRIED:
                return Transition(event, "It is the same report as before.")
            return Transition(None, "It is the same report as before, so nothing is done.")
        if late := _older(_believed(last, at), _believed(new, at)):
            return Transition(None, late, stale=True)
    if event is Event.UNCLEAR:
        return Transition(event, study.signed.why)
    return Transition(event, "", notes=(*_conflicts(study), *_doubts(new, at)))


def living(study: Study) -> Study:
    """The study without exams that were cancelled or deleted, when all others are signed; else as it is."""
    dropped = [exam for exam in study.exams if exam.judgement.kind in _DROPPED]
    signed = [exam for exam in study.exams if exam.judgement.signed]
    if not dropped or not signed or len(dropped) + len(signed) != len(study.exams):
        return study
    rest = replace(study, exams=tuple(signed))
    return replace(rest, gaps=gaps_of(rest))


def event_of_living(event: Event, study: Study, rest: Study) -> Event:
    """An exam that was cancelled beside signed ones is a correction of the study, not its end."""
    if rest is study:
        return event
    return Event.CORRECTED if event not in CHARGING else event


def _ordered(report: Document) -> Transition:
    control = order_control(report)
    if control in _CANCELS:
        return Transition(Event.ORDER_CANCELLED, f"ORC-1 is {control}.")
    return Transition(Event.ORDERED)


def _repeated(last: Told, new: Told) -> bool:
    return (last.kind, last.digest) == (new.kind, new.digest)


def _believed(one: Told, at: datetime) -> Told:
    """The same without times that cannot be."""
    message_time = "" if _is_ahead(one.message_time, at) else one.message_time
    written = instant(message_time)
    wrong = _is_ahead(one.report_time, at) or (written is not None and _is_ahead(one.report_time, written))
    return replace(one, report_time="" if wrong else one.report_time, message_time=message_time)


def _is_ahead(text: str, moment: datetime) -> bool:
    found = instant(text)
    if found is None:
        return False
    if (found.tzinfo is None) != (moment.tzinfo is None):
        found, moment = found.replace(tzinfo=None), moment.replace(tzinfo=None)
    return found - moment > _AHEAD


def _doubts(new: Told, at: datetime) -> tuple[str, ...]:
    """A sentence for each time that is not believed."""
    trusted = _believed(new, at)
    pairs = (("OBR-22", new.report_time, trusted.report_time), ("MSH-7", new.message_time, trusted.message_time))
    return tuple(
        f"{name} ({given}) is more than a day ahead of the message or of today and is not believed; the order of"
        f" reports is told by {'MSH-7' if trusted.message_time else 'when they came'}."
        for name, given, kept in pairs
        if given and not kept
    )


def _older(last: Told, new: Told) -> str:
    """A sentence when the report is older than the one that acted last; "" when it is newer, or nobody can tell."""
    for name, one, other in (
        ("OBR-22", new.report_time, last.report_time),
        ("MSH-7", new.message_time, last.message_time),
    ):
        order = compare(one, other)
        if order == -1:
            return (
                f"The report came late: its {name} is {one}, and a report of {other} has acted already;"
                " it is kept and nothing is done."
            )
        if order == 1:
            return ""
    return ""


def _conflicts(study: Study) -> tuple[str, ...]:
    """What the statuses of the report contradict each other in; OBR-25 has decided."""
    return tuple(gap.text for gap in study.gaps if gap.field.endswith("].status"))
