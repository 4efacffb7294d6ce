"""One step in the life of a study: what is known + a message that came in -> what is done, and what is known then.

A pure function: whoever keeps the studies hands in what is known and writes down what comes back, all in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from workbench.charges.coding.checks import told_of
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle import actions, look, paid, persons, received
from workbench.charges.lifecycle.actions import Made
from workbench.charges.lifecycle.beside import Against, against_beside, asked_beside, codes_beside
from workbench.charges.lifecycle.brought import brought, brought_words
from workbench.charges.lifecycle.coded import CodedLine, coded
from workbench.charges.lifecycle.desk import ALL, Desk
from workbench.charges.lifecycle.difference import Difference
from workbench.charges.lifecycle.events import CHARGING, Event
from workbench.charges.lifecycle.given import Given, left_alone, meaning_of
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import UNDONE, Action, Cell, State, cell
from workbench.charges.lifecycle.taken import Taken
from workbench.charges.lifecycle.transition import event_of_living, living, told
from workbench.charges.lifecycle.unchanged import News
from workbench.charges.lifecycle.undone import why_undone
from workbench.charges.lifecycle.version import Version, news_of, version_of
from workbench.charges.sources.identity import keys_of, part_with
from workbench.charges.study.gaps import is_needed
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document

__all__ = ["Taken", "take"]

_AGAIN = "The charges were edited or made with other settings; put the study on the desk, edit its lines, and keep it."
_MOVES = (Action.CHARGE, Action.CORRECT, Action.REVERSE)
_WAITING = (Action.HOLD, Action.NOTHING)
_CHARGES = (Action.CHARGE, Action.CORRECT)
_TOLD = (State.CHARGED, State.HELD, State.REFUSED)
"""States in which something was charged, and may lack what comes now."""


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
    given = Given(known.settled, study, report, desk, at, stated, lines, beside)
    meaning = meaning_of(given)
    if (alone := left_alone(given, meaning)) is not None:
        return received.left_alone(given, alone)
    known, event = given.known, meaning.event
    assert event is not None, "left_alone answers what means nothing"
    version = version_of(known, study, given.orders, desk, lines, is_order=given.is_order)
    owed = paid.owed(known, version.study.payments, desk.convention)
    version = _asked(given, event, replace(version, study=replace(version.study, payments=owed)))
    if stated is None and not given.is_order:
        event = event_of_living(event, study, living(study))
    said = news_of(given, version, event)
    found = _found(given, event, said)
    made, cycle = _acted(found.action, found.next, known, version, said, desk)
    why = _why(found.why, meaning.why, made.refusal)
    late = _brought(given, version, found.action, event)
    now = replace(_after(given, event, found, said, made, cycle, told_only=bool(late)), why=why)
    warnings, others, gaps = _told(given, version, found.action)
    again, unsure = received.told_before(given, owed)
    if not made.refusal:
        notices = (*others, *made.look, *unsure)
        now = replace(now, look=_looks(given, found.action, now, warnings, notices, late))
    now, waits = received.waiting(given, now, owed)
    kept = (said.note,) if said.note else ()
    return Taken(
        known.state,
        now,
        event,
        found.action,
        why,
        made.messages,
        tuple(
            dict.fromkeys(
                (*kept, *meaning.notes, *version.notes, *made.notes, *others, *again, *waits, *late, *gaps, *warnings)
            )
        ),
        made.refusal,
        said.changed if known.open_charges and found.action is not Action.REVERSE else Difference(),
        coded=said.target,
        warnings=() if made.refusal else (*warnings, *late),
        profiles=() if made.refusal else made.profiles,
        beside=() if made.refusal else tuple((one.other, one.back) for one in _against(given, version, found.action)),
    )


def _asked(given: Given, event: Event, version: Version) -> Version:
    """What another study of the day has already is asked about before it is charged; a person need not be asked."""
    decided = given.stated is not None or given.lines is not None or given.known.open_charges
    if decided or event not in CHARGING or not given.beside:
        return version
    lines = asked_beside(version.lines, given.beside, version.study.fetuses)
    return replace(version, lines=lines, coded=coded(version.study, lines, given.desk.profile))


def _after(given: Given, event: Event, found: Cell, said: News, made: Made, cycle: int, *, told_only: bool) -> Standing:
    """What is known when the step is done, but why and what is to be looked at. `told_only` says that the message has
    something that the charge lacks, so that the report before is still the one that was charged."""
    known, raw = given.known, given.report.to_bytes()
    state = UNDONE[found.action] if made.refusal else found.next
    now_is_due = state is known.state and state in (State.DUE, State.CORRECTION_DUE)
    now = replace(
        known,
        state=state,
        cycle=known.cycle if made.refusal else cycle,
        coded=known.coded if _says_nothing(event, known.state, found.next) else said.target,
        differs=False,
        held_for_age=made.held or (found.action in _WAITING and now_is_due and known.held_for_age),
        messages=(*known.messages, *made.messages),
        orders=given.orders,
        wrong=_wrong(given, event),
    )
    if not given.is_order and event is not Event.UNCLEAR:
        now = replace(now, told=told(given.study, given.report), report=raw, since=given.at)
    if now.state is State.CHARGED and _settles(found.action, event) and not (told_only and known.basis):
        orders = len(given.orders) if found.action in _CHARGES and not said.note else known.basis_orders
        if not known.basis:
            orders = len(given.orders)
        basis = known.report if given.is_order else raw
        now = replace(now, basis=basis, basis_orders=orders, decided=said.target)
    return now


def _against(given: Given, version: Version, action: Action) -> tuple[Against, ...]:
    return against_beside(version.lines, given.beside, given.desk.master) if action in _CHARGES else ()


def _told(given: Given, version: Version, action: Action) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Warnings about the lines, what is said about other patients, and what the report lacks."""
    acts = action in _CHARGES
    others: tuple[str, ...] = ()
    if acts and not given.known.report:  # only orders were there before: they and no charges may be another patient's
        others = version.others
    elif action in _MOVES and not given.is_order:
        others = persons.told_of_other(given.known, version.study)
    if not acts:
        return (), others, ()
    said = [one.text for one in _against(given, version, action)]
    gaps = version.study.gaps
    lacks = (gap.text for gap in gaps if is_needed(gap, version.study))
    warnings = tuple(
        dict.fromkeys(
            (*lacks, *told_of(version.lines, codes_beside(version.lines, given.beside), given.desk.profile), *said)
        )
    )
    return warnings, others, tuple(gap.text for gap in gaps)


def _looks(
    given: Given,
    action: Action,
    now: Standing,
    warnings: Sequence[str],
    notices: Sequence[str],
    late: Sequence[str],
) -> tuple[look.Look, ...]:
    """What is to be looked at after a step that was done."""
    return look.later(
        given.known.look,
        at=given.at,
        action=action,
        state=now.state,
        held=now.why,
        warnings=warnings,
        notices=notices,
        news=late,
    )


def _brought(given: Given, version: Version, action: Action, event: Event) -> tuple[str, ...]:
    """What the message brought that the charge lacks, when nothing is done about it: a person is told."""
    known, profile = given.known, given.desk.profile
    if action is not Action.NOTHING or not known.report or known.state not in _TOLD:
        return ()
    if not given.is_order and (event not in CHARGING or not known.open_charges):
        return ()
    last = part_with(read_report(Document.from_bytes(known.report)), keys_of(version.study))
    before = version_of(known, last, known.orders, given.desk, (), is_order=False).study
    charged = {code for line in known.charged.lines for code in line.diagnoses}
    found = brought(before, version.study, profile, known=charged, beyond=not given.is_order)
    source = "order" if given.is_order else "report"
    words = brought_words(found, source, refused=known.state is State.REFUSED)
    return (words,) if words else ()


def _settles(action: Action, event: Event) -> bool:
    """Whether what stands afterwards is what the version says."""
    return action in (Action.CHARGE, Action.CORRECT) or (action is Action.NOTHING and event in CHARGING)


def _wrong(given: Given, event: Event) -> tuple[str, ...]:
    """Patients from whom the result was withdrawn; a person who charges one of them says that it is right after all."""
    known, mrn = given.known, given.study.patient.mrn
    if given.stated in CHARGING:
        return tuple(one for one in known.wrong if one != mrn)
    if event is not Event.WRONG_PATIENT:
        return known.wrong
    return tuple(dict.fromkeys((*known.wrong, *(persons.patients_of(known) or (mrn,)))))


def _found(given: Given, event: Event, said: News) -> Cell:
    known, stated = given.known, given.stated
    asked = stated is not None or given.lines is not None or given.is_order
    if not asked and (why := why_undone(known, event, said.target)):
        return Cell(Action.HOLD, known.state, why)
    if said.conflict and stated is None and event in CHARGING:
        held = State.HELD if known.state in (State.CHARGED, State.HELD) else known.state
        return Cell(Action.HOLD, held, said.conflict)
    return cell(known.state, event, same=bool(known.open_charges) and not said.changed, stated=stated is not None)


def _says_nothing(event: Event, before: State, after: State) -> bool:
    """Whether what should be charged stays as the last signed version says: only that is compared with what is open."""
    return event not in CHARGING and before is after and after in (State.CHARGED, State.REFUSED)


def _acted(action: Action, after: State, known: Standing, version: Version, said: News, desk: Desk) -> tuple[Made, int]:
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


def _why(why: str, meant: str, refusal: str) -> str:
    told = " ".join(part for part in (why, meant) if part)
    return f"Not yet: {refusal} When that is settled: {told}" if refusal else told
