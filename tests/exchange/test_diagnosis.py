"""Sentences about network failures: each names the endpoint and says where to look."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from workbench.exchange.diagnosis import cannot_connect, cannot_listen
from workbench.exchange.endpoint import endpoint


def test_an_endpoint() -> None:
    assert endpoint("127.0.0.1", 2575) == "127.0.0.1:2575"
    assert endpoint("::1", 2575) == "[::1]:2575"


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "wrong port"),
        (TimeoutError(), "firewall"),
        (OSError(errno.ETIMEDOUT, "timed out"), "firewall"),
        (OSError(errno.EHOSTUNREACH, "no route"), "no network path"),
        (OSError(errno.ENETUNREACH, "no network"), "no network path"),
        (OSError(errno.EACCES, "denied"), "missing permission"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "spelling"),
        (ssl.SSLError(1, "wrong version number"), "plain MLLP"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "expects TLS"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError(), "OSError"),
    ],
)
def test_why_there_is_no_connection(error: Exception, word: str) -> None:
    sentence = cannot_connect("billing:2575", error)
    assert "billing:2575" in sentence
    assert word in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "another program"),
        (PermissionError(errno.EACCES, "denied"), "above 1023"),
        (OSError(errno.EADDRNOTAVAIL, "not available"), "not an address of this computer"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "not an address of this computer"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
    ],
)
def test_why_no_receiver_can_be_started(error: Exception, word: str) -> None:
    sentence = cannot_listen("127.0.0.1:80", error)
    assert "127.0.0.1:80" in sentence
    assert word in sentence
    assert sentence.endswith(".")
