"""From start to shown window, beside a bare PySide6 window of the same run.

    .venv/bin/python tests/benchmarks/bench_start.py [ROUNDS]

Each start is a process of its own, measured from its launch to the first paint of the window; the two kinds alternate,
so that a busy machine slows both. Ours is what the command without a verb does, with the command line loaded before
it. Prints medians and their ratio, by the clock and of the processor's time, which a busy machine changes less; runs
off-screen unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AIM = 1.5
"""Times as long as a bare window."""

_PAINTED = """
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            import time
            print("painted", time.process_time(), flush=True)
            QTimer.singleShot(0, application.quit)
            watched.removeEventFilter(self)
        return False
watch = Watch()
window.installEventFilter(watch)
window.show()
application.exec()
"""
BARE = (
    """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1280, 720)
"""
    + _PAINTED
)
OURS = (
    """
import sys
from pathlib import Path
import workbench.cli.main
from workbench.ui import collector
collector.hold()
from workbench.app import make_application, make_window
application = make_application()
window = make_window(application, Path(sys.argv[1]))
"""
    + _PAINTED
)


def seconds_to_paint(script: str, data: str) -> tuple[float, float]:
    """Seconds from launching Python with the script to its first painted window: by the clock, of the processor."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(ROOT)}
    # Byte code as after an installation, also where the shell forbids to write it beside the sources.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(Path(data) / "bytecode")
    begin = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", script, data], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        word, _space, processor = process.stdout.readline().decode().partition(" ")
        elapsed = time.perf_counter() - begin
    if word != "painted" or process.returncode:
        raise SystemExit(f"the window did not paint (exit status {process.returncode})")
    return elapsed, float(processor)


def main(rounds: int) -> None:
    """Measure and print."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as data:
        for script in (BARE, OURS):  # once each to warm the disk cache and write byte code
            seconds_to_paint(script, data)
        for _round in range(rounds):
            bare.append(seconds_to_paint(BARE, data))
            ours.append(seconds_to_paint(OURS, data))
    print(f"{'':<22}{'clock':>10}{'processor':>14}   (medians of {rounds})")
    middles = [[statistics.median(column) for column in zip(*kind, strict=True)] for kind in (bare, ours)]
    for name, (clock, processor) in zip(("bare PySide6 window", "DFT Workbench"), middles, strict=True):
        print(f"{name:<22}{clock * 1000:7.0f} ms{processor * 1000:11.0f} ms")
    by_clock, by_processor = (second / first for first, second in zip(*middles, strict=True))
    print(f"{'ratio':<22}{by_clock:10.2f}{by_processor:14.2f}   aim {AIM}: {'met' if by_clock <= AIM else 'MISSED'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
