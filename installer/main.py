"""The verbs of the installer."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from installer import bundle, check, lock, start
from installer.commands import SystemCommands
from installer.place import here
from installer.stop import Stop
from installer.system_packages import this_machine

HELP = """\
python3 installer VERB      (on Windows: py installer VERB)

  run [...]    set up what is missing, then start the program; what follows goes to the program:
                 python3 installer run
                 python3 installer run message.hl7
                 python3 installer run check message.hl7
               without a screen it plays the tour and names the folder with the pictures
  test [...]   set up what is missing, then run every check; what follows goes to pytest:
                 python3 installer test
                 python3 installer test -k er7
  bundle       build the program as one folder that needs no Python: dist/dft-workbench
  lock         for developers: write the lock files anew from pyproject.toml (needs uv and a network)

The first start fetches the packages; later ones need no network. The exit status is that of the
program or of the checks; 69 says that this machine could not be set up, and why is on the screen.
"""


def say(text: str) -> None:
    """To the person who waits. Not on standard output: that belongs to the program."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Carry out one verb and return the exit status."""
    verb, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    if verb in {"-h", "--help", "help"} or (verb == "test" and rest[:1] in (["-h"], ["--help"])):
        print(HELP, end="")
        return 0
    verbs = {"run": start.run, "test": check.test, "bundle": bundle.make, "lock": lock.renew}
    if verb not in verbs:
        say(f"There is no verb {verb!r}.\n\n{HELP}" if verb else HELP)
        return 2
    try:
        return verbs[verb](here(), rest, this_machine(), SystemCommands(), say)
    except Stop as stop:
        say(str(stop))
        return stop.status
    except KeyboardInterrupt:
        say("Interrupted. What is half done will be done anew at the next start.")
        return 130
