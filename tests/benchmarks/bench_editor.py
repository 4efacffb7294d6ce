"""What typing, opening and the start cost: the GUI thread's work for a keystroke in a long message, all views shown.

Run the file, with a number of rounds if you like. It prints what one run took, by the clock and of the GUI thread
alone, and ratios beside a fixed piece of work in Python, other libraries (`pip install hl7` for python-hl7) and a bare
window: the numbers of two machines cannot be compared, the ratios can.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from workbench.app import make_application, make_window
from workbench.er7 import Path as MessagePath
from workbench.ui.idle_collection import IdleCollection
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

CHARGES = 200
FIELD_BYTES = 5_000_000
KEYSTROKE_MS, OPEN_MS, BIG_MS = 16.0, 50.0, 500.0
"""The aims: p95 of a keystroke, a usable tree, a message with one field of 5 MB."""
LOOK_MS = 300.0
"""Between light and dark, or to another size of the text: what takes longer has to show how far it is."""
_TABS = 5
_OPENINGS = 7
_PAUSE = 1.2
"""Seconds without an edit, after which the editor has made a tab for the next message."""


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
            f"350.00&USD|350.00&USD|US|||US^1^A|||O30.002^Twin pregnancy^I10~Z3A.20^20 weeks^I10|"
            f"1234567893^DOCTOR^DAN^^^DR^^^NPI^L^^^NPI|1987654321^ORDER^OLGA^^^DR^^^NPI^L^^^NPI||ACC-{number:05}^RIS||"
            f"76805^OB SCAN SECOND TRIMESTER^C4|26^Professional^C4~59^Distinct^C4"
        )
    return "\r".join(lines).encode() + b"\r"


def big_message() -> bytes:
    """The long message with a field of 5 MB of base64 in it."""
    return long_message() + b"OBX|1|ED|PDF^Report||^AP^^Base64^" + b"JVBERi0x" * (FIELD_BYTES // 8) + b"||||||F\r"


@dataclass(frozen=True)
class Spent:
    """Milliseconds that something took: by the clock, and of the GUI thread alone, which other programs do not slow."""

    clock: float
    thread: float


def measured(function: Callable[[], object]) -> Spent:
    """How long a call takes."""
    start, thread = time.perf_counter(), time.thread_time()
    function()
    return Spent((time.perf_counter() - start) * 1000, (time.thread_time() - thread) * 1000)


@contextmanager
def window_on(data: Path) -> Iterator[Window]:
    """A shown window, and its end."""
    application = make_application()
    window = make_window(application, data, dark=False)
    window.resize(1600, 900)
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    window.show()
    IdleCollection(window)  # as the program does
    yield window
    window.close()
    application.processEvents()


def settle(seconds: float = 0.7) -> None:
    """Let timers run out that wait for a pause, so that they are not counted where they do not belong."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.005)


@dataclass(frozen=True)
class Keystroke:
    """What one costs: until every view has taken it, and until everything is painted too."""

    taken: Spent
    painted: Spent


def keystrokes(window: Window, rounds: int) -> list[Keystroke]:
    """Each of `rounds` keystrokes in the raw text: the event, the views, and all painting."""
    view = window.messages.current_view()
    assert view is not None
    view.session.move_cursor(MessagePath.parse(f"FT1[{CHARGES // 2}]-7.2"), None)
    view.raw.setFocus()
    settle()
    found = []
    for number in range(rounds):
        letter = "abcdefghij"[number % 10]
        taken = measured(lambda letter=letter: _press(view.raw, letter))
        after = measured(QApplication.processEvents)
        found.append(Keystroke(taken, Spent(taken.clock + after.clock, taken.thread + after.thread)))
        time.sleep(0.02)
    return found


def _press(target: Any, letter: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter))


class _Painted(QObject):
    """Notes that a widget was painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.done = False
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.done = self.done or event.type() == QEvent.Type.Paint
        return False


@dataclass(frozen=True)
class Opening:
    """From the bytes to a tree that is painted and has answered a click; to the last view; the longest turn between."""

    usable: Spent
    filled: Spent
    longest: Spent


def opening(window: Window, raw: bytes) -> Opening:
    """Open a message, click a row of its tree as soon as that is painted, and wait until every view is filled."""
    turns: list[Spent] = []

    def to_tree() -> None:
        window.open_request(OpenRequest(raw, "Benchmark"))
        view = window.messages.current_view()
        assert view is not None
        painted = _Painted(view.tree.viewport())
        while not painted.done:
            QApplication.processEvents()
        row = view.tree.visualRect(view.tree.tree_model.index_of(MessagePath("FT1", 2)))
        _click(view.tree.viewport(), row.center())
        assert view.session.cursor == MessagePath("FT1", 2)

    def to_end() -> None:
        view = window.messages.current_view()
        assert view is not None
        while not turns or view.form.is_behind:
            turns.append(measured(QApplication.processEvents))

    usable, rest = measured(to_tree), measured(to_end)
    filled = Spent(usable.clock + rest.clock, usable.thread + rest.thread)
    return Opening(usable, filled, max(turns, key=lambda one: one.thread))


def _click(target: QWidget, place: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
        where = QPointF(place)
        event = QMouseEvent(kind, where, target.mapToGlobal(where), left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)


def selecting(window: Window, rounds: int) -> list[Spent]:
    """To walk from one FT1 to the next with every view following."""
    session = window.messages.current()
    assert session is not None
    found = []
    for number in range(1, rounds + 1):
        path = MessagePath("FT1", number)

        def do(path: MessagePath = path) -> None:
            session.move_cursor(path, None)
            QApplication.processEvents()

        found.append(measured(do))
        time.sleep(0.02)
    return found


def scrolling(window: Window, rounds: int) -> list[Spent]:
    """One notch of the wheel over the raw text."""
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

        found.append(measured(do))
    return found


def others(raw: bytes) -> dict[str, Spent | None]:
    """What other libraries need to parse the long message; None for those that are not installed."""
    text = raw.decode()
    found: dict[str, Spent | None] = {"hl7apy": None, "python-hl7": None}
    try:
        from hl7apy.parser import parse_message
    except ImportError:
        pass
    else:
        found["hl7apy"] = measured(lambda: parse_message(text, find_groups=False))
    try:
        import hl7
    except ImportError:
        pass
    else:
        found["python-hl7"] = middle([measured(lambda: hl7.parse(text)) for _round in range(3)])
    return found


def report_others(raw: bytes, usable: Spent) -> None:
    """Print them beside the time to the usable tree."""
    for name, spent in others(raw).items():
        if spent is None:
            print(f"  parsed by {name}: it is not installed")
        else:
            times = spent.thread / usable.thread
            print(f"  parsed by {name:<50}{spent.clock:8.1f} ms, thread {spent.thread:7.1f} ms, {times:.1f} times ours")


def fixed_work() -> Spent:
    """How fast this machine is now: a fixed piece of work in Python, a hundredth of a second or so."""
    return middle([measured(lambda: sum(number * number for number in range(200_000))) for _round in range(5)])


def middle(values: list[Spent]) -> Spent:
    """Half of them take no longer."""
    return Spent(statistics.median(one.clock for one in values), statistics.median(one.thread for one in values))


def p95(values: list[Spent]) -> Spent:
    """95 of 100 take no longer."""
    place = int(len(values) * 0.95)
    return Spent(sorted(one.clock for one in values)[place], sorted(one.thread for one in values)[place])


def line(what: str, value: Spent, aim: float | None = None) -> None:
    """One line of the report. The aim is for the work on the GUI thread."""
    verdict = "" if aim is None else f"   aim {aim:.0f} ms: {'met' if value.thread < aim else 'MISSED'}"
    print(f"{what:<62}{value.clock:8.1f} ms, thread {value.thread:7.1f} ms{verdict}", flush=True)


def report_opening(window: Window, what: str, raw: bytes, aim: float) -> Spent:
    """Open a message time and again, after a pause and at once behind it, and print what it took; the former."""
    opened, behind = [], []
    for _round in range(_OPENINGS):
        settle(_PAUSE)
        opened.append(opening(window, raw))
        behind.append(opening(window, raw))
        while len(window.messages.tabs()) > 4:
            window.messages.close_tab(0)
    usable = middle([one.usable for one in opened])
    line(f"open {what}, to a usable tree", usable, aim)
    line("  the same while no tab waits (at once behind another one)", middle([one.usable for one in behind]))
    line("  to the last view filled", middle([one.filled for one in opened]))
    line("  longest turn meanwhile", middle([one.longest for one in opened]))
    return usable


def report_looks(window: Window, raw: bytes) -> None:
    """What another look of everything that is open takes, until it is painted."""
    window.messages.close_all()
    # No loop runs here that would do it: all that was closed before would be dressed too.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for _tab in range(_TABS):
        opening(window, raw)
        settle()

    def look(change: Callable[[], object]) -> Callable[[], None]:
        return lambda: (change(), QApplication.processEvents())[1]

    dark = [measured(look(lambda number=number: window.set_dark(number % 2 == 0))) for number in range(_OPENINGS + 1)]
    zoomed = [measured(look(lambda number=number: window.zoom(-1 if number % 2 else 1))) for number in range(_OPENINGS)]
    window.zoom(0)
    line(f"between light and dark with {_TABS} tabs open, painted", middle(dark), LOOK_MS)
    line(f"larger and smaller text with {_TABS} tabs open, painted", middle(zoomed), LOOK_MS)


def main(rounds: int) -> None:
    """Measure and print."""
    raw = long_message()
    print(f"By the clock, and the work of the GUI thread alone (medians of {_OPENINGS} where nothing else is said).")
    line("fixed work in Python, for comparison", fixed_work())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, window_on(Path(folder)) as window:
        first = opening(window, raw)
        line("the very first message, which loads dictionary and editor", first.usable)
        usable = report_opening(window, f"{len(raw):,} bytes, {CHARGES} FT1", raw, OPEN_MS)
        report_others(raw, usable)
        typed = keystrokes(window, rounds)
        line(f"keystroke, all views, without painting, p50 of {rounds}", middle([one.taken for one in typed]))
        line(f"keystroke, all views, without painting, p95 of {rounds}", p95([one.taken for one in typed]))
        line(f"keystroke, all views, painted, p50 of {rounds}", middle([one.painted for one in typed]))
        line(f"keystroke, all views, painted, p95 of {rounds}", p95([one.painted for one in typed]), KEYSTROKE_MS)
        settle()
        walked = selecting(window, min(rounds, CHARGES))
        line("next segment, all views, p50", middle(walked))
        line("next segment, all views, p95", p95(walked))
        report_looks(window, raw)
        report_opening(window, f"a field of {FIELD_BYTES:,} bytes", big_message(), BIG_MS)
        scrolled = scrolling(window, 60)
        line("  scroll by a notch, p50", middle(scrolled))
        line("  scroll by a notch, p95", p95(scrolled), KEYSTROKE_MS)
    line("fixed work in Python, again", fixed_work())
    print("From start to shown window:", flush=True)
    subprocess.run([sys.executable, Path(__file__).with_name("bench_start.py")], check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
