"""The model of the history's entries: pages, news on top, changes in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from helpers.screen import texts
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.history import EntrySummary, HistoryError
from workbench.ui import theme
from workbench.ui.history import model as model_module
from workbench.ui.history.model import HEADERS, Column, HistoryModel, Query

pytestmark = pytest.mark.gui

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def summary(number: int, **changes: Any) -> EntrySummary:
    entry = EntrySummary(
        id=number,
        direction="sent",
        at=NOON + timedelta(seconds=number),
        endpoint="billing:6661",
        peer="",
        control_id=f"DFT{number}",
        message_type="DFT^P03^DFT_P03",
        patient_id="100234",
        account="A555",
        visit="V7",
        accession="ACC17",
        transaction_ids=("CHG1", "CHG2"),
        verdict="accepted",
        note="",
        size=100,
        answered_at=None,
        elapsed=None,
        resent_of=None,
    )
    return replace(entry, **changes)


class StubHistory:
    """Entries in a list; counts the questions."""

    def __init__(self, count: int) -> None:
        self.rows = [summary(number) for number in range(count, 0, -1)]
        self.questions: list[tuple[str, int | None]] = []
        self.broken = ""

    def entries(self, *, text: str, direction: str, verdict: str, limit: int, before: int | None) -> list[EntrySummary]:
        self.questions.append((text, before))
        if self.broken:
            raise HistoryError(self.broken)
        found = [
            row
            for row in self.rows
            if row.control_id.startswith(text)
            and direction in ("", row.direction)
            and verdict in ("", row.verdict)
            and (before is None or row.id < before)
        ]
        return found[:limit]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "PAGE", 3)


@pytest.fixture
def model(qtbot: QtBot) -> HistoryModel:
    made = HistoryModel()
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]  # kept alive as long as the model
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    made.tester.setUseFetchMore(False)  # type: ignore[attr-defined]  # these tests say when a page is wanted
    return made


def ask(model: HistoryModel, history: StubHistory, query: Query | None = None) -> None:
    model.ask(cast(Any, history), query or Query())


def control_ids(model: HistoryModel) -> list[str]:
    return [row[Column.CONTROL_ID] for row in texts(model)]


def test_a_row_says_everything_about_an_entry(model: HistoryModel) -> None:
    history = StubHistory(0)
    received = summary(1, direction="received", peer="10.0.0.9:5000", verdict="acknowledged")
    history.rows = [received]
    ask(model, history)
    assert texts(model) == [
        (
            received.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            "← received",
            "Acknowledged",
            "DFT^P03",
            "DFT1",
            "100234",
            "A555",
            "ACC17",
            "CHG1, CHG2",
            "10.0.0.9:5000",
        )
    ]
    assert tuple(model.headerData(column, Qt.Orientation.Horizontal) for column in Column) == HEADERS
    assert model.index(0, Column.VERDICT).data(Qt.ItemDataRole.ForegroundRole) == theme.colour("good")


def test_pages_are_read_when_they_are_wanted(model: HistoryModel) -> None:
    history = StubHistory(7)
    ask(model, history)
    assert control_ids(model) == ["DFT7", "DFT6", "DFT5"]
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert control_ids(model) == [f"DFT{number}" for number in range(7, 0, -1)]
    assert model.complete
    assert not model.canFetchMore(QModelIndex())
    assert history.questions == [("", None), ("", 5), ("", 2)]


def test_a_page_that_ends_exactly_is_followed_by_an_empty_one(model: HistoryModel) -> None:
    ask(model, StubHistory(3))
    assert not model.complete
    model.fetchMore(QModelIndex())
    assert model.complete
    assert model.rowCount() == 3


def test_a_question_replaces_the_rows(model: HistoryModel) -> None:
    history = StubHistory(5)
    ask(model, history)
    ask(model, history, Query(text="DFT2"))
    assert control_ids(model) == ["DFT2"]
    ask(model, history, Query(direction="received"))
    assert control_ids(model) == []
    ask(model, history, Query(verdict="accepted"))
    assert model.rowCount() == 3


def test_news_comes_on_top_and_changes_in_place(model: HistoryModel) -> None:
    history = StubHistory(5)
    history.rows[0] = summary(5, verdict="waiting")
    ask(model, history)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    history.rows[0] = summary(5)
    history.rows.insert(0, summary(6, verdict="error"))
    model.refresh()
    assert [row[Column.VERDICT] for row in texts(model)][:2] == ["Refused", "Accepted"]
    assert control_ids(model) == ["DFT6", "DFT5", "DFT4", "DFT3"]
    assert resets == []
    model.refresh()
    assert model.rowCount() == 4


def test_more_news_than_a_page_is_a_new_beginning(model: HistoryModel) -> None:
    history = StubHistory(2)
    ask(model, history)
    history.rows = StubHistory(9).rows
    model.refresh()
    assert control_ids(model) == ["DFT9", "DFT8", "DFT7"]
    assert not model.complete


def test_the_first_news_of_an_empty_history_is_shown(model: HistoryModel) -> None:
    history = StubHistory(0)
    ask(model, history)
    history.rows = [summary(1)]
    model.refresh()
    assert control_ids(model) == ["DFT1"]


def test_a_failure_is_raised_where_it_was_asked(model: HistoryModel) -> None:
    history = StubHistory(5)
    history.broken = "The history is locked."
    with pytest.raises(HistoryError, match="locked"):
        ask(model, history)


def test_a_failed_page_is_said_once_and_not_asked_for_again(model: HistoryModel) -> None:
    history = StubHistory(5)
    ask(model, history)
    said: list[str] = []
    model.failed.connect(said.append)
    history.broken = "The history is damaged."
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert said == ["The history is damaged."]
    assert model.rowCount() == 3
    assert not model.canFetchMore(QModelIndex())


def test_content_never_becomes_markup(model: HistoryModel) -> None:
    history = StubHistory(0)
    history.rows = [summary(1, patient_id="<b>1</b>")]
    ask(model, history)
    assert "&lt;b&gt;" in model.index(0, Column.PATIENT).data(Qt.ItemDataRole.ToolTipRole)


def test_entries_are_found_by_their_id(model: HistoryModel) -> None:
    ask(model, StubHistory(5))
    assert model.row_of(4) == 1
    assert model.row_of(1) is None
