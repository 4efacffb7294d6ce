from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from installer.once import alone

ROOT = Path(__file__).resolve().parents[2]

SECOND = textwrap.dedent("""
    import sys
    from pathlib import Path
    from installer.once import alone
    with alone(Path(sys.argv[1]), lambda text: print(text, flush=True)):
        print("my turn", flush=True)
""")


def test_second_installer_waits_for_the_first(tmp_path: Path) -> None:
    with alone(tmp_path, print):
        second = subprocess.Popen(
            [sys.executable, "-c", SECOND, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        assert second.stdout.readline() == "Another installer is at work here; waiting for it.\n"
    rest, _ = second.communicate(timeout=60)
    assert rest == "my turn\n"


def test_one_after_the_other_needs_no_waiting(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        with alone(tmp_path, said.append):
            pass
    assert said == []
