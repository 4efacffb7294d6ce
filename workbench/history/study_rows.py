"""Studies as rows: writing down what one step did, and reading it back. Every function runs inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Insert, RowMapping, insert, select, update

from workbench.charges.lifecycle import look
from workbench.charges.lifecycle.coded import Coded, CodedLine, Holder, from_data, line_from_data, line_to_data, to_data
from workbench.charges.lifecycle.made_with import MadeWith
from workbench.charges.lifecycle.standing import COMPOSED, Sent, Standing, Told, Transaction
from workbench.charges.lifecycle.states import State
from workbench.charges.lifecycle.take import Taken
from workbench.charges.reversal.decide import OUTCOMES
from workbench.charges.sources.identity import ACCESSION, Key, may_be_same
from workbench.charges.study.model import Study
from workbench.charges.study.payments import payment_from_data, payment_to_data
from workbench.history.keys import ACCESSION as ACCESSION_KEY
from workbench.history.keys import CONTROL, folded, storable
from workbench.history.records import ACCEPTED, NOT_SENT, SENT
from workbench.history.schema import (
    entries,
    keys,
    studies,
    study_events,
    study_ids,
    study_keys,
    study_messages,
    study_transactions,
    study_versions,
)
from workbench.history.study_outcomes import Ending, endings, stored
from workbench.history.study_profiles import number_of, profiles
from workbench.history.study_records import Mark, Unsent, WaitingCredit
from workbench.history.times import from_text, to_text

REPORT, ORDER = "report", "order"
REFUSED = tuple(outcome for outcome, there in OUTCOMES.items() if there == "no")
"""Outcomes of messages that the receiver does not have."""


# ---- which study ----------------------------------------------------------------------------------------------------


def find(connection: Connection, wanted: Iterable[Key]) -> int | None:
    """The study that these keys mean, the best key first; None when there is none."""
    ordered = [(kind, storable(value)) for kind, value in wanted]
    for kind, value in ordered:
        statement = select(study_keys.c.study_id).where(study_keys.c.kind == kind, study_keys.c.folded == value)
        number = connection.execute(statement).scalar()
        if number is not None and may_be_same(ordered, keys_there(connection, number)):
            return int(number)
    return None


def keys_there(connection: Connection, number: int) -> tuple[Key, ...]:
    """All keys that mean this study."""
    statement = select(study_keys.c.kind, study_keys.c.folded).where(study_keys.c.study_id == number)
    return tuple((kind, folded) for kind, folded in connection.execute(statement))


def remember(connection: Connection, number: int, wanted: Iterable[Key]) -> None:
    """Let these keys mean this study; one that means another study already goes on meaning that."""
    for kind, value in wanted:
        statement = select(study_keys.c.study_id).where(
            study_keys.c.kind == kind, study_keys.c.folded == storable(value)
        )
        if connection.execute(statement).first() is None:
            row = {"kind": kind, "folded": storable(value), "study_id": number}
            connection.execute(insert(study_keys).values(row))


# ---- reading --------------------------------------------------------------------------------------------------------


def standing(connection: Connection, number: int) -> Standing:
    """Everything that acting on a study needs, bytes included; the answers of receivers are taken into account."""
    row = connection.execute(select(studies).where(studies.c.id == number)).mappings().one()
    last = None
    if row["version_id"] is not None:
        statement = select(study_versions).where(study_versions.c.id == row["version_id"])
        last = connection.execute(statement).mappings().one_or_none()
    orders = connection.execute(
        select(study_versions.c.raw)
        .where(study_versions.c.study_id == number, study_versions.c.source == ORDER)
        .order_by(study_versions.c.id)
    ).scalars()
    sent = messages(connection, number, with_bytes=True).get(number, ())
    basis = None
    if row["basis"] is not None:
        basis = connection.execute(select(study_versions.c.raw).where(study_versions.c.id == row["basis"])).scalar()
    return replace(standing_of(row, sent, last, tuple(dict.fromkeys(orders))), basis=basis or b"")


def standing_of(
    row: RowMapping, sent: tuple[Sent, ...], last: RowMapping | None = None, orders: tuple[bytes, ...] = ()
) -> Standing:
    """The record of one row of `studies`."""
    told = None
    if last is not None:
        names = ("kind", "report_time", "message_time", "control_id", "digest")
        told = Told(**{name: last[name] for name in names})
    return Standing(
        study=row["id"],
        state=State(row["state"]),
        cycle=row["cycle"],
        told=told,
        coded=from_data(json.loads(row["coded"])),
        messages=sent,
        report=b"" if last is None else last["raw"],
        orders=orders,
        why=row["why"],
        since=None if row["since"] is None else from_text(row["since"]),
        basis_orders=row["basis_orders"] or 0,
        decided=from_data(json.loads(row["decided"])) if row["decided"] else Coded(),
        held_for_age=bool(row["held_for_age"]),
        wrong=tuple(json.loads(row["wrong"] or "[]")),
        look=look.from_data(json.loads(row["look"] or "[]")),
    )


def messages(
    connection: Connection, number: int | None = None, *, with_bytes: bool = False
) -> dict[int, tuple[Sent, ...]]:
    """The messages of one study or of all, by study, oldest first."""
    present = endings(connection, number)
    lines = _transactions(connection, number)
    columns = [column for column in study_messages.c if with_bytes or column.name != "raw"]
    statement = select(*columns).order_by(study_messages.c.id)
    if number is not None:
        statement = statement.where(study_messages.c.study_id == number)
    found: dict[int, list[Sent]] = {}
    known = profiles(connection)
    for row in connection.execute(statement).mappings():
        sent = _sent(row, present[row["id"]], tuple(lines.get(row["id"], ())), known)
        found.setdefault(row["study_id"], []).append(sent)
    return {study: tuple(all_of_it) for study, all_of_it in found.items()}


def mark(connection: Connection, wanted: Sequence[Key]) -> Mark | None:
    """How the charges of one study ended."""
    number = find(connection, wanted)
    if number is None:
        return _sent_without_keeping(connection, wanted)
    row = connection.execute(select(studies).where(studies.c.id == number)).mappings().one()
    sent = messages(connection, number).get(number, ())
    state = standing_of(row, sent).settled.state.value
    if not sent:
        return Mark(number, state, "", from_text(row["changed_at"]), "", None)
    last = sent[-1]
    if last.entry is None:
        return Mark(number, state, last.outcome, last.at, "", None)
    statement = select(entries.c.at, entries.c.answered_at, entries.c.endpoint).where(entries.c.id == last.entry)
    entry = connection.execute(statement).one()
    at = from_text(entry.answered_at or entry.at)
    return Mark(number, state, last.outcome, at, entry.endpoint, last.entry)


def _sent_without_keeping(connection: Connection, wanted: Sequence[Key]) -> Mark | None:
    """The last charge message with this accession number that a receiver has taken."""
    numbers = [storable(value) for kind, value in wanted if kind == ACCESSION]
    statement = (
        select(entries.c.id, entries.c.at, entries.c.answered_at, entries.c.endpoint)
        .join(keys, keys.c.entry_id == entries.c.id)
        .where(keys.c.kind == ACCESSION_KEY, keys.c.folded.in_(numbers))
        .where(entries.c.direction == SENT, entries.c.verdict == ACCEPTED, entries.c.message_type.like("DFT%"))
        .order_by(entries.c.id.desc())
        .limit(1)
    )
    found = connection.execute(statement).one_or_none() if numbers else None
    if found is None:
        return None
    return Mark(0, "", ACCEPTED, from_text(found.answered_at or found.at), found.endpoint, found.id)


def lines_beside(connection: Connection, patient: str, number: int | None) -> tuple[CodedLine, ...]:
    """The lines that are charged, or to be, for other studies of the patient."""
    if not patient:
        return ()
    statement = select(studies.c.coded).where(studies.c.patient_id == storable(patient), studies.c.id != (number or 0))
    statement = statement.where(studies.c.state.in_([State.CHARGED, State.HELD, State.CORRECTION_DUE]))
    return tuple(line for text in connection.execute(statement).scalars() for line in from_data(json.loads(text)).lines)


def left_before(
    connection: Connection, wanted: Sequence[Key], known: Standing, handed_out: Sequence[str]
) -> tuple[str, ...]:
    """Control ids of charge messages for a study that left before anything of it was kept: those that were handed
    out, and those of the history that the receiver has or may have."""
    if known.messages:
        return ()
    numbers = [storable(value) for kind, value in wanted if kind == ACCESSION]
    statement = (
        select(entries.c.control_id)
        .join(keys, keys.c.entry_id == entries.c.id)
        .where(keys.c.kind == ACCESSION_KEY, keys.c.folded.in_(numbers))
        .where(entries.c.direction == SENT, entries.c.message_type.like("DFT%"), entries.c.verdict.not_in(REFUSED))
        .order_by(entries.c.id)
    )
    there = connection.execute(statement).scalars() if numbers else ()
    return tuple(dict.fromkeys((*handed_out, *there)))


def unsent(connection: Connection) -> list[Unsent]:
    """The messages that never left, as far as the store and the history know, with their bytes, oldest first; but those
    that are held back because another one left for the same charges. What was tried and reached nobody is among them.
    """
    there = (
        select(keys.c.entry_id)
        .join(entries, (entries.c.id == keys.c.entry_id) & (entries.c.direction == SENT))
        .where(keys.c.kind == CONTROL, keys.c.folded == study_messages.c.folded, entries.c.verdict != NOT_SENT)
    )
    never = study_messages.c.outcome.in_((COMPOSED, NOT_SENT))
    statement = (
        select(study_messages, studies.c.accession, studies.c.why)
        .join(studies, studies.c.id == study_messages.c.study_id)
        .where(never, study_messages.c.beside.is_(None), ~there.exists())
        .order_by(study_messages.c.id)
    )
    made, known = Ending(COMPOSED, "", None), profiles(connection)
    return [
        Unsent(row["study_id"], row["accession"], row["why"], _sent(row, made, (), known))
        for row in connection.execute(statement).mappings()
    ]


def waiting_credits(connection: Connection, transaction_ids: Collection[str]) -> list[WaitingCredit]:
    """The credits of these charges (FT1-2) in messages of studies that never left, as `unsent` has them."""
    ids = set(transaction_ids)
    statement = (
        select(study_messages.c.control_id, study_transactions.c.transaction_id, study_transactions.c.reverses)
        .join(study_messages, study_messages.c.id == study_transactions.c.message_id)
        .where(study_transactions.c.reverses != "", study_messages.c.outcome.in_((COMPOSED, NOT_SENT)))
        .order_by(study_messages.c.id, study_transactions.c.number)
    )
    found = [one for one in connection.execute(statement) if one.reverses in ids]
    wanted = {one.sent.control_id: one.accession for one in unsent(connection)} if found else {}
    return [
        WaitingCredit(one.control_id, wanted[one.control_id], one.transaction_id, one.reverses)
        for one in found
        if one.control_id in wanted
    ]


def _sent(
    row: RowMapping, ending: Ending, transactions: tuple[Transaction, ...], known: Mapping[int, MadeWith]
) -> Sent:
    return Sent(
        control_id=row["control_id"],
        raw=row.get("raw") or b"",
        at=from_text(row["at"]),
        holder=Holder(**json.loads(row["holder"])),
        transactions=transactions,
        outcome=ending.outcome,
        note=ending.note,
        entry=ending.entry,
        holder_name=row["holder_name"] or "",
        endpoint=row["endpoint"] or "",
        beside=row["beside"] or "",
        made_with=known.get(row["made_with"]),
    )


def _transactions(connection: Connection, number: int | None) -> dict[int, list[Transaction]]:
    columns = study_transactions.c
    statement = select(study_transactions).order_by(columns.message_id, columns.number)
    if number is not None:
        statement = statement.where(columns.study_id == number)
    found: dict[int, list[Transaction]] = {}
    for row in connection.execute(statement).mappings():
        found.setdefault(row["message_id"], []).append(_transaction(row))
    return found


def _transaction(row: RowMapping) -> Transaction:
    names = ("transaction_id", "kind", "number", "cycle", "reverses", "currency", "line_number")
    return Transaction(
        **{name: row[name] for name in names},
        amount=None if row["amount"] is None else Decimal(row["amount"]),
        **_line_of(row["line"]),
    )


def _line_of(text: str | None) -> dict[str, Any]:
    """What a transaction was made from: a charge line, or a payment, which says so."""
    data = {} if text is None else json.loads(text)
    if "payment" in data:
        return {"payment": payment_from_data(data["payment"])}
    return {"line": line_from_data(data)} if data else {}


# ---- writing --------------------------------------------------------------------------------------------------------


def add_study(connection: Connection, at: datetime) -> int:
    """A new study without anything; its number."""
    empty = dict.fromkeys(("accession", "patient_id", "patient_name", "account", "title", "exam_time", "why"), "")
    row = empty | {"state": State.OPEN.value, "cycle": 0, "changed_at": to_text(at), "coded": _json(to_data(Coded()))}
    return _added(connection, insert(studies).values(row))


def write_down(
    connection: Connection,
    number: int,
    study: Study,
    told: Told,
    raw: bytes,
    taken: Taken,
    *,
    at: datetime,
    stated: bool,
) -> None:
    """Everything that one step did to a study."""
    source = ORDER if study.not_a_report else REPORT
    version = _add_version(connection, number, told, raw, taken, at, source)
    event = _add_event(connection, number, version, taken, at, stated=stated)
    for sent in taken.messages:
        add_message(connection, number, event, sent)
    now = taken.standing
    keep_look(connection, number, now.look)
    if taken.event is None or taken.aside:
        return
    acted = now.told == told and now.report == raw
    row = _heading(study) | {
        "state": now.state.value,
        "cycle": now.cycle,
        "why": storable(now.why),
        "since": None if now.since is None else to_text(now.since),
        "changed_at": to_text(at),
        "coded": _json(to_data(now.coded)),
        "held_for_age": int(now.held_for_age),
    }
    if source == REPORT and not study.patient.mrn:  # an order that came before may have named another patient
        row["patient_id"] = storable(now.coded.holder.patient)
    there = connection.execute(select(studies.c.accession).where(studies.c.id == number)).scalar() or ""
    if folded(there) == folded(study.accession):  # capitals do not count, and the first spelling stays
        row.pop("accession", None)
    connection.execute(update(studies).where(studies.c.id == number).values(row))
    if acted:
        connection.execute(update(studies).where(studies.c.id == number).values(version_id=version))
    _keep_basis(connection, number, now)
    keep_endings(connection, number)


def keep_look(connection: Connection, number: int, looks: Iterable[look.Look]) -> None:
    """Write down what a person should look at."""
    text = _json(look.to_data(looks))
    connection.execute(update(studies).where(studies.c.id == number).values(look=text if text != "[]" else None))


def _keep_basis(connection: Connection, number: int, now: Standing) -> None:
    """The report that was charged, as the version that it is; and what was charged for it."""
    values: dict[str, Any] = {"wrong": _json(now.wrong) if now.wrong else None}
    if now.basis:
        statement = (
            select(study_versions.c.id)
            .where(study_versions.c.study_id == number, study_versions.c.source == REPORT)
            .where(study_versions.c.raw == now.basis)
            .order_by(study_versions.c.id.desc())
            .limit(1)
        )
        values |= {"basis": connection.execute(statement).scalar(), "basis_orders": now.basis_orders}
        values["decided"] = _json(to_data(now.decided))
    connection.execute(update(studies).where(studies.c.id == number).values(values))


def _heading(study: Study) -> dict[str, str]:
    """How people call the study; what the message leaves empty stays as it was."""
    found = {
        "accession": study.accession,
        "patient_id": study.patient.mrn,
        "patient_name": study.patient.name,
        "account": study.visit.account or study.visit.number,
        "title": ", ".join(dict.fromkeys(exam.procedure.title for exam in study.exams)),
        "exam_time": study.exam_time,
    }
    return {name: storable(text) for name, text in found.items() if text}


def _add_version(
    connection: Connection, number: int, told: Told, raw: bytes, taken: Taken, at: datetime, source: str
) -> int:
    row = {
        **{name: storable(text) for name, text in asdict(told).items()},
        "study_id": number,
        "at": to_text(at),
        "source": source,
        "stale": int(taken.stale),
        "coded": _json(to_data(taken.coded)),
        "raw": raw,
    }
    return _added(connection, insert(study_versions).values(row))


def _add_event(connection: Connection, number: int, version: int, taken: Taken, at: datetime, *, stated: bool) -> int:
    row = {
        "study_id": number,
        "version_id": version,
        "at": to_text(at),
        "event": "" if taken.event is None else taken.event.value,
        "stated": int(stated),
        "before": taken.before.value,
        "action": taken.action.value,
        "state": taken.standing.state.value,
        "why": storable(taken.why),
        "difference": storable(taken.difference.text),
        "notes": _json(taken.notes),
    }
    return _added(connection, insert(study_events).values(row))


def add_message(connection: Connection, number: int, event: int, sent: Sent, *, by_hand: bool = False) -> None:
    """A message that was made for a study; the ids of one that was made by hand are not ours to give."""
    row = {
        "study_id": number,
        "event_id": event,
        "at": to_text(sent.at),
        "control_id": sent.control_id,
        "folded": folded(sent.control_id),
        "holder": _json(asdict(sent.holder)),
        "holder_name": storable(sent.holder_name),
        "outcome": sent.outcome,
        "note": storable(sent.note),
        "endpoint": storable(sent.endpoint) or None,
        "beside": storable(sent.beside) or None,
        "entry_id": sent.entry,
        "raw": sent.raw,
        "made_with": number_of(connection, sent.made_with),
    }
    message = _added(connection, insert(study_messages).values(row))
    for one in sent.transactions:
        _give_out(connection, number, one, by_hand=by_hand)
        connection.execute(insert(study_transactions).values(_transaction_row(number, message, one)))


def _transaction_row(number: int, message: int, one: Transaction) -> dict[str, Any]:
    return {
        "message_id": message,
        "number": one.number,
        "study_id": number,
        "transaction_id": storable(one.transaction_id),
        "kind": one.kind,
        "cycle": one.cycle,
        "reverses": storable(one.reverses),
        "amount": None if one.amount is None else str(one.amount),
        "currency": storable(one.currency),
        "line": _line_text(one),
        "line_number": one.line_number,
    }


def _line_text(one: Transaction) -> str | None:
    if one.payment is not None:
        return _json({"payment": payment_to_data(one.payment)})
    return None if one.line is None else _json(line_to_data(one.line))


def _give_out(connection: Connection, number: int, one: Transaction, *, by_hand: bool) -> None:
    """Enter an id as given. Once more may be given that of a credit of the same charge, after a refusal, and that of a
    charge which replaces an earlier one of the study."""
    if not one.transaction_id:
        return
    row = {
        "folded": folded(one.transaction_id),
        "kind": one.kind,
        "study_id": number,
        "reverses": folded(one.reverses),
    }
    statement = select(study_ids).where(study_ids.c.folded == row["folded"], study_ids.c.kind == one.kind)
    there = connection.execute(statement).mappings().one_or_none()
    again = there is not None and one.kind == "credit" and there["reverses"] == row["reverses"] != ""
    again = again or (there is not None and one.replaces and there["study_id"] == number)
    if not again and not (by_hand and there is not None):
        connection.execute(insert(study_ids).values(row))


def set_aside(connection: Connection, control_id: str, note: str) -> int | None:
    """Write down why a message that is held back is never sent; its study, None when it is not held back."""
    columns = study_messages.c
    mine = columns.folded == folded(control_id)
    number = connection.execute(select(columns.study_id).where(mine)).scalar()
    held = (one for one in messages(connection, number).get(number, ()) if one.held_back) if number is not None else ()
    if not any(folded(one.control_id) == folded(control_id) for one in held):
        return None
    connection.execute(update(study_messages).where(mine).values(note=storable(note)))
    return number


def keep_endings(connection: Connection, number: int | None = None) -> int:
    """Write down what the history says now, so that it is known when its entries are purged. How many changed."""
    before = stored(connection, number)
    changed = {message: one for message, one in endings(connection, number).items() if one != before.get(message)}
    for message, one in changed.items():
        values = {"outcome": one.outcome, "note": storable(one.note), "entry_id": one.entry}
        connection.execute(update(study_messages).where(study_messages.c.id == message).values(values))
    return len(changed)


def _added(connection: Connection, statement: Insert) -> int:
    """Execute an insert of one row; its number."""
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])


def _json(data: object) -> str:
    # Halves of characters, which a damaged message may bring, are no text that a database takes.
    return storable(json.dumps(data, ensure_ascii=False))
