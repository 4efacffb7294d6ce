"""One client connection as a queue of decoder events. Nothing that was read is lost, even when the peer then resets.

asyncio's own streams drop what they have buffered when the connection ends with an error; peers that answer and
reset at once are common enough to read for ourselves.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass
from ipaddress import ip_address
from socket import SOCK_STREAM
from typing import cast

from workbench.mllp.framing import Decoder, Event

SETTLE = 0.2
"""Seconds after an FS without CR until the frame counts as complete."""


@dataclass(frozen=True)
class Closed:
    """The peer will send nothing more. `error` is None when it closed properly."""

    error: Exception | None


class Wire(asyncio.Protocol):
    """Reads from the moment the connection exists. `next()` gives what was read, in order, and at last Closed."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._happened: deque[Event | Closed] = deque()
        self._wake = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self._settling: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        self.closed: Closed | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        # Zero: "drained" then means that every byte was handed to the network, not that few are left.
        self._transport.set_write_buffer_limits(0)

    def data_received(self, data: bytes) -> None:
        self._cancel_settling()
        self._put(self._decoder.feed(data))
        if self._decoder.undecided:
            self._settling = asyncio.get_running_loop().call_later(SETTLE, self._settle)

    def eof_received(self) -> bool:
        self._close(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._close(exc)
        self._drained.set()

    def pause_writing(self) -> None:
        self._drained.clear()

    def resume_writing(self) -> None:
        self._drained.set()

    async def write(self, data: bytes) -> None:
        """Returns when every byte was handed to the network, or the connection is gone."""
        assert self._transport is not None
        self._transport.write(data)
        await self._drained.wait()

    async def next(self) -> Event | Closed:
        """The next thing that happened. After Closed comes Closed again."""
        while not self._happened:
            if self.closed:
                return self.closed
            self._wake.clear()
            await self._wake.wait()
        return self._happened.popleft()

    def unfinished(self) -> list[Event]:
        """What was read but not taken, and what was begun and did not end. The decoder then starts anew."""
        events = [event for event in self._happened if not isinstance(event, Closed)]
        self._happened.clear()
        self._cancel_settling()
        return events + self._decoder.eof()

    def abort(self) -> None:
        """Ends the connection at once, whatever is still to be written."""
        self._cancel_settling()
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Ends the connection in the proper way."""
        self._cancel_settling()
        if self._transport is not None:
            self._transport.close()

    def _settle(self) -> None:
        self._settling = None
        self._put(self._decoder.settle())

    def _close(self, error: Exception | None) -> None:
        if self.closed is None:
            self._cancel_settling()
            self._put(self._decoder.eof())
            self.closed = Closed(error)
            self._wake.set()

    def _put(self, events: list[Event]) -> None:
        if events:
            self._happened.extend(events)
            self._wake.set()

    def _cancel_settling(self) -> None:
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None


async def connect(host: str, port: int, tls: ssl.SSLContext | None) -> Wire:
    """A connection to the first address of `host` that takes it. Raises the OSError of the first one that did not.

    The addresses are tried here and not by asyncio, which melts several failures into one without an error number.
    """
    loop = asyncio.get_running_loop()
    first_error: Exception | None = None
    for address in await addresses(host, port):
        try:
            name = host if tls else None
            _, wire = await loop.create_connection(Wire, address, port, ssl=tls, server_hostname=name)
            return wire
        except OSError as error:
            first_error = first_error or error
    raise first_error or OSError(f"{host} has no address")


async def addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, IPv4 first: receivers of HL7 rarely listen on IPv6."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass  # a name, not an address
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    ordered = sorted(found, key=lambda one: ":" in str(one[4][0]))
    return list(dict.fromkeys(str(one[4][0]) for one in ordered))
