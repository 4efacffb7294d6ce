"""With which profile a message was made: its charges are taken back in that convention, whatever is chosen by then.

HL7 has no rule for credits (2.9.1, chapter 6), so a receiver knows a credit by what it agreed with for the charge. The
settings are kept and not only the name, because a profile may be edited, renamed or removed while a charge stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

from workbench.charges.profile.conventions import Convention

_SAID = ("name", "title", "about")
"""Settings that say something about a convention and change nothing in a credit."""


@dataclass(frozen=True, slots=True)
class MadeWith:
    """A profile as it was when a message was made, as far as taking its charges back needs it."""

    profile: str
    """Its name."""
    convention: Convention


def same_credits(one: Convention, other: Convention) -> bool:
    """Whether two conventions take a charge back in the same way, whatever they are called."""
    nameless = dict.fromkeys(_SAID, "")
    return replace(one, **nameless) == replace(other, **nameless)  # type: ignore[arg-type]


def to_text(convention: Convention) -> str:
    """A convention as JSON, to be kept; every setting, because the defaults of a later program may be others."""
    return json.dumps(asdict(convention), ensure_ascii=False, sort_keys=True)


@lru_cache(64)
def from_text(profile: str, text: str) -> MadeWith:
    """What was kept under that name of a profile. Settings that are not known any more are left out."""
    data = json.loads(text)
    known = {name: data[name] for name in Convention.__dataclass_fields__ if name in data}
    lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return MadeWith(profile, Convention(**{**known, **lists}))


def credits_words(
    made: Iterable[tuple[str, MadeWith | None]], now: MadeWith, *, charges: bool, stays: bool = False
) -> tuple[str, ...]:
    """A sentence for each profile that charges were made with and that is not the one chosen `now`.

    `made` holds the control ids of their messages, with None where the profile is not known. `charges` says that new
    charges are made too, `stays` that some of what was charged stays.
    """
    groups: dict[tuple[str, Convention] | None, list[str]] = {}
    for control_id, one in made:
        ids = groups.setdefault(None if one is None else (one.profile, one.convention), [])
        if control_id not in ids:
            ids.append(control_id)
    found = (_words(ids, None if key is None else MadeWith(*key), now, charges, stays) for key, ids in groups.items())
    return tuple(filter(None, found))


def _words(ids: list[str], made: MadeWith | None, now: MadeWith, charges: bool, stays: bool) -> str:
    which, was = ", ".join(ids), "was" if len(ids) == 1 else "were"
    if made is None:
        return (
            f"It is not known with which profile {which} {was} made; the credits go out in the convention of"
            f" {now.profile} ({now.convention.name}), which is chosen now."
        )
    rest = "; what did not change stays as it was charged" if charges and stays else ""
    if made.profile != now.profile:
        new = f", the new charges are made with {now.profile}" if charges else ""
        return (
            f"{which} {was} made with the profile {made.profile}, and {now.profile} is chosen now: the credits go out"
            f" in the convention of {made.profile} ({made.convention.name}){new}{rest}."
        )
    if same_credits(made.convention, now.convention):
        return ""
    new = ", the new charges are made with it as it is now" if charges else ""
    return (
        f"The profile {made.profile} was changed since {which} {was} made: the credits go out in the convention that it"
        f" had then ({made.convention.name}){new}{rest}."
    )
