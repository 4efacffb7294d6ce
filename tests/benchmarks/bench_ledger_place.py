"""How soon the ledger is on the screen, beside a bare table of the same rows in the same run.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_ledger_place.py [LINES]

The book (netted lines, flags, blocks) is made before, as the place does it beside the window. Measured is what happens
on the GUI thread: showing the book and painting the first page; then a search and a filter over everything. The bare
table has the same texts ready in a list. While the book is made in its thread, and while it is let go there, a timer of
the GUI thread says how long it was kept waiting. What is meant: a first page under 50 ms, no wait over 50 ms.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from bench_ledger import message, postings, read  # noqa: E402
from PySide6.QtCore import QAbstractTableModel, QElapsedTimer, QEventLoop, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from workbench.charges.ledger import default_settings  # noqa: E402
from workbench.ui import theme  # noqa: E402
from workbench.ui.ledger.book import Book, Query, chosen, let_go, make_book  # noqa: E402
from workbench.ui.ledger.rows_model import ChargesModel, Column  # noqa: E402
from workbench.ui.tables import NOWHERE, Index, row_table  # noqa: E402
from workbench.ui.tasks import Tasks  # noqa: E402

ROUNDS = 7
SIZE = (1100, 600)


class Bare(QAbstractTableModel):
    """Texts in a list, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, ...]] = []

    def show(self, rows: list[tuple[str, ...]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, _parent: Index = NOWHERE) -> int:
        return len(self.rows)

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        return len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    application = QApplication(sys.argv[:1])
    theme.apply(application, dark=False)
    sent = postings(read([message(number) for number in range(count // 2)]))
    books, seconds, longest, cpu = beside(lambda: timed(lambda: make_book(sent, (), default_settings())))
    charges = len(books[0].ledger.charges)
    print(f"{len(sent)} lines, {charges} charges: book made in {seconds:.1f} s beside the window,")
    print(f"  whose own timer (10 ms) waited {longest} ms at most; thread time {cpu:.1f} s")
    show_all(books[0], count)
    _, seconds, longest, _cpu = beside(lambda: let_go_of(books))
    print(f"let go in {seconds:.1f} s; the timer waited {longest} ms at most")
    application.quit()


def show_all(book: Book, count: int) -> None:
    """How long the GUI thread shows and paints."""
    model, bare = ChargesModel(), Bare()
    table, bare_table = row_table("rows", model, ()), row_table("bare", bare, ())
    for one in (table, bare_table):
        one.resize(*SIZE)
        one.show()
    model.show(book, book.blocks)
    texts = [
        tuple(str(model.index(row, column).data() or "") for column in range(len(Column)))
        for row in range(model.rowCount())
    ]
    plain = median(bare_table, lambda: bare.show(texts))
    for name, show in (
        ("first page of everything", lambda: model.show(book, book.blocks)),
        ("search, one order", lambda: model.show(book, chosen(book, Query(f"acc{count // 4}")))),
        ("filter, reversed", lambda: model.show(book, chosen(book, Query(state="reversed")))),
    ):
        took = median(table, show)
        print(f"{name:26} {took:7.1f} ms   {took / plain:5.1f} × a bare table of the same rows ({plain:.1f} ms)")


def median(table: QWidget, show: Callable[[], object]) -> float:
    """Milliseconds to show and paint."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        show()
        table.grab()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def timed(work: Callable[[], Book]) -> tuple[list[Book], float]:
    """What it gives, and the processor seconds of the thread that did it."""
    start = time.thread_time()
    return [work()], time.thread_time() - start


def beside(work: Callable[[], tuple[list[Book], float]]) -> tuple[list[Book], float, int, float]:
    """Done as the place does it: the result, the seconds, the longest wait of the GUI thread in ms, thread seconds."""
    tasks, loop, clock, waits = Tasks(), QEventLoop(), QElapsedTimer(), []
    done: list[tuple[list[Book], float]] = []

    def take(result: tuple[list[Book], float]) -> None:
        done.append(result)
        loop.quit()

    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: waits.append(clock.restart()))
    start = time.perf_counter()
    clock.start()
    timer.start()
    tasks.run("net", work, take)
    loop.exec()
    tasks.close()
    return done[0][0], time.perf_counter() - start, max(waits, default=0), done[0][1]


def let_go_of(books: list[Book]) -> tuple[list[Book], float]:
    """The book is dropped."""
    start = time.thread_time()
    let_go(books)
    return [], time.thread_time() - start


if __name__ == "__main__":
    main()
