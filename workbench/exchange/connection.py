"""One sender's connection to a receiver: bytes become arrivals, odd things become notices, answers go back."""

from __future__ import annotations

import asyncio
from typing import Protocol, cast

from workbench.exchange.endpoint import endpoint
from workbench.exchange.wire import SETTLE
from workbench.mllp.acknowledgement import excerpt
from workbench.mllp.framing import Decoder, Event, Frame, Garbage, Oversize, TransportAck, Truncated

_MOST_WAITING = 200
"""Unanswered frames of one sender from which on no more are read from it."""


class Hub(Protocol):
    """What a connection needs of its receiver."""

    max_frame: int

    def opened(self, connection: Connection, /) -> None:
        """The connection exists."""

    def gone(self, connection: Connection, /) -> None:
        """The connection has ended."""

    def arrived(self, connection: Connection, raw: bytes, refusal: str = "", /) -> None:
        """A frame is complete; with a refusal, `raw` is only its beginning."""

    def settle(self) -> None:
        """Everything that has arrived is to be stored and answered now."""

    def tell(self, sentence: str, /) -> None:
        """Something that people should know."""


class Connection(asyncio.Protocol):
    """Lives as long as the TCP connection. It never waits: a peer that does not read its answers is not read either."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._decoder = Decoder(hub.max_frame)
        self._settling: asyncio.TimerHandle | None = None
        self._told: set[str] = set()
        self._transport: asyncio.Transport
        self._waiting = 0  # frames that came in and are not answered yet
        self._unread = False  # the peer does not read its answers
        self.peer = ""
        """`host:port` of the sender."""
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the connection has ended."""

    # --- called by the event loop ----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        name = transport.get_extra_info("peername")
        self.peer = endpoint(*name[:2]) if name else "an unknown sender"
        self._hub.opened(self)

    def data_received(self, data: bytes) -> None:
        self._cancel_settling()
        self._take(self._decoder.feed(data))
        self._regulate()
        if self._decoder.undecided:
            self._settling = asyncio.get_running_loop().call_later(SETTLE, self._settle)

    def eof_received(self) -> bool:
        self._cancel_settling()
        self._take(self._decoder.eof())
        self._hub.settle()  # the transport closes when this returns, after sending what was written
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_settling()
        self._take(self._decoder.eof())
        self._hub.gone(self)
        self.lost.set_result(None)

    def pause_writing(self) -> None:
        self._unread = True
        self._regulate()

    def resume_writing(self) -> None:
        self._unread = False
        self._regulate()

    def _regulate(self) -> None:
        """Reads no more from a peer that does not read its answers, or sends faster than they can be made."""
        full = self._unread or self._waiting > _MOST_WAITING
        if full and self._transport.is_reading():
            self._transport.pause_reading()
        elif not full and not self._transport.is_closing() and not self._transport.is_reading():
            self._transport.resume_reading()

    # --- called by the receiver ------------------------------------------------------------------------------------

    def answered(self, count: int, data: bytes) -> bool:
        """Sends the answers to `count` frames; False when the sender has gone."""
        self._waiting -= count
        if self._transport.is_closing():
            return False
        self._transport.write(data)
        self._regulate()
        return True

    def close(self) -> None:
        """Ends the connection after what was written has left."""
        self._transport.close()

    def abort(self) -> None:
        """Ends the connection at once."""
        self._transport.abort()

    # --- events ----------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        self._settling = None
        self._take(self._decoder.settle())

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Frame):
                for note in event.notes:
                    self._tell(str(note))
                self._arrived(event.payload)
            elif isinstance(event, Oversize):
                why = f"The message is too long: {event.size} bytes, at most {self._hub.max_frame} are taken."
                self._tell(why)
                self._arrived(event.head, why)
            else:
                self._tell(_odd(event))

    def _arrived(self, raw: bytes, refusal: str = "") -> None:
        self._waiting += 1
        self._hub.arrived(self, raw, refusal)

    def _tell(self, sentence: str) -> None:
        """Each sentence once for a connection: a sender that does it wrong does it wrong every time."""
        if sentence and sentence not in self._told and len(self._told) < 20:
            self._told.add(sentence)
            self._hub.tell(f"From {self.peer}: {sentence}")

    def _cancel_settling(self) -> None:
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None


def _odd(event: Garbage | TransportAck | Truncated) -> str:
    """A sentence for what is no message; "" for what is not worth one."""
    if isinstance(event, TransportAck):
        return "A transport acknowledgement came, where messages are expected."
    if isinstance(event, Truncated):
        return f"A message broke off after {len(event.data)} bytes; it was neither stored nor answered."
    if not event.data.strip():
        return ""
    return f"Bytes outside any MLLP frame were skipped: {excerpt(event.data)}."
