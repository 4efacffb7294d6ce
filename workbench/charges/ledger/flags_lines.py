"""Lines that cannot be read as they should be, and payments for lines that are not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from decimal import Decimal

from workbench.charges.ledger.flag import ERROR, INFO, WARNING, Flag, by_message, counted, flag, listed, money, name_of
from workbench.charges.ledger.ledger import Ledger
from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.types import CHARGE, PAYMENT, RECEIVED_MONEY
from workbench.charges.numbers import total

_MOST = 5
"""Lines of one message that are named each."""
_SEVERITY = {
    "row-shifted": ERROR,
    "type-unknown": WARNING,
    "type-repeated": WARNING,
    "id-repeated": WARNING,
    "amount-unreadable": ERROR,
    "quantity-unreadable": WARNING,
    "day-unreadable": WARNING,
    "signs-contradict": WARNING,
    "columns-swapped": WARNING,
}
_HINTS = {
    "row-shifted": "Add or take out field separators so that the type stands in FT1-6.",
    "type-unknown": "If the sender means something by it, add the code to the types in the ledger's settings.",
    "type-repeated": "FT1-6 does not repeat: a charge and its credit are two lines. Ask the sender which one is meant.",
    "id-repeated": "FT1-2 does not repeat. A credit for one of the other ids finds no charge: send a line for each.",
    "amount-unreadable": "It counts as a line without an amount. An amount has digits and one point: 1350.00.",
    "quantity-unreadable": "It counts as a line without a quantity.",
    "day-unreadable": "The line is in no day. A day is written YYYYMMDD.",
    "signs-contradict": "Ask the sender which of the two it means.",
    "columns-swapped": "It is counted as the version has it. 2.1 has the amount in FT1-10, from 2.2 on it is FT1-11:"
    " correct MSH-12 or the line.",
}


def line_flags(ledger: Ledger) -> Iterator[Flag]:
    """Flags about values."""
    for group in by_message(one for one in ledger.transactions if one.line.problems):
        yield from _problems(group)
    zeros = [one.charge for one in ledger.charges if one.charge.live and one.charge.line.quantity == 0]
    for group in by_message(zeros):
        text = f"{counted(len(group), 'charge')} with the quantity 0 ({listed(name_of(one.line) for one in group)})."
        yield flag("quantity-zero", INFO, text, group, "Say how many, usually 1; some senders count statistics so.")
    yield from _dayless(ledger)
    yield from _payments(ledger)
    yield from _alone(ledger)
    yield from _left_over(ledger)


def _dayless(ledger: Ledger) -> Iterator[Flag]:
    """FT1-4 is required in every version (HL7 2.5.1, chapter 6.5.1.4): without it a charge is never late."""
    dayless = [
        one.charge
        for one in ledger.charges
        if one.charge.live and one.charge.line.service_day is None and not one.charge.line.raw(4).strip().strip('"')
    ]
    for group in by_message(dayless):
        names = listed(name_of(one.line) for one in group)
        text = f"{counted(len(group), 'charge')} without a day of service ({names})."
        hint = "FT1-4 is required. Without it neither a late charge nor a duplicate can be told."
        yield flag("day-missing", INFO, text, group, hint)


def _problems(group: tuple[Transaction, ...]) -> Iterator[Flag]:
    by_code: dict[str, list[tuple[Transaction, str]]] = defaultdict(list)
    for one in group:
        for code, text in dict.fromkeys((problem.code, problem.text) for problem in one.line.problems):
            by_code[code].append((one, text))
    for code, found in by_code.items():
        yield flag(code, _SEVERITY[code], _each(found), [one for one, _ in found], _HINTS[code])


def _each(found: list[tuple[Transaction, str]]) -> str:
    """What is said of the lines of one message, with the id and the value of each."""
    first, text = found[0]
    if len(found) == 1:
        return f"{name_of(first.line)}, {first.posting.source}: {text}"
    told = " ".join(f"{name_of(one.line)}: {text}" for one, text in found[:_MOST])
    more = f" {counted(len(found) - _MOST, 'more line')} of this message alike." if len(found) > _MOST else ""
    return f"{first.posting.source}, {counted(len(found), 'line')}. {told}{more}"


def _payments(ledger: Ledger) -> Iterator[Flag]:
    """FT1-31 names the charge by its FT1-1 (HL7 2.5.1, chapter 6.5.1.31); set ids begin anew in every message."""
    paying = [one for one in ledger.others if one.live and one.line.kind in RECEIVED_MONEY and one.line.pays_for]
    if not paying:
        return
    in_message: dict[Hashable, set[str]] = defaultdict(set)
    on_account: dict[Hashable, set[str]] = defaultdict(set)
    for one in ledger.transactions:
        if one.line.role == CHARGE:
            in_message[id(one.line.head)].add(_plain(one.line.set_id))
            on_account[_account(one)].add(_plain(one.line.set_id))
    for one in paying:
        missing = [number for number in one.line.pays_for if _plain(number) not in in_message[id(one.line.head)]]
        if missing:
            yield _without_charge(one, missing, on_account[_account(one)])


def _alone(ledger: Ledger) -> Iterator[Flag]:
    """Money on an account, or for a patient, that no charge is known for. FT1-31 is empty in nearly all messages."""
    paying = [one for one in ledger.others if one.live and one.line.kind in RECEIVED_MONEY and not one.line.pays_for]
    heads = list({id(one.charge.line.head): one.charge.line.head for one in ledger.charges}.values())
    accounts = {head.account for head in heads if head.account}
    patients = {head.patient for head in heads if head.patient}
    without_account = {head.patient for head in heads if head.patient and not head.account}
    alone: dict[Hashable, list[Transaction]] = defaultdict(list)
    for one in paying:
        head = one.line.head
        same_patient = head.patient in (without_account if head.account else patients)
        if head.account not in accounts and not same_patient:
            alone[_account(one) if heads else ""].append(one)
    for group in alone.values():
        yield _nothing_charged(group, bool(heads))


def _left_over(ledger: Ledger) -> Iterator[Flag]:
    """Money on an account, or for a patient, whose charges are all gone: somebody has to give it back."""
    gone, standing = set[Hashable](), set[Hashable]()
    for one in ledger.charges:
        stands = one.charge.live and not one.reversed
        (standing if stands else gone).update(_whom(one.charge))
    paid: dict[Hashable, list[Transaction]] = defaultdict(list)
    for each in ledger.others:
        who = _whom(each)
        if each.live and each.line.kind in RECEIVED_MONEY and not gone.isdisjoint(who) and standing.isdisjoint(who):
            paid[who[0]].append(each)
    for group in paid.values():
        left = _by_currency(group)
        if not left or any(left.values()):  # what was given back is told by its sign
            yield _all_gone(group)


def _whom(one: Transaction) -> tuple[Hashable, ...]:
    """The account; the patient where there is none."""
    head = one.line.head
    found = (("account", head.account), ("patient", head.patient_key))
    return tuple(each for each in found if each[1])[:1]


def _by_currency(group: list[Transaction]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in group:
        if one.line.effect is not None:
            sums[one.line.currency] = total((sums.get(one.line.currency, Decimal(0)), one.line.effect))
    return sums


def _all_gone(group: list[Transaction]) -> Flag:
    gone = "all were taken back, refused or never sent"
    text = f"{_paid(group)} for {_called(group[0])}, where no charge stands: {gone}."
    severity = WARNING if any(one.line.kind == PAYMENT for one in group) else INFO
    hint = "If nothing is charged anew, the money is to be given back or moved to where it belongs."
    return flag("payment-without-charge", severity, text, group, hint)


def _paid(group: list[Transaction]) -> str:
    """The payments and a verb."""
    first = group[0].line
    if len(group) == 1:
        return f"The {first.kind} {name_of(first)} ({money(first)}) is"
    return f"{counted(len(group), 'payment')} ({listed(name_of(one.line) for one in group)}) are"


def _called(one: Transaction) -> str:
    head = one.line.head
    return f"the account {head.account}" if head.account else f"the patient {head.patient or 'without an id'}"


def _nothing_charged(group: list[Transaction], charged: bool) -> Flag:
    text = f"{_paid(group)} for {_called(group[0])}, where nothing was charged."
    if not charged:
        text = f"{_paid(group)} here, but no charge at all."
    severity = WARNING if any(one.line.kind == PAYMENT for one in group) else INFO
    hint = "Look whether account and patient are right, and whether the charges are among what was read."
    return flag("payment-without-charge", severity, text, group, hint)


def _without_charge(one: Transaction, missing: list[str], elsewhere: set[str]) -> Flag:
    found = all(_plain(number) in elsewhere for number in missing)
    text = (
        f"The {one.line.kind} {name_of(one.line)} ({money(one.line)}) is for the charge with FT1-1 = {listed(missing)}"
        " (FT1-31), which is not in its message"
    )
    text += (
        "; another message of the account has a charge with that number."
        if found
        else ", and no other charge of the account has that number."
    )
    hint = "FT1-31 names FT1-1 of the charge; it can only be followed inside one message."
    return flag("payment-without-charge", INFO if found else WARNING, text, [one], hint)


def _account(one: Transaction) -> Hashable:
    head = one.line.head
    return head.account or head.patient_key


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"
