"""From the desk into the store: studies with the lines as they were edited, under the ids that the preview shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from workbench.charges.coding.choosing import code_study
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.sources.identity import by_accession
from workbench.ui.studies.batch import Job
from workbench.ui.studies.work import Conventions, StudyWork


def job_of(work: StudyWork, desk: Desk) -> Job:
    """The study as something to take in; its lines count only when a person has edited them."""
    name = work.file.name if work.file is not None else "Entered by hand"
    place = f"{name}, message {work.index + 1}" if work.index is not None else name
    lines = work.lines if work.is_edited else None
    return Job(place, work.report, lines=lines, desk=_desk_for(work, desk), handed_out=work.handed_out)


def _desk_for(work: StudyWork, desk: Desk) -> Desk:
    """The desk with the ids of the preview first: what is sent from there is then the message that is kept.

    A report about several studies has one preview and is kept as several, so that its ids would fit none of them.
    """
    desk = replace(desk, release=work.released)
    if len(by_accession(work.study)) > 1:
        return desk
    control = [made.control_id for made in work.documents]
    if work.left_as_it_is:
        # The very messages that left: the same ids, and the same time in MSH-7.
        known = frozenset((*control, *work.transaction_ids))
        desk = replace(desk, known_ids=known, now=work.composed_at.astimezone())
    return replace(
        desk,
        control_ids=chain(control, desk.control_ids),
        transaction_ids=chain(work.transaction_ids, desk.transaction_ids),
    )


def follow(works: Iterable[StudyWork], conventions: Conventions) -> None:
    """Other conventions: lines that nobody edited are coded anew, edited ones stay as they are."""
    for work in works:
        edited = work.is_edited
        work.conventions = conventions
        if work.is_report:
            work.coded = code_study(work.study, conventions.master, conventions.profile)
        work.change(work.lines if edited else work.coded)
