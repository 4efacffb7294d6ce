"""Whatever happens in whatever order, with whatever answers: what stands at the receiver is what should stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count, cycle

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.charges.chargemaster.master import load_default
from workbench.charges.ledger import Intake, Ledger, read_message_bytes
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.ledger.posting import SENT
from workbench.charges.ledger.settings import Settings
from workbench.charges.lifecycle.desk import ALL, CHANGED, Desk
from workbench.charges.lifecycle.events import BY_HAND, Event
from workbench.charges.lifecycle.made_with import same_credits
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import named
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import default_profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MASTER, PROFILE = load_default(), default_profile()
REPORT = (
    "MSH|^~\\&|US|DEMO|||{at}||ORU^R01|R1|T|2.5.1\rPID|1||{mrn}^^^DEMO^MR||SAMPLE^ANNA||19900412|F||||||||||{account}\r"
    "OBR|1|P1|ACC1|{code}|||20260301141500|||||||||||||||{at}|||{status}||||||{diagnosis}^Reason^I10\r"
    "OBX|1|TX|IMP^Impression^L||{words}||||||{observed}\r"
)
CODES = (
    "US-NECK^US thyroid^L",
    "US-OB-COMP^US OB second trimester complete twins^L",
    "US-OB-DET^US OB second trimester detailed twins^L",
    "US-OB-COMP^US OB second trimester complete^L",
    "XX^Nothing we know^L",
)
OUTCOMES = ("accepted", "error", "rejected", "no answer", "not sent", "composed")

steps = st.lists(
    st.tuples(
        st.sampled_from("FFFFCCPRXMA"),  # OBR-25
        st.sampled_from("FFFFCBWD"),  # OBX-11
        st.sampled_from(CODES),
        st.sampled_from(("1", "1", "1", "2")),  # patient
        st.sampled_from(("Z36.3", "Z36.3", "Z34.02")),
        st.integers(0, 30),  # minutes: out of order on purpose
        st.sampled_from(OUTCOMES),
        st.sampled_from((None, None, None, *BY_HAND)),
    ),
    max_size=12,
)


def check(known: Standing, taken: Taken, sent_ids: set[str]) -> None:
    """The laws that hold after every step."""
    open_before = {one.transaction.transaction_id: one for one in known.open_charges}
    for sent in taken.messages:
        for one in sent.transactions:
            if one.kind == "credit":
                assert one.reverses in open_before, "a credit for a charge that does not stand"
                assert open_before[one.reverses].sent.taken in ("yes", "unknown")
                charge = open_before[one.reverses].transaction
                assert (one.amount or 0) + (charge.amount or 0) == 0
            elif one.replaces:
                assert one.transaction_id in open_before, "a charge in the place of one that does not stand"
                assert open_before[one.transaction_id].sent.holder == sent.holder
            else:
                assert one.kind == "charge"
                assert one.transaction_id not in sent_ids, "an id twice"
                assert len(one.transaction_id) <= 12
                sent_ids.add(one.transaction_id)
    if taken.action is Action.CHARGE and taken.messages:
        assert not open_before, "charged twice without a reversal between"
    if taken.refusal:
        assert taken.messages == (), "half of an action"
    now = taken.standing
    if now.state in (State.OPEN, State.DUE, State.REVERSED, State.TAKEN_BACK, State.CANCELLED):
        assert not now.open_charges
    if taken.aside:  # about another patient: nothing of it counts
        assert (now.state, taken.messages) == (taken.before, ())
    elif now.state is State.CHARGED and taken.event in (Event.SIGNED, Event.CORRECTED, Event.ADDENDUM):
        standing = sorted((line.code, line.units) for line in now.charged.lines)
        assert standing == sorted((line.code, line.units) for line in taken.coded.lines)


@settings(max_examples=250)
@given(steps, st.sampled_from((CHANGED, ALL)), st.sampled_from(("A", "B", "C", "D")))
def test_the_charges_of_a_study_always_add_up(events: list[tuple[str, ...]], scope: str, convention: str) -> None:
    live(events, Desk(MASTER, PROFILE, named(convention), NOON, ids("DFT"), ids("CHG"), scope))


@settings(max_examples=250)
@given(steps, st.sampled_from((CHANGED, ALL)), st.sampled_from(("same-id", "split", "default")))
def test_the_ledger_of_everything_that_was_sent_agrees(
    events: list[tuple[str, ...]], scope: str, profile_name: str
) -> None:
    """Under a profile whose receiver replaces, the same ids come again; whatever the receiver has then, the ledger of
    all messages comes to the charges that the study believes to stand."""
    profile = find_profile(profile_name)
    reversal = replace(profile.reversal, same_id_replaces=True, convention=REPLACING[profile_name])
    profile = replace(profile, reversal=reversal)
    convention = convention_of(profile)
    known = live(events, Desk(MASTER, profile, convention, NOON, ids("DFT"), ids("CHG"), scope))
    assert booked(known, settings_for(convention)) == standing_amounts(known)


@settings(max_examples=250)
@given(steps, st.lists(st.sampled_from(("default", "quantity-sign", "same-id", "split")), min_size=1, max_size=4))
def test_under_profiles_that_change_every_credit_is_as_its_charge_was(
    events: list[tuple[str, ...]], names: list[str]
) -> None:
    """Each message is made with one profile; what takes it back is made with the same one, to the same receiver."""
    first = Desk(MASTER, PROFILE, named("A"), NOON, ids("DFT"), ids("CHG"))
    profiles = [find_profile(name) for name in names]
    desks = [replace(first, profile=one, convention=convention_of(one)) for one in profiles]
    known = live(events, *desks)
    charges = {one.transaction_id: sent for sent in known.messages for one in sent.transactions if not one.reverses}
    for sent in known.messages:
        assert sent.made_with is not None
        for one in sent.transactions:
            if one.kind == "credit":
                charged = charges[one.reverses]
                assert charged.made_with is not None
                assert same_credits(charged.made_with.convention, sent.made_with.convention)
                assert charged.endpoint == sent.endpoint


ORDER = (
    "MSH|^~\\&|EHR|DEMO|||20260301||ORM^O01|O1|T|2.5.1\rPID|1||1^^^DEMO^MR||||{birth}|||||||||||{account}\rPV1|1|O\r"
    "{insurance}ORC|NW|P1|ACC1\rOBR|1|P1|ACC1|US^Exam^L\rDG1|1||N40.0^Prostate^I10\r"
)
orders = st.lists(
    st.sampled_from(
        (
            "",
            "",
            ORDER.format(birth="", account="", insurance=""),
            ORDER.format(birth="19900412", account="A1", insurance=""),
            ORDER.format(birth="", account="", insurance="IN1|1|P|CO1|Blue\r"),
        )
    ),
    max_size=12,
)


@settings(max_examples=250)
@given(steps, orders, st.sampled_from(("default", "same-id")))
def test_orders_that_come_at_any_time_move_no_money_by_themselves(
    events: list[tuple[str, ...]], given_orders: list[str], name: str
) -> None:
    profile = find_profile(name)
    desk = Desk(MASTER, profile, convention_of(profile), NOON, ids("DFT"), ids("CHG"))
    bare = [(*one[:4], "", *one[5:]) for one in events]  # the reports give no diagnosis
    known = live(bare, desk, orders=given_orders)
    assert booked(known, settings_for(desk.convention)) == standing_amounts(known)


REPLACING = {"same-id": "D", "split": "A", "default": "B"}
"""Profile -> a convention for its credits: with the id of the charge, with a suffix, with the type alone."""


def ids(prefix: str) -> Iterator[str]:
    return (f"{prefix}{number:05}" for number in count(1))


def live(events: list[tuple[str, ...]], *desks: Desk, orders: Sequence[str] = ()) -> Standing:
    """Every step of a life, with the laws checked after each; what stands at its end. The desks take turns; before a
    step an order comes, unless it is ""."""
    known, sent_ids = Standing(1), set[str]()
    controls, coming = set[str](), iter(orders)
    for (status, observed, code, mrn, diagnosis, minute, outcome, stated), desk in zip(events, cycle(desks)):
        at = f"20260301{15 + minute // 60:02}{minute % 60:02}00"
        text = REPORT.format(
            at=at,
            mrn=mrn,
            account="A1",
            code=code,
            status=status,
            diagnosis=diagnosis,
            words=f"{minute}",
            observed=observed,
        )
        document = Document.from_text(text)
        known = known.settled
        if wanted := next(coming, ""):
            order = Document.from_text(wanted)
            before, taken = known, take(known, read_report(order), order, desk, at=NOON)
            check(known, taken, sent_ids)
            if before.state in (State.CHARGED, State.HELD, State.REFUSED):
                assert taken.messages == (), "an order changed a charge"
            controls |= {sent.control_id for sent in taken.messages}
            known = taken.standing.settled
        taken = take(known, read_report(document), document, desk, at=NOON, stated=stated)  # type: ignore[arg-type]
        check(known, taken, sent_ids)
        assert controls.isdisjoint(sent.control_id for sent in taken.messages)
        controls |= {sent.control_id for sent in taken.messages}
        answered = tuple(replace(sent, outcome=outcome) for sent in taken.messages)
        messages = (*taken.standing.messages[: len(taken.standing.messages) - len(answered)], *answered)
        known = replace(taken.standing, messages=messages)
    return known


def booked(known: Standing, settings: Settings) -> dict[str, Decimal]:
    """Transaction id -> what is open of it when the receiver has everything that it may have."""
    intake = Intake()
    for number, sent in enumerate(known.messages, 1):
        verdict = "accepted" if sent.taken != "no" else "rejected"
        intake.add(
            read_message_bytes(sent.raw, settings.kinds, direction=SENT, verdict=verdict, at=sent.at, entry=number)
        )
    ledger = Ledger.of(intake.postings, settings)
    found = {}
    for charge in ledger.charges:
        if charge.charge.live and not charge.balance.zero:
            assert charge.charge.line.transaction_id not in found, "two charges of one id"
            found[charge.charge.line.transaction_id] = sum((one for _, one in charge.balance.amounts), Decimal(0))
    return found


def standing_amounts(known: Standing) -> dict[str, Decimal]:
    return {one.transaction.transaction_id: one.transaction.amount or Decimal(0) for one in known.open_charges}
