"""What a person should look at in a study: kept with it until it is settled or a person has seen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.charges.lifecycle.states import Action, State
from workbench.charges.study.accession import folded
from workbench.charges.study.payments import Payment, payment_from_data, payment_to_data

WARNING, HOLD, NEWS, NOTICE, PAYMENT = "warning", "hold", "news", "notice", "payment"
"""About the lines of a charge; about a report or order on which nothing was done; about what came after the charge;
about anything else; about money of which no message tells. A warning goes with the charge that it is about, a hold and
news with the next thing that is done, a payment with the message that tells it; a notice stays until a person has seen
it."""


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at."""

    text: str
    """A finished sentence."""
    at: datetime
    kind: str = HOLD
    about: str = ""
    """Accession number of another study that it is about; it goes with what is charged there, too."""
    payment: Payment | None = None
    """The money that it is about, which goes out with the next charge."""


def later(
    before: Iterable[Look],
    *,
    at: datetime,
    action: Action,
    state: State,
    held: str,
    warnings: Iterable[str],
    notices: Iterable[str],
    news: Iterable[str] = (),
) -> tuple[Look, ...]:
    """What is to be looked at after a step that was done. `held` is why nothing was done, for a hold.

    `news` is told until the next thing is done. Payments stay until `with_payments` says what waits now.

    States that are themselves a reason to look (HELD, and those with something due) need no line for their hold.
    """
    found = list(before)
    if action in (Action.CHARGE, Action.CORRECT, Action.REVERSE):
        found = [one for one in found if one.kind in (NOTICE, PAYMENT)]
        found += [Look(text, at, WARNING) for text in warnings]
    elif action is Action.HOLD and state is not State.HELD:
        found.append(Look(held, at))
    found += [Look(text, at, NEWS) for text in news]
    found += [Look(text, at, NOTICE) for text in notices]
    # What came stands before what was lacking: a list has room for the first of them.
    return _once(sorted(found, key=lambda one: one.kind != NEWS))


def noticed(before: Iterable[Look], text: str, at: datetime) -> tuple[Look, ...]:
    """One more that stays until a person has seen it."""
    return _once([*before, Look(text, at, NOTICE)])


def with_payments(before: Iterable[Look], waiting: Iterable[Look]) -> tuple[Look, ...]:
    """The same with these payments instead of those that waited before."""
    return _once([*(one for one in before if one.kind != PAYMENT), *waiting])


def beside(before: Iterable[Look], accession: str, sentences: Iterable[str], at: datetime) -> tuple[Look, ...]:
    """What is to be looked at in a study because of what is charged for another one now, instead of what was."""
    known = list(before)
    kept = [one for one in known if folded(one.about) != folded(accession)]
    first = {one.text: one.at for one in known}
    return _once([*kept, *(Look(text, first.get(text, at), WARNING, accession) for text in sentences)])


def _once(found: Iterable[Look]) -> tuple[Look, ...]:
    """The same sentence again is as old as it was; two payments may be alike."""
    first: dict[tuple[str, Payment | None], Look] = {}
    for one in found:
        first.setdefault((one.text, one.payment), one)
    return tuple(first.values())


def to_data(looks: Iterable[Look]) -> list[dict[str, Any]]:
    """Plain data for keeping."""
    return [
        {"text": one.text, "at": one.at.isoformat(), "kind": one.kind, "about": one.about}
        | ({} if one.payment is None else {"payment": payment_to_data(one.payment)})
        for one in looks
    ]


def from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Look, ...]:
    """What `to_data` wrote."""
    return tuple(
        Look(
            one["text"],
            datetime.fromisoformat(one["at"]),
            one["kind"],
            one.get("about", ""),
            payment_from_data(one["payment"]) if "payment" in one else None,
        )
        for one in data
    )
