"""What is to be done about a kept study, and what an event would do to it. No widgets, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.charges import ids
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.look import NEWS
from workbench.charges.lifecycle.sequence import is_refused, why_held
from workbench.charges.lifecycle.standing import COMPOSED, Sent, Standing
from workbench.charges.lifecycle.states import State
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.model import Profile
from workbench.charges.sources.identity import ACCESSION, part_with
from workbench.charges.study.report import read_report
from workbench.er7 import Document

if TYPE_CHECKING:
    from workbench.history.study_records import StudyDetail
    from workbench.ui.studies.work import StudyWork

TAKE, SEND, COMPLETE, MEND = "take", "send", "complete", "mend"
MakeDesk = Callable[[], Desk]
_ENDINGS = {
    # the event that took the charges away: what is stated to try it again
    Event.CANCELLED: Event.CANCELLED,
    Event.ORDER_CANCELLED: Event.CANCELLED,
    Event.WRONG_PATIENT: Event.WRONG_PATIENT,
}


@dataclass(frozen=True)
class Due:
    """One action: the caption of its button, what it does, and a sentence. Without a caption nothing can be done."""

    caption: str = ""
    kind: str = ""
    """TAKE, SEND, COMPLETE or MEND."""
    text: str = ""
    stated: Event | None = None
    """For TAKE: the event that is stated; None when the report speaks for itself."""
    sent: Sent | None = None
    """For SEND and MEND: the message."""
    release: bool = False
    """For TAKE: whether charges are released that the profile holds back."""


def desk_of(master: ChargeMaster, profile: Profile) -> Desk:
    """The tools of one step, with ids of their own. Raises ProfileError for a convention that is not there."""
    convention = convention_of(profile)
    now = datetime.now().astimezone()
    return Desk(
        master,
        profile,
        convention,
        now,
        ids.control_ids(),
        ids.transaction_ids(length=profile.message.transaction_id_length),
        scope=profile.reversal.scope,
    )


def due(detail: StudyDetail) -> Due:
    """What should be done next; the messages that wait come after what has to be made first."""
    standing = detail.standing
    state = standing.state
    if state in (State.DUE, State.CORRECTION_DUE):
        return _not_made_yet(standing)
    if state is State.REVERSAL_DUE:
        return Due("Re&verse", TAKE, "Makes the credits of all charges that stand.", _ending(detail))
    if state is State.HELD and _is_signed(detail):
        return Due("&Correct", TAKE, "Confirms that the signed report corrects what was charged.", Event.CORRECTED)
    if state is State.TAKEN_BACK and standing.look and _is_signed(detail):
        return Due("&Charge anew", TAKE, "The charges were taken back by hand; this charges them anew.", Event.SIGNED)
    found = _waiting(standing)
    if not found.caption and state in (State.CHARGED, State.REFUSED) and _has_news(standing) and _is_signed(detail):
        text = "Charges the study anew with what came after its charge, and takes back what stands."
        return Due("&Correct", TAKE, text, Event.CORRECTED)
    return found


def _not_made_yet(standing: Standing) -> Due:
    """A charge or a correction that is due."""
    corrects = standing.state is State.CORRECTION_DUE
    if standing.coded.missing:
        return Due("Co&mplete the lines…", COMPLETE, "Complete the lines on the desk, then keep the study again.")
    if standing.held_for_age and corrects:
        return Due("&Release and correct", TAKE, "Corrects it although the service is old.", release=True)
    if standing.held_for_age:
        return Due("&Release and charge", TAKE, "Charges it although the service is old.", release=True)
    if corrects:
        return Due("&Correct", TAKE, "Takes back what no longer stands and charges what is new.")
    return Due("&Charge", TAKE, "Makes the charge message.")


def _has_news(standing: Standing) -> bool:
    """Whether something came after the charge that is not in it."""
    return any(one.kind == NEWS for one in standing.look)


def _waiting(standing: Standing) -> Due:
    """What is to be sent. A message that has to wait for another is never offered before it."""
    held = {sent.control_id: why_held(standing.messages, sent.control_id) for sent in standing.messages}
    free = [sent for sent in standing.messages if not held[sent.control_id]]
    for sent in free:
        if sent.outcome == COMPOSED:
            return Due("&Send…", SEND, f"{sent.control_id} was made and not sent yet.", sent=sent)
    for sent in free:
        if is_waiting(standing, sent) and is_refused(sent.outcome):
            text = f"{sent.control_id} was refused as it is: mend it, then send it with the same ids."
            return Due("Open to &mend…", MEND, text, sent=sent)
        if is_waiting(standing, sent):
            return Due("Re&send…", SEND, f"{sent.control_id} is sent once more with the same ids.", sent=sent)
    open_ones = [sent for sent in standing.messages if sent.outcome == COMPOSED or is_waiting(standing, sent)]
    if whys := [why for sent in open_ones if (why := held[sent.control_id])]:
        return Due(text=" ".join(dict.fromkeys(whys)))
    return Due(text="Nothing is to be done here.")


def is_waiting(standing: Standing, sent: Sent) -> bool:
    """Whether the receiver does not have the message for sure, and nothing was sent in its place since."""
    if sent.held_back:
        return False
    if sent.taken == "unknown":
        return True
    if sent.taken == "yes":
        return False
    had = {
        (one.transaction_id, one.kind)
        for other in standing.messages
        if other.taken != "no"
        for one in other.transactions
    }
    wanted = standing.state in (State.REFUSED, State.CHARGED, State.HELD, State.CORRECTION_DUE)
    return wanted and any(
        one.cycle == standing.cycle and (one.transaction_id, one.kind) not in had for one in sent.transactions
    )


def report_of(detail: StudyDetail) -> Document | None:
    """The report that acted last; None while there are only orders."""
    return Document.from_bytes(detail.standing.report) if detail.standing.report else None


def next_report(detail: StudyDetail, desk: Iterable[StudyWork]) -> StudyWork | None:
    """The first report on the desk about this study that is not kept yet, such as a correction."""
    wanted = detail.summary.accession.strip().casefold()
    kept = {one.raw for one in detail.versions}
    for work in desk:
        about = {exam.accession.strip().casefold() for exam in work.study.exams}
        if wanted and wanted in about and work.is_report and work.report.to_bytes() not in kept:
            return work
    return None


def foresee(detail: StudyDetail, stated: Event | None, desk: Desk) -> Taken | None:
    """What would be done, without doing it; None when there is no report. Raises WorkbenchError as `take` does."""
    report = report_of(detail)
    if report is None:
        return None
    study = part_with(read_report(report), ((ACCESSION, detail.summary.accession.strip().casefold()),))
    return take(detail.standing, study, report, desk, at=desk.now, stated=stated)


def foresight_words(taken: Taken) -> str:
    """The state machine's words for it, and how many messages would be made."""
    if taken.event is None or taken.refusal:
        return taken.why
    made = len(taken.messages)
    count = "No message is made." if not made else f"{made} message{'s are' if made > 1 else ' is'} made."
    return " ".join((taken.why, *taken.profiles, count))


def _ending(detail: StudyDetail) -> Event | None:
    """The event that should have taken the charges back; a signed report alone would not say so."""
    for event in reversed(detail.events):
        if event.action == "reverse all" and event.event:
            return _ENDINGS.get(Event(event.event), Event.UNSIGNED)
    return Event.UNSIGNED


def _is_signed(detail: StudyDetail) -> bool:
    report = report_of(detail)
    return report is not None and read_report(report).signed.yes
