"""One step in the life of a study: what is known + a message that came in -> what is done, and what is known then.

A pure function: whoever keeps the studies hands in what is known and writes down what comes back, all in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.charges.coding.checks import told_of
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle import actions, look, persons
from workbench.charges.lifecycle.actions import Made
from workbench.charges.lifecycle.beside import beside_of
from workbench.charges.lifecycle.coded import Coded, CodedLine, coded, holder_of
from workbench.charges.lifecycle.desk import ALL, Desk
from workbench.charges.lifecycle.difference import Difference, difference
from workbench.charges.lifecycle.events import CHARGING, MEANING, Event
from workbench.charges.lifecycle.standing import Sent, Standing
from workbench.charges.lifecycle.states import RETRIED, UNDONE, Action, Cell, State, cell
from workbench.charges.lifecycle.transition import Transition, event_of_living, living, told, transition
from workbench.charges.lifecycle.unchanged import News, news
from workbench.charges.sources.identity import keys_of, part_with
from workbench.charges.sources.orders import ORDER_CODES, with_order
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
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
    warnings: tuple[str, ...] = ()
    """What should be looked at in the lines that were charged; all of it is in `notes` too."""
    aside: bool = False
    """Whether the report is about another patient or a withdrawn one, so that nothing of it counts for the study."""

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
    others: tuple[str, ...] = ()
    """About orders of other patients, of which nothing was taken."""


def take(
    known: Standing,
    study: Study,
    report: Document,
    desk: Desk,
    *,
    at: datetime,
    stated: Event | None = None,
    lines: Sequence[ChargeLine] | None = None,
    beside: Sequence[CodedLine] = (),
) -> Taken:
    """Act on a message about a study. `study` is its part of the message `report`, which came in `at` that time.

    `stated` is an event that a person states; then the order of reports does not matter. `lines` are charge lines that
    a person has edited; without them the charge master decides. `beside` are the lines of other studies of the
    patient, which are only warned of. Raises WorkbenchError for ids that do not fit.
    """
    known = known.settled
    is_order = study.message_type[:3].upper() in ORDER_CODES
    meaning = transition(known, study, report, at) if stated is None else _stated(stated, study, is_order=is_order)
    held = persons.why_order_held(known, study) if is_order else _aside(known, study, meaning, stated)
    if held:
        return _set_aside(known, study, held, meaning.event if is_order else stated, at)
    if meaning.event is None and lines is not None and not meaning.stale:
        meaning = _edited(known, study, lines, desk) or meaning
    if meaning.event is None:
        return _nothing(known, study, meaning, at)
    raw = report.to_bytes()
    if is_order and raw in known.orders and known.state not in RETRIED:
        return Taken(known.state, known, None, Action.NOTHING, "It is the same order as before, so nothing is done.")
    orders = known.orders if not is_order or raw in known.orders else (*known.orders, raw)
    version = _version(known, study, orders, desk, lines, is_order=is_order)
    event = meaning.event
    if stated is None and not is_order:
        event = event_of_living(event, study, living(study))
    said = _news(known, version, orders, desk, event, by_hand=lines is not None, is_order=is_order)
    found = _found(known, event, said, stated)
    made, cycle = _acted(found.action, found.next, known, version, said, desk)
    now = replace(
        known,
        state=UNDONE[found.action] if made.refusal else found.next,
        cycle=known.cycle if made.refusal else cycle,
        coded=known.coded if _says_nothing(event, known.state, found.next) else said.target,
        differs=False,
        messages=(*known.messages, *made.messages),
        orders=orders,
        why=_why(found.why, meaning, made.refusal),
        wrong=_wrong(known, study, event),
    )
    if not is_order and event is not Event.UNCLEAR:
        now = replace(now, told=told(study, report), report=raw, since=at)
    if now.state is State.CHARGED and _settles(found.action, event):
        now = replace(now, basis=known.report if is_order else raw, decided=said.target)
    acts = found.action in (Action.CHARGE, Action.CORRECT)
    gaps = tuple(gap.text for gap in version.study.gaps) if acts else ()
    said_beside = beside_of(version.lines, beside, desk.master) if acts else ()
    warnings = tuple(dict.fromkeys((*told_of(version.lines), *said_beside))) if acts else ()
    other = persons.told_of_other(known, version.study) if found.action in _MOVES and not is_order else ()
    if not known.report and acts:  # only orders were there before: they and no charges may be another patient's
        other = version.others
    if not made.refusal:
        looks = look.later(
            known.look,
            at=at,
            action=found.action,
            state=now.state,
            held=now.why,
            warnings=warnings,
            notices=(*other, *made.look),
        )
        now = replace(now, look=looks)
    kept = (said.note,) if said.note else ()
    notes = (*kept, *meaning.notes, *version.notes, *made.notes, *other, *gaps, *warnings)
    return Taken(
        known.state,
        now,
        event,
        found.action,
        now.why,
        made.messages,
        tuple(dict.fromkeys(notes)),
        made.refusal,
        said.changed if known.open_charges and found.action is not Action.REVERSE else Difference(),
        coded=said.target,
        warnings=() if made.refusal else warnings,
    )


_AGAIN = "The charges were edited or made with other settings; put the study on the desk, edit its lines, and keep it."
_MOVES = (Action.CHARGE, Action.CORRECT, Action.REVERSE)


def _aside(known: Standing, study: Study, meaning: Transition, stated: Event | None) -> str:
    """Why the report does not count for the study, whatever it says; "" when it does."""
    event = stated or MEANING.get(study.signed.kind, Event.UNCLEAR)
    if stated is not None and meaning.event is None:
        return ""
    if stated is not None:
        known = replace(known, wrong=())
    if event not in CHARGING and known.state not in persons.MONEY:
        return ""
    return persons.why_held(known, study, event)


def _set_aside(known: Standing, study: Study, why: str, stated: Event | None, at: datetime) -> Taken:
    """Nothing is done, and a person is asked to look."""
    now = replace(known, look=look.noticed(known.look, why, at))
    event = stated or MEANING.get(study.signed.kind, Event.UNCLEAR)
    return Taken(known.state, now, event, Action.HOLD, why, coded=Coded(holder_of(study)), aside=True)


def _nothing(known: Standing, study: Study, meaning: Transition, at: datetime) -> Taken:
    """No event. An end that came too late to be believed is shown to a person, where there is money to lose."""
    if meaning.stale and study.signed.kind in _ENDS and known.state in persons.MONEY:
        text = f"A report that says “{study.signed.kind}” was not acted on. {meaning.why}"
        known = replace(known, look=look.noticed(known.look, text, at))
    return Taken(known.state, known, None, Action.NOTHING, meaning.why, stale=meaning.stale)


_ENDS = ("cancelled", "deleted", "wrong patient")


def _edited(known: Standing, study: Study, lines: Sequence[ChargeLine], desk: Desk) -> Transition | None:
    """The same report with lines that a person has edited since is a correction by that person."""
    if not known.open_charges or not study.signed.yes:
        return None
    if not difference(known.decided, coded(study, lines, desk.profile)):
        return None
    return Transition(Event.CORRECTED, "A person has edited the lines of the report.")


def _settles(action: Action, event: Event) -> bool:
    """Whether what stands afterwards is what the version says."""
    return action in (Action.CHARGE, Action.CORRECT) or (action is Action.NOTHING and event in CHARGING)


def _wrong(known: Standing, study: Study, event: Event) -> tuple[str, ...]:
    if event is not Event.WRONG_PATIENT:
        return known.wrong
    return tuple(dict.fromkeys((*known.wrong, *(persons.patients_of(known) or (study.patient.mrn,)))))


def _found(known: Standing, event: Event, said: News, stated: Event | None) -> Cell:
    if said.conflict and stated is None and event in CHARGING:
        held = State.HELD if known.state in (State.CHARGED, State.HELD) else known.state
        return Cell(Action.HOLD, held, said.conflict)
    return cell(known.state, event, same=bool(known.open_charges) and not said.changed, stated=stated is not None)


def _news(
    known: Standing,
    version: _Version,
    orders: tuple[bytes, ...],
    desk: Desk,
    event: Event,
    *,
    by_hand: bool,
    is_order: bool,
) -> News:
    """What the version says beside what stands; lines that a person has just edited are what that person wants."""
    if by_hand or not known.basis or not known.open_charges or not (event in CHARGING or is_order):
        return News(version.coded, difference(known.compared, version.coded))
    keys = keys_of(version.study)
    before = part_with(read_report(Document.from_bytes(known.basis)), keys)
    old = _version(known, before, orders, desk, None, is_order=False)
    return news(known.compared, known.decided, old.coded, version.coded)


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
    others: list[str] = []
    for raw in orders:
        filled = with_order(study, part_with(read_report(Document.from_bytes(raw)), keys_of(study)))
        study = filled.study
        notes += filled.notes
        others += [filled.other] if filled.other else []
    coded_lines = tuple(lines) if lines is not None else code_study(study, desk.master, desk.profile)
    return _Version(study, coded_lines, coded(study, coded_lines, desk.profile), tuple(notes), tuple(others))


def _acted(
    action: Action, after: State, known: Standing, version: _Version, said: News, desk: Desk
) -> tuple[Made, int]:
    """What was made, and the cycle that the study is in when it was."""
    begins = after is State.CHARGED and (action in (Action.CHARGE, Action.CORRECT) or known.state is not State.CHARGED)
    cycle = known.cycle + 1 if begins else known.cycle
    if action is Action.CHARGE:
        return actions.charge(known, version.study, version.lines, desk, cycle), cycle
    if action is Action.CORRECT and said.note:
        # The lines that a person wanted are known as facts alone: they can stay and go, and not be made anew.
        if said.changed.rebill or said.changed.moved or desk.scope == ALL:
            return Made((), _AGAIN), cycle
        return actions.correct(known, version.study, (), said.changed, desk, cycle), cycle
    if action is Action.CORRECT:
        return actions.correct(known, version.study, version.lines, said.changed, desk, cycle), cycle
    if action is Action.REVERSE:
        return actions.reverse_all(known, desk), cycle
    return Made(), cycle


def _why(why: str, meaning: Transition, refusal: str) -> str:
    parts = [why, meaning.why]
    if refusal:
        parts.append(f"It could not be done yet: {refusal}")
    return " ".join(part for part in parts if part)
