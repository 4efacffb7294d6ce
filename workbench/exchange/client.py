"""Sending: one message and the answer to it, under one deadline, with a verdict and one sentence at the end.

Exactly the bytes that are given go between the frame bytes, so that the history keeps what really went out; whoever
has a file brings it into its wire form first (`Document.wire()`). With a journal, a message is written down before its
first byte leaves, and again with its answer.

The deadline counts from the first byte sent to the complete answer; a peer that drips bytes does not extend it.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange.diagnosis import UNKNOWN_OUTCOME, cannot_connect
from workbench.exchange.endpoint import endpoint
from workbench.exchange.journal import Journal
from workbench.exchange.outcome import Clock, Outcome, outcome_of
from workbench.exchange.wire import Closed, Wire, connect
from workbench.mllp.acknowledgement import explain
from workbench.mllp.conversation import Expectation, Happening, State, Turn, expectation
from workbench.mllp.framing import encode

TIMEOUT = 30.0
CONNECT_TIMEOUT = 10.0
GRACE = 1.0
"""Seconds to wait for what need not come: an application answer after a CA, an answer that was not asked for."""

OnProgress = Callable[[str], None]


async def send(
    raw: bytes,
    host: str,
    port: int,
    *,
    journal: Journal | None = None,
    timeout: float = TIMEOUT,
    connect_timeout: float = CONNECT_TIMEOUT,
    tls: ssl.SSLContext | None = None,
) -> Outcome:
    """Sends one message over a connection of its own and waits for the answer. Failures are outcomes."""
    async with Conversation(
        host, port, journal=journal, timeout=timeout, connect_timeout=connect_timeout, tls=tls
    ) as conversation:
        return await conversation.send(raw)


class Conversation:
    """Several messages over one connection, one after the other.

    It connects when the first message is sent, and again when the peer has closed or the last answer did not come: a
    connection on which an answer is missing is not used for the next message.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        journal: Journal | None = None,
        timeout: float = TIMEOUT,
        connect_timeout: float = CONNECT_TIMEOUT,
        tls: ssl.SSLContext | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        self.endpoint = endpoint(host, port)
        self._host = host
        self._port = port
        self._journal = journal
        self._timeout = timeout
        self._connect_timeout = connect_timeout
        self._tls = tls
        self._progress = on_progress or (lambda text: None)
        self._wire: Wire | None = None

    async def __aenter__(self) -> Conversation:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection. The conversation can be taken up again."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    async def send(self, raw: bytes, *, resent_of: int | None = None) -> Outcome:
        """Sends exactly `raw` in a frame and waits for the answer that names it. Failures are outcomes.

        `resent_of` is the entry of the journal that is sent again.

        Raises WorkbenchError, and sends nothing, when there is nothing to send or when the message could not be written
        into the journal.
        """
        if not raw.strip():
            raise WorkbenchError("There is nothing to send: the message is empty.")
        if self._journal is None:
            return await self._sent(raw)
        entry = self._journal.sending(raw, endpoint=self.endpoint, at=datetime.now(UTC), resent_of=resent_of)
        try:
            outcome = await self._sent(raw)
        except asyncio.CancelledError as cancelled:
            self._drop()
            note = f"Sending was stopped before an answer came. {UNKNOWN_OUTCOME}."
            try:
                self._journal.answered(entry, None, at=datetime.now(UTC), verdict="no answer", note=note)
            except Exception as error:  # it would look like a failure from before the first byte left
                raise cancelled from error
            raise
        outcome = replace(outcome, entry=entry)
        try:
            _write_down(self._journal, entry, outcome)
        except (WorkbenchError, OSError) as error:
            # What happened has happened; the user must not take a failing disk for a failed send.
            return replace(outcome, text=f"{outcome.text} This could not be written into the history: {error}")
        return outcome

    async def _sent(self, raw: bytes) -> Outcome:
        document = Document.from_bytes(raw)
        turn = Turn(document.control_id)
        clock = Clock()
        reason = await self._prepare(raw, turn)
        if not reason:
            self._progress(f"Connected to {self.endpoint}; sending.")
            reason = await self._exchange(encode(raw), turn, expectation(document))
        if turn.state is not State.ANSWERED:
            self._drop()
        return outcome_of(turn, reason, clock)

    async def _prepare(self, raw: bytes, turn: Turn) -> str:
        """Connects when needed. Returns why it is not possible, or ""."""
        try:
            encode(raw)
            if self._wire is None or self._wire.closed:
                self._drop()
                self._progress(f"Connecting to {self.endpoint}.")
                self._wire = await self._connected()
        except WorkbenchError as error:
            turn.happened(Happening.FAILED)
            return str(error)
        except (OSError, UnicodeError) as error:
            turn.happened(Happening.FAILED)
            return cannot_connect(self.endpoint, error)
        turn.happened(Happening.CONNECTED)
        return ""

    async def _connected(self) -> Wire:
        if not 0 < self._port < 65536:
            raise WorkbenchError(f"{self._port} is not a port; ports go from 1 to 65535.")
        async with asyncio.timeout(self._connect_timeout):
            return await connect(self._host, self._port, self._tls)

    async def _exchange(self, frame: bytes, turn: Turn, expects: Expectation) -> str:
        """Sends and reads until the turn is over. Returns what ended it when that was no answer."""
        assert self._wire is not None
        try:
            async with asyncio.timeout(self._timeout) as limit:
                await self._wire.write(frame)
                if self._wire.closed and self._wire.closed.error:
                    return self._read_rest(turn, self._wire.closed)
                turn.happened(Happening.SENT)
                self._progress("Sent; waiting for the answer.")
                if expects.nothing:
                    _shorten(limit, GRACE)
                await self._read(turn, limit, expects)
        except TimeoutError:
            return self._timed_out(turn, expects)
        return self._read_rest(turn, self._wire.closed) if not turn.state.over and self._wire.closed else ""

    async def _read(self, turn: Turn, limit: asyncio.Timeout, expects: Expectation) -> None:
        assert self._wire is not None
        while not turn.state.over:
            event = await self._wire.next()
            if isinstance(event, Closed):
                return
            turn.read(event)
            if turn.state is State.COMMITTED:
                if expects.only_commit:
                    turn.happened(Happening.DEADLINE)
                _shorten(limit, GRACE)

    def _read_rest(self, turn: Turn, closed: Closed) -> str:
        """The connection is gone: what was read before counts."""
        assert self._wire is not None
        if turn.state is State.SENDING and (events := self._wire.unfinished()):
            turn.happened(Happening.SENT)  # something was answered, so the bytes did arrive
            for event in events:
                turn.read(event)
        if turn.state.over:
            return ""
        turn.happened(Happening.CLOSED)
        how = "broke the connection off" if closed.error else "closed the connection"
        if turn.broken_off:
            return f"{self.endpoint} {how} in the middle of its answer ({len(turn.broken_off)} bytes came)."
        return f"{self.endpoint} {how} without an answer."

    def _timed_out(self, turn: Turn, expects: Expectation) -> str:
        assert self._wire is not None
        if turn.state is State.SENDING:
            turn.happened(Happening.DEADLINE)
            return (
                f"{self.endpoint} did not read the whole message within {self._timeout:g} s, so it cannot have all "
                "of it; the receiver hangs, or the network stalls."
            )
        for event in self._wire.unfinished():
            turn.read(event)
        if turn.state.over:
            return ""
        turn.happened(Happening.DEADLINE)
        if expects.nothing:
            return expects.silence
        if turn.broken_off:
            came = len(turn.broken_off)
            return f"The answer of {self.endpoint} was not complete after {self._timeout:g} s ({came} bytes came)."
        stored = "Its transport said that the frame was stored (0x06)." if turn.transport_stored else ""
        return _joined(f"{self.endpoint} gave no answer within {self._timeout:g} s.", stored, expects.silence)

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.abort()
            self._wire = None


def _shorten(limit: asyncio.Timeout, seconds: float) -> None:
    """Brings the deadline forward, never back."""
    soon = asyncio.get_running_loop().time() + seconds
    limit.reschedule(min(limit.when() or soon, soon))


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _write_down(journal: Journal, entry: int, outcome: Outcome) -> None:
    """Every answer that counts, the last one with the final sentence."""
    at = outcome.answered_at or datetime.now(UTC)
    for earlier in outcome.answers[:-1]:
        journal.answered(entry, earlier.raw, at=at, verdict=earlier.verdict, note=explain(earlier))
    journal.answered(entry, outcome.answer, at=at, verdict=outcome.verdict, note=outcome.text, elapsed=outcome.elapsed)
