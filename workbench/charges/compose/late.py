"""Late charges: how old a service is, and what a profile makes of it. HL7 has no field that says it."""

from __future__ import annotations

from datetime import datetime

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.profile.model import Profile
from workbench.charges.timestamps import day


def held_words(line: ChargeLine, profile: Profile, now: datetime) -> str:
    """The sentence about a charge that `is_held`."""
    return (
        f"Held: the service of line {line.called} was {days_old(line, now)} days ago, and profile {profile.name} holds"
        f" charges older than {profile.late.hold_after_days} days until a person releases them."
    )


def days_old(line: ChargeLine, now: datetime) -> int | None:
    """Whole days from the day of service to today; None without a day, negative for a day to come."""
    served = day(line.service_time)
    return None if served is None else (now.date() - served).days


def is_late(line: ChargeLine, profile: Profile, now: datetime) -> bool:
    """Whether the profile calls the charge late."""
    return _older(line, profile.late.after_days, now)


def is_held(line: ChargeLine, profile: Profile, now: datetime) -> bool:
    """Whether the profile holds the charge until a person releases it."""
    return _older(line, profile.late.hold_after_days, now)


def _older(line: ChargeLine, limit: int, now: datetime) -> bool:
    age = days_old(line, now)
    return bool(limit) and age is not None and age > limit
