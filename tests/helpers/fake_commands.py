"""Stands where the installer would start other programs, and remembers what it was asked to start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from installer.commands import Outcome

# What a program answers: its outcome, or something to do first that returns its outcome.
Answer = Outcome | Callable[[Sequence[str]], Outcome]


class FakeCommands:
    """Answers by the words of the command: the first rule whose word is an argument wins, else exit status 0."""

    def __init__(self, rules: Mapping[str, Answer] | None = None) -> None:
        self.rules = dict(rules or {})
        self.asked: list[tuple[str, ...]] = []
        self.environments: list[Mapping[str, str | None]] = []

    def _answer(self, arguments: Sequence[str], env: Mapping[str, str | None] | None) -> Outcome:
        self.asked.append(tuple(arguments))
        self.environments.append(env or {})
        for word, answer in self.rules.items():
            if word in arguments:
                return answer if isinstance(answer, Outcome) else answer(arguments)
        return Outcome(0, "")

    def show(
        self, arguments: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str | None] | None = None
    ) -> int:
        return self._answer(arguments, env).status

    def read(
        self,
        arguments: Sequence[str],
        *,
        env: Mapping[str, str | None] | None = None,
        each_line: Callable[[str], None] | None = None,
    ) -> Outcome:
        outcome = self._answer(arguments, env)
        for line in outcome.text.splitlines():
            if each_line is not None:
                each_line(line)
        return outcome

    def become(self, arguments: Sequence[str]) -> int:
        return self._answer(arguments, None).status

    def asked_with(self, word: str) -> list[tuple[str, ...]]:
        """The commands that had this word."""
        return [arguments for arguments in self.asked if word in arguments]
