"""An independent MLLP peer: plain blocking sockets and threads, its own framing, its own acknowledgements.

It shares no code with the program, so a misunderstanding of the protocol cannot hide on both sides. A `Peer` listens
and treats each connection by a script, a list of steps (functions of `Line`); `Sender` is the other direction.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType

from workbench import garbage

VT, FS, CR = b"\x0b", b"\x1c", b"\x0d"
PATIENCE = 5.0
"""Seconds after which a blocked peer gives up, so that a wrong test ends."""


def framed(message: bytes) -> bytes:
    return VT + message + FS + CR


def control_id(message: bytes) -> bytes:
    """MSH-10, found the simple way."""
    fields = message.split(CR)[0].split(b"|")
    return fields[9] if len(fields) > 9 else b""


def ack(message: bytes, code: bytes = b"AA", *, id: bytes | None = None, rest: bytes = b"") -> bytes:
    named = control_id(message) if id is None else id
    return (
        b"MSH|^~\\&|PEER|P|US|U|20260101120000||ACK^P03^ACK|PEER1|P|2.5.1"
        + CR
        + b"MSA|"
        + code
        + b"|"
        + named
        + CR
        + rest
    )


class Line:
    """One accepted connection, as a script sees it."""

    def __init__(self, connection: socket.socket, stopped: threading.Event) -> None:
        self.socket = connection
        self.stopped = stopped
        self.message = b""
        self._rest = b""

    def read(self) -> bytes:
        """The next whole message; b"" when the other side has closed."""
        while FS + CR not in self._rest:
            data = self.socket.recv(65536)
            if not data:
                return b""
            self._rest += data
        frame, _, self._rest = self._rest.partition(FS + CR)
        assert frame.startswith(VT), frame[:20]
        self.message = frame[1:]
        return self.message

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def wait(self, seconds: float = PATIENCE) -> None:
        """Does nothing for a while, or until the test is over."""
        self.stopped.wait(seconds)


Step = Callable[[Line], None]


# --- steps: what a peer does after it has read a message ------------------------------------------------------------


def answer(code: bytes = b"AA", **more: bytes) -> Step:
    return lambda line: line.send(framed(ack(line.message, code, **more)))


def raw(data: bytes) -> Step:
    return lambda line: line.send(data)


def silence(line: Line) -> None:
    line.wait()


def late(seconds: float) -> Step:
    def step(line: Line) -> None:
        line.wait(seconds)
        line.send(framed(ack(line.message)))

    return step


def drip(seconds: float) -> Step:
    """Sends the answer byte by byte, so slowly that it never ends in time; no single wait is long."""

    def step(line: Line) -> None:
        for byte in framed(ack(line.message)):
            if line.stopped.wait(seconds):
                return
            line.send(bytes([byte]))

    return step


def pieces(*sizes: int, pause: float = 0.05) -> Step:
    """Sends the answer cut into pieces of these sizes, the rest at the end."""

    def step(line: Line) -> None:
        data = framed(ack(line.message))
        for size in sizes:
            at = size if size >= 0 else len(data) + size
            line.send(data[:at])
            data = data[at:]
            line.stopped.wait(pause)
        line.send(data)

    return step


def half(line: Line) -> None:
    """The first half of an answer."""
    data = framed(ack(line.message))
    line.send(data[: len(data) // 2])


def close(line: Line) -> None:
    line.socket.shutdown(socket.SHUT_RDWR)
    line.socket.close()


def reset(line: Line) -> None:
    """RST instead of FIN."""
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.socket.close()


class Peer:
    """Listens on 127.0.0.1. Every connection reads a message, runs the steps, and reads the next one.

    `on_connect` runs before anything is read. `messages` holds what came in, over all connections.
    """

    def __init__(self, *steps: Step, on_connect: Step | None = None) -> None:
        self.steps = steps
        self.on_connect = on_connect
        self.messages: list[bytes] = []
        self.connections = 0
        self.failures: list[BaseException] = []
        self._stopped = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._open: list[socket.socket] = []

    def __enter__(self) -> Peer:
        garbage.hold()  # found by one of these threads, a window that an earlier test has left would go there
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        try:
            for thread in self._threads:
                thread.join(PATIENCE)
                assert not thread.is_alive()
        finally:
            garbage.let_go()
        assert not self.failures, self.failures

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        line = Line(connection, self._stopped)
        try:
            if self.on_connect is not None:
                self.on_connect(line)
            while line.read():
                self.messages.append(line.message)
                for step in self.steps:
                    step(line)
        except OSError:
            pass  # the other side, or a step of the script, has ended the connection
        except AssertionError as error:
            self.failures.append(error)


class Sender:
    """A plain sender: connects, writes bytes as it is told, reads whole answers."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._rest = b""

    def __enter__(self) -> Sender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def receive(self) -> bytes:
        """The next answer without its frame; b"" when the receiver has closed."""
        while FS + CR not in self._rest:
            data = self.socket.recv(65536)
            if not data:
                return b""
            self._rest += data
        frame, _, self._rest = self._rest.partition(FS + CR)
        assert frame.startswith(VT), frame[:20]
        return frame[1:]

    def exchange(self, message: bytes) -> bytes:
        self.send(framed(message))
        return self.receive()

    def end_writing(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
