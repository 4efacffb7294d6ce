"""The receiver: takes messages over MLLP, stores them, and only then acknowledges them.

Commits are grouped without a thread or a timer: whatever frames all connections brought in one turn of the event loop
are committed together in the next one. A single sender waits for one commit, a hundred senders share it.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from datetime import UTC, datetime

from workbench.errors import WorkbenchError
from workbench.exchange.answering import Answer, default_answer
from workbench.exchange.connection import Connection
from workbench.exchange.diagnosis import cannot_listen
from workbench.exchange.endpoint import endpoint
from workbench.exchange.intake import Arrival, Intake, Notice
from workbench.exchange.journal import Journal, Received, Replied
from workbench.exchange.wire import addresses
from workbench.mllp.framing import MAX_FRAME

_GROUP = 500
"""Most messages in one commit, so that the first sender does not wait for the last of a long queue."""
_FLUSH = 1.0
"""Seconds that a stopping receiver gives its answers to leave."""
_NOTE = 0.05
"""Seconds until what was answered is written down, together for all of that time. A commit for each answer would halve
the rate; when the process dies meanwhile, messages are safe and only marked as waiting."""
_BACKLOG = 200
"""Connections that may wait to be accepted."""


class Listener:
    """A receiver on one host and port. `answer` decides what is answered; `on_notice` gets what people should know.

    With `count`, `finished()` returns after that many messages were stored and answered; more are not taken.
    """

    def __init__(
        self,
        host: str,
        port: int,
        journal: Journal,
        answer: Answer = default_answer,
        *,
        on_notice: Notice | None = None,
        tls: ssl.SSLContext | None = None,
        count: int | None = None,
        max_frame: int = MAX_FRAME,
    ) -> None:
        self.host = host
        self.port = port
        self.max_frame = max_frame
        self.tell: Notice = on_notice or (lambda sentence: None)
        self._intake = Intake(journal, answer, self.tell)
        self._tls = tls
        self._count = count
        self._server: asyncio.Server | None = None
        self._connections: set[Connection] = set()
        self._inbox: deque[tuple[Connection, Arrival]] = deque()
        self._replies: list[Replied] = []
        self._scheduled = False
        self._noting: asyncio.TimerHandle | None = None
        self._finished = asyncio.Event()

    @property
    def received(self) -> int:
        """Messages stored since the start."""
        return self._intake.received

    @property
    def endpoint(self) -> str:
        """`host:port`."""
        return endpoint(self.host, self.port)

    # --- life ------------------------------------------------------------------------------------------------------

    async def start(self) -> tuple[str, int]:
        """Begins to accept. Returns host and port as they are (port 0 picks a free one). Raises WorkbenchError."""
        if not self.host.strip():
            raise WorkbenchError("No address to listen on was given; use 127.0.0.1.")
        if not 0 <= self.port < 65536:
            raise WorkbenchError(f"{self.port} is not a port; ports go from 1 to 65535, and 0 picks a free one.")
        try:
            # One address: a name such as localhost may have two, and port 0 would then be two different ports.
            address = (await addresses(self.host, self.port))[0]
            self._server = await asyncio.get_running_loop().create_server(
                lambda: Connection(self), address, self.port, ssl=self._tls, backlog=_BACKLOG
            )
        except (OSError, UnicodeError) as error:
            raise WorkbenchError(cannot_listen(self.endpoint, error)) from error
        self.host, self.port = self._server.sockets[0].getsockname()[:2]
        return self.host, self.port

    async def finished(self) -> None:
        """Returns when `count` messages were answered; never when no count was given."""
        await self._finished.wait()

    async def stop(self) -> None:
        """Takes no more; stores and answers what has arrived; gives the answers a moment to leave."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        self.settle()
        for connection in self._connections:
            connection.close()
        if lost := [connection.lost for connection in self._connections]:
            await asyncio.wait(lost, timeout=_FLUSH)
        for connection in set(self._connections):
            connection.abort()  # a peer that does not read its answers
        await server.wait_closed()
        self.settle()  # a frame without its CR is complete only when its connection ends
        self._note()

    # --- called by the connections ---------------------------------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        """Remembers a connection, to be able to close it."""
        self._connections.add(connection)

    def gone(self, connection: Connection) -> None:
        """Forgets a connection."""
        self._connections.discard(connection)

    def arrived(self, connection: Connection, raw: bytes, refusal: str = "") -> None:
        """Puts a frame into the inbox, to be stored with all others that arrive in this turn of the loop."""
        message = Received(raw, connection.peer, self.endpoint, datetime.now(UTC))
        self._inbox.append((connection, Arrival(message, refusal)))
        self._schedule()

    def settle(self) -> None:
        """Stores and answers everything in the inbox."""
        while self._inbox:
            self._handle_group()

    def _turn(self) -> None:
        """One group; what is left waits until the sockets have been looked at, so that nobody is kept out."""
        self._scheduled = False
        self._handle_group()
        if self._inbox:
            self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            # The loop first reads every socket that is readable now, then runs this, then looks at the sockets again.
            asyncio.get_running_loop().call_soon(self._turn)

    # --- storing and answering -------------------------------------------------------------------------------------

    def _handle_group(self) -> None:
        size = min(self._room(), len(self._inbox))
        group = [self._inbox.popleft() for _ in range(size)]
        if group:
            self._handle(group)
        if self._room() == 0:
            self._inbox.clear()  # beyond `count`: neither stored nor answered
            self._finished.set()

    def _room(self) -> int:
        """How many messages may go into the next commit."""
        return _GROUP if self._count is None else min(_GROUP, max(0, self._count - self.received))

    def _handle(self, group: list[tuple[Connection, Arrival]]) -> None:
        """Stores a group, sends the answers of each connection in one piece, and remembers what was answered."""
        answers = self._intake.take([arrival for _, arrival in group])
        frames: dict[Connection, list[bytes]] = {}
        for (connection, _), answer in zip(group, answers, strict=True):
            frames.setdefault(connection, []).append(answer.frame)
        delivered = {
            connection for connection, pieces in frames.items() if connection.answered(len(pieces), b"".join(pieces))
        }
        for (connection, arrival), answer in zip(group, answers, strict=True):
            if answer.replied and (connection in delivered or not answer.frame):
                self._replies.append(answer.replied)
            elif answer.replied:
                self._replies.append(_undelivered(answer.replied))
                self.tell(f"{arrival.message.peer} had gone before it was answered; its message is stored.")
        if self._replies and self._noting is None:
            self._noting = asyncio.get_running_loop().call_later(_NOTE, self._note)

    def _note(self) -> None:
        """Writes down what has been answered."""
        if self._noting is not None:
            self._noting.cancel()
            self._noting = None
        replies, self._replies = self._replies, []
        self._intake.note(replies)


def _undelivered(reply: Replied) -> Replied:
    why = "The sender had gone before it could be answered."
    return Replied(reply.entry_id, None, reply.at, "no answer", why)
