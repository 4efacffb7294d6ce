"""What Qt needs from the system, beyond what its Python packages bring: shared libraries and a font.

Without them the program would end with a linker's message, or show a window without letters.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from installer.commands import Commands
from installer.place import Place
from installer.stop import Stop
from installer.system_packages import Machine, Need, provide
from workbench.screen import Screen

# Taken from the NEEDED entries of PySide6-Essentials 6.11 (readelf -d): QtCore, QtGui, QtWidgets, QtDBus and the
# off-screen platform, which links to X11 as well.
_ALWAYS = (
    Need("libstdc++.so.6", "libstdc++6"),
    Need("libz.so.1", "zlib1g"),
    Need("libzstd.so.1", "libzstd1"),
    Need("libglib-2.0.so.0", "libglib2.0-0"),
    Need("libgthread-2.0.so.0", "libglib2.0-0"),
    Need("libdbus-1.so.3", "libdbus-1-3"),
    Need("libfreetype.so.6", "libfreetype6"),
    Need("libfontconfig.so.1", "libfontconfig1"),
    Need("libEGL.so.1", "libegl1"),
    Need("libGL.so.1", "libgl1"),
    Need("libX11.so.6", "libx11-6"),
    Need("libxkbcommon.so.0", "libxkbcommon0"),
)
_X11 = (
    Need("libX11-xcb.so.1", "libx11-xcb1"),
    Need("libxcb.so.1", "libxcb1"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4"),
    Need("libxcb-image.so.0", "libxcb-image0"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Need("libxcb-randr.so.0", "libxcb-randr0"),
    Need("libxcb-render.so.0", "libxcb-render0"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0"),
    Need("libxcb-shape.so.0", "libxcb-shape0"),
    Need("libxcb-shm.so.0", "libxcb-shm0"),
    Need("libxcb-sync.so.1", "libxcb-sync1"),
    Need("libxcb-util.so.1", "libxcb-util1"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)
_WAYLAND = (
    Need("libwayland-client.so.0", "libwayland-client0"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0"),
    Need("libwayland-egl.so.1", "libwayland-egl1"),
)
_FONT = Need("a font", "fonts-dejavu-core", "dejavu-sans-fonts dejavu-sans-mono-fonts")

_WHAT = "Qt needs something from the system that is not here"

# Runs in the environment's Python. A platform that Qt cannot start aborts the process: hence a process of its own.
# It asks for a letter: without any font, Qt still names three families, and measures boxes.
_PROBE = """
from PySide6 import QtWidgets
from PySide6.QtGui import QFontMetrics, QGuiApplication
application = QGuiApplication([])
print("letters:", "yes" if QFontMetrics(application.font()).inFont("A") else "no")
"""


def loads(name: str) -> bool:
    """Does the system's linker find this library and everything that it needs itself?"""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def check_libraries(
    screen: Screen,
    machine: Machine,
    commands: Commands,
    say: Callable[[str], None],
    *,
    is_there: Callable[[str], bool] = loads,
    platform: str = sys.platform,
) -> None:
    """Raise Stop when a library that this screen needs is missing and cannot be installed. Takes about 20 ms."""
    if not platform.startswith("linux"):
        return  # the Python packages bring all that Qt needs
    needed = _needed_for(screen)
    if _missing(needed, is_there):
        # When something has to be fetched anyway, fetch what a screen will need too.
        provide(_WHAT, _missing((*needed, *_X11) if machine.can_install else needed, is_there), machine, commands, say)
    still = _missing(needed, is_there)
    if still:
        names = ", ".join(need.name for need in still)
        raise Stop(f"{_WHAT}: {names}. The packages are installed, and yet the libraries do not load.")


def _needed_for(screen: Screen) -> tuple[Need, ...]:
    return _ALWAYS + {"x11": _X11, "wayland": _WAYLAND}.get(screen.kind, ())


def _missing(needs: Sequence[Need], is_there: Callable[[str], bool]) -> list[Need]:
    return [need for need in dict.fromkeys(needs) if not is_there(need.name)]


def check_start(place: Place, machine: Machine, commands: Commands, say: Callable[[str], None]) -> None:
    """Start Qt once, off-screen, after an installation; remember that it went well. Raises Stop."""
    remembered = place.venv / "qt-starts"
    if remembered.exists():
        return
    if not _has_letters(place, commands):
        provide(_WHAT, [_FONT], machine, commands, say)
        if not _has_letters(place, commands):
            raise Stop(f"{_WHAT}: a font. The fonts are installed, and yet Qt finds none.")
    with suppress(OSError):  # an environment that cannot be written is looked at again the next time
        remembered.touch()


def _has_letters(place: Place, commands: Commands) -> bool:
    """Does Qt find a font with letters? Raises Stop when Qt does not start at all."""
    outcome = commands.read(
        [str(place.python), "-P", "-c", _PROBE], env={"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": None}
    )
    _, _, letters = outcome.text.strip().rpartition("letters: ")
    if outcome.status != 0 or letters not in {"yes", "no"}:
        last = (outcome.text.strip().splitlines() or [f"it ended with {outcome.status}"])[-1]
        raise Stop(f"Qt does not start on this machine: {last}")
    return letters == "yes"
