"""The ledger of everything that was emitted for a study nets to the cent to what its last signed version says.

Random reports (several examinations, twins with their add-ons, a side changed, another patient), stated events, answers
of every kind, answers that come late, money received, under every profile and every convention. What should stand is
worked out from the charge lines and the profile; the ledger sees nothing but bytes and verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from helpers.lifecycle import NOON, ids
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import resources
from workbench.charges.chargemaster.master import load_default
from workbench.charges.compose.parts import parts_of
from workbench.charges.ledger import Intake, Ledger, find_flags, preset, read_message_bytes
from workbench.charges.ledger.totals import totals_of
from workbench.charges.lifecycle.desk import ALL, CHANGED, Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.standing import Sent, Standing
from workbench.charges.lifecycle.states import State
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import conventions, named
from workbench.charges.profile.model import Profile, load_profile, parse_profile
from workbench.charges.study.payments import Payment
from workbench.charges.study.report import read_report
from workbench.er7 import Document

MASTER = load_default()
HEAD = (
    "MSH|^~\\&|US|DEMO|||{at}||ORU^R01|R{at}|T|2.5.1\rPID|1||{patient}^^^DEMO^MR||SAMPLE^ANNA||19900412|F||||||||||"
    "A{patient}^^^DEMO^AN\rPV1|1|O|||||||||||||||||V{patient}^^^DEMO^VN\r"
)
EXAM = (
    "OBR|{number}|P1|ACC1|{code}|||20260301141500|||||||||||||||{at}|||{status}||||||E04.1^Reason^I10|"
    "1234567893&READER&ROSA\rOBX|1|TX|IMP^Impression^L||{at}||||||{observed}\r"
)
CODES = (
    "US-NECK^US thyroid^L",
    "US-OB-COMP^US OB second trimester complete twins^L",
    "US-OB-DET^US OB second trimester detailed twins^L",
    "US-OB-COMP^US OB second trimester complete^L",
    "US-BREAST-LIM^US breast limited left^L",
    "US-BREAST-LIM^US breast limited right^L",
    "XX^Nothing we know^L",
)
ANSWERS = ("accepted", "accepted", "accepted", "error", "rejected", "no answer", "wrong answer", "not sent", "composed")
LATER = ("accepted", "rejected")
STATED = (None, None, None, None, Event.UNSIGNED, Event.CANCELLED, Event.CORRECTED, Event.SIGNED)


def profiles() -> dict[str, Profile]:
    """Every profile that comes along, and the default one under every convention and in the oldest and newest form."""
    found = {file.stem: load_profile(file) for file in sorted(resources.path("profiles").glob("*.toml"))}
    for one in conventions():
        text = f'[transaction_types]\ncredit = "{one.credit}"\n[reversal]\nconvention = "{one.name}"\n'
        found[f"default, {one.name}"] = parse_profile(text, f"{one.name}.toml")
    for version in ("2.3", "2.8.2"):
        found[f"default, {version}"] = parse_profile(f'[message]\nversion = "{version}"\n', "version.toml")
    return found


PROFILES = profiles()


@dataclass(frozen=True)
class Step:
    """A report that comes in, and what the receiver says to each message that is made of it."""

    codes: tuple[str, ...]
    status: str
    observed: str
    patient: str
    stated: Event | None
    answers: tuple[str, ...]
    paid: bool
    later: str
    """What becomes known before the next step of messages without an answer; "" for nothing."""


steps = st.lists(
    st.builds(
        Step,
        st.lists(st.sampled_from(CODES), min_size=1, max_size=3).map(tuple),
        st.sampled_from("FFFFCCPRX"),
        st.sampled_from("FFFFC"),
        st.sampled_from(("1", "1", "1", "2")),
        st.sampled_from(STATED),
        st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)),
        st.booleans(),
        st.sampled_from(("", "", *LATER)),
    ),
    min_size=1,
    max_size=8,
)


@dataclass
class Life:
    """One study at one desk, and everything that left."""

    profile: Profile
    desk: Desk
    known: Standing = field(default_factory=lambda: Standing(1))
    used: set[str] = field(default_factory=set)
    signed: dict[str, Decimal] = field(default_factory=dict)
    """Money by currency that the last version says, once it was signed; empty while nothing should stand."""
    arrived: bool = True
    """Whether the receiver took the last messages or may have."""
    sure: bool = True
    """Whether the last step did all that was to be done, and the receiver took it or may have."""

    def step(self, number: int, step: Step) -> None:
        """A report comes in; its messages go out and are answered."""
        at = f"20260301{15 + number:02}0000"
        text = HEAD.format(at=at, patient=step.patient)
        for place, code in enumerate(step.codes, 1):
            text += EXAM.format(number=place, at=at, code=code, status=step.status, observed=step.observed)
        document = Document.from_text(text)
        study = read_report(document)
        if step.paid:
            study = replace(study, payments=(Payment(1, "copayment", Decimal("20.00"), "20260301", "USD"),))
        before = self.known = self.known.settled
        taken = take(before, study, document, self.desk, at=NOON, stated=step.stated)
        self._check(before, taken)
        answered = [
            replace(sent, outcome=answer)
            for sent, answer in zip(taken.messages, step.answers * len(taken.messages), strict=False)
        ]
        kept = taken.standing.messages[: len(taken.standing.messages) - len(answered)]
        self.known = replace(taken.standing, messages=(*kept, *answered))
        self._settle(taken, answered, study_money(taken, self.profile))
        if step.later:
            self._later(step.later)

    def _check(self, before: Standing, taken: Taken) -> None:
        """Ids fit and are new; a credit is for a charge that stands, and that the receiver has or may have."""
        charges = {one.transaction.transaction_id: one.sent for one in before.open_charges}
        arrived = {one.transaction_id for sent in before.messages if sent.taken != "no" for one in sent.transactions}
        same = named(self.profile.reversal.convention).transaction_id == "same"
        for sent in taken.messages:
            for one in sent.transactions:
                assert 1 <= len(one.transaction_id) <= 12
                if one.kind == "credit":
                    assert charges[one.reverses].taken in ("yes", "unknown")
                # A credit that was refused may go again under its id: it is the same event, mended.
                used = arrived if one.kind == "credit" else self.used
                if one.kind != "credit" or not same:
                    assert one.transaction_id not in used, "an id twice"
                self.used.add(one.transaction_id)

    def _settle(self, taken: Taken, answered: list[Sent], money: dict[str, Decimal]) -> None:
        state = taken.standing.state
        if state is State.CHARGED:
            self.signed = money
        elif state in (State.REVERSED, State.CANCELLED):
            self.signed = {}
        done = taken.event is not None and not taken.refusal and not taken.standing.coded.missing
        if answered:  # without a message what was refused before is still to be mended
            self.arrived = all(sent.taken in ("yes", "unknown") for sent in answered)
        self.sure = done and self.arrived and state in (State.CHARGED, State.REVERSED, State.CANCELLED)

    def _later(self, answer: str) -> None:
        """An answer that was lost is found; what was refused after all is not on the account."""
        messages = tuple(
            replace(sent, outcome=answer) if sent.outcome in ("no answer", "wrong answer") else sent
            for sent in self.known.messages
        )
        if answer == "rejected" and messages != self.known.messages:
            self.sure = self.arrived = False
        self.known = replace(self.known, messages=messages)

    def ledger(self) -> Ledger:
        """Of the bytes of everything, with the verdicts."""
        rules = replace(preset("automatic"), in_use=convention_of(self.profile))
        intake = Intake()
        for hour, sent in enumerate(self.known.messages):
            at = NOON + timedelta(hours=hour)
            verdict = "" if sent.outcome == "composed" else sent.outcome
            intake.add(
                read_message_bytes(sent.raw, rules.kinds, direction="sent", verdict=verdict, at=at, entry=hour + 1)
            )
        assert not intake.notes
        return Ledger.of(intake.postings, rules)


def study_money(taken: Taken, profile: Profile) -> dict[str, Decimal]:
    """What the version is charged with, by currency: every line's parts, as the profile wants them."""
    found: Counter[str] = Counter()
    for line in lines_of(taken):
        for part in parts_of(line, profile):
            assert part.amount is not None
            found[line.currency] += part.amount  # type: ignore[assignment]
    return {currency: amount for currency, amount in found.items() if amount}  # type: ignore[misc]


def lines_of(taken: Taken) -> Iterator:  # type: ignore[type-arg]
    from workbench.charges.coding.choosing import code_study

    study = read_report(Document.from_bytes(taken.standing.report))
    return iter(line for line in code_study(study, MASTER) if line.complete)


def nets(ledger: Ledger) -> dict[str, Decimal]:
    return {currency: amount for currency, amount in totals_of(ledger.transactions, ledger).net if amount}


def desk(profile: Profile, scope: str) -> Desk:
    return Desk(MASTER, profile, named(profile.reversal.convention), NOON, ids("DFT"), ids("CHG"), scope)


def live(given_steps: list[Step], profile: Profile, scope: str) -> Life:
    life = Life(profile, desk(profile, scope))
    for number, step in enumerate(given_steps):
        life.step(number, step)
    return life


@pytest.mark.parametrize("name", PROFILES)
@settings(max_examples=25)
@given(given_steps=steps, scope=st.sampled_from((CHANGED, ALL)))
def test_the_ledger_nets_to_what_the_last_signed_version_says(name: str, given_steps: list[Step], scope: str) -> None:
    life = live(given_steps, PROFILES[name], scope)
    ledger = life.ledger()
    open_money: Counter[str] = Counter()
    for one in life.known.open_charges:
        open_money[one.transaction.currency] += one.transaction.amount or Decimal(0)  # type: ignore[assignment]
    for orphan in life.known.orphans:
        open_money[orphan.transaction.currency] += orphan.transaction.amount or Decimal(0)  # type: ignore[assignment]
    assert nets(ledger) == {currency: amount for currency, amount in open_money.items() if amount}
    if life.sure and not life.known.orphans:
        assert nets(ledger) == life.signed


@pytest.mark.parametrize("name", PROFILES)
@settings(max_examples=15)
@given(given_steps=steps, scope=st.sampled_from((CHANGED, ALL)))
def test_nothing_of_it_is_wrong_in_the_ledger(name: str, given_steps: list[Step], scope: str) -> None:
    """Every credit is paired by name or link, with its own charge, once."""
    life = live(given_steps, PROFILES[name], scope)
    ledger = life.ledger()
    assert not ledger.unread
    codes = {one.code for one in find_flags(ledger)}
    wrong = {"double-credit", "duplicate", "control-id-reused", "credit-other-patient", "credit-other-amount"}
    assert not codes & wrong
    known = {one.transaction_id: one for sent in life.known.messages for one in sent.transactions}
    refused = {one.transaction_id for sent in life.known.messages if sent.taken == "no" for one in sent.transactions}
    for charge in ledger.charges:
        for match in charge.credits:
            own = known[match.credit.line.transaction_id]
            if own.kind == "credit" and own.transaction_id not in refused:
                assert own.reverses == charge.charge.line.transaction_id
