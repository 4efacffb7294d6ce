"""What the history knows about the charges of a message: how they ended, and what took them back already.

Only entries that share an identifier with the message are read; the ledger pairs what is in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from workbench.charges.ledger import (
    Charge,
    Intake,
    Ledger,
    LedgerLine,
    Posting,
    Transaction,
    charge_lines,
)
from workbench.charges.ledger.asked import Key, Question, cannot_be_found, concerning, has_word, question_about
from workbench.charges.ledger.entries import Listed, is_answer, read_entry
from workbench.charges.ledger.flag import counted, listed
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.ledger.meant import Meant, meant, where
from workbench.charges.ledger.pairing import Match
from workbench.charges.ledger.posting import ACCEPTED, IMPORTED, LIVE, REJECTED, UNANSWERED, UNSENT
from workbench.charges.ledger.settings import Settings
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.rest import NOTHING_ELSEWHERE, Earlier, Elsewhere
from workbench.charges.reversal.rest import Standing as Later
from workbench.er7 import Document

_AT_ONCE = 500
"""Messages that are held at one time."""
_ANY: frozenset[str] = frozenset()
_OUTCOMES = {ACCEPTED: "accepted", UNANSWERED: "unknown", REJECTED: "rejected", UNSENT: "not sent"}
_WORDS = {
    ACCEPTED: "the receiver took it",
    UNANSWERED: "whether the receiver took it is not known",
    REJECTED: "the receiver refused it",
    UNSENT: "it never reached the receiver",
}


class Waiting(Protocol):
    """A credit in a message of a study that waits to be sent."""

    @property
    def control_id(self) -> str: ...
    @property
    def accession(self) -> str: ...
    @property
    def transaction_id(self) -> str: ...
    @property
    def reverses(self) -> str: ...


class Messages(Protocol):
    """The history as far as it is read here; this room does not know how it is kept."""

    def ids_with_keys(self, wanted: Collection[Key]) -> Sequence[int]:
        """Every entry with one of these identifiers."""

    def summaries(self, entry_ids: Sequence[int]) -> Iterable[Listed]:
        """What is known of entries beside their bytes."""

    def waiting_credits(self, transaction_ids: Collection[str]) -> Sequence[Waiting]:
        """Credits of these charges in messages that were made and never left."""

    def raws(self, entry_ids: Sequence[int]) -> Mapping[int, bytes]:
        """The bytes of entries by id."""


@dataclass(frozen=True)
class Standing:
    """What is known about the lines of one message, in the words that `reverse` takes."""

    already_reversed: dict[str, str] = field(default_factory=dict)
    """Transaction id -> where it was taken back, when every line with that id was."""
    outcome: dict[int, str] = field(default_factory=dict)
    """Number of the FT1 -> how it ended; a line that is not in it is unknown."""
    entries: dict[int, int] = field(default_factory=dict)
    """Number of the FT1 -> the entry to look at: the credit's when it was taken back, else the charge's."""
    sentence: str = "The history does not know this message, so whether the receiver took it is not known."
    entry: int | None = None
    """The entry that the sentence is about."""
    incomplete: str = ""
    """What could not be looked up, or waits to take the same back; sentences, "" when there is nothing of it."""
    elsewhere: Elsewhere = NOTHING_ELSEWHERE
    """The same line by line, with what is left of those that were taken back in part, and the ids that are taken."""


UNKNOWN = Standing()


def standing_of(
    document: Document,
    convention: Convention,
    history: Messages | None,
    corrected: Document | None = None,
    imported: Iterable[Posting] = (),
) -> Standing:
    """Look the lines of a message up. What the history raises when it cannot be read passes through.

    `corrected` is what it should be: what is charged for its patient, account and orders is looked up too. `imported`
    are postings of messages from elsewhere, which no history has; None for a history: there is none.
    """
    settings = settings_for(convention)
    lines = charge_lines(document, settings.kinds)
    wanted = charge_lines(corrected, settings.kinds) if corrected is not None else []
    intake = known_to(history, question_about([*lines, *wanted], settings), settings) if history else Intake()
    intake.postings += concerning(imported, [*lines, *wanted])
    ledger = Ledger.of(intake.postings, settings)
    if intake.postings and (others := _not_there(lines, ledger)):
        # A message from elsewhere: the history may have its credits all the same.
        ledger = Ledger.of([*intake.postings, *others], settings)
    standing = _said(standing_in(lines, ledger, wanted), lines)
    own = {line.head.control_id for line in lines}
    ids = {line.transaction_id for line in lines if line.transaction_id}
    there = [one for one in history.waiting_credits(ids) if one.control_id not in own] if history and ids else []
    return _beside_waiting(standing, there) if there else standing


def _beside_waiting(standing: Standing, there: Sequence[Waiting]) -> Standing:
    """With a sentence about messages of studies that take the same charges back once they leave, and their ids."""
    first = there[0]
    more = f" (and {counted(len(there) - 1, 'more credit')})" if len(there) > 1 else ""
    said = (
        f"A message of the study {first.accession or 'without a number'} that waits, {first.control_id}, takes back"
        f" {first.reverses} as {first.transaction_id} already{more}: send that one instead, else there are two credits."
    )
    ids = standing.elsewhere.ids.union(one.transaction_id for one in there if one.transaction_id)
    return replace(
        standing,
        sentence=f"{standing.sentence} {said}",
        incomplete=f"{standing.incomplete} {said}".lstrip(),
        elsewhere=replace(standing.elsewhere, ids=ids),
    )


def known_to(history: Messages, question: Question, settings: Settings) -> Intake:
    """What the history has about the lines that are asked about."""
    words: dict[int, list[frozenset[str]]] = {}
    for keys, having in (
        (question.own, _ANY),
        (question.named, question.somebody),
        (question.wide, question.something),
    ):
        for number in history.ids_with_keys(keys):
            words.setdefault(number, []).append(having)
    intake = Intake()
    numbers = sorted(words)
    for begin in range(0, len(numbers), _AT_ONCE):
        raws = history.raws(numbers[begin : begin + _AT_ONCE])
        concerned = [number for number, raw in raws.items() if any(has_word(raw, each) for each in words[number])]
        for one in history.summaries(concerned):
            if not is_answer(one):
                intake.add(read_entry(one, raws[one.id], settings.kinds))
    return intake


def _said(standing: Standing, lines: Sequence[LedgerLine]) -> Standing:
    """With a sentence about lines that could not be looked up: that no credit was found says nothing of them."""
    lost = [one for one in cannot_be_found(lines) if one.occurrence not in standing.elsewhere.lines]
    if not lost:
        return standing
    paths = listed(str(one.path) for one in lost)
    said = (
        f"{paths}: no transaction id, order, account or patient is named, so a credit of it could not be looked up;"
        " it may be taken back already."
    )
    return replace(standing, sentence=f"{standing.sentence} {said}", incomplete=said)


def _not_there(lines: Iterable[LedgerLine], ledger: Ledger) -> list[Posting]:
    """The lines that the ledger does not have, as postings of which nobody knows the outcome."""
    used: set[Transaction] = set()
    found = []
    for line in lines:
        if (one := meant(line, ledger, used).transaction) is None:
            found.append(Posting(line, IMPORTED))
        else:
            used.add(one)
    return found


def standing_in(lines: Iterable[LedgerLine], ledger: Ledger, corrected: Iterable[LedgerLine] = ()) -> Standing:
    """The same from a ledger that has the entries."""
    looking = _Looking(ledger, {one.head.patient for one in corrected})
    for line in lines:
        looking.at(line)
    return looking.standing()


class _Looking:
    """Looks one line after the other up."""

    def __init__(self, ledger: Ledger, patients: Collection[str] = ()) -> None:
        """`patients` are those of the corrected message."""
        self._ledger = ledger
        self._patients = frozenset(patients)
        self._found = Standing()
        self._sentences: dict[str, int | None] = {}
        self._open: set[str] = set()
        self._used: set[Transaction] = set()
        self._taken: dict[int, Earlier] = {}
        self._reposted: dict[int, str] = {}
        self._mended: dict[int, str] = {}
        self._closed: dict[int, Charge] = {}

    def at(self, line: LedgerLine) -> None:
        """What became of a line."""
        found = meant(line, self._ledger, self._used)
        one = found.transaction
        if one is None:
            self._open.add(line.transaction_id)
            return
        self._used.add(one)
        from_here = one.posting.direction != IMPORTED  # else it is the message itself, of which nothing is known
        if from_here:
            self._found.outcome[line.occurrence] = _OUTCOMES[one.outcome]
        if one.posting.entry is not None:
            self._found.entries[line.occurrence] = one.posting.entry
        for sentence in (_sentence(one) if from_here else "", found.note):
            if sentence:
                self._sentences.setdefault(sentence, one.posting.entry)
        self._credits(line, found, self._ledger.charge_of.get(one))

    def _credits(self, line: LedgerLine, found: Meant, charge: Charge | None) -> None:
        """What took it back, and what came after."""
        if charge is not None and (again := _reposted(charge, self._ledger)):
            self._reposted[line.occurrence] = again
        if charge is not None and (instead := _mended(charge, self._ledger)):
            self._mended[line.occurrence] = instead
        own = charge if charge is not None and charge.charge is found.transaction else None
        earlier = _replaced(line, own, self._ledger) or _earlier(line, found, own)
        if earlier is not None:
            self._taken[line.occurrence] = earlier
        if earlier is not None and earlier.closed and own is not None:
            _take_credit(self._found, line, own, earlier)
            self._closed[line.occurrence] = own
        else:
            self._open.add(line.transaction_id)

    def standing(self) -> Standing:
        """All of it."""
        for each in self._open:  # two lines with one id: an open one may be taken back
            self._found.already_reversed.pop(each, None)
        elsewhere = Elsewhere(
            self._taken,
            _ids(self._ledger, self._used, self._patients),
            self._reposted,
            self._mended,
            {number: after for number, one in self._closed.items() if (after := self._after(one))},
            self._later(),
        )
        if not self._sentences:
            return replace(self._found, elsewhere=elsewhere)
        said = list(self._sentences)
        return replace(
            self._found, elsewhere=elsewhere, sentence=" ".join(said[:4]), entry=next(iter(self._sentences.values()))
        )

    def _after(self, charge: Charge) -> str:
        """A charge of the same order that came with its credit or later and stands for nothing else; in words."""
        credits = [match.credit for match in charge.credits if match.credit.live]
        line, first = charge.charge.line, min(one.number for one in credits)
        found = (
            one.charge
            for one in self._ledger.charges
            if one.charge.live
            and not one.reversed
            and one.repost_of is None
            and one.charge not in self._used
            and line.order
            and one.charge.line.order == line.order
            and one.charge.line.head.patient == line.head.patient
            and (one.charge.number > first or one.charge.line.head in [each.line.head for each in credits])
        )
        return next(map(_called, found), "")

    def _later(self) -> tuple[Later, ...]:
        """Charges of the same order or patient that stand, and came after the message."""
        if not self._used:
            return ()
        last = max(one.number for one in self._used)
        own = {(one.line.head.patient, one.line.head.account) for one in self._used}
        patients = {patient for patient, _ in own} | self._patients
        return tuple(
            _later_charge(one.charge, own)
            for one in self._ledger.charges
            if one.charge.live
            and not one.reversed
            and one.charge not in self._used
            and one.charge.number > last
            and (one.charge.line.order or one.charge.line.head.patient in patients)
        )


def _later_charge(one: Transaction, own: Collection[tuple[str, str]]) -> Later:
    """`own` are patients and accounts of the message."""
    line = one.line
    return Later(
        line.code.upper(),
        tuple(sorted(modifier.upper() for modifier in line.modifiers)),
        f"{line.service_day:%Y%m%d}" if line.service_day else "",
        line.order.upper(),
        line.amount,
        _called(one),
        (line.head.patient, line.head.account) not in own,
    )


def _ids(ledger: Ledger, used: Collection[Transaction], more: Collection[str]) -> frozenset[str]:
    """Ids that no new line may have: of what counts for the same patients, or may yet, and is none of the lines."""
    patients = {one.line.head.patient for one in used}.union(more)
    return frozenset(
        one.line.transaction_id
        for one in ledger.transactions
        if one not in used and one.outcome != REJECTED and one.line.head.patient in patients and one.line.transaction_id
    )


def _replaced(line: LedgerLine, charge: Charge | None, ledger: Ledger) -> Earlier | None:
    """The charge that stands in its place; None when it was not replaced."""
    if charge is None or not charge.charge.replaced:
        return None
    head = charge.charge.line.head
    later = [
        one.charge
        for one in ledger.charges
        if one.charge.number > charge.charge.number
        and one.charge.line.transaction_id == line.transaction_id
        and one.charge.line.head.patient == head.patient
        and one.charge.outcome in LIVE
    ]
    by = f" by the charge in {where(later[-1].posting)}; take that message instead" if later else ""
    return Earlier(closed=False, doubt=f"{line.path} ({line.transaction_id}) was replaced{by}.")


def _earlier(line: LedgerLine, found: Meant, charge: Charge | None) -> Earlier | None:
    """What took the charge back; None when it is whole."""
    if found.doubt:
        return Earlier(closed=False, doubt=found.doubt)
    live = [match for match in charge.credits if match.credit.live] if charge is not None else []
    if charge is None or not live or not charge.charge.live:
        return None
    by = " and ".join(_credit(match) for match in live)
    balance = charge.balance
    if balance.zero or balance.below_zero:
        return Earlier(by, unsure=any(match.credit.outcome == UNANSWERED for match in live))
    if len(balance.amounts) > 1:
        doubt = f"{line.path} was taken back by {by} in another currency, so what is left of it is not known."
        return Earlier(by, closed=False, doubt=doubt)
    amount = balance.amounts[0][1] if balance.amounts else None
    own = any(match.credit.line.head is charge.charge.line.head for match in live)
    return Earlier(by, closed=False, amount=amount, quantity=balance.quantity, with_own=own)


def _reposted(charge: Charge, ledger: Ledger) -> str:
    """The charge that was posted again in its place and stands, in words; "" when there is none."""
    while charge.reposted_as is not None:
        charge = ledger.charge_of[charge.reposted_as]
        if not charge.reversed:
            return _called(charge.charge)
    return ""


def _mended(charge: Charge, ledger: Ledger) -> str:
    """The charge that was sent instead of a refused one and stands, or what was posted again for it; in words."""
    if charge.mended_by is None:
        return ""
    instead = ledger.charge_of[charge.mended_by]
    if instead.reversed:
        return _reposted(instead, ledger)
    return _called(instead.charge) if instead.charge.live else ""


def _called(one: Transaction) -> str:
    """A charge, where it is and what became of it, in words."""
    return f"{one.line.transaction_id or 'a charge without an id'} in {where(one.posting)}, {_WORDS[one.outcome]}"


def _credit(match: Match) -> str:
    credit = match.credit
    called = credit.line.transaction_id or "a credit without an id"
    said = f"{called} in {where(credit.posting)}, {_WORDS[credit.outcome]}"
    if match.rivals:
        said += f" (it fits {counted(match.rivals, 'other charge')} as well, and is counted here)"
    return said


def _take_credit(standing: Standing, line: LedgerLine, charge: Charge, earlier: Earlier) -> None:
    credit = next(match.credit for match in reversed(charge.credits) if match.credit.live)
    if line.transaction_id:
        standing.already_reversed[line.transaction_id] = earlier.by
    if credit.posting.entry is not None:
        standing.entries[line.occurrence] = credit.posting.entry


def _sentence(one: Transaction) -> str:
    posting = one.posting
    at = posting.at.astimezone().strftime("%Y-%m-%d %H:%M") if posting.at is not None else ""
    way = "Received" if posting.direction == "received" else "Sent"
    said = _WORDS[one.outcome]
    return f"{way} {at} ({where(posting)}): {said}."
