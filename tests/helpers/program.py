"""The program as a person at a terminal has it, without a process of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.cli import main


class Program:
    """Its verbs over one data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, what was answered, what was said beside it."""
        status = main([*words, "--data", str(self.data)])
        out, err = self._capsys.readouterr()
        return status, out, err

    def json(self, *words: str) -> Any:
        """The answer for a program."""
        return json.loads(self.run(*words, "--json")[1])
