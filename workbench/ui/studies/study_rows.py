"""What happened to a kept study, and its messages, as rows of words. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.charges.lifecycle.coded import Coded, CodedLine, Holder, sums
from workbench.charges.lifecycle.difference import difference
from workbench.charges.lifecycle.standing import COMPOSED, Sent
from workbench.charges.lifecycle.worklist import held_back_words
from workbench.ui.simple_table import Line
from workbench.ui.studies.due import is_waiting
from workbench.ui.studies.signing import DONE, words_of
from workbench.ui.studies.worklist_rows import money_words
from workbench.ui.verdicts import style

if TYPE_CHECKING:
    from workbench.history.study_records import EventRecord, StudyDetail, VersionRecord


def title_of(detail: StudyDetail) -> str:
    """The state and the accession: `Charged: ACC1`."""
    return ": ".join(part for part in (detail.standing.state.value.capitalize(), detail.summary.accession) if part)


def whose(detail: StudyDetail) -> str:
    """The patient and what was examined."""
    return ", ".join(part for part in (detail.summary.patient, detail.summary.title) if part)


def reasons(detail: StudyDetail, waits_for: str) -> str:
    """Why it is so; before it the reason of the chosen row, unless that is said here or beside it anyway."""
    looks = " ".join(one.text for one in detail.standing.look)
    said = [] if waits_for in detail.standing.why or waits_for in looks else [waits_for]
    if detail.standing.why not in waits_for or not said:
        said.append(detail.standing.why)
    return "\n".join(said)


def since_taken_back(detail: StudyDetail) -> str:
    """How what is charged now differs from what was charged before it was taken back; "" in the first cycle."""
    found: dict[int, tuple[Holder, list[CodedLine]]] = {}
    for sent in detail.standing.messages:
        for one in sent.transactions:
            if one.kind == "charge" and one.line is not None:
                found.setdefault(one.cycle, (sent.holder, []))[1].append(one.line)
    if len(found) < 2 or max(found) != detail.standing.cycle:
        return ""
    before, now = (Coded(holder, tuple(lines)) for _cycle, (holder, lines) in sorted(found.items())[-2:])
    return difference(before, now).text or "The same as before it was taken back."


def happened_rows(detail: StudyDetail) -> list[Line]:
    """All events; the one that charged last says too what is other than before it was taken back."""
    last = max((one.id for one in detail.events if one.action == "charge"), default=0)
    rows = []
    for event in detail.events:
        more = since_taken_back(detail) if event.id == last and not event.difference else ""
        rows.append(happened_row(event, detail.versions, more))
    return rows


def happened_row(event: EventRecord, versions: tuple[VersionRecord, ...], more: str = "") -> Line:
    """When, the report that told it, the event, what was done, and the state after it."""
    version = next((one for one in versions if one.id == event.version), None)
    told = "—"  # done by hand: no report came
    if version is not None:
        told = words_of(version.kind)[0] if version.source == "report" else "Order"
    cells = (
        f"{event.at.astimezone():%Y-%m-%d %H:%M}",
        told,
        f"{event.event or 'came late'}{' (stated)' if event.stated else ''}",
        DONE.get(event.action, event.action),
        event.state,
    )
    parts = [event.why, event.difference, more, *event.notes]
    colour = "" if event.action in ("charge", "correct", "reverse all") else "muted"
    return Line(cells, event, colour if event.action != "hold" else "warn", "\n".join(part for part in parts if part))


def message_row(sent: Sent, detail: StudyDetail) -> Line:
    """Control id, how it ended, its sum, and whom it is for."""
    total = sums((one.currency, one.amount) for one in sent.transactions)
    look = style(sent.outcome)
    label = "Made, not sent" if sent.outcome == COMPOSED else look.label
    means = "It was made; nothing here says that it was sent." if sent.outcome == COMPOSED else look.means
    if sent.held_back:
        label, means = "Set aside" if sent.set_aside else "Held back", held_back_words(sent)
    made = f" with the profile {sent.made_with.profile}" if sent.made_with is not None else ""
    parts = [f"Made on {sent.at.astimezone():%Y-%m-%d at %H:%M}{made}.", means, "" if sent.set_aside else sent.note]
    if is_waiting(detail.standing, sent):
        parts.append("It waits: send it, with the same ids.")
    if sent.endpoint:
        parts.append(f"It is for {sent.endpoint}.")
    parts.append(", ".join(f"{one.kind} {one.transaction_id}" for one in sent.transactions))
    colour = "warn" if sent.outcome == COMPOSED else look.colour
    cells = (sent.control_id, label, money_words(total), sent.endpoint or "—")
    return Line(cells, sent, colour, "\n".join(part for part in parts if part))
