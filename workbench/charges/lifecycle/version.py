"""One version of a study as it is charged: the report that counts with its orders, coded, and what is new in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle.coded import Coded, coded, holder_of
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.difference import difference
from workbench.charges.lifecycle.events import CHARGING, Event
from workbench.charges.lifecycle.standing import Standing
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
    for raw in orders:
        filled = with_order(study, part_with(read_report(Document.from_bytes(raw)), keys_of(study)))
        study = filled.study
        notes += filled.notes
        others += [filled.other] if filled.other else []
    # What is said of lines calls them by their place; on the desk they keep the number that they got.
    placed = [replace(line, number=place) for place, line in enumerate(lines or (), 1)]
    coded_lines = tuple(placed) if lines is not None else code_study(study, desk.master, desk.profile)
    return Version(study, coded_lines, coded(study, coded_lines, desk.profile), tuple(notes), tuple(others))


def news_of(
    known: Standing,
    version: Version,
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
    old = version_of(known, before, orders, desk, None, is_order=False)
    return news(known.compared, known.decided, old.coded, version.coded)
