"""The one open history that the window and its workers share."""

from __future__ import annotations

import threading
import time

from workbench.ui.reader import HistoryReader


class _History:
    def __init__(self) -> None:
        self.is_current, self.is_closed = True, False

    def close(self) -> None:
        self.is_closed = True


def test_whoever_asks_at_the_same_time_gets_the_same_one() -> None:
    opened: list[_History] = []
    first, go_on = threading.Event(), threading.Event()

    def open_history() -> _History:
        opened.append(_History())
        first.set()
        go_on.wait(5)
        return opened[-1]

    reader = HistoryReader(open_history)  # type: ignore[arg-type]
    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(reader())) for _ in range(2)]
    threads[0].start()
    assert first.wait(5)
    threads[1].start()
    time.sleep(0.05)  # the second one asks while the first one still opens
    go_on.set()
    for thread in threads:
        thread.join(5)
    assert len(opened) == 1
    assert got == [opened[0], opened[0]]
    reader.close()
    assert opened[0].is_closed


def test_one_whose_file_was_replaced_is_closed_and_opened_anew() -> None:
    opened: list[_History] = []

    def open_history() -> _History:
        opened.append(_History())
        return opened[-1]

    reader = HistoryReader(open_history)  # type: ignore[arg-type]
    reader()
    opened[0].is_current = False
    assert reader() is opened[1]
    assert (opened[0].is_closed, opened[1].is_closed) == (True, False)
