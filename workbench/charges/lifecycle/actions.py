"""Doing what the state machine says: the messages of a charge, a reversal, a correction. All of it or nothing.

The messages themselves come from `compose`, `reversal` and `correction.message`; here is decided which lines go in, and
`drafts` writes every FT1 of the result down with the line that it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.compose import Composition, compose_all
from workbench.charges.compose.parts import CLAIMS
from workbench.charges.correction.message import diagnosis_note, joined
from workbench.charges.correction.moved import why_two
from workbench.charges.ft1.groups import groups_of
from workbench.charges.lifecycle.coded import coded_line, holder_of
from workbench.charges.lifecycle.credits import credits_of
from workbench.charges.lifecycle.desk import ALL, Desk
from workbench.charges.lifecycle.difference import Difference, same_service
from workbench.charges.lifecycle.drafts import Draft, written
from workbench.charges.lifecycle.made_with import credits_words, same_credits
from workbench.charges.lifecycle.paid import staying, untold
from workbench.charges.lifecycle.replacing import drawn, replacing
from workbench.charges.lifecycle.standing import Sent, Standing
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Study
from workbench.charges.study.payments import Payment
from workbench.er7 import Document

_CORRECTS = "The report corrects an earlier one"
_LEFT_BEFORE = (
    "{} left with charges before the study was kept and is not in the history; take them back by hand, if it arrived."
)
SECOND_AFTER_FIRST = "Send the new charges only after the credits were accepted."


@dataclass(frozen=True)
class Made:
    """The messages of an action in the order they are sent, or the sentence why there are none."""

    messages: tuple[Sent, ...] = ()
    refusal: str = ""
    notes: tuple[str, ...] = ()
    look: tuple[str, ...] = ()
    """Notes that stay until a person has seen them."""
    held: bool = False
    """Whether the refusal is only that a person has to release it."""
    profiles: tuple[str, ...] = ()
    """Those of the notes that say which profile counts for what, when several do."""


def charge(standing: Standing, study: Study, lines: Sequence[ChargeLine], desk: Desk, cycle: int) -> Made:
    """Charge all lines. One that has to be completed first keeps back the whole study, so that nothing is forgotten."""
    drafts, refusal, notes, held = _charges(
        study, lines, lines, desk, untold(standing, study.payments, desk.convention)
    )
    if standing.messages:  # whatever was charged is known and was taken back
        notes = tuple(note for note in notes if not note.startswith(_CORRECTS))
    return Made(written(drafts, desk, cycle), refusal, notes, held=held)


def reverse_all(standing: Standing, desk: Desk) -> Made:
    """Take back every open charge: one message for each that was sent, copied from what was sent."""
    left = [one for one in standing.open_charges if not one.sent.held_back]
    drafts, refusal, notes = credits_of(standing, left, desk)
    # What was held back never left: there is nothing of it to take back, but of what left in its place there may be.
    held = dict.fromkeys(one.sent.beside for one in standing.open_charges if one.sent.held_back)
    look = (*(_LEFT_BEFORE.format(one) for one in held), *(staying(standing, desk.convention) if drafts else ()))
    made = [(one.sent.control_id, one.sent.made_with) for one in left]
    said = credits_words(made, desk.made_with, charges=False) if drafts else ()
    return Made(written(drafts, desk, standing.cycle), refusal, (*said, *look, *notes), look, profiles=said)


def correct(
    standing: Standing, study: Study, lines: Sequence[ChargeLine], changed: Difference, desk: Desk, cycle: int
) -> Made:
    """Take back what no longer stands and charge what is new; credits first, in one message where that is possible."""
    groups = standing.charged_lines
    gone, new = _scope(standing, lines, changed, desk.profile, everything=changed.moved or desk.scope == ALL)
    chosen = [lines[number] for number in new]
    kept: Mapping[tuple[int, str], str] = {}
    over: tuple[str, ...] = ()
    if desk.convention.same_id_replaces and not changed.moved:
        instead = replacing(standing, gone, chosen, desk)
        gone, kept, over = list(instead.gone), instead.ids, instead.notes
    back = [one for number in gone for one in groups[number]]
    credits, refusal, notes = credits_of(standing, back, desk)
    if refusal:
        return Made((), f"Without the credit the account would be charged twice, so nothing was made. {refusal}", notes)
    made = [(one.sent.control_id, one.sent.made_with) for one in back]
    stays = len(gone) + len({number for number, _ in kept}) < len(groups)
    profiles = credits_words(made, desk.made_with, charges=bool(new), stays=stays)
    look = staying(standing, desk.convention, holder_of(study)) if changed.moved and credits else ()
    if not new:
        return Made(written(credits, desk, cycle), "", (*profiles, *look, *notes), look, profiles=profiles)
    payments = untold(standing, study.payments, desk.convention)
    charges, refusal, more, held = _charges(study, chosen, lines, desk, payments, kept)
    if refusal:
        return Made((), refusal, (*notes, *more), held=held)
    drafts, said = _together(credits, charges, moved=changed.moved)
    # Composing warns of exactly what is done here.
    more = tuple(note for note in more if not note.startswith(_CORRECTS))
    said = (*profiles, *look, *over, *said, *notes, *more)
    return Made(written(drafts, desk, cycle), "", said, look, profiles=profiles)


def _scope(
    standing: Standing, lines: Sequence[ChargeLine], changed: Difference, profile: Profile, *, everything: bool
) -> tuple[list[int], list[int]]:
    """Which charged lines to take back and which lines to charge. Add-ons go with the base that they belong to."""
    before = standing.charged.lines
    if everything:
        return list(range(len(before))), list(range(len(lines)))
    gone, new = set(changed.reverse), set(changed.rebill)
    bases = {code for number in gone for code in (before[number].procedure_code, before[number].local_code) if code}
    bases |= {code for number in new for code in (lines[number].procedure_code, lines[number].local_code) if code}
    for number, line in enumerate(lines):
        if number in new or line.charge is None or not bases & set(line.charge.base_codes):
            continue
        own = coded_line(line, profile)
        stays = (place for place in range(len(before)) if place not in gone)
        match = next((place for place in stays if same_service(before[place], own)), None)
        if match is not None:
            gone.add(match)
            new.add(number)
    return sorted(gone), sorted(new)


def _charges(
    study: Study,
    chosen: Sequence[ChargeLine],
    lines: Sequence[ChargeLine],
    desk: Desk,
    payments: Sequence[Payment],
    kept: Mapping[tuple[int, str], str] | None = None,
) -> tuple[list[Draft], str, tuple[str, ...], bool]:
    """The drafts; or the sentence why there are none, and whether that is only the age of the service; and notes.

    `kept` are the ids that lines and their components go out under once more.
    """
    if missing := list(dict.fromkeys(sentence for line in lines for sentence in line.to_complete)):
        return [], " ".join(missing), (), False
    made = compose_all(
        study,
        chosen,
        desk.profile,
        now=desk.now,
        control_ids=desk.control_ids,
        transaction_ids=drawn(chosen, payments, desk, kept or {}),
        payments=payments,
        release=desk.release,
    )
    notes = tuple(dict.fromkeys(note for one in made for note in one.notes))
    again = frozenset((kept or {}).values())
    received = {one.number: replace(one, source=None) for one in payments}
    drafts = [
        replace(
            _draft(one, one.document, study, chosen, desk, again),
            payments={transaction_id: received[number] for number, transaction_id in one.payment_ids},
        )
        for one in made
        if one.document is not None
    ]
    if refused := [one for one in made if one.refusal]:
        return [], refused[0].refusal, notes, all(one.held for one in refused)
    there = {line.number for draft in drafts for line in draft.lines.values()}
    if left_out := [line for line in chosen if line.number not in there]:
        why = next((note for note in notes if f"ine {left_out[0].called} " in note), "A line was left out.")
        return [], why, notes, False
    return drafts, "", notes, False


def _draft(
    made: Composition,
    document: Document,
    study: Study,
    lines: Sequence[ChargeLine],
    desk: Desk,
    again: frozenset[str],
) -> Draft:
    numbered = {line.number: line for line in lines}
    by_id = {transaction_id: numbered[number] for number, transaction_id in made.transaction_ids}
    endpoint = f"{made.endpoint} ({CLAIMS[made.side]})" if made.side else ""
    holder, name = holder_of(study), study.patient.name
    kept = again & set(by_id)
    return Draft(
        document,
        document.control_id,
        holder,
        desk.made_with,
        by_id,
        kept=kept,
        holder_name=name,
        endpoint=endpoint,
    )


def _together(credits: list[Draft], charges: list[Draft], *, moved: bool) -> tuple[list[Draft], tuple[str, ...]]:
    """One message of both where that is possible, else the credits first; and what is to be said about it."""
    if not credits:
        return charges, ()
    if moved:
        return [*credits, *charges], (
            "Patient, account or visit changed, so there are two messages.",
            SECOND_AFTER_FIRST,
        )
    if len(credits) > 1 or len(charges) > 1:
        return [*credits, *charges], (SECOND_AFTER_FIRST,)
    (credit,), (new,) = credits, charges
    if apart := _why_apart(credit, new) or why_two(credit.document, new.document):
        return [credit, new], (apart, SECOND_AFTER_FIRST)
    numbered = _counted_on(new.document, len(groups_of(credit.document)))
    note = diagnosis_note(credit.document, numbered)
    draft = replace(new, document=joined(credit.document, numbered), reverses=credit.reverses)
    return [draft], (note,) if note else ()


def _counted_on(document: Document, before: int) -> Document:
    """The message with its FT1 counted on from so many; what is paid (FT1-31, each an FT1-1) goes along."""
    mark = document.delimiters.repetition
    for segment in document.all("FT1"):
        path = segment.path
        document = document.put_text(path.at(field=1), str(before + segment.occurrence))
        if paid := document.get(path.at(field=31)):
            each = paid.split(mark) if mark else [paid]
            numbers = (str(before + int(one)) if one.isdecimal() else one for one in each)
            document = document.put(path.at(field=31), mark.join(numbers))
    return document


_OTHER_PAYER = (
    "Insurance or guarantor changed, and the credit goes out with those of its charge, so there are two messages."
)
_ELSEWHERE = "The credit goes where its charge went and the new charges go elsewhere, so there are two messages."


def _why_apart(credit: Draft, new: Draft) -> str:
    """Why a credit keeps to a message of its own: its convention or its receiver is not that of the new charges."""
    if not same_credits(credit.made_with.convention, new.made_with.convention):
        return "The credit and the new charges have different conventions, so there are two messages."
    receivers = [[one.document.value(path) or "" for path in ("MSH-5", "MSH-6")] for one in (credit, new)]
    if credit.endpoint != new.endpoint or receivers[0] != receivers[1]:
        return _ELSEWHERE
    if any(_texts(credit.document, name) != _texts(new.document, name) for name in ("GT1", "IN1", "IN2", "IN3")):
        return _OTHER_PAYER
    return ""


def _texts(document: Document, name: str) -> list[str]:
    return [segment.text for segment in document.all(name)]
