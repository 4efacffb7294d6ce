"""A small history with charges that ended in every way, for tests of the ledger and of reversals. All is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from helpers.charge_messages import dft, ft1

from workbench.history.store import History

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def charge(number: int, **fields: str) -> str:
    """A message with one charge: CHG001 in M1 for patient 900001, and so on."""
    line = ft1(f"CHG{number:03}", order=f"ACC{number}^US", **fields)  # type: ignore[arg-type]
    return dft(line, control_id=f"M{number}", patient=f"90000{number}^^^HOSP^MR", account=f"A{number}^^^HOSP^AN")


def credit(number: int, **fields: str) -> str:
    """The message that takes it back, under convention A."""
    line = ft1(f"CHG{number:03}-R", "CR", "-350.00&USD", order=f"ACC{number}^US", **fields)  # type: ignore[arg-type]
    return dft(line, control_id=f"M{number}R", patient=f"90000{number}^^^HOSP^MR", account=f"A{number}^^^HOSP^AN")


def sent(history: History, text: str, verdict: str = "accepted", *, hours: float = 0) -> int:
    """Sent, and ended with a verdict; the number of the entry."""
    at = START + timedelta(hours=hours)
    entry = history.sending(text.encode(), endpoint="billing:2575", at=at)
    if verdict != "waiting":
        history.answered(entry, None, at=at + timedelta(seconds=1), verdict=verdict)
    return entry


def fill(history: History) -> list[int]:
    """CHG001 accepted, CHG002 reversed, CHG003 refused, CHG004 unanswered, CHG005 never sent, CHG006 twice."""
    return [
        sent(history, charge(1)),
        sent(history, charge(2), hours=1),
        sent(history, credit(2), hours=2),
        sent(history, charge(3), "error", hours=3),
        sent(history, charge(4), "no answer", hours=4),
        sent(history, charge(5), "not sent", hours=5),
        sent(history, charge(6), hours=6),
        sent(history, charge(6).replace("|M6|", "|M6B|"), hours=7),
    ]
