"""What the window may ask of the engine: one JSON object per line, read into a frozen record or refused in a sentence.

{"id": 1, "do": "listen", "host": "127.0.0.1", "port": 2575}
{"id": 2, "do": "stop", "port": 2575}
{"id": 3, "do": "send", "raw": "<base64>", "host": "127.0.0.1", "port": 2575, "timeout": 30, "resent_of": 7}
{"do": "quit"}
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass
from typing import Any

from workbench.errors import WorkbenchError
from workbench.exchange.client import TIMEOUT

Id = int | str | None
"""Chosen by the window; comes back in every notice about the command."""

_LONGEST_TIMEOUT = 3600.0


class CommandError(WorkbenchError):
    """A line that is no command. `id` is that of the line, where it could be read."""

    def __init__(self, text: str, id: Id = None) -> None:
        super().__init__(text)
        self.id = id


@dataclass(frozen=True)
class Listen:
    """Start a receiver; port 0 picks a free one."""

    id: Id
    host: str
    port: int


@dataclass(frozen=True)
class Stop:
    """Stop the receiver on a port."""

    id: Id
    port: int


@dataclass(frozen=True)
class Send:
    """Send a message, given as the bytes of a file or an editor. `timeout` is in seconds.

    `resent_of` is the entry of the journal that is sent again; None for a message that is sent for the first time.
    """

    id: Id
    raw: bytes
    host: str
    port: int
    timeout: float
    resent_of: int | None = None


@dataclass(frozen=True)
class Quit:
    """Stop everything and end."""

    id: Id


Command = Listen | Stop | Send | Quit


def read_command(line: bytes) -> Command:
    """The command in a line. Raises CommandError."""
    try:
        read: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"The engine was given a line that is no JSON: {error}.") from error
    if not isinstance(read, dict):
        raise CommandError("The engine was given a line that is no JSON object.")
    id = read.get("id")
    if not isinstance(id, int | str | None):
        raise CommandError("The id of a command must be a number or a text.")
    fields = _Fields(id, read)
    match read.get("do"):
        case "listen":
            return Listen(id, fields.text("host", "127.0.0.1"), fields.port())
        case "stop":
            return Stop(id, fields.port())
        case "send":
            return Send(
                id,
                fields.base64("raw"),
                fields.text("host"),
                fields.port(),
                fields.seconds("timeout"),
                fields.entry("resent_of"),
            )
        case "quit":
            return Quit(id)
        case other:
            raise CommandError(f"The engine does not know the command {json.dumps(other)}.", id)


class _Fields:
    """The fields of a command, with their types checked."""

    def __init__(self, id: Id, fields: dict[str, Any]) -> None:
        self._id = id
        self._fields = fields

    def text(self, name: str, default: str | None = None) -> str:
        value = self._fields.get(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, "a text")
        return value

    def port(self) -> int:
        value = self._fields.get("port")
        # JSON's true is an int in Python.
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong("port", "a whole number")
        return value

    def seconds(self, name: str) -> float:
        value = self._fields.get(name, TIMEOUT)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise self._wrong(name, "a number of seconds")
        if not 0 < value <= _LONGEST_TIMEOUT:
            raise self._wrong(name, f"a number of seconds up to {_LONGEST_TIMEOUT:g}")
        return float(value)

    def entry(self, name: str) -> int | None:
        value = self._fields.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._wrong(name, "the number of an entry")
        return value

    def base64(self, name: str) -> bytes:
        try:
            return base64.b64decode(self.text(name), validate=True)
        except (binascii.Error, ValueError) as error:
            raise self._wrong(name, "base64") from error

    def _wrong(self, name: str, wanted: str) -> CommandError:
        return CommandError(f"The command lacks “{name}”, which must be {wanted}.", self._id)
