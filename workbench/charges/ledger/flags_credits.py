"""Credits that do not fit: no charge, two credits, another patient, account, day, code, amount or currency."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import islice

from workbench.charges.ledger.compare import compare
from workbench.charges.ledger.flag import ERROR, INFO, WARNING, Flag, counted, flag, listed, money, name_of
from workbench.charges.ledger.identity import base_of
from workbench.charges.ledger.ledger import Charge, Ledger
from workbench.charges.ledger.line import LedgerLine, MessageHead
from workbench.charges.ledger.pairing import BY_ID, Match
from workbench.charges.ledger.posting import REJECTED, UNSENT, Transaction
from workbench.charges.ledger.second_credits import TakenBack
from workbench.charges.ledger.types import ADJUSTMENT

_DIFFERS: dict[str, tuple[str, str, str]] = {
    "PID-3 patient": ("credit-other-patient", ERROR, "patient"),
    "PID-3.4 authority": ("credit-other-patient", ERROR, "authority of the patient's number"),
    "PID-18 account": ("credit-other-account", WARNING, "account"),
    "FT1-4 service day": ("credit-other-day", WARNING, "day of service"),
    "FT1-25/7 code": ("credit-other-code", WARNING, "code"),
    "FT1-26 modifiers": ("credit-other-code", WARNING, "modifiers"),
    "FT1-11 currency": ("credit-other-currency", WARNING, "currency"),
}
"""Field -> code, severity, word for the sentence."""
_MOST = 5
"""Earlier credits that a second one is shown beside."""


def credit_flags(ledger: Ledger) -> Iterator[Flag]:
    """Flags about credits and what they take back."""
    wanting = [one for one in ledger.unpaired if one.outcome != REJECTED]
    taken_back = TakenBack(ledger) if wanting else None
    for credit in wanting:
        charge = taken_back.of(credit) if taken_back is not None else None
        yield _unpaired(credit, ledger) if charge is None else _once_more(credit, charge)
    for charge in ledger.charges:
        if charge.credits:
            yield from _of_charge(charge)
    yield from _adjustments(ledger)


def _adjustments(ledger: Ledger) -> Iterator[Flag]:
    """Adjustments that look like credits: some receivers want a charge taken back so, and the settings do not."""
    found = [one for one in ledger.others if one.live and one.line.role == ADJUSTMENT and (one.line.amount or 0) < 0]
    if not found:
        return
    still = {_size(one.charge.line): one.charge for one in ledger.charges if one.charge.live and not one.reversed}
    for one in found:
        charge = still.get(_size(one.line)) if one.line.code else None
        if charge is not None:
            text = (
                f"The adjustment {name_of(one.line)} ({money(one.line)}) is as large as the charge"
                f" {name_of(charge.line)} of the same patient, code and day, which stays open."
            )
            hint = "If an adjustment takes a charge back at this receiver, choose the rules adjustments."
            yield flag("adjustment-takes-back", INFO, text, (charge, one), hint, compare(charge.line, one.line))


def _size(line: LedgerLine) -> Hashable:
    amount = None if line.amount is None else abs(line.amount)
    return line.head.patient_key, line.code, line.service_day, line.currency, amount


def _unpaired(credit: Transaction, ledger: Ledger) -> Flag:
    line = credit.line
    base = base_of(line.transaction_id, ledger.settings)
    if base:
        why = f"its id names the charge {base}, which is not in the ledger for this patient"
    elif line.transaction_id:
        why = "no charge has its id, and none of the same order or account fits"
    else:
        why = "it has no transaction id, and no charge of the same order or account fits"
    text = f"The credit {name_of(line)} ({money(line)}) leads to no charge: {why}."
    hint = (
        "Add the messages with the charge, or ask whether the charge was ever sent; the receiver cannot net it either."
    )
    return flag("unpaired-credit", ERROR, text, [credit], hint)


def _once_more(credit: Transaction, charge: Charge) -> Flag:
    """Nothing names the charge, and the one that it fits was taken back before."""
    line = charge.charge.line
    live = list(islice((match.credit for match in charge.credits if match.credit.live), _MOST))
    names, others = listed(name_of(one.line) for one in live), " and others" if len(live) == _MOST else ""
    text = (
        f"The credit {name_of(credit.line)} ({money(credit.line)}) leads to no open charge: the one that it fits,"
        f" {name_of(line)} ({money(line)}), was taken back by {names}{others} already."
    )
    hint = "One credit is too many, unless another charge is missing here. Ask the sender which charge it is for."
    return flag("double-credit", ERROR, text, (charge.charge, *live, credit), hint, compare(line, credit.line))


def _of_charge(charge: Charge) -> Iterator[Flag]:
    live = [match for match in charge.credits if match.credit.live]
    if live and charge.charge.outcome == REJECTED:
        yield _of_rejected(charge, live)
    elif live and charge.charge.outcome == UNSENT:
        yield _of_unsent(charge, live)
    elif len(live) > 1 and charge.balance.below_zero:
        yield _double(charge, live)
    elif live and not charge.balance.zero and charge.charge.live:
        yield from _another_amount(charge, live)
    for match in charge.credits:
        if match.credit.outcome != REJECTED:
            yield from _of_match(match)


def _of_rejected(charge: Charge, live: list[Match]) -> Flag:
    line = charge.charge.line
    text = (
        f"The charge {name_of(line)} was rejected, but {counted(len(live), 'credit')} for it went out: the receiver has"
        " nothing to take back."
    )
    hint = "Send the charge again, or ask the receiver to drop the credit."
    return flag("credit-of-rejected", ERROR, text, charge.transactions, hint, live[-1].comparison)


def _of_unsent(charge: Charge, live: list[Match]) -> Flag:
    text = (
        f"The charge {name_of(charge.charge.line)} never left, but {counted(len(live), 'credit')} for it went out: the"
        " receiver has nothing to take back."
    )
    hint = "Ask the receiver to drop the credit. Where the charge was meant to stand, post it with a new id."
    return flag("credit-of-unsent", ERROR, text, charge.transactions, hint, live[-1].comparison)


def _double(charge: Charge, live: list[Match]) -> Flag:
    line = charge.charge.line
    names = listed(name_of(match.credit.line) for match in live)
    text = (
        f"The charge {name_of(line)} ({money(line)}) was taken back {len(live)} times ({names}): {charge.balance.text}."
    )
    concerned = (charge.charge, *(match.credit for match in live))
    comparison = compare(live[0].credit.line, live[-1].credit.line)
    hint = "One credit is too many. If the charge was meant to stand, post it again with a new id."
    return flag("double-credit", ERROR, text, concerned, hint, comparison)


def _another_amount(charge: Charge, live: list[Match]) -> Iterator[Flag]:
    if len(charge.balance.amounts) > 1:
        return  # the currency is said instead
    line = charge.charge.line
    taken = " and ".join(money(match.credit.line) for match in live)
    text = f"The charge {name_of(line)} ({money(line)}) was taken back with {taken}: {charge.balance.text} left."
    concerned = (charge.charge, *(match.credit for match in live))
    hint = "A credit normally takes back the whole line; ask whether a part was meant."
    yield flag("credit-other-amount", WARNING, text, concerned, hint, live[-1].comparison)


def _plain(match: Match) -> bool:
    """Whether there is nothing to say: looked at first, since most credits fit."""
    one, other = match.charge.line, match.credit.line
    return (
        match.method == BY_ID
        and match.charge.number < match.credit.number
        and (one.head is other.head or _same_patient(one.head, other.head))
        and one.service_day == other.service_day
        and one.code == other.code
        and one.modifiers == other.modifiers
        and one.currency == other.currency
    )


def _same_patient(one: MessageHead, other: MessageHead) -> bool:
    return (one.patient, one.patient_authority, one.account) == (other.patient, other.patient_authority, other.account)


def _of_match(match: Match) -> Iterator[Flag]:
    if _plain(match):
        return
    charge, credit = match.charge, match.credit
    comparison = match.comparison
    said: set[str] = set()
    for difference in comparison.differing:
        found = _DIFFERS.get(difference.field)
        if found is None or found[0] in said:
            continue
        code, severity, word = found
        said.add(code)
        text = (
            f"The credit {name_of(credit.line)} has another {word} than its charge {name_of(charge.line)}:"
            f" {difference.second} instead of {difference.first}."
        )
        yield flag(code, severity, text, (charge, credit), _hint(code), comparison)
    if match.weak:
        text = (
            f"The credit {name_of(credit.line)} was paired with the charge {name_of(charge.line)} by likeness alone:"
            f" {match.how} agree."
        )
        hint = "Nothing in the credit names its charge. Look at both before you rely on it."
        yield flag("credit-by-likeness", INFO, text, (charge, credit), hint, comparison)
    if match.rivals and match.method != BY_ID:
        others = counted(match.rivals, "other charge")
        text = (
            f"The credit {name_of(credit.line)} fits {others} as well as {name_of(charge.line)};"
            " it was counted for the first."
        )
        hint = "Which of them is open depends on which was meant: ask the sender before you rely on either."
        yield flag("credit-ambiguous", INFO, text, (charge, credit), hint, comparison)
    if credit.number < charge.number and credit.moment < charge.moment:
        text = f"The credit {name_of(credit.line)} arrived before its charge {name_of(charge.line)}."
        hint = "The receiver may have refused or parked it; ask for messages to be sent in order."
        severity = INFO
        if match.method != BY_ID:
            hint = f"Nothing in it names that charge: it may be for another one that is not here. {hint}"
            severity = WARNING
        yield flag("credit-before-charge", severity, text, (charge, credit), hint, comparison)


def _hint(code: str) -> str:
    return {
        "credit-other-patient": "The credit stands on another patient: undo it there, and send it for the right one.",
        "credit-other-account": "Both accounts are off by this amount, although they net out together.",
        "credit-other-day": "Some senders date a credit to the day of the reversal; who matches by day misses it.",
        "credit-other-code": "A receiver that matches by code does not find the charge.",
        "credit-other-currency": "Amounts in different currencies are never added up here; the charge stays open.",
    }[code]
