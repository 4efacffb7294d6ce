"""Bars by day and state, and the same as text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from workbench.charges.ledger.views import Bar
from workbench.ui.ledger.chart import DaysChart

pytestmark = pytest.mark.gui

BARS = (
    Bar("2026-03-01", "accepted", 3, (("USD", "900.00"),), 1),
    Bar("2026-03-01", "rejected", 1, (("USD", "50.00"),)),
    Bar("2026-03-02", "unsent", 2, ()),
    Bar("", "unknown", 1, (("", "7"),)),
)


@pytest.fixture
def chart(qtbot: QtBot) -> DaysChart:
    made = DaysChart()
    qtbot.addWidget(made)
    made.resize(400, 160)
    made.show_bars(BARS)
    made.show()
    return made


def test_every_day_can_be_read(chart: DaysChart) -> None:
    assert [day.text for day in chart.days] == [
        "2026-03-01: 4 charges; 3 accepted (900.00 USD, 1 without an amount); 1 refused (50.00 USD).",
        "2026-03-02: 2 charges; 2 unsent.",
        "No day of service: 1 charge; 1 unknown (7.00).",
    ]
    assert chart.accessibleDescription() == chart.words()
    assert "2026-03-02: 2 charges" in chart.words()
    chart.show_bars([Bar(f"2026-01-{day:02}", "accepted", 1) for day in range(1, 31)])
    assert chart.words(2).startswith("28 earlier days, then: 2026-01-29")


def test_a_day_is_chosen_by_key_and_by_click(qtbot: QtBot, chart: DaysChart) -> None:
    said: list[str] = []
    wanted: list[str] = []
    chart.day_chosen.connect(said.append)
    chart.day_wanted.connect(wanted.append)
    chart.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(chart, key)
    assert [text[:10] for text in said] == ["No day of ", "2026-03-02", "2026-03-01", "2026-03-01", "2026-03-02"]
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(60, 100))
    assert said[-1].startswith("2026-03-01")
    qtbot.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(60, 100))
    assert wanted == ["2026-03-02", "2026-03-01"]


def test_many_days_show_the_newest(chart: DaysChart) -> None:
    chart.show_bars([Bar(f"{2000 + number}-01-01", "accepted", number + 1) for number in range(500)])
    assert chart._shown().stop == 500
    chart.choose(3)
    assert 3 in chart._shown()


def test_it_paints_with_nothing_and_with_something(qtbot: QtBot, chart: DaysChart) -> None:
    full = chart.grab().toImage()
    chart.show_bars(())
    assert chart.words() == "There are no charges."
    assert chart.grab().toImage() != full
    qtbot.keyClick(chart, Qt.Key.Key_Left)


def test_every_state_is_named_within_the_chart(chart: DaysChart) -> None:
    chart.resize(210, 160)
    states = [state for state, _place in chart.legend()]
    places = [place for _state, place in chart.legend()]
    assert states == ["accepted", "unknown", "rejected", "unsent"]
    assert all(place.right() <= 210 for place in places)
    assert len({place.top() for place in places}) > 1
    chart.resize(800, 160)
    assert len({place.top() for _state, place in chart.legend()}) == 1
