"""Studies, their events and the worklist as plain data for `--json`. Amounts are texts, exact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbench.er7 import Document

if TYPE_CHECKING:
    from workbench.charges.lifecycle.coded import Coded
    from workbench.charges.lifecycle.standing import Sent
    from workbench.charges.lifecycle.worklist import Item, Sum
    from workbench.history.study_records import EventRecord, Recorded, StudyDetail, StudySummary, VersionRecord


_RECEIVED = ("payment", "co-payment", "deposit")


def recorded_data(recorded: Recorded) -> dict[str, Any]:
    """What one message did to a study."""
    taken = recorded.taken
    return {
        "study": recorded.study,
        "accession": recorded.accession,
        "event": None if taken.event is None else taken.event.value,
        "before": taken.before.value,
        "action": taken.action.value,
        "state": taken.standing.state.value,
        "held_for_age": taken.standing.held_for_age,
        "why": taken.why,
        "refusal": taken.refusal,
        "difference": [change.text for change in taken.difference.changes],
        "notes": list(taken.notes),
        "warnings": list(taken.warnings),
        "missing": list(taken.coded.missing),
        "messages": [sent_data(sent) for sent in taken.messages],
    }


def summary_data(one: StudySummary) -> dict[str, Any]:
    """One line of the list."""
    return {
        "study": one.id,
        "state": one.state,
        "why": one.why,
        "accession": one.accession,
        "patient_id": one.patient_id,
        "patient": one.patient_name,
        "account": one.account,
        "title": one.title,
        "exam_time": one.exam_time,
        "changed_at": one.changed_at.isoformat(),
        "charged": _amounts(one.charged),
        **_coded_data(one.coded),
    }


def detail_data(detail: StudyDetail) -> dict[str, Any]:
    """Everything about one study."""
    return {
        **summary_data(detail.summary),
        "held_for_age": detail.standing.held_for_age,
        "look": [{"text": one.text, "since": one.at.isoformat(), "kind": one.kind} for one in detail.standing.look],
        "versions": [_version_data(one) for one in detail.versions],
        "events": [_event_data(one) for one in detail.events],
        "messages": [sent_data(one) for one in detail.standing.messages],
    }


def _version_data(one: VersionRecord) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "source": one.source,
        "status": one.kind,
        "report_time": one.report_time,
        "control_id": one.control_id,
        "came_late": one.stale,
        **_coded_data(one.coded),
        "message": Document.from_bytes(one.raw).text,
    }


def _event_data(one: EventRecord) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "event": one.event or None,
        "stated": one.stated,
        "before": one.before,
        "action": one.action,
        "state": one.state,
        "why": one.why,
        "difference": one.difference,
        "notes": list(one.notes),
    }


def received_in(sent: Sent) -> dict[int, Decimal | None]:
    """Number of an FT1 -> the money that it tells of, as it stands there, where it was received: such a line moves no
    charge, so what is kept as its amount is zero."""
    from workbench.charges.ft1.groups import groups_of
    from workbench.charges.ft1.rows import read_row
    from workbench.charges.profile.conventions import Convention

    numbers = {one.number for one in sent.transactions if one.kind in _RECEIVED}
    if not numbers:
        return {}
    document, convention = Document.from_bytes(sent.raw), sent.made_with.convention if sent.made_with else Convention()
    groups = [group for group in groups_of(document) if group.number in numbers]
    return {group.number: read_row(document, group, convention).amount for group in groups}


def sent_data(sent: Sent) -> dict[str, Any]:
    """A message that was made for a study, with its transactions."""
    received = received_in(sent)
    return {
        "control_id": sent.control_id,
        "outcome": sent.outcome,
        "note": sent.note,
        "entry": sent.entry,
        "endpoint": sent.endpoint or None,
        "made_with": _made_with(sent),
        "held_back_for": sent.beside or None,
        "set_aside": sent.note if sent.set_aside else None,
        "transactions": [
            {
                "transaction_id": one.transaction_id,
                "kind": one.kind,
                "reverses": None if one.replaces else one.reverses or None,
                "replaces": one.transaction_id if one.replaces else None,
                "code": one.line.code if one.line is not None else None,
                "amount": None if one.amount is None else str(one.amount),
                "received": None if (told := received.get(one.number)) is None else str(told),
                "currency": one.currency,
            }
            for one in sent.transactions
        ],
        "message": Document.from_bytes(sent.raw).text,
    }


def _made_with(sent: Sent) -> dict[str, str] | None:
    """The profile and the convention that its charges are taken back with; None where that was not kept."""
    made = sent.made_with
    return None if made is None else {"profile": made.profile, "convention": made.convention.name}


def _coded_data(coded: Coded) -> dict[str, Any]:
    from workbench.charges.lifecycle.coded import to_data

    data = to_data(coded)
    return {"lines": data["lines"], "missing": data["missing"]}


def sum_data(one: Sum) -> dict[str, Any]:
    """One group of the worklist."""
    return {
        "group": one.group.value,
        "count": one.count,
        **_apart(one.amounts),
        "unpriced": one.unpriced,
        "oldest_hours": _hours(one.oldest),
    }


def item_data(one: Item) -> dict[str, Any]:
    """One line of the worklist."""
    return {
        "group": one.group.value,
        "study": one.study,
        "accession": one.accession,
        "patient": one.patient,
        "title": one.title,
        "why": one.why,
        "since": None if one.since is None else one.since.isoformat(),
        "age_hours": _hours(one.age),
        **_apart(one.amounts),
        "unpriced": one.unpriced,
    }


def _apart(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, dict[str, str]]:
    """Charges and credits each on their own, and `amounts`, the two netted."""
    from workbench.charges.lifecycle.coded import sums

    given = tuple(amounts)
    return {
        "amounts": _amounts(sums(given)),
        "charges": _amounts(one for one in given if one[1] >= 0),
        "credits": _amounts(one for one in given if one[1] < 0),
    }


def _amounts(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    return {currency: str(amount) for currency, amount in amounts}


def _hours(age: timedelta) -> int:
    return int(age.total_seconds() // 3600)
