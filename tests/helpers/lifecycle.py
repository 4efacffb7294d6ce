"""A desk with a clock that stands still and ids that count, and reports that follow one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from workbench.charges.chargemaster.master import load_default
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.profile.conventions import named
from workbench.charges.profile.model import default_profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

REPORT = (
    "MSH|^~\\&|US|DEMO|||{message_time}||ORU^R01|R{control}|T|2.5.1\r"
    "PID|1||{mrn}^^^DEMO^MR||SAMPLE^ANNA||19900412|F||||||||||{account}\r"
    "PV1|1|O|USCTR||||||||||||||||V77\r"
    "OBR|1|P1|ACC1|{code}|||20260301141500|||||||||1122334455^ORDER^OLE||||||{report_time}|||{status}"
    "||||||{diagnosis}^Reason^I10|1234567893&READER&ROSA\r"
    "OBX|1|TX|IMP^Impression^L||{words}||||||{observed}\r"
)
DEFAULTS = {
    "control": "1",
    "mrn": "100234",
    "account": "A5550001",
    "code": "US-NECK^US thyroid^L",
    "diagnosis": "E04.1",
    "status": "F",
    "observed": "F",
    "words": "Nothing",
    "message_time": "20260301155500",
    "report_time": "20260301155000",
}


def report(minute: int = 0, **changes: str) -> Document:
    """A report whose times are so many minutes after 15:50, with these parts instead of the usual ones."""
    at = f"20260301{15 + (50 + minute) // 60:02}{(50 + minute) % 60:02}00"
    times = {"message_time": at, "report_time": at, "control": str(minute)}
    return Document.from_text(REPORT.format(**{**DEFAULTS, **times, **changes}))


def ids(prefix: str) -> Iterator[str]:
    return (f"{prefix}{number:04}" for number in count(1))


def make_desk() -> Desk:
    return Desk(load_default(), default_profile(), named("A"), NOON, ids("DFT"), ids("CHG"))


class Life:
    """One study to which reports happen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.known = Standing(1)

    def take(self, document: Document, stated: Event | None = None) -> Taken:
        taken = take(self.known, read_report(document), document, self.desk, at=NOON, stated=stated)
        self.known = taken.standing
        return taken

    def report(self, minute: int = 0, **changes: str) -> Taken:
        return self.take(report(minute, **changes))

    def answer(self, outcome: str, *, last: int = 1) -> None:
        """The receiver's answer to the last messages."""
        messages = self.known.messages
        kept, answered = messages[: len(messages) - last], messages[len(messages) - last :]
        self.known = replace(
            self.known, messages=(*kept, *(replace(sent, outcome=outcome) for sent in answered))
        ).settled
