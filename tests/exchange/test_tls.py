"""Encrypted connections: the standard library's contexts are passed through, and a mismatch is explained."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from helpers.memory_journal import MemoryJournal

from workbench.exchange.client import send
from workbench.exchange.listener import Listener
from workbench.exchange.outcome import Outcome

MESSAGE = b"MSH|^~\\&|A|F|B|H|20260101||DFT^P03|ID1|P|2.5.1\rEVN|P03\r"


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Server and client, with a certificate made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate")
    folder: Path = tmp_path_factory.mktemp("tls")
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem".split()
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([openssl, *made, *names], cwd=folder, check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


def exchanged(server: ssl.SSLContext | None, client: ssl.SSLContext | None) -> tuple[Outcome, MemoryJournal]:
    async def work() -> tuple[Outcome, MemoryJournal]:
        journal = MemoryJournal()
        listener = Listener("127.0.0.1", 0, journal, tls=server)
        host, port = await listener.start()
        outcome = await send(MESSAGE, host, port, tls=client, timeout=0.5, connect_timeout=2)
        await listener.stop()
        return outcome, journal

    return asyncio.run(work())


def test_a_message_over_tls(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    outcome, journal = exchanged(*contexts)
    assert outcome.verdict == "accepted"
    assert [entry.verdict for entry in journal.entries.values()] == ["acknowledged"]


def test_a_receiver_that_is_not_trusted(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    outcome, journal = exchanged(contexts[0], ssl.create_default_context())
    assert outcome.verdict == "not sent"
    assert "not trusted" in outcome.text
    assert journal.entries == {}


def test_a_plain_sender_at_an_encrypted_port(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    outcome, journal = exchanged(contexts[0], None)
    assert outcome.verdict in ("no answer", "wrong answer")
    assert journal.entries == {}


def test_an_encrypted_sender_at_a_plain_port(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    outcome, journal = exchanged(None, contexts[1])
    assert outcome.verdict == "not sent"
    assert journal.entries == {}
