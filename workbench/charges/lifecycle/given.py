"""A message about a study, with all that acting on it needs; and the messages on which nothing is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle import look, persons
from workbench.charges.lifecycle.coded import Coded, CodedLine, coded, holder_of
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.difference import difference
from workbench.charges.lifecycle.events import CHARGING, MEANING, Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import RETRIED, Action
from workbench.charges.lifecycle.taken import Taken
from workbench.charges.lifecycle.transition import Transition, living, transition
from workbench.charges.sources.orders import ORDER_CODES
from workbench.charges.study.model import Study
from workbench.er7 import Document

_ENDS = ("cancelled", "deleted", "wrong patient")


@dataclass(frozen=True)
class Given:
    """A message that came in, and what is known of its study. See `take` for the names."""

    known: Standing
    """Settled."""
    study: Study
    report: Document
    desk: Desk
    at: datetime
    stated: Event | None = None
    lines: Sequence[ChargeLine] | None = None
    beside: Sequence[CodedLine] = ()

    @property
    def is_order(self) -> bool:
        return self.study.message_type[:3].upper() in ORDER_CODES

    @property
    def orders(self) -> tuple[bytes, ...]:
        """Every order about the study, oldest first, this one among them."""
        raw = self.report.to_bytes()
        known = self.known.orders
        return known if not self.is_order or raw in known else (*known, raw)


def meaning_of(given: Given) -> Transition:
    """What the message means; a person who states an event or has edited the lines decides."""
    if given.stated is not None:
        return _stated(given.stated, given.study, is_order=given.is_order)
    found = transition(given.known, given.study, given.report, given.at)
    if found.event is None and not found.stale and not _why_aside(given, found):
        return _edited(given) or found
    return found


def left_alone(given: Given, meaning: Transition) -> Taken | None:
    """What is to be said when nothing is done; None when the message is acted on."""
    if why := _why_aside(given, meaning):
        return _set_aside(given, meaning, why)
    if meaning.event is None:
        return _nothing(given, meaning)
    known = given.known
    if given.is_order and given.report.to_bytes() in known.orders and known.state not in RETRIED:
        return Taken(known.state, known, None, Action.NOTHING, "It is the same order as before, so nothing is done.")
    return None


def _why_aside(given: Given, meaning: Transition) -> str:
    """Why the message does not count for the study, whatever it says; "" when it does."""
    known, study, stated = given.known, given.study, given.stated
    if given.is_order:
        return persons.why_order_held(known, study)
    if stated is not None and meaning.event is None:
        return ""
    event = stated or MEANING.get(study.signed.kind, Event.UNCLEAR)
    if event not in CHARGING and known.state not in persons.MONEY:
        return ""
    return persons.why_held(known if stated is None else replace(known, wrong=()), study, event)


def _set_aside(given: Given, meaning: Transition, why: str) -> Taken:
    """Nothing is done, and a person is asked to look."""
    known, study = given.known, given.study
    now = replace(known, look=look.noticed(known.look, why, given.at))
    said = meaning.event if given.is_order else given.stated
    event = said or MEANING.get(study.signed.kind, Event.UNCLEAR)
    return Taken(known.state, now, event, Action.HOLD, why, coded=Coded(holder_of(study)), aside=True)


def _nothing(given: Given, meaning: Transition) -> Taken:
    """No event. An end that came too late to be believed is shown to a person, where there is money to lose."""
    known, kind = given.known, given.study.signed.kind
    if meaning.stale and kind in _ENDS and known.state in persons.MONEY:
        text = f"A report that says “{kind}” was not acted on. {meaning.why}"
        known = replace(known, look=look.noticed(known.look, text, given.at))
    return Taken(known.state, known, None, Action.NOTHING, meaning.why, stale=meaning.stale)


def _edited(given: Given) -> Transition | None:
    """The same report with lines that a person has edited since is a correction by that person."""
    known, study = given.known, given.study
    if given.lines is None or not known.open_charges or not study.signed.yes:
        return None
    if not difference(known.decided, coded(study, given.lines, given.desk.profile)):
        return None
    return Transition(Event.CORRECTED, "A person has edited the lines of the report.")


def _stated(event: Event, study: Study, *, is_order: bool) -> Transition:
    """A person states the event; a charge still needs a report that is signed."""
    if is_order:
        return Transition(None, f"This is an order ({study.message_type}), which is never {event.value}.")
    rest = living(study)
    if event in CHARGING and not rest.signed.yes:
        return Transition(None, f"It cannot be taken as {event.value}. {rest.signed.why}")
    return Transition(event, "Stated by hand.")
