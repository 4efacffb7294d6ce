"""DFT messages and postings for tests of the ledger: every field has a usual value; a test gives what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workbench.charges.ledger import Posting, Settings, charge_lines, default_settings
from workbench.er7 import Document

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ft1(
    transaction_id: str = "CHG001",
    kind: str = "CG",
    amount: str = "350.00&USD",
    *,
    number: int = 1,
    day: str = "20260301141500",
    posted: str = "20260302",
    code: str = "76805^Scan^C4",
    transaction_code: str = "",
    modifiers: str = "26^^CPTM",
    quantity: str = "1",
    order: str = "ACC1^US",
    batch: str = "",
    performer: str = "1234567893^READER^ROSA",
    pays_for: str = "",
) -> str:
    """An FT1 segment, all fields in their places (HL7 2.5.1)."""
    fields = {
        1: str(number),
        2: transaction_id,
        3: batch,
        4: day,
        5: posted,
        6: kind,
        7: transaction_code or code,
        10: quantity,
        11: amount,
        20: performer,
        23: order,
        25: code,
        26: modifiers,
        31: pays_for,
    }
    return "|".join(["FT1", *(fields.get(place, "") for place in range(1, 32))]).rstrip("|")


def dft(
    *segments: str,
    control_id: str = "M1",
    patient: str = "100234^^^HOSP^MR",
    account: str = "A1^^^HOSP^AN",
    version: str = "2.5.1",
    time: str = "20260302100000",
    before: tuple[str, ...] = (),
) -> str:
    """A message with these segments behind PV1; `before` stand before them."""
    head = [
        f"MSH|^~\\&|US|DEMO|BILLING|HOSP|{time}||DFT^P03^DFT_P03|{control_id}|T|{version}",
        f"EVN|P03|{time}",
        f"PID|1||{patient}||SAMPLE^ANNA||19930412|F||||||||||{account}",
        "PV1|1|O|||||||||||||||||V1^^^HOSP^VN",
    ]
    return "".join(f"{one}\r" for one in (*head, *before, *segments))


def posted(
    text: str,
    outcome: str = "accepted",
    *,
    hours: float = 0,
    direction: str = "sent",
    endpoint: str = "billing:2575",
    entry: int | None = None,
    settings: Settings | None = None,
) -> list[Posting]:
    """The postings of a message that went so many hours after the start."""
    lines = charge_lines(Document.from_text(text), (settings or default_settings()).kinds)
    at = START + timedelta(hours=hours)
    return [Posting(line, direction, outcome, at, entry=entry, endpoint=endpoint) for line in lines]
