"""Command lines: what is read from them, and what is refused with the id of the line."""

from __future__ import annotations

import json

import pytest

from workbench.exchange.commands import Command, CommandError, Listen, Quit, Send, Stop, read_command


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ({"id": 1, "do": "listen", "host": "0.0.0.0", "port": 0}, Listen(1, "0.0.0.0", 0)),
        ({"id": 1, "do": "listen", "port": 2575}, Listen(1, "127.0.0.1", 2575)),
        ({"id": "a", "do": "stop", "port": 2575}, Stop("a", 2575)),
        (
            {"id": 3, "do": "send", "raw": "TVNIfA==", "host": "h", "port": 1, "timeout": 5},
            Send(3, b"MSH|", "h", 1, 5.0),
        ),
        ({"id": 3, "do": "send", "raw": "", "host": "h", "port": 1}, Send(3, b"", "h", 1, 30.0)),
        (
            {"id": 3, "do": "send", "raw": "", "host": "h", "port": 1, "resent_of": 7},
            Send(3, b"", "h", 1, 30.0, 7),
        ),
        ({"do": "quit"}, Quit(None)),
        ({"do": "quit", "id": 4, "and": "more"}, Quit(4)),
    ],
)
def test_a_command(line: dict[str, object], command: Command) -> None:
    assert read_command(json.dumps(line).encode()) == command


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({"id": 7, "do": "listen"}, "port"),
        ({"id": 7, "do": "stop", "port": 1.5}, "port"),
        ({"id": 7, "do": "stop", "port": False}, "port"),
        ({"id": 7, "do": "send", "raw": "?", "host": "h", "port": 1}, "base64"),
        ({"id": 7, "do": "send", "raw": "ä", "host": "h", "port": 1}, "base64"),
        ({"id": 7, "do": "send", "raw": "", "port": 1}, "host"),
        ({"id": 7, "do": "send", "raw": "", "host": "h", "port": 1, "timeout": "5"}, "seconds"),
        ({"id": 7, "do": "send", "raw": "", "host": "h", "port": 1, "timeout": -1}, "seconds"),
        ({"id": 7, "do": "send", "raw": "", "host": "h", "port": 1, "timeout": 1e9}, "seconds"),
        ({"id": 7, "do": "send", "raw": "", "host": "h", "port": 1, "resent_of": "1"}, "resent_of"),
        ({"id": 7, "do": None}, "null"),
        ({"id": 7, "do": ["listen"]}, "listen"),
    ],
)
def test_what_is_wrong_is_said_with_the_id(line: dict[str, object], word: str) -> None:
    with pytest.raises(CommandError, match=word) as caught:
        read_command(json.dumps(line).encode())
    assert caught.value.id == 7


@pytest.mark.parametrize("line", [b"", b"null", b'"x"', b"{", b"\xff", b'{"id": [1], "do": "quit"}', b"[" * 50_000])
def test_what_is_no_command_has_no_id(line: bytes) -> None:
    with pytest.raises(CommandError) as caught:
        read_command(line)
    assert caught.value.id is None
