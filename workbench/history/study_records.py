"""What comes out of the store about studies, as frozen records. Times are aware, in UTC; amounts are Decimal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from workbench.charges.lifecycle.coded import Coded
from workbench.charges.lifecycle.standing import Sent, Standing
from workbench.charges.lifecycle.take import Taken
from workbench.charges.lifecycle.worklist import Amounts


@dataclass(frozen=True)
class Recorded:
    """One study of a message that was taken: what was done, and where it is kept."""

    study: int
    """Number in the store; 0 when nothing was stored."""
    accession: str
    taken: Taken


@dataclass(frozen=True, slots=True)
class StudySummary:
    """One line of the list of studies."""

    id: int
    state: str
    """With the answers of the receivers taken into account."""
    why: str
    since: datetime | None
    """When the report that acted last came in."""
    changed_at: datetime
    accession: str
    patient_id: str
    patient_name: str
    account: str
    title: str
    exam_time: str
    coded: Coded
    """What the latest version says about charges."""
    charged: tuple[tuple[str, Decimal], ...]
    """(currency, sum) of what stands at the receiver."""

    @property
    def patient(self) -> str:
        """Name and number, for reading."""
        return " ".join(part for part in (self.patient_name, self.patient_id) if part)


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One report or order of a study, as it came in."""

    id: int
    at: datetime
    source: str
    """report or order."""
    kind: str
    """Kind of the report (see `charges.study.status`)."""
    report_time: str
    message_time: str
    control_id: str
    stale: bool
    """Whether it came after a newer one had acted."""
    coded: Coded
    raw: bytes


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event of a study."""

    id: int
    at: datetime
    version: int | None
    event: str
    """"" for a report that came late and did nothing."""
    stated: bool
    """Whether a person stated it."""
    before: str
    action: str
    state: str
    why: str
    difference: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class StudyDetail:
    """Everything about one study."""

    summary: StudySummary
    standing: Standing
    """With every message that was made, its bytes and its outcome."""
    versions: tuple[VersionRecord, ...]
    events: tuple[EventRecord, ...]


@dataclass(frozen=True)
class Unsent:
    """A message that was made for a study and never left."""

    study: int
    accession: str
    why: str
    """Why the study is in its state."""
    sent: Sent
    """With its bytes."""


class Mark(NamedTuple):
    """How the charges of a study ended, for a list of reports."""

    study: int
    """Number in the store; 0 for charges that were sent without keeping the study."""
    state: str
    """Of the study, the answers taken into account; "" when it is not kept."""
    outcome: str
    """Of its last message: a verdict of the history, or that it was made; "" when there is none."""
    at: datetime
    """When that was so."""
    endpoint: str
    entry: int | None


class Wait(NamedTuple):
    """One line of the worklist as it stands in the database: texts to be read only when somebody looks at them."""

    group: str
    study: int
    accession: str
    patient: str
    title: str
    why: str
    since: str | None
    amounts: str
    """JSON: (currency, amount) pairs."""
    unpriced: int


class Kept(NamedTuple):
    """One study as it stands in the database."""

    study: int
    state: str
    accession: str
    patient: str
    title: str
    why: str
    changed_at: str
    charged: str
    """JSON: (currency, amount) pairs of what stands at the receiver."""


class Glance(NamedTuple):
    """Everything that the worklist shows."""

    waiting: tuple[Wait, ...] = ()
    """By group, the longest first."""
    kept: tuple[Kept, ...] = ()
    """The one that changed last first."""
    behind: int = 0
    """Studies that had to be worked out: see `Studies.catch_up`."""


def amounts_of(text: str) -> Amounts:
    """(currency, sum) pairs from their JSON."""
    return tuple((currency, Decimal(amount)) for currency, amount in json.loads(text))


@dataclass(frozen=True, slots=True)
class WaitingCredit:
    """A credit in a message of a study that was made and never left."""

    control_id: str
    accession: str
    transaction_id: str
    reverses: str
    """FT1-2 of the charge."""
