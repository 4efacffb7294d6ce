"""How many messages a second the receiver takes, as a ratio to a bare asyncio echo of the same frames in the same run.

    python tests/benchmarks/bench_listener.py [seconds per round]

The ratio is what can be compared between machines; the absolute numbers cannot. With the history, the commits to disk
are in it; with the journal in memory, reading, deciding and writing the acknowledgement.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

from helpers.memory_journal import MemoryJournal  # noqa: E402

from workbench.exchange.journal import Journal  # noqa: E402
from workbench.exchange.listener import Listener  # noqa: E402
from workbench.mllp.framing import encode  # noqa: E402

MESSAGE = (
    b"MSH|^~\\&|US|IMG|BILL|HOSP|20260102030405||DFT^P03|ID%d|P|2.5.1\rEVN|P03|20260102030405\r"
    b"PID|1||4711^^^HOSP^MR||DOE^JANE||19800101|F||||||||||AC12345\rPV1|1|O|US^1^^HOSP||||1234567893^SMITH\r"
    b"FT1|1|T%d||20260102|20260102|CG|US-ABD-COMP^Abdomen^L||||1|350.00&USD|||RAD|||||R10.9^^I10|1234567893^SMITH\r"
)
CONNECTIONS = (1, 8, 64)


class Echo(asyncio.Protocol):
    """Sends everything back."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)  # type: ignore[attr-defined]


class Sender(asyncio.Protocol):
    """Sends the next message when the answer to the last one has come."""

    def __init__(self, number: int) -> None:
        self.sent = number * 1_000_000
        self.count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.next()

    def data_received(self, data: bytes) -> None:
        answers = data.count(b"\x1c\x0d")
        self.count += answers
        if answers:
            self.next()

    def next(self) -> None:
        self.sent += 1
        self.transport.write(encode(MESSAGE % (self.sent, self.sent)))  # type: ignore[attr-defined]


async def rate(port: int, connections: int, seconds: float) -> float:
    """Messages a second over that many connections, one message at a time on each."""
    loop = asyncio.get_running_loop()
    senders = [(await loop.create_connection(lambda n=n: Sender(n), "127.0.0.1", port))[1] for n in range(connections)]
    before, start = sum(sender.count for sender in senders), time.perf_counter()
    await asyncio.sleep(seconds)
    done, took = sum(sender.count for sender in senders) - before, time.perf_counter() - start
    for sender in senders:
        sender.transport.close()
    return done / took


async def echo_rate(connections: int, seconds: float) -> float:
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
    try:
        return await rate(server.sockets[0].getsockname()[1], connections, seconds)
    finally:
        server.close()


async def listener_rate(journal: Journal, connections: int, seconds: float) -> float:
    listener = Listener("127.0.0.1", 0, journal)
    _, port = await listener.start()
    try:
        return await rate(port, connections, seconds)
    finally:
        await listener.stop()


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    for connections in CONNECTIONS:
        echo = asyncio.run(echo_rate(connections, seconds))
        print(f"{connections:3} connections: echo {echo:8.0f}/s", end="")
        for name, journal in journals():
            with journal as opened:
                found = asyncio.run(listener_rate(opened, connections, seconds))
            print(f"   {name} {found:8.0f}/s = {found / echo:.3f} of echo", end="")
        print()


def journals() -> list[tuple[str, contextlib.AbstractContextManager[Journal]]]:
    return [("memory", contextlib.nullcontext(MemoryJournal())), ("history", disk())]


@contextlib.contextmanager
def disk() -> Callable[..., Journal]:  # type: ignore[misc]
    from workbench.history.store import History

    with tempfile.TemporaryDirectory() as folder, History.open(Path(folder)) as history:
        yield history


if __name__ == "__main__":
    main()
