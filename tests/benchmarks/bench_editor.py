"""What typing and opening cost: the GUI thread's work for a keystroke in a long message with all its views shown.

Run the file, with a number of rounds if you like. It prints medians of one run, and ratios beside other libraries where
they can be imported: the numbers of two machines cannot be compared, the ratios can.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from workbench.app import make_application, make_window
from workbench.er7 import Path as MessagePath
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

CHARGES = 200
FIELD_BYTES = 5_000_000
KEYSTROKE_MS, OPEN_MS, BIG_MS = 16.0, 50.0, 500.0
"""The aims: p95 of a keystroke, a usable tree, a message with one field of 5 MB."""


def long_message() -> bytes:
    """A charge message with 200 FT1, about 60 kB."""
    lines = [
        "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1",
        "EVN|P03|20260301160000",
        "PID|1||100234^^^HOSP^MR||SAMPLE^ANNA^^^^^L||19900101|F|||1 MAIN ST^^TOWN^ST^12345||||||||ACC1",
        "PV1|1|O|US^1^A||||1234567893^DOCTOR^DAN^^^DR^^^NPI^L^^^NPI|||||||||||V1|||||||||||||||||||||||||20260301",
    ]
    for number in range(1, CHARGES + 1):
        lines.append(
            f"FT1|{number}|CHG{number:05}||20260301101500+0100|20260301160000|CG|76805^OB SCAN SECOND TRIMESTER^C4|||1|"
            f"350.00&USD|350.00&USD|US|||US^1^A||O30.002^Twin pregnancy^I10~Z3A.20^20 weeks^I10|"
            f"1234567893^DOCTOR^DAN^^^DR^^^NPI^L^^^NPI|1987654321^ORDER^OLGA^^^DR^^^NPI^L^^^NPI||ACC-{number:05}^RIS||"
            f"76805^OB SCAN SECOND TRIMESTER^C4|26^Professional^C4~59^Distinct^C4"
        )
    return "\r".join(lines).encode() + b"\r"


def big_message() -> bytes:
    """The long message with a field of 5 MB of base64 in it."""
    return long_message() + b"OBX|1|ED|PDF^Report||^AP^^Base64^" + b"JVBERi0x" * (FIELD_BYTES // 8) + b"||||||F\r"


def milliseconds(function: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    function()
    return (time.perf_counter() - start) * 1000


@contextmanager
def window_on(data: Path) -> Iterator[Window]:
    """A shown window, and its end."""
    application = make_application()
    window = make_window(application, data, dark=False)
    window.resize(1600, 900)
    window.show()
    yield window
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    window.close()
    application.processEvents()


def settle(seconds: float = 0.7) -> None:
    """Let timers run out that wait for a pause, so that they are not counted where they do not belong."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def keystrokes(window: Window, rounds: int) -> list[float]:
    """Milliseconds of each of `rounds` keystrokes in the raw text: the event, the views, and all painting."""
    view = window.messages.current_view()
    assert view is not None
    view.session.move_cursor(MessagePath.parse(f"FT1[{CHARGES // 2}]-7.2"), None)
    view.raw.setFocus()
    settle()
    found = []
    for number in range(rounds):
        letter = "abcdefghij"[number % 10]
        found.append(milliseconds(lambda letter=letter: _type(view.raw, letter)))
        time.sleep(0.02)
    return found


def _type(target: Any, letter: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter))
    QApplication.processEvents()


def opening(window: Window, raw: bytes) -> float:
    """Milliseconds from the bytes to a tree that was painted and can be used."""

    def do() -> None:
        window.open_request(OpenRequest(raw, "Benchmark"))
        QApplication.processEvents()

    spent = milliseconds(do)
    view = window.messages.current_view()
    assert view is not None
    assert view.tree.tree_model.rowCount() > 0
    return spent


def selecting(window: Window, rounds: int) -> list[float]:
    """Milliseconds to walk from one FT1 to the next with every view following."""
    session = window.messages.current()
    assert session is not None
    found = []
    for number in range(1, rounds + 1):
        path = MessagePath("FT1", number)

        def do(path: MessagePath = path) -> None:
            session.move_cursor(path, None)
            QApplication.processEvents()

        found.append(milliseconds(do))
        time.sleep(0.02)
    return found


def scrolling(window: Window, rounds: int) -> list[float]:
    """Milliseconds for one notch of the wheel over the raw text."""
    view = window.messages.current_view()
    assert view is not None
    target = view.raw.viewport()
    found = []
    for number in range(rounds):
        down = QPoint(0, -120 if number < rounds // 2 else 120)
        event = QWheelEvent(
            QPointF(50, 50),
            QPointF(target.mapToGlobal(QPoint(50, 50))),
            QPoint(),
            down,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )

        def do(event: QWheelEvent = event) -> None:
            QApplication.sendEvent(target, event)
            QApplication.processEvents()

        found.append(milliseconds(do))
    return found


def others(raw: bytes) -> dict[str, float]:
    """What other libraries need to parse the long message; those that cannot be imported are left out."""
    text, found = raw.decode(), {}
    try:
        from hl7apy.parser import parse_message
    except ImportError:
        pass
    else:
        found["hl7apy"] = milliseconds(lambda: parse_message(text, find_groups=False))
    try:
        import hl7
    except ImportError:
        pass
    else:
        found["python-hl7"] = min(milliseconds(lambda: hl7.parse(text)) for _round in range(3))
    return found


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[int(len(values) * 0.95)]


def line(what: str, value: float, aim: float | None = None) -> None:
    """One line of the report."""
    verdict = "" if aim is None else f"   aim {aim:.0f} ms: {'met' if value < aim else 'MISSED'}"
    print(f"{what:<58}{value:9.1f} ms{verdict}", flush=True)


def main(rounds: int) -> None:
    """Measure and print."""
    raw = long_message()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, window_on(Path(folder)) as window:
        opening(window, raw)  # loads the dictionary and the editor
        settle()
        opened = [opening(window, raw) for _round in range(5)]
        line(
            f"open {len(raw):,} bytes, {CHARGES} FT1, to a usable tree (median of 5)",
            statistics.median(opened),
            OPEN_MS,
        )
        for name, spent in others(raw).items():
            line(f"  parsed by {name} ({spent / statistics.median(opened):.1f} times as long)", spent)
        typed = keystrokes(window, rounds)
        line(f"keystroke, all views, p50 of {rounds}", statistics.median(typed))
        line(f"keystroke, all views, p95 of {rounds}", p95(typed), KEYSTROKE_MS)
        settle()
        walked = selecting(window, min(rounds, CHARGES))
        line("next segment, all views, p50", statistics.median(walked))
        line("next segment, all views, p95", p95(walked))
        big = big_message()
        line(f"open a message with a field of {FIELD_BYTES:,} bytes", opening(window, big), BIG_MS)
        settle()
        scrolled = scrolling(window, 60)
        line("  scroll by a notch, p50", statistics.median(scrolled))
        line("  scroll by a notch, p95", p95(scrolled), KEYSTROKE_MS)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
