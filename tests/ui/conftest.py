"""A history of one's own; and no test may wait for a person: a question that it did not expect makes it fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from workbench.history.store import History
from workbench.ui.bridge import Bridge


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty history, closed afterwards."""
    with History.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog on the screen of no one would wait for ever."""

    def ask(_bridge: Bridge, title: str, text: str, choices: tuple[str, ...]) -> str:
        pytest.fail(f"the program asked “{title}”: {text} {choices}")

    def show(_bridge: Bridge, title: str, text: str) -> None:
        pytest.fail(f"the program showed “{title}”: {text}")

    monkeypatch.setattr(Bridge, "ask", ask)
    monkeypatch.setattr(Bridge, "show", show)


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """Widgets that a test has closed wait for an event loop to be deleted, and most tests run none.

    They would be styled anew with every change of the palette or the font in the tests that follow.
    """
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
