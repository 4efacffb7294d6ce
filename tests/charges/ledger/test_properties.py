"""Laws of the ledger, for generated histories: charges, credits, new charges, resends, rejections, in any order.

The model beside it knows which credit belongs to which charge, because it made both; it counts in whole cents and
shares no code with the ledger.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from helpers.charge_messages import START, dft, ft1
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.ledger import Ledger, LedgerLine, Posting, charge_lines, find_flags
from workbench.charges.ledger.export import rows
from workbench.charges.ledger.totals import totals_of
from workbench.charges.ledger.views import VIEWS, group_by
from workbench.er7 import Document

OUTCOMES = ("accepted", "unknown", "rejected", "unsent")
CREDITS = {
    # way -> (suffix of the id, type, sign of the amount, quantity)
    "suffix": ("-R", "CR", "-", "1"),
    "same id": ("", "CD", "", "1"),
    "quantity": ("", "CG", "-", "-1"),
}


@dataclass
class Message:
    """A message of the model with what became of every copy of it."""

    control_id: str
    account: int
    rows: list[str] = field(default_factory=list)
    effects: list[tuple[str, str, int]] = field(default_factory=list)
    """(charge that it is about, currency, cents that it adds)"""
    copies: list[tuple[int, str]] = field(default_factory=list)
    """(hour, outcome)"""

    @property
    def counts(self) -> bool:
        """Whether any copy was taken or may have been."""
        return any(outcome in ("accepted", "unknown") for _hour, outcome in self.copies)


@st.composite
def histories(draw: st.DrawFn) -> list[Message]:
    """Messages with charges and credits. Ids are never used again; everything else repeats as often as possible."""
    messages: list[Message] = []
    charges: list[tuple[str, int, int, str, int]] = []
    for number in range(draw(st.integers(1, 8))):
        message = Message(f"M{number}", draw(st.integers(1, 2)))
        for place in range(draw(st.integers(1, 3))):
            if charges and draw(st.booleans()):
                identifier, account, cents, currency, count = draw(st.sampled_from(charges))
                message.account = message.account if message.rows else account
                suffix, kind, sign, quantity = CREDITS[draw(st.sampled_from(sorted(CREDITS)))]
                suffix = f"{suffix}{count}" if suffix and draw(st.booleans()) else suffix
                part = draw(st.sampled_from((cents, cents, max(1, cents // 2))))
                amount = f"{sign}{Decimal(part) / 100:.2f}&{currency}"
                message.rows.append(ft1(identifier + suffix, kind, amount, number=place + 1, quantity=quantity))
                message.effects.append((identifier, currency, -part))
            else:
                identifier = f"CHG{len(charges):03}"
                cents, currency = draw(st.integers(1, 500)), draw(st.sampled_from(("USD", "USD", "EUR")))
                charges.append((identifier, message.account, cents, currency, draw(st.integers(2, 9))))
                message.rows.append(ft1(identifier, "CG", f"{Decimal(cents) / 100:.2f}&{currency}", number=place + 1))
                message.effects.append((identifier, currency, cents))
        copies = st.tuples(st.integers(0, 20), st.sampled_from(OUTCOMES))
        message.copies = draw(st.lists(copies, min_size=1, max_size=3))
        messages.append(message)
    return messages


def postings(messages: list[Message]) -> list[Posting]:
    found = []
    for number, message in enumerate(messages):
        lines = read(message)
        for copy, (hour, outcome) in enumerate(message.copies):
            at = START + timedelta(hours=hour)
            found += [Posting(line, "sent", outcome, at, entry=10 * number + copy + 1, endpoint="a") for line in lines]
    return found


def read(message: Message) -> tuple[LedgerLine, ...]:
    text = dft(*message.rows, control_id=message.control_id, account=f"A{message.account}")
    return charge_lines(Document.from_text(text))


def places(ledger: Ledger) -> Counter[int]:
    """How often each transaction stands somewhere."""
    return Counter(
        one.number
        for each in (
            *(charge.transactions for charge in ledger.charges),
            ledger.unpaired,
            ledger.others,
            ledger.unread,
        )
        for one in each
    )


def picture(ledger: Ledger) -> list[object]:
    """Everything that a person sees, without the identity of objects."""
    return [list(rows(ledger)), [(one.code, one.severity, one.text) for one in find_flags(ledger)]]


@given(histories())
def test_no_line_is_lost_and_each_is_in_one_place(messages: list[Message]) -> None:
    given_ones = postings(messages)
    ledger = Ledger.of(given_ones)
    kept = [id(posting) for one in ledger.transactions for posting in one.postings]
    assert sorted(kept) == sorted(id(one) for one in given_ones)
    assert places(ledger) == Counter(range(len(ledger.transactions)))
    assert len(ledger.transactions) == sum(len(message.rows) for message in messages)
    for view in VIEWS:
        shown = [one.number for group in group_by(ledger, view) for one in group.transactions]
        assert sorted(shown) == list(range(len(ledger.transactions)))


@given(histories())
def test_balances_to_the_cent(messages: list[Message]) -> None:
    """Every charge is what the model says, whatever came in which order, and the whole is the sum of its parts."""
    ledger = Ledger.of(postings(messages))
    wanted: dict[str, Counter[str]] = defaultdict(Counter)
    for message in messages:
        for identifier, currency, cents in message.effects:
            wanted[identifier][currency] += cents if message.counts else 0
    assert ledger.unpaired == ()
    for one in ledger.charges:
        left = {currency: int(amount * 100) for currency, amount in one.balance.amounts if amount}
        assert left == {currency: cents for currency, cents in wanted[one.charge.line.transaction_id].items() if cents}
    whole: Counter[str] = Counter()
    for each in wanted.values():
        whole.update(each)
    net = {currency: int(amount * 100) for currency, amount in totals_of(ledger.transactions, ledger).net}
    assert {currency: cents for currency, cents in net.items() if cents} == {
        currency: cents for currency, cents in whole.items() if cents
    }


@given(histories())
def test_groups_add_up_to_the_whole(messages: list[Message]) -> None:
    ledger = Ledger.of(postings(messages))
    whole = dict(totals_of(ledger.transactions, ledger).net)
    for view in VIEWS:
        parts: Counter[str] = Counter()
        for group in group_by(ledger, view):
            for currency, amount in group.totals.net:
                parts[currency] += amount  # type: ignore[assignment]
        assert {key: value for key, value in parts.items() if value} == {k: v for k, v in whole.items() if v}


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(messages: list[Message], chance: random.Random) -> None:
    given_ones = postings(messages)
    shuffled = list(given_ones)
    chance.shuffle(shuffled)
    assert picture(Ledger.of(shuffled)) == picture(Ledger.of(given_ones))


@given(histories())
def test_states_follow_from_what_became_of_the_messages(messages: list[Message]) -> None:
    ledger = Ledger.of(postings(messages))
    strongest = {
        row: min((outcome for _hour, outcome in message.copies), key=OUTCOMES.index)
        for message in messages
        for row in message.rows
    }
    for one in ledger.charges:
        taken_back = any(match.credit.live for match in one.credits) and one.balance.zero and one.charge.live
        if taken_back:
            assert one.state in ("reversed", "re-posted")
        else:
            assert one.state == one.charge.outcome == strongest[one.charge.line.text]


@given(histories())
def test_what_is_wrong_is_flagged(messages: list[Message]) -> None:
    ledger = Ledger.of(postings(messages))
    flagged = defaultdict(set)
    for one in find_flags(ledger):
        for transaction in one.transactions:
            flagged[transaction].add(one.code)
    for charge in ledger.charges:
        live = [match for match in charge.credits if match.credit.live]
        if live and charge.charge.outcome == "rejected":
            assert "credit-of-rejected" in flagged[charge.charge]
        if len(live) > 1 and charge.charge.live and charge.balance.below_zero:
            assert "double-credit" in flagged[charge.charge]
    for one in ledger.transactions:
        if one.outcome == "unknown":
            assert "unanswered" in flagged[one]


@given(st.integers(1, 6), st.sampled_from(sorted(CREDITS)), st.booleans())
def test_reversing_and_posting_again_stays_balanced(turns: int, way: str, open_end: bool) -> None:
    """New ids every time, as many turns as one likes: what is left is the last charge, or nothing."""
    suffix, kind, sign, quantity = CREDITS[way]
    messages = []
    for turn in range(turns):
        message = Message(f"G{turn}", 1, [ft1(f"CHG{turn}", "CG", "350.00&USD")], copies=[(2 * turn, "accepted")])
        messages.append(message)
        if turn < turns - 1 or not open_end:
            row = ft1(f"CHG{turn}{suffix}", kind, f"{sign}350.00&USD", quantity=quantity)
            messages.append(Message(f"C{turn}", 1, [row], copies=[(2 * turn + 1, "accepted")]))
    ledger = Ledger.of(postings(messages))
    assert [one.state for one in ledger.charges] == [
        *["re-posted"] * (turns - 1),
        "accepted" if open_end else "reversed",
    ]
    left = Decimal("350.00") if open_end else Decimal("0.00")
    assert totals_of(ledger.transactions, ledger).net == (("USD", left),)
    assert not {one.code for one in find_flags(ledger)} - {"charge-after-credit"}
