"""A small stand-in for the engine process: speaks the same JSON lines, opens no socket, misbehaves when told to.

    python fake_engine.py FOLDER [HABIT...]

Every command it reads is appended to FOLDER/commands.jsonl. Habits: `drip` (its lines come byte by byte), `babble`
(nonsense before hello), `endless` (a long line without end instead of hello), `mute` (never says hello), `stubborn`
(ignores quit and the end of its input), `frail` (dies on the first send of the folder), `doomed` (dies on every send),
`stillborn` (dies before hello), `refusing` (says why it cannot begin, as the program does), `deaf` (cannot stop what it
listens on).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any


def say(**notice: Any) -> None:
    line = json.dumps(notice) + "\n"
    if "drip" in sys.argv:
        for character in line:
            sys.stdout.write(character)
            sys.stdout.flush()
    else:
        sys.stdout.write(line)
        sys.stdout.flush()


def obey(command: dict[str, Any], folder: Path) -> None:
    number = command.get("id")
    if command["do"] == "listen" and command["port"] == 1:
        say(notice="failed", id=number, text="Port 1 is not for us.")
    elif command["do"] == "listen":
        say(notice="listening", id=number, host=command["host"], port=command["port"] or 50123)
    elif command["do"] == "stop" and "deaf" in sys.argv:
        say(notice="failed", id=number, text="No receiver runs there.")
    elif command["do"] == "stop":
        say(notice="stopped", id=number, port=command["port"])
    elif command["do"] == "send":
        died = folder / "died"
        if "doomed" in sys.argv or ("frail" in sys.argv and not died.exists()):
            died.touch()
            sys.exit("The disk is full.")
        say(notice="sent", id=number, entry=7, verdict="accepted", text="The receiver took it.", elapsed=0.01)


def main() -> None:
    folder = Path(sys.argv[1])
    if "stillborn" in sys.argv:
        sys.exit("The history is locked by another program.")
    if "refusing" in sys.argv:
        (folder / "starts").open("a").write("x")
        sys.stderr.write("dft-workbench: The file history.sqlite3 is not a history.\n")
        sys.exit(2)
    if "babble" in sys.argv:
        sys.stdout.write('Traceback (most recent call last):\n[1, 2]\n{"hello": 1}\n\n')
    if "endless" in sys.argv:
        sys.stdout.write("x" * 100)
        sys.stdout.flush()
    elif "mute" not in sys.argv:
        say(notice="hello", pid=1, version="0")
    for line in sys.stdin:
        with (folder / "commands.jsonl").open("a") as log:
            log.write(line)
        command = json.loads(line)
        if command["do"] == "quit" and "stubborn" not in sys.argv:
            say(notice="bye")
            return
        obey(command, folder)
    while "stubborn" in sys.argv or "mute" in sys.argv:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
