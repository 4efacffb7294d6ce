"""No test may wait for a person: a question that the test did not expect makes it fail."""

from __future__ import annotations

import pytest

from workbench.ui.bridge import Bridge


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog on the screen of no one would wait for ever."""

    def ask(_bridge: Bridge, title: str, text: str, choices: tuple[str, ...]) -> str:
        pytest.fail(f"the program asked “{title}”: {text} {choices}")

    def show(_bridge: Bridge, title: str, text: str) -> None:
        pytest.fail(f"the program showed “{title}”: {text}")

    monkeypatch.setattr(Bridge, "ask", ask)
    monkeypatch.setattr(Bridge, "show", show)
