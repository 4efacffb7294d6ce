"""What a step says and keeps of the money that was received: see `paid` for the rules.

A profile that writes no payments leaves them to others, so nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.charges.lifecycle import look, paid
from workbench.charges.lifecycle.given import Given
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.taken import Taken
from workbench.charges.lifecycle.transition import digest
from workbench.charges.study.payments import Payment


def told_before(given: Given, owed: Sequence[Payment]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said of payments that a message has already, and what of it a person should see."""
    if given.is_order or not given.desk.profile.payments.write:
        return (), ()
    return paid.told_before(given.known, owed, given.desk.convention)


def waiting(given: Given, now: Standing, owed: Sequence[Payment]) -> tuple[Standing, tuple[str, ...]]:
    """The study with the payments of which no message tells yet, and what is said of them."""
    if not given.desk.profile.payments.write:
        return now, ()
    waits = paid.waiting(now, owed, given.desk.convention, given.at)
    return replace(now, look=look.with_payments(now.look, waits)), tuple(one.text for one in waits)


def left_alone(given: Given, taken: Taken) -> Taken:
    """A message on which nothing is done may have brought money all the same: what was received does not depend on
    which report is the latest. Of another patient's report, and of one that is not kept, it has to come again."""
    if given.is_order or not given.desk.profile.payments.write:
        return taken
    payments, last = given.study.payments, given.known.told
    is_kept = taken.stale or (last is not None and last.digest == digest(given.report))
    if taken.aside or not is_kept:
        again, _ = told_before(given, payments)
        return replace(taken, notes=(*taken.notes, *again, *paid.lost(given.known, payments, given.desk.convention)))
    owed = paid.owed(given.known, payments, given.desk.convention)
    again, unsure = told_before(given, owed)
    now = taken.standing
    for one in unsure:
        now = replace(now, look=look.noticed(now.look, one, given.at))
    now, waits = waiting(given, now, owed)
    return replace(taken, standing=now, notes=(*taken.notes, *again, *waits))
