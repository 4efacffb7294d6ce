"""Large files: how long they are read beside the window, and how long the window stops for them.

    .venv/bin/python tests/benchmarks/bench_large.py [MEGABYTES]

A file of many messages, and one message of as many segments as make a third of that size. Each is opened as the user
opens it; turns of the event loop are counted until everything that it shows is there. The aim is for the work of the
GUI thread in the longest of them: a machine that is busy otherwise makes every turn longer by the clock. Runs
off-screen unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bench_editor import Spent, line, measured, settle, window_on
from PySide6.QtWidgets import QApplication

from workbench.ui.window import Window

AIM_MS = 300
"""Longest turn of the event loop: what takes longer has to show how far it is."""
_HEAD = b"MSH|^~\\&|SENDER|CLINIC|RECEIVER|BILLING|20260301120000||DFT^P03^DFT_P03|%d|T|2.5.1\r"
_LINE = b"FT1|%d|T%d||20260301||CG|76805^ULTRASOUND^C4|||1|350.00\r"


def many_messages(size: int) -> bytes:
    """Messages of one charge each, about `size` bytes."""
    one = b"EVN|P03|20260301120000\rPID|1||100234^^^CLINIC^MR||DOE^JANE\rPV1|1|O\r" + _LINE % (1, 1)
    return b"".join(_HEAD % number + one for number in range(size // (len(one) + len(_HEAD))))


def many_segments(size: int) -> bytes:
    """One message, about `size` bytes."""
    return _HEAD % 1 + b"".join(_LINE % (number, number) for number in range(1, size // (len(_LINE) + 8)))


def turns_until_there(window: Window, file: Path) -> tuple[Spent, list[Spent]]:
    """What asking for the file takes, and every turn of the loop until all of it is shown."""
    asked = measured(lambda: window.open_files([file]))
    turns = []
    while not _is_there(window, file):
        turns.append(measured(QApplication.processEvents))
        time.sleep(0.002)
    return asked, turns


def _is_there(window: Window, file: Path) -> bool:
    view = window.messages.current_view()
    return view is not None and view.session.file == file and not view.raw.is_coming and not view.form.is_behind


def report(window: Window, what: str, file: Path) -> None:
    """Open it and print what it took."""
    settle()
    begin = time.perf_counter()
    asked, turns = turns_until_there(window, file)
    print(f"{what}, {file.stat().st_size / 1e6:.0f} MB: all of it is there after {time.perf_counter() - begin:.1f} s")
    line("  until a tab says that it is read", asked)
    line("  longest turn of the event loop meanwhile", max(turns, key=lambda one: one.thread), AIM_MS)
    line("  95 of 100 turns take no longer", sorted(turns, key=lambda one: one.thread)[int(len(turns) * 0.95)])


def main(megabytes: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        messages, segments = Path(folder) / "messages.hl7", Path(folder) / "segments.hl7"
        messages.write_bytes(many_messages(megabytes * 1_000_000))
        segments.write_bytes(many_segments(megabytes * 1_000_000 // 3))
        small = Path(folder) / "small.hl7"
        small.write_bytes(many_segments(10_000))
        with window_on(Path(folder) / "data") as window:
            window.open_files([small])  # what is loaded once
            settle(2)
            report(window, "many messages", messages.resolve())
            report(window, "one message", segments.resolve())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80)
