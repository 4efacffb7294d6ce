"""A signed study and its charge lines as DFT messages under a site profile: one, or as many as the profile asks for.

`compose_all` gives all messages of a study, `compose` the first: the only one, unless the profile wants one for each
charge or for each side. What stands in a message is in `compose.message`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.late import held_words, is_held
from workbench.charges.compose.message import Content, write_message
from workbench.charges.compose.notes import left_out, notes_on, of_the_facility
from workbench.charges.compose.parts import CLAIMS, Part, endpoint_of, is_left_to_facility, parts_of
from workbench.charges.compose.writing import Origin
from workbench.charges.ids import LONGEST_TRANSACTION_ID
from workbench.charges.profile.forms import form
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Study
from workbench.charges.study.payments import Payment
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.reference.modifiers import PARTS


@dataclass(frozen=True)
class Composition:
    """What composing gave: a message, or the sentence why there is none."""

    document: Document | None
    refusal: str = ""
    lines: tuple[ChargeLine, ...] = ()
    """All lines that were given, those to complete included."""
    notes: tuple[str, ...] = ()
    """What was left out or filled in, each a finished sentence."""
    transaction_ids: tuple[tuple[int, str], ...] = ()
    """(number of the line, its FT1-2) for the lines in the message; a line in two parts is there twice."""
    origins: tuple[Origin, ...] = ()
    """Where the value of every field came from."""
    parts: tuple[Part, ...] = ()
    """What of which line is in the message, in the order of its FT1."""
    payment_ids: tuple[tuple[int, str], ...] = ()
    """(number of the payment, its FT1-2)."""
    endpoint: str = ""
    """The profile's name for the receiver; "" when the profile does not route."""
    side: str = ""
    """professional (CMS-1500) or facility (UB-04); "" when the message is not for one of them."""
    held: bool = False
    """Whether the refusal is only that a person has to release it."""


def compose(
    study: Study,
    lines: Sequence[ChargeLine],
    profile: Profile,
    *,
    now: datetime,
    control_id: str,
    transaction_ids: Iterable[str],
    payments: Sequence[Payment] | None = None,
    release: bool = False,
) -> Composition:
    """Compose the charges of a study as one message. The same input, clock and ids give the same bytes.

    `transaction_ids` is drawn from once for each part of each line, then for each payment. A report that is not
    signed, or a study without patient or without a complete line, gives no document but a refusal. Where the profile
    asks for several messages this is the first of them, with a note. Raises WorkbenchError for ids that do not fit.
    """
    made = _compositions(
        study, lines, profile, now, iter([control_id]), transaction_ids, _given(study, payments), release=release
    )
    return next(made)


def compose_all(
    study: Study,
    lines: Sequence[ChargeLine],
    profile: Profile,
    *,
    now: datetime,
    control_ids: Iterable[str],
    transaction_ids: Iterable[str],
    payments: Sequence[Payment] | None = None,
    release: bool = False,
) -> tuple[Composition, ...]:
    """All messages of a study, at least one composition; a refused study is one composition without a document.

    `payments` are those of the study when they are not given. `release` composes also what the profile holds.
    Both kinds of ids are drawn in the order of the messages. Raises WorkbenchError for ids that do not fit.
    """
    control = iter(control_ids)
    made = _compositions(
        study, lines, profile, now, control, transaction_ids, _given(study, payments), release=release, several=True
    )
    return tuple(made)


def messages_of(lines: Sequence[ChargeLine], profile: Profile, payments: Sequence[Payment] = ()) -> tuple[Content, ...]:
    """What each message will hold: all complete lines, divided by charge and by side as the profile says."""
    ready = [parts_of(line, profile) for line in lines if line.complete]
    parts = [part for both in ready for part in both]
    groups = [[part] for part in parts] if profile.message.charges == "one" else [parts]
    if profile.routing.separate:
        groups = [[part for part in group if part.side == side] for group in groups for side in CLAIMS]
        groups.sort(key=lambda group: group[0].side != "professional" if group else True)
    groups = [group for group in groups if group] or [[]]
    wanted = [one for one in payments if one.complete] if profile.payments.write else []
    homes = [_home(payment, groups) for payment in wanted]
    return tuple(
        Content(
            tuple(group),
            tuple(payment for payment, home in zip(wanted, homes, strict=True) if home == number),
            _side(group, profile),
        )
        for number, group in enumerate(groups)
    )


def _home(payment: Payment, groups: Sequence[Sequence[Part]]) -> int:
    """A payment stands beside the first charge that it pays, else in the first message."""
    for line in payment.pays:
        for number, group in enumerate(groups):
            if any(part.line.number == line for part in group):
                return number
    return 0


def _side(group: Sequence[Part], profile: Profile) -> str:
    """The side of a message whose charges all go to one; "" when nothing routes."""
    routing = profile.routing
    routed = (
        routing.separate
        or routing.professional_departments
        or routing.facility_departments
        or any(part.component or PARTS & set(part.modifiers) for part in group)
    )
    sides = {part.side for part in group}
    return sides.pop() if routed and len(sides) == 1 else ""


def _given(study: Study, payments: Sequence[Payment] | None) -> tuple[Payment, ...]:
    return study.payments if payments is None else tuple(payments)


def _compositions(
    study: Study,
    lines: Sequence[ChargeLine],
    profile: Profile,
    now: datetime,
    control_ids: Iterator[str],
    transaction_ids: Iterable[str],
    payments: tuple[Payment, ...],
    *,
    release: bool,
    several: bool = False,
) -> Iterator[Composition]:
    given = tuple(lines)
    notes = left_out(given, payments, profile)
    if refusal := _refusal(study, given, payments):
        yield Composition(None, refusal, given, tuple(notes))
        return
    contents = messages_of(given, profile, payments)
    if given and not any(content.parts or content.payments for content in contents):
        left = next(line for line in given if is_left_to_facility(line, profile))
        yield Composition(None, f"Nothing is left to charge. {of_the_facility(left, profile)}", given, tuple(notes))
        return
    if not several and len(contents) > 1:
        notes.append(f"This is the first of {len(contents)} messages that profile {profile.name} makes of the study.")
    ids = _TransactionIds(transaction_ids)
    for content in contents:
        base = Composition(
            None,
            lines=given,
            parts=content.parts,
            endpoint=endpoint_of(content.side, profile) if content.side else "",
            side=content.side,
        )
        if not release and (sentence := _hold(content, profile, now)):
            yield replace(base, refusal=sentence, notes=tuple(notes), held=True)
        else:
            control_id = _control_id(control_ids, profile)
            drawn = ids.draw(len(content.parts) + len(content.payments))
            document, origins = write_message(study, content, profile, now, control_id, drawn)
            count = len(content.parts)
            yield replace(
                base,
                document=document,
                notes=(*notes, *notes_on(study, content, profile, now, drawn)),
                transaction_ids=tuple((part.line.number, one) for part, one in zip(content.parts, drawn, strict=False)),
                origins=origins,
                payment_ids=tuple((p.number, one) for p, one in zip(content.payments, drawn[count:], strict=True)),
            )
        notes = []  # what is about the whole study is told once


def _refusal(study: Study, lines: tuple[ChargeLine, ...], payments: tuple[Payment, ...]) -> str:
    """Why there can be no message; "" when there can."""
    signed = study.signed
    if not signed.yes:
        return signed.why
    for gap in study.gaps:
        if gap.field in ("patient.mrn", "patient.name") and not (
            study.patient.mrn if gap.field == "patient.mrn" else study.patient.family
        ):
            return gap.text
    if not lines and not any(payment.complete for payment in payments):
        return "There is no charge line, so there is nothing to send; add one."
    if lines and not any(line.complete for line in lines):
        return f"No charge line is complete, so there is no message. {lines[0].to_complete[0]}"
    return ""


def _hold(content: Content, profile: Profile, now: datetime) -> str:
    """A sentence when the profile holds the message; "" when it may go."""
    old = [part.line for part in content.parts if is_held(part.line, profile, now)]
    return held_words(old[0], profile, now) if old else ""


def _control_id(control_ids: Iterator[str], profile: Profile) -> str:
    control_id = next(control_ids, None)
    if control_id is None:
        raise WorkbenchError(f"Profile {profile.name} makes more messages of the study than control ids were given.")
    longest = form(profile.message.version).longest_control_id
    if not 1 <= len(control_id) <= longest:
        raise WorkbenchError(f"The message control id “{control_id}” must have 1 to {longest} characters (MSH-10).")
    return control_id


class _TransactionIds:
    """Draws ids and sees to it that none comes twice and each fits."""

    def __init__(self, source: Iterable[str]) -> None:
        self._source = iter(source)
        self._drawn: set[str] = set()

    def draw(self, count: int) -> list[str]:
        """So many further ids."""
        ids: list[str] = []
        for _ in range(count):
            one = next(self._source, None)
            if one is None:
                given = len(self._drawn)
                raise WorkbenchError(f"There are more charge lines, but only {given} transaction ids were given.")
            if not 1 <= len(one) <= LONGEST_TRANSACTION_ID:
                raise WorkbenchError(
                    f"The transaction id “{one}” must have 1 to {LONGEST_TRANSACTION_ID} characters (FT1-2)."
                )
            if one in self._drawn:
                raise WorkbenchError(f"The transaction id “{one}” was given twice; every charge needs its own (FT1-2).")
            self._drawn.add(one)
            ids.append(one)
        return ids
