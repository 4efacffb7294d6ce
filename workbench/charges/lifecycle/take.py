"""One step in the life of a study: what is known + a message that came in -> what is done, and what is known then.

A pure function: whoever keeps the studies hands in what is known and writes down what comes back, all in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.charges.coding import code_study
from workbench.charges.coding_checks import told_of
from workbench.charges.lifecycle import actions
from workbench.charges.lifecycle.actions import Made
from workbench.charges.lifecycle.coded import Coded, coded, holder_of
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.difference import Difference, difference
from workbench.charges.lifecycle.events import CHARGING, Event
from workbench.charges.lifecycle.standing import Sent, Standing
from workbench.charges.lifecycle.states import RETRIED, UNDONE, Action, State, cell
from workbench.charges.lifecycle.transition import Transition, event_of_living, living, told, transition
from workbench.charges.lines import ChargeLine
from workbench.charges.report import read_report
from workbench.charges.sources.identity import keys_of, part_with
from workbench.charges.sources.orders import ORDER_CODES, with_order
from workbench.charges.study import Study
from workbench.er7 import Document


@dataclass(frozen=True)
class Taken:
    """What one message did to a study."""

    before: State
    standing: Standing
    """What is known now; its messages are those from before and the new ones."""
    event: Event | None
    """None when nothing was done: the same report once more, an older one, or one that does not fit what was stated."""
    action: Action
    why: str
    """A finished sentence, or several."""
    messages: tuple[Sent, ...] = ()
    """The new ones, in the order they are sent."""
    notes: tuple[str, ...] = ()
    refusal: str = ""
    """Why the action could not be done; "" when it was, or when there was none."""
    difference: Difference = Difference()
    """What changed against what is charged."""
    stale: bool = False
    """Whether the report is older than the one that acted last."""
    coded: Coded = Coded()
    """What this version says about charges."""

    @property
    def done(self) -> bool:
        """Whether everything that should be done was done."""
        return self.event is not None and not self.refusal


@dataclass(frozen=True)
class _Version:
    """The study as it is charged now: the report that counts, with its orders, coded."""

    study: Study
    lines: tuple[ChargeLine, ...]
    coded: Coded
    notes: tuple[str, ...]


def take(
    known: Standing,
    study: Study,
    report: Document,
    desk: Desk,
    *,
    at: datetime,
    stated: Event | None = None,
    lines: Sequence[ChargeLine] | None = None,
) -> Taken:
    """Act on a message about a study. `study` is its part of the message `report`, which came in `at` that time.

    `stated` is an event that a person states; then the order of reports does not matter. `lines` are charge lines that
    a person has edited; without them the charge master decides. Raises WorkbenchError for ids that do not fit.
    """
    known = known.settled
    is_order = study.message_type[:3].upper() in ORDER_CODES
    meaning = transition(known, study, report) if stated is None else _stated(stated, study, is_order=is_order)
    if meaning.event is None:
        return Taken(known.state, known, None, Action.NOTHING, meaning.why, stale=meaning.stale)
    raw = report.to_bytes()
    if is_order and raw in known.orders and known.state not in RETRIED:
        return Taken(known.state, known, None, Action.NOTHING, "It is the same order as before, so nothing is done.")
    orders = known.orders if not is_order or raw in known.orders else (*known.orders, raw)
    version = _version(known, study, orders, desk, lines, is_order=is_order)
    event = meaning.event
    if stated is None and not is_order:
        event = event_of_living(event, study, living(study))
    changed = difference(known.charged, version.coded)
    found = cell(known.state, event, same=bool(known.open_charges) and not changed)
    made, cycle = _acted(found.action, found.next, known, version, changed, desk)
    state = UNDONE[found.action] if made.refusal else found.next
    now = replace(
        known,
        state=state,
        cycle=known.cycle if made.refusal else cycle,
        coded=known.coded if _says_nothing(event, known.state, found.next) else version.coded,
        differs=False,
        messages=(*known.messages, *made.messages),
        orders=orders,
        why=_why(found.why, meaning, made.refusal),
    )
    if not is_order and event is not Event.UNCLEAR:
        now = replace(now, told=told(study, report), report=raw, since=at)
    acts = found.action in (Action.CHARGE, Action.CORRECT)
    gaps = tuple(gap.text for gap in version.study.gaps) if acts else ()
    warnings = told_of(version.lines) if acts else ()
    notes = (*meaning.notes, *version.notes, *made.notes, *gaps, *warnings)
    return Taken(
        known.state,
        now,
        event,
        found.action,
        now.why,
        made.messages,
        tuple(dict.fromkeys(notes)),
        made.refusal,
        changed if known.open_charges else Difference(),
        coded=version.coded,
    )


def _says_nothing(event: Event, before: State, after: State) -> bool:
    """Whether what should be charged stays as the last signed version says: only that is compared with what is open."""
    return event not in CHARGING and before is after and after in (State.CHARGED, State.REFUSED)


def _stated(event: Event, study: Study, *, is_order: bool) -> Transition:
    """A person states the event; a charge still needs a report that is signed."""
    if is_order:
        return Transition(None, f"This is an order ({study.message_type}), which is never {event.value}.")
    rest = living(study)
    if event in CHARGING and not rest.signed.yes:
        return Transition(None, f"It cannot be taken as {event.value}. {rest.signed.why}")
    return Transition(event, "Stated by hand.")


def _version(
    known: Standing,
    study: Study,
    orders: tuple[bytes, ...],
    desk: Desk,
    lines: Sequence[ChargeLine] | None,
    *,
    is_order: bool,
) -> _Version:
    if is_order:
        if not known.report:
            return _Version(study, (), Coded(holder_of(study)), ())
        study = part_with(read_report(Document.from_bytes(known.report)), keys_of(study))
    study = living(study)
    notes: list[str] = []
    for raw in orders:
        filled = with_order(study, part_with(read_report(Document.from_bytes(raw)), keys_of(study)))
        study = filled.study
        notes += filled.notes
    coded_lines = tuple(lines) if lines is not None else code_study(study, desk.master, desk.profile)
    return _Version(study, coded_lines, coded(study, coded_lines, desk.profile), tuple(notes))


def _acted(
    action: Action, after: State, known: Standing, version: _Version, changed: Difference, desk: Desk
) -> tuple[Made, int]:
    """What was made, and the cycle that the study is in when it was."""
    begins = after is State.CHARGED and (action in (Action.CHARGE, Action.CORRECT) or known.state is not State.CHARGED)
    cycle = known.cycle + 1 if begins else known.cycle
    if action is Action.CHARGE:
        return actions.charge(known, version.study, version.lines, desk, cycle), cycle
    if action is Action.CORRECT:
        return actions.correct(known, version.study, version.lines, changed, desk, cycle), cycle
    if action is Action.REVERSE:
        return actions.reverse_all(known, desk), cycle
    return Made(), cycle


def _why(why: str, meaning: Transition, refusal: str) -> str:
    parts = [why, meaning.why]
    if refusal:
        parts.append(f"It could not be done yet: {refusal}")
    return " ".join(part for part in parts if part)
