"""The one kind of failure of the installer."""

from __future__ import annotations

# EX_UNAVAILABLE of sysexits.h. Neither the program nor pytest uses it, so a script can tell "could not be set up"
# from "said no".
CANNOT_PREPARE = 69


class Stop(Exception):
    """The installer cannot go on. The text is for the user: what happened and the exact thing to do."""

    def __init__(self, text: str, status: int = CANNOT_PREPARE) -> None:
        super().__init__(text)
        self.status = status
