"""`installer test`: every check of the project, one after the other. What continuous integration runs is this."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from installer import environment, qt
from installer.commands import Commands
from installer.place import Place
from installer.stop import Stop
from installer.system_packages import Machine
from workbench.screen import Screen


@dataclass(frozen=True)
class Step:
    """A check: its name and the command that does it."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """How a step ended: `status` is its exit status, negative for the signal that ended it; `seconds` of wall clock."""

    name: str
    status: int
    seconds: float


def steps(place: Place, pytest_arguments: Sequence[str]) -> tuple[Step, ...]:
    """The checks, the quick ones first; pytest last, so that what it says is what one sees at the end."""
    python = str(place.python)
    return (
        Step("ruff check", (python, "-m", "ruff", "check", ".")),
        Step("ruff format", (python, "-m", "ruff", "format", "--check", ".")),
        Step("mypy --strict", (python, "-m", "mypy")),
        Step("import contracts", (str(place.script("lint-imports")), "--no-logo")),
        Step("pytest", (python, "-m", "pytest", *pytest_arguments)),
    )


def test(
    place: Place, arguments: Sequence[str], machine: Machine, commands: Commands, say: Callable[[str], None]
) -> int:
    """Set up, then run every step, also after one that failed. Returns 0 only when all passed."""
    environment.prepare(place, "test", machine, commands, say)
    qt.check_libraries(Screen("none"), machine, commands, say)
    qt.check_start(place, machine, commands, say)
    if not os.access(place.root, os.W_OK):
        raise Stop(f"The checks write their caches and reports in {place.root}, and it is read-only. Copy the project.")
    results = [_run(step, place, commands) for step in steps(place, arguments)]
    print("\n" + " · ".join(_words(result) for result in results), flush=True)
    return status_of(results)


def _run(step: Step, place: Place, commands: Commands) -> Result:
    print(f"\n== {step.name}", flush=True)
    began = time.monotonic()
    settings = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "PYTHONPATH": None}
    status = commands.show(step.command, cwd=place.root, env=settings)
    return Result(step.name, status, time.monotonic() - began)


def _words(result: Result) -> str:
    if result.status < 0:
        verdict = f"ENDED BY SIGNAL {-result.status}"
    else:
        verdict = "passed" if result.status == 0 else f"FAILED ({result.status})"
    return f"{result.name}: {verdict} in {result.seconds:.1f} s"


def status_of(results: Sequence[Result]) -> int:
    """pytest's own status when it is not 0 (128 + n for signal n, as shells do: it can crash after its last test);
    else 1 when another step failed."""
    last = results[-1].status
    if last != 0:
        return 128 - last if last < 0 else last
    return 1 if any(result.status != 0 for result in results) else 0
