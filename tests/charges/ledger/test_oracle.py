"""The ledger against another way of counting: services that are charged and taken back under each convention A to F.

The oracle is told what each line is about, so it pairs nothing, reads no message and knows no settings. It walks
through the life of one service at a time, in whole cents. What the ledger makes of the bare messages, in any order and
with copies that were lost or refused, has to come to the same: balances, states, totals and flags.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from helpers.charge_messages import START, dft, ft1
from hypothesis import event, given, settings
from hypothesis import strategies as st

from workbench.charges.ledger import Ledger, Posting, Transaction, charge_lines, find_flags
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.ledger.totals import totals_of
from workbench.charges.profile.conventions import named
from workbench.er7 import Document

OUTCOMES = ("accepted", "accepted", "unknown", "rejected", "unsent")
STRONGEST = ("accepted", "unknown", "rejected", "unsent")
LIVE = ("accepted", "unknown")
COMPARED = (
    "unpaired-credit",
    "double-credit",
    "credit-of-rejected",
    "credit-of-unsent",
    "credit-other-amount",
    "credit-other-patient",
    "credit-before-charge",
    "rejected",
    "resent",
)
FORMS = {
    # convention -> (type of a credit, sign of its quantity, sign of its amount, segment behind it)
    "A": ("CR", "", "-", ""),
    "B": ("CR", "", "", ""),
    "C": ("CG", "-", "-", ""),
    "D": ("CD", "", "", ""),
    "E": ("CG", "", "", "ZFT|R"),
    "F": ("AJ", "", "-", ""),
}


@dataclass
class Line:
    """A charge or a credit in a message of its own, with what became of its copies."""

    id: str
    cents: int | None
    units: int
    is_credit: bool = False
    names_its_charge: bool = True
    copies: tuple[tuple[int, str], ...] = ()
    """(hour, outcome); no two lines or copies have the same hour."""

    @property
    def outcome(self) -> str:
        return min((outcome for _hour, outcome in self.copies), key=STRONGEST.index)

    @property
    def hour(self) -> int:
        return min(hour for hour, _outcome in self.copies)

    @property
    def live(self) -> bool:
        return self.outcome in LIVE


@dataclass
class Life:
    """One charge with the credits that are meant for it."""

    charge: Line
    credits: list[Line] = field(default_factory=list)


@dataclass
class Service:
    """What was done once: charged, taken back, and perhaps charged anew."""

    number: int
    """Of the patient, and of the order."""
    kind: int
    currency: str
    lives: list[Life]
    orphans: list[Line]
    """Credits that name a charge which does not exist."""


def rows(service: Service, convention: str) -> list[tuple[Line, str]]:
    """Every line with its message."""
    found = []
    for life in service.lives:
        found.append((life.charge, _message(service, life.charge, ft1(life.charge.id, **_usual(service, life.charge)))))
        found += [(one, _credit(service, one, life.charge.id, convention)) for one in life.credits]
    return [*found, *((one, _credit(service, one, "NOWHERE", convention)) for one in service.orphans)]


def _usual(service: Service, line: Line, sign: str = "", minus: str = "") -> dict[str, str]:
    amount = "" if line.cents is None else f"{sign}{Decimal(line.cents) / 100:.2f}&{service.currency}"
    return {
        "amount": amount,
        "quantity": f"{minus}{line.units}",
        "code": f"7680{service.kind}^Scan^C4",
        "order": f"ACC{service.number}^US",
    }


def _credit(service: Service, line: Line, of: str, convention: str) -> str:
    kind, minus, sign, behind = FORMS[convention]
    text = ft1(line.id, kind, **_usual(service, line, sign, minus))
    link = line.names_its_charge and convention in "BCF"
    more = [f"NTE|1||Reverses {of}"] if link else []
    return _message(service, line, text, *more, *([behind] if behind else []))


def _message(service: Service, line: Line, *segments: str) -> str:
    """The hour makes the control id: each line has its own message."""
    person = f"P{service.number}"
    return dft(*segments, control_id=f"M{line.hour}", patient=f"{person}^^^HOSP^MR", account=f"A{person}^^^HOSP^AN")


@st.composite
def days(draw: st.DrawFn, convention: str) -> list[Service]:
    """Services with one or more lives; hours are given out in any order, so that credits come before charges too."""
    hours = iter(draw(st.permutations(range(90))))
    outcomes = st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=2)

    def copies() -> tuple[tuple[int, str], ...]:
        return tuple((next(hours), outcome) for outcome in draw(outcomes))

    services = []
    for number in range(draw(st.integers(1, 4))):
        cents = draw(st.sampled_from((35000, 12345, 1, 0, None)))
        if convention == "F" and not cents:
            cents = 100  # an adjustment without an amount below zero takes nothing back
        kind = draw(st.integers(0, 1))  # ids and codes come again for other patients
        lives, orphans = [], []
        count = draw(st.integers(1, 2))
        for life in range(count):
            charge = Line(f"C{kind}{life}", cents, draw(st.sampled_from((1, 2))), copies=copies())
            found = Life(charge)
            for place in range(draw(st.integers(0, 3))):
                nameless = count == 1 and convention in "BCF" and draw(st.booleans())
                part = None if not cents else draw(st.sampled_from((cents, cents, max(1, cents // 2))))
                units = charge.units if not cents else draw(st.sampled_from((charge.units, 1)))
                own = {"A": f"{charge.id}-R{place + 1 if place else ''}", "D": charge.id, "E": charge.id}
                name = own.get(convention, f"N{number}{life}{place}")
                found.credits.append(Line(name, part if cents else cents, units, True, not nameless, copies()))
            lives.append(found)
        if convention == "A" and draw(st.booleans()):
            orphans.append(Line("NOWHERE-R", cents, 1, True, True, copies()))
        services.append(Service(number, kind, draw(st.sampled_from(("USD", "EUR"))), lives, orphans))
    return services


@dataclass
class Counted:
    """What the oracle makes of one life."""

    left_cents: int | None
    left_units: int
    state: str
    flags: list[tuple[str, str]]


def counted(life: Life) -> Counted:
    """The credits of one charge; those that do not name it take only what is there and open."""
    charge, taken = life.charge, _taken(life)
    live = [one for one in taken if one.live]
    before = charge.cents if charge.live else (None if charge.cents is None else 0)
    cents = None if before is None else before - sum(one.cents or 0 for one in live)
    units = (charge.units if charge.live else 0) - sum(one.units for one in live)
    left = cents if charge.cents else units
    state = "reversed" if live and left == 0 else charge.outcome
    # What does not name its charge and comes when nothing of it is open is a second credit of it.
    found = [
        ("double-credit", charge.id) if charge.live and not one.names_its_charge else ("unpaired-credit", one.id)
        for one in life.credits
        if one not in taken and one.outcome != "rejected"
    ]
    found += [("credit-before-charge", one.id) for one in taken if one.outcome != "rejected" and one.hour < charge.hour]
    if live and charge.outcome in ("rejected", "unsent"):
        found.append((f"credit-of-{charge.outcome}", charge.id))
    elif len(live) > 1 and left is not None and left < 0:
        found.append(("double-credit", charge.id))
    elif live and left and charge.live:
        found.append(("credit-other-amount", charge.id))
    return Counted(cents, units, state, found)


def _taken(life: Life) -> list[Line]:
    """The credits that count against the charge."""
    charge = life.charge
    found = [one for one in life.credits if one.names_its_charge]
    nameless = sorted((one for one in life.credits if not one.names_its_charge), key=lambda one: one.hour)
    nameless.sort(key=lambda one: one.hour < charge.hour)  # those that came first come last
    for one in nameless:
        if charge.live and (not one.live or _is_open(charge, [each for each in found if each.live])):
            found.append(one)
    return found


def _is_open(charge: Line, taken: list[Line]) -> bool:
    if charge.cents:
        return sum(one.cents or 0 for one in taken) < charge.cents
    return sum(one.units for one in taken) < charge.units


def _followed(service: Service, counts: list[Counted]) -> list[str]:
    """States, with those that were charged anew after their credit: each later charge follows one."""
    states = [one.state for one in counts]
    used: set[int] = set()
    order = sorted(range(len(states)), key=lambda place: service.lives[place].charge.hour)
    for place in order:
        if states[place] != "reversed" or not service.lives[place].charge.live:
            continue
        life = service.lives[place]
        last = max([life.charge.hour, *(one.hour for one in _taken(life) if one.live)])
        for other in order:
            charge = service.lives[other].charge
            if charge.live and charge.hour > last and other not in used:
                states[place] = "re-posted"
                used.add(other)
                break
    return states


def _sending(service: Service, counts: list[Counted]) -> list[tuple[str, str]]:
    """Refused and never mended, and sent more than once; by the line."""
    found = []
    for life, count in zip(service.lives, counts, strict=True):
        charge = life.charge
        others = [one.charge for one in service.lives if one is not life]
        mended = any(one.outcome in LIVE and one.hour > charge.hour for one in others)
        if charge.outcome == "rejected" and not mended:
            found.append(("rejected", charge.id))
        for one in life.credits:
            paired = one in _taken(life)
            settled = count.state == "reversed" or not charge.live
            if one.outcome == "rejected" and not (paired and settled):
                found.append(("rejected", one.id))
    found += [("rejected", one.id) for one in service.orphans if one.outcome == "rejected"]
    found += [("unpaired-credit", one.id) for one in service.orphans if one.outcome != "rejected"]
    lines = [*(each for life in service.lives for each in (life.charge, *life.credits)), *service.orphans]
    return found + [("resent", one.id) for one in lines if len(one.copies) > 1]


def _postings(services: list[Service], convention: str) -> list[Posting]:
    kinds = settings_for(named(convention)).kinds
    found = []
    for service in services:
        for line, text in rows(service, convention):
            (read,) = charge_lines(Document.from_text(text), kinds)
            assert (read.role == "credit") is line.is_credit
            for hour, outcome in line.copies:
                at = START + timedelta(hours=hour)
                found.append(Posting(read, "sent", outcome, at, entry=hour + 1, endpoint="billing:2575"))
    return found


def _who(one: Transaction) -> tuple[int, str]:
    """The number of the service, and the id."""
    return int(one.line.head.patient.removeprefix("P")), one.line.transaction_id


def _left(ledger: Ledger) -> dict[tuple[int, str], tuple[int | None, int | None]]:
    found = {}
    for one in ledger.charges:
        amounts = [int(amount * 100) for _currency, amount in one.balance.amounts]
        units = None if one.balance.quantity is None else int(one.balance.quantity)
        found[_who(one.charge)] = (sum(amounts) if amounts else None, units)
    return found


@pytest.mark.parametrize("convention", sorted(FORMS))
@settings(max_examples=60)
@given(data=st.data())
def test_the_ledger_comes_to_what_the_oracle_comes_to(convention: str, data: st.DataObject) -> None:
    services = data.draw(days(convention))
    ledger = Ledger.of(_postings(services, convention), settings_for(named(convention)))
    states, left, flags, net = {}, {}, Counter[tuple[int, str, str]](), Counter[str]()
    for service in services:
        counts = [counted(life) for life in service.lives]
        for life, count, state in zip(service.lives, counts, _followed(service, counts), strict=True):
            states[service.number, life.charge.id] = state
            counts_at_all = life.charge.live or any(one.live for one in _taken(life))
            known = (count.left_cents, count.left_units)
            left[service.number, life.charge.id] = known if counts_at_all else (None, None)
            flags.update((service.number, *each) for each in count.flags)
            event(state)
        lines = [*(each for life in service.lives for each in (life.charge, *life.credits)), *service.orphans]
        for one in lines:
            if one.live and one.cents:
                net[service.currency] += -one.cents if one.is_credit else one.cents
        flags.update((service.number, *each) for each in _sending(service, counts))
    assert {_who(one.charge): one.state for one in ledger.charges} == states
    assert _left(ledger) == left
    found = totals_of(ledger.transactions, ledger).net
    assert {currency: int(amount * 100) for currency, amount in found if amount} == {
        currency: cents for currency, cents in net.items() if cents
    }
    told = Counter[tuple[int, str, str]]()
    for flag in find_flags(ledger):
        if flag.code in COMPARED:
            about_credit = flag.code in ("credit-before-charge", "unpaired-credit")
            who = flag.transactions[-1] if about_credit else flag.transactions[0]
            told[_who(who)[0], flag.code, who.line.transaction_id] += 1
    assert told == flags
