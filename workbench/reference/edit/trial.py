"""Whether a regular expression comes to an end on some values, tried where nothing waits for it but a clock.

`(a+)+$` on thirty letters takes minutes, and nothing in this process can stop `re` once it runs. So what could run
away is searched first in a process that ends itself; a search that came to its end there does so here, as it is the
same one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

SECONDS = 0.25
"""How long a search may take."""
_STARTED = 5.0
"""Seconds for the process as a whole, its start on a slow machine included."""
WORD = "--try-expression"
"""The first word of a packaged program's command line when it shall be that process."""


def ends(expression: re.Pattern[str], values: Iterable[str]) -> bool:
    """Whether every match in every value is found within SECONDS. Raises OSError when no process can be started."""
    if not set(expression.pattern) & set("*+?{|"):
        return True  # without a choice there is only one way through a text
    question = {
        "text": expression.pattern,
        "flags": expression.flags,
        "seconds": SECONDS,
        "values": list(dict.fromkeys(values)),
    }
    try:
        answer = subprocess.run(
            _command(),
            input=json.dumps(question).encode("ascii"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_STARTED,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, WORD]
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("trial_run.py"))]
