"""send, listen, and the engine that the window starts: the wire and the history put together."""

from __future__ import annotations

import argparse
import re
import signal
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.cli.arguments import Verbs, count, json_option, port, seconds
from workbench.cli.data import data_folder
from workbench.cli.output import FAILED, FINE, NO, complain, say, say_json
from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    import asyncio

    from workbench.exchange.outcome import Outcome
    from workbench.history.store import History


_BEFORE = "--again sends it."
"""How a sentence ends about what was accepted before."""


def add_to(verbs: Verbs) -> None:
    """The verbs with their arguments."""
    verb = verbs.add(
        "send",
        send,
        "send messages over MLLP and wait for each answer; exit 1 when one is not an accept",
        "  dft-workbench send charges.hl7 --to 127.0.0.1:2575\n"
        "  dft-workbench send *.hl7 --to billing.test:6661 --timeout 10 --json\n"
        "  dft-workbench send credits.hl7 new-charges.hl7 --to 127.0.0.1:2575 --stop-at-refusal\n"
        "\nCharges wait when a message of the same patient, account, visit or order that went before them was not"
        " accepted. What was accepted before is not sent a second time, and neither is a second credit for a charge;"
        " --again sends it.\n",
    )
    verb.add_argument("files", type=FilePath, nargs="+", metavar="file")
    verb.add_argument("--to", required=True, metavar="HOST:PORT")
    verb.add_argument(
        "--timeout", type=seconds, default=30.0, metavar="S", help="seconds for the whole reply (default 30)"
    )
    when = verb.add_mutually_exclusive_group()
    when.add_argument(
        "--stop-at-refusal", action="store_true", help="send nothing after a message that was not accepted"
    )
    when.add_argument(
        "--go-on", action="store_true", help="send every message, also charges behind others that were not accepted"
    )
    verb.add_argument(
        "--again", action="store_true", help="send charges and credits that were accepted before all the same"
    )
    json_option(verb)

    verb = verbs.add(
        "listen",
        listen,
        "receive messages over MLLP into the history and acknowledge them",
        "  dft-workbench listen --port 2575\n  dft-workbench listen --port 0 --count 1\n",
    )
    verb.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine)")
    verb.add_argument("--port", type=port, required=True, help="0 picks a free one and says which")
    verb.add_argument("--count", type=count, metavar="N", help="stop after N messages")

    verbs.add("engine", engine, None)


def send(arguments: argparse.Namespace) -> int:
    """Send the messages of every file, one after the other; the exchange goes into the history.

    Charges of the same patient wait behind one that was not accepted: what follows refused credits would charge twice.
    """
    import asyncio

    from workbench.cli.sending_order import HELD
    from workbench.history.store import History

    host, port = _address(arguments.to)
    messages = [(file, index, raw) for file in arguments.files for index, raw in _raw_messages(file)]
    with History.open(data_folder(arguments.data)) as history:
        outcomes, failure = asyncio.run(_send_all(history, messages, host, port, arguments))
    if arguments.json:
        say_json(outcomes)
    verdicts = {row["verdict"] for row in outcomes}
    if verdicts <= {"accepted"}:
        return FINE
    if held := [row for row in outcomes if row["verdict"] == HELD]:
        complain(f"{len(held)} of {len(outcomes)} messages were not sent. {_way_on(held)}")
    if failure:
        sent = len(outcomes) - len([row for row in outcomes if row["entry"] is None])
        complain(f"{sent} of {len(outcomes)} messages were sent. {failure}")
    return FAILED if failure or verdicts <= {"not sent", HELD} else NO


def _way_on(held: list[dict[str, Any]]) -> str:
    """The switches that send what was held back."""
    ways = {row["text"].endswith(_BEFORE) for row in held}
    found = ["--go-on sends every message."] if False in ways else []
    return " ".join([*found, *(["--again sends what was accepted before."] if True in ways else [])])


def _raw_messages(file: FilePath) -> list[tuple[int, bytes]]:
    messages = MessageFile.open(file)
    if not len(messages):
        raise WorkbenchError(f"{file} is empty: there is no message to send.")
    documents = [messages.document(index) for index in range(len(messages))]
    for number, document in enumerate(documents, 1):
        if not document.all("MSH"):
            complain(f"{file} #{number} has no MSH segment, so no answer can be matched to it. It is sent anyway.")
        elif document.get("MSH-9.1") == "ACK":
            complain(f"{file} #{number} is itself an acknowledgement, which nobody answers. It is sent all the same.")
    return [(index, document.wire()) for index, document in enumerate(documents)]


async def _send_all(
    history: History, messages: list[tuple[FilePath, int, bytes]], host: str, port: int, arguments: argparse.Namespace
) -> tuple[list[dict[str, Any]], str]:
    """What came of each message, and why one could not even be tried, such as a full disk; "" when all could."""
    from workbench.cli.sending_order import HELD, Order
    from workbench.exchange.client import Conversation

    order, rows, failure = Order(arguments.stop_at_refusal), [], ""
    async with Conversation(host, port, journal=history, timeout=arguments.timeout) as conversation:
        for file, index, raw in messages:
            name, document = f"{file} #{index + 1}", Document.from_bytes(raw)
            before = None
            if not arguments.go_on and (earlier := order.waits_for(document)):
                why = f"Not sent, since {earlier} was not accepted and goes before it."
                rows.append(_unsent(file, index, HELD, why))
            elif failure:
                rows.append(_unsent(file, index, "not sent", "Not sent, since the one before it could not be sent."))
            else:
                try:
                    before = None if arguments.again else _sent_before(history, document, host)
                    if before is not None:
                        rows.append(_unsent(file, index, HELD, before.text))
                    else:
                        rows.append(_row(file, index, await conversation.send(raw)))
                except WorkbenchError as problem:  # nothing leaves that is not written down before
                    failure = str(problem)
                    rows.append(_unsent(file, index, "not sent", f"Not sent. {problem}"))
            if before is None or before.second or arguments.stop_at_refusal:
                order.ended(document, name, rows[-1]["verdict"])  # else it is where it belongs: nothing waits for it
            if not arguments.json:
                say(f"{name}: {rows[-1]['text']}")
    return rows, failure


class _SentBefore(NamedTuple):
    """Why a message is not sent a second time, a sentence; and whether it is a second credit."""

    text: str
    second: bool


def _sent_before(history: History, document: Document, host: str) -> _SentBefore | None:
    """What the window asks about before it sends; None for a message without charges and for one that is new."""
    from workbench.ui.accepted import accepted_before, elsewhere_than_trials, question

    if not document.all("FT1"):
        return None
    found = elsewhere_than_trials(accepted_before(lambda: history, document), host)
    if not found:
        return None
    return _SentBefore(f"Not sent. {question(document, found[0])[1]} {_BEFORE}", any(one.second for one in found))


def _unsent(file: FilePath, index: int, verdict: str, text: str) -> dict[str, Any]:
    """A message that did not leave and is in no history."""
    return {
        "file": str(file),
        "message": index + 1,
        "entry": None,
        "verdict": verdict,
        "text": text,
        "answer": None,
        "seconds": 0.0,
    }


def _row(file: FilePath, index: int, outcome: Outcome) -> dict[str, Any]:
    return {
        "file": str(file),
        "message": index + 1,
        "entry": outcome.entry,
        "verdict": outcome.verdict,
        "text": outcome.text,
        "answer": None if outcome.answer is None else Document.from_bytes(outcome.answer).text,
        "seconds": round(outcome.elapsed, 4),
    }


def _address(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    if not host or "/" in host or not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise WorkbenchError(f"“{text}” is no address; write --to HOST:PORT, such as --to 127.0.0.1:2575.")
    return host.strip("[]"), int(port)


def listen(arguments: argparse.Namespace) -> int:
    """Receive until interrupted or until --count messages are in; each is in the history before it is answered."""
    import asyncio

    from workbench.history.store import History

    with History.open(data_folder(arguments.data)) as history:
        return asyncio.run(_listen(history, arguments))


async def _listen(history: History, arguments: argparse.Namespace) -> int:
    import asyncio

    from workbench.exchange.endpoint import endpoint
    from workbench.exchange.listener import Listener

    stop = asyncio.Event()
    _stop_on_signals(stop)
    listener = Listener(arguments.host, arguments.port, history, on_notice=complain, count=arguments.count)
    host, port = await listener.start()
    say(f"ready {endpoint(host, port)}")
    waiting = [asyncio.create_task(stop.wait()), asyncio.create_task(listener.finished())]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:  # on Windows Ctrl+C comes as an exception, and what was answered still has to be noted
        for task in waiting:
            task.cancel()
        await listener.stop()
    complain(f"Received {listener.received} messages.")
    return FINE


def _stop_on_signals(stop: asyncio.Event) -> None:
    import asyncio

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(name, stop.set)
        except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt instead
            return


def engine(arguments: argparse.Namespace) -> int:
    """The headless process behind the window: JSON lines in, JSON lines out."""
    import asyncio

    from workbench.exchange.engine import Engine
    from workbench.history.store import History

    with History.open(data_folder(arguments.data)) as history:
        return asyncio.run(Engine(history).run())
