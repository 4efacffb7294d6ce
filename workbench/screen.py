"""Is there a screen to show a window on? Standard library alone: the installer asks too, before anything is there."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# Windows has no such sockets, and does not come that far.
_LOCAL: int = getattr(socket, "AF_UNIX", socket.AF_INET)

Kind = Literal["x11", "wayland", "native", "none"]


@dataclass(frozen=True)
class Screen:
    """`kind` says what the window talks to ("native": Windows, macOS); `note` says in a sentence why there is none."""

    kind: Kind
    note: str = ""


def find(environment: Mapping[str, str], platform: str = sys.platform) -> Screen:
    """The screen that a program with this environment would use.

    A variable alone does not make a screen: containers and old logins keep a DISPLAY where nobody answers,
    and Qt ends the process when it finds out.
    """
    if platform in {"win32", "darwin"}:
        return Screen("native")
    display, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if display and _x11_answers(display):
        return Screen("x11")
    if wayland and _answers(Path(environment.get("XDG_RUNTIME_DIR", "/")) / wayland):
        return Screen("wayland")
    if display or wayland:
        name = f"DISPLAY={display}" if display else f"WAYLAND_DISPLAY={wayland}"
        return Screen("none", f"{name} is set, but no screen answers there.")
    return Screen("none", "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).")


def _x11_answers(display: str) -> bool:
    found = re.fullmatch(r"(?P<host>[^:]*):(?P<number>\d+)(?:\.\d+)?", display)
    if found is None:
        return True  # a form that this does not know, such as a macOS socket path: let Qt decide
    host, number = found["host"], int(found["number"])
    if host in {"", "unix"}:
        return _answers(Path(f"/tmp/.X11-unix/X{number}")) or _answers(f"\0/tmp/.X11-unix/X{number}")
    try:
        socket.create_connection((host, 6000 + number), timeout=2).close()
    except (OSError, OverflowError):
        return False
    return True


def _answers(path: Path | str) -> bool:
    """Does somebody listen on this local socket? One whose name begins with a zero character is abstract (Linux)."""
    with socket.socket(_LOCAL, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
