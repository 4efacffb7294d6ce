"""What a person should look at in a study: kept with it until it is settled or a person has seen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.charges.lifecycle.states import Action, State

WARNING, HOLD, NEWS, NOTICE = "warning", "hold", "news", "notice"
"""About the lines of a charge; about a report or order on which nothing was done; about what came after the charge;
about anything else. A warning goes with the charge that it is about, a hold and news with the next thing that is done;
a notice stays until a person has seen it."""


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at."""

    text: str
    """A finished sentence."""
    at: datetime
    kind: str = HOLD
    about: str = ""
    """Accession number of another study that it is about; it goes with what is charged there, too."""


def later(
    before: Iterable[Look],
    *,
    at: datetime,
    action: Action,
    state: State,
    held: str,
    warnings: Iterable[str],
    notices: Iterable[str],
    waits: Iterable[str] = (),
    news: Iterable[str] = (),
) -> tuple[Look, ...]:
    """What is to be looked at after a step that was done. `held` is why nothing was done, for a hold.

    `waits` and `news` are told until the next thing is done.

    States that are themselves a reason to look (HELD, and those with something due) need no line for their hold.
    """
    found = list(before)
    if action in (Action.CHARGE, Action.CORRECT, Action.REVERSE):
        found = [one for one in found if one.kind == NOTICE]
        found += [Look(text, at, WARNING) for text in warnings]
    elif action is Action.HOLD and state is not State.HELD:
        found.append(Look(held, at))
    found += [Look(text, at) for text in waits]
    found += [Look(text, at, NEWS) for text in news]
    found += [Look(text, at, NOTICE) for text in notices]
    # What came stands before what was lacking: a list has room for the first of them.
    return _once(sorted(found, key=lambda one: one.kind != NEWS))


def noticed(before: Iterable[Look], text: str, at: datetime) -> tuple[Look, ...]:
    """One more that stays until a person has seen it."""
    return _once([*before, Look(text, at, NOTICE)])


def beside(before: Iterable[Look], accession: str, sentences: Iterable[str], at: datetime) -> tuple[Look, ...]:
    """What is to be looked at in a study because of what is charged for another one now, instead of what was."""
    known = list(before)
    kept = [one for one in known if one.about != accession]
    first = {one.text: one.at for one in known}
    return _once([*kept, *(Look(text, first.get(text, at), WARNING, accession) for text in sentences)])


def _once(found: Iterable[Look]) -> tuple[Look, ...]:
    """The same sentence again is as old as it was."""
    first: dict[str, Look] = {}
    for one in found:
        first.setdefault(one.text, one)
    return tuple(first.values())


def to_data(looks: Iterable[Look]) -> list[dict[str, str]]:
    """Plain data for keeping."""
    return [{"text": one.text, "at": one.at.isoformat(), "kind": one.kind, "about": one.about} for one in looks]


def from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Look, ...]:
    """What `to_data` wrote."""
    return tuple(
        Look(one["text"], datetime.fromisoformat(one["at"]), one["kind"], one.get("about", "")) for one in data
    )
