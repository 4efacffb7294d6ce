"""A process that is killed in the middle of an event: all of the event is there, or nothing of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from helpers.corpus import ROOT

from workbench.charges.lifecycle.states import WITH_CHARGES
from workbench.history.store import History
from workbench.history.studies import Studies

WRITER = """
import sys
from itertools import count
from pathlib import Path
from helpers.lifecycle import NOON, make_desk, report
from workbench.history.store import History
from workbench.history.studies import Studies

with History.open(Path(sys.argv[1])) as history:
    studies, desk = Studies(history), make_desk()
    for number in count():
        for minute, status in enumerate("FPFC"):
            changed = "E04.2" if status == "C" else "E04.1"
            document = report(minute, status=status, diagnosis=changed)
            document = type(document).from_text(document.text.replace("ACC1", f"ACC{number}").replace("|P1|", "||"))
            studies.take(document, desk, at=NOON)
            print(number, minute, flush=True)
"""


def test_an_event_is_there_as_a_whole_or_not_at_all(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    promised = [writer.stdout.readline() for _ in range(25)]
    writer.kill()
    rest, _ = writer.communicate()
    promised += [line for line in rest.splitlines() if line.count(" ") == 1]
    with History.open(folder) as history:
        studies = Studies(history)
        details = [detail for one in studies.summaries() if (detail := studies.detail(one.id)) is not None]
    # The last line may have been written for an event that was whole; none that was promised may be missing.
    events = sum(len(detail.events) for detail in details)
    assert len(promised) <= events <= len(promised) + 1
    for detail in details:
        made = {"charge": 1, "reverse all": 1, "correct": 1}
        assert len(detail.versions) == len(detail.events)
        assert len(detail.standing.messages) == sum(made[event.action] for event in detail.events)
        assert all(sent.transactions for sent in detail.standing.messages)
        assert detail.summary.state == detail.events[-1].state
        assert bool(detail.standing.open_charges) == (detail.standing.state in WITH_CHARGES)
    ids = [
        one.transaction_id
        for detail in details
        for sent in detail.standing.messages
        for one in sent.transactions
        if one.kind == "charge"
    ]
    assert len(ids) == len(set(ids))
