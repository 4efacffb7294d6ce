"""Sending as the program does it: in wire form, written down before the first byte leaves and after the answer."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange.client import CONNECT_TIMEOUT, TIMEOUT, Progress, send
from workbench.exchange.diagnosis import UNKNOWN_OUTCOME, endpoint
from workbench.exchange.journal import Journal
from workbench.exchange.outcome import Outcome
from workbench.mllp.acknowledgement import explain


@dataclass(frozen=True)
class Delivery:
    """The journal entry of a message that was sent, and what came of it."""

    entry: int
    outcome: Outcome


async def deliver(
    journal: Journal,
    raw: bytes,
    host: str,
    port: int,
    *,
    timeout: float = TIMEOUT,
    connect_timeout: float = CONNECT_TIMEOUT,
    tls: ssl.SSLContext | None = None,
    progress: Progress | None = None,
) -> Delivery:
    """Sends a message as it is in a file or an editor: in its wire form, written down before and after.

    Raises WorkbenchError when there is nothing to send or it could not be written down; then nothing was sent.
    """
    payload = Document.from_bytes(raw).wire()
    if not payload:
        raise WorkbenchError("There is nothing to send: the message is empty.")
    entry = journal.sending(payload, endpoint=endpoint(host, port), at=datetime.now(UTC))
    try:
        outcome = await send(
            payload, host, port, timeout=timeout, connect_timeout=connect_timeout, tls=tls, progress=progress
        )
    except asyncio.CancelledError:
        note = f"Sending was stopped before an answer came. {UNKNOWN_OUTCOME}."
        journal.answered(entry, None, at=datetime.now(UTC), verdict="no answer", note=note)
        raise
    try:
        _write_down(journal, entry, outcome)
    except (WorkbenchError, OSError) as error:
        outcome = replace(outcome, text=f"{outcome.text} This could not be written into the history: {error}")
    return Delivery(entry, outcome)


def _write_down(journal: Journal, entry: int, outcome: Outcome) -> None:
    """Every answer that counts, the last one with the final sentence."""
    at = outcome.answered_at or datetime.now(UTC)
    for earlier in outcome.answers[:-1]:
        journal.answered(entry, earlier.raw, at=at, verdict=earlier.verdict, note=explain(earlier))
    journal.answered(entry, outcome.answer, at=at, verdict=outcome.verdict, note=outcome.text, elapsed=outcome.elapsed)
