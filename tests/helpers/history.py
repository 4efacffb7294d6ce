"""Messages and times for tests of the history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workbench.history.store import History

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def charge(control: str = "C1", patient: str = "P1", transactions: tuple[str, ...] = ("T1",)) -> bytes:
    """A small charge message."""
    lines = [
        f"MSH|^~\\&|US|DEPT|BILL|HOSP|20260301120000||DFT^P03^DFT_P03|{control}|T|2.5.1",
        "EVN|P03|20260301120000",
        f"PID|1|OLD{patient}|{patient}^^^HOSP^MR~{patient}9^^^STATE^SS||Example^Ann||19800101|F||||||||||ACC{patient}",
        f"PV1|1|O|||||||||||||||||V{patient}",
    ]
    lines += [
        f"FT1|{number}|{transaction}||20260301||CG|US-OB^Scan||||||||||||||||F{transaction}^RIS"
        for number, transaction in enumerate(transactions, 1)
    ]
    return ("\r".join(lines) + "\r").encode()


def receive(history: History, raw: bytes, minutes: int = 0) -> int:
    """Store a received message, so many minutes after NOON."""
    at = NOON + timedelta(minutes=minutes)
    return history.received(raw, peer="10.0.0.5:40000", endpoint="127.0.0.1:2575", at=at)
