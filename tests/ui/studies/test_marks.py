"""What left the desk is looked up in the store, beside the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.history.store import History
from workbench.ui.studies import marks as module
from workbench.ui.studies.list_model import StudiesModel
from workbench.ui.studies.marks import SentMarks
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.work import StudyWork
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


def test_what_left_the_desk_is_marked_without_holding_up_the_window(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, sample: Callable[[str], StudyWork], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    look_up = module.accepted_before

    def noted(*facts: object) -> object:
        threads.append(threading.current_thread())
        return look_up(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "accepted_before", noted)
    model, work = StudiesModel(), sample("01")
    marks = SentMarks(model, StudyStore(tmp_path, tasks, model))
    model.put(work)
    raw = work.give_away()
    assert raw is not None
    with History.open(tmp_path) as history:
        entry = history.sending(raw, endpoint="h:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="accepted")
    marks.look()
    qtbot.waitUntil(lambda: work.accepted is not None and work.mark is not None, timeout=10_000)
    assert work.accepted is not None
    assert work.accepted.entry == entry
    assert threading.main_thread() not in threads
