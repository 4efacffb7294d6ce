"""One version of a study as it is charged: the report that counts with its orders, coded, and what is new in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle.brought import brought
from workbench.charges.lifecycle.coded import Coded, coded, holder_of
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.difference import Change, Difference, difference
from workbench.charges.lifecycle.events import CHARGING, Event
from workbench.charges.lifecycle.given import Given
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import State
from workbench.charges.lifecycle.transition import living
from workbench.charges.lifecycle.unchanged import News, news
from workbench.charges.sources.identity import keys_of, part_with
from workbench.charges.sources.orders import with_order
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document


@dataclass(frozen=True)
class Version:
    """The study as it is charged now."""

    study: Study
    lines: tuple[ChargeLine, ...]
    coded: Coded
    notes: tuple[str, ...]
    others: tuple[str, ...] = ()
    """About orders of other patients, of which nothing was taken."""


def version_of(
    known: Standing,
    study: Study,
    orders: tuple[bytes, ...],
    desk: Desk,
    lines: Sequence[ChargeLine] | None,
    *,
    is_order: bool,
) -> Version:
    if is_order:
        if not known.report:
            return Version(study, (), Coded(holder_of(study)), ())
        study = part_with(read_report(Document.from_bytes(known.report)), keys_of(study))
    study = living(study)
    notes: list[str] = []
    others: list[str] = []
    for raw in reversed(orders):  # what a later order says counts before what an earlier one said
        filled = with_order(study, part_with(read_report(Document.from_bytes(raw)), keys_of(study)))
        study = filled.study
        notes += filled.notes
        others += [filled.other] if filled.other else []
    # What is said of lines calls them by their place; on the desk they keep the number that they got.
    placed = [replace(line, number=place) for place, line in enumerate(lines or (), 1)]
    coded_lines = tuple(placed) if lines is not None else code_study(study, desk.master, desk.profile)
    return Version(study, coded_lines, coded(study, coded_lines, desk.profile), tuple(notes), tuple(others))


def charged_version(known: Standing, study: Study, desk: Desk) -> Version | None:
    """The report that was charged with the orders that were there by then, coded in today's way; None when nothing
    that stands was charged for a report that is known."""
    if not known.basis or not known.open_charges:
        return None
    before = part_with(read_report(Document.from_bytes(known.basis)), keys_of(study))
    return version_of(known, before, known.orders[: known.basis_orders], desk, None, is_order=False)


def news_of(given: Given, version: Version, event: Event) -> News:
    """What the version says beside what stands; lines that a person has just edited are what that person wants.

    What an order brought after the charge counts only with a correction: neither the order nor a report that is signed
    again as it was changes a charge. Where a person states the correction it counts too when no line shows it.
    """
    known, desk = given.known, given.desk
    by_hand, late = given.lines is not None, len(given.orders) > known.basis_orders
    # A correction that could not be made yet is still the one that was stated.
    corrects = given.stated is Event.CORRECTED or known.state is State.CORRECTION_DUE
    old = charged_version(known, version.study, desk) if event in CHARGING or given.is_order else None
    if old is None:
        return News(version.coded, difference(known.compared, version.coded))
    if by_hand:
        said = News(version.coded, difference(known.compared, version.coded))
    else:
        said = news(known.compared, known.decided, old.coded, version.coded)
        if late and not corrects and event in _AS_BEFORE and not given.is_order:
            then = version_of(known, given.study, known.orders[: known.basis_orders], desk, None, is_order=False)
            unmoved = news(known.compared, known.decided, old.coded, then.coded)
            if not unmoved.changed:
                return unmoved
    if corrects or (by_hand and late and event in CHARGING):
        found = brought(old.study, version.study, desk.profile, beyond=True)
        return _with_everything(said, found, len(known.compared.lines), len(version.coded.lines))
    return said


_AS_BEFORE = (Event.SIGNED, Event.ADDENDUM)
"""Events that do not say that something is corrected."""


def _with_everything(said: News, found: tuple[Change, ...], before: int, after: int) -> News:
    """What no line shows is about all of them: each is taken back and charged anew."""
    if not found:
        return said
    changes = (*said.changed.changes, *found)
    every = Difference(changes, said.changed.moved, tuple(range(before)), tuple(range(after)))
    return replace(said, changed=every)
