"""The only door to other programs; the tests put their own behind it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Outcome:
    """How a program ended: its exit status (negative: the signal that ended it) and all that it said."""

    status: int
    text: str


class Commands(Protocol):
    """What the installer asks of the system. `env` is added to the environment; None takes a variable away."""

    def show(
        self, arguments: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str | None] | None = None
    ) -> int:
        """Run with this terminal and return the exit status."""
        ...

    def read(
        self,
        arguments: Sequence[str],
        *,
        env: Mapping[str, str | None] | None = None,
        each_line: Callable[[str], None] | None = None,
    ) -> Outcome:
        """Run without input, hand over each line as it comes, and return everything at the end."""
        ...

    def become(self, arguments: Sequence[str]) -> int:
        """Run in the place of this process where the system can do that; else run and return the exit status."""
        ...


def changed_environment(changes: Mapping[str, str | None] | None) -> dict[str, str]:
    """The environment of this process with the changes made."""
    merged: dict[str, str | None] = {**os.environ, **(changes or {})}
    return {name: value for name, value in merged.items() if value is not None}


class SystemCommands:
    """The real thing."""

    def show(
        self, arguments: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str | None] | None = None
    ) -> int:
        return subprocess.run(arguments, cwd=cwd, env=changed_environment(env), check=False).returncode

    def read(
        self,
        arguments: Sequence[str],
        *,
        env: Mapping[str, str | None] | None = None,
        each_line: Callable[[str], None] | None = None,
    ) -> Outcome:
        lines = []
        with subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=changed_environment(env),
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if each_line is not None:
                    each_line(line.rstrip())
        return Outcome(process.returncode, "".join(lines))

    def become(self, arguments: Sequence[str]) -> int:
        # On Windows exec starts a second process and ends this one, and the terminal comes back too early.
        if os.name == "nt":
            return self.show(arguments)
        os.execv(arguments[0], list(arguments))
