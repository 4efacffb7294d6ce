from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import screen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a screen, and no local sockets")


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """The name of a local socket has to be short (108 bytes): pytest's own folders are too deep on some machines."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_have_one(platform: str) -> None:
    assert screen.find({}, platform) == screen.Screen("native")


def test_none() -> None:
    found = screen.find({}, "linux")
    assert found.kind == "none"
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in found.note


@pytest.mark.parametrize(
    "environment",
    [
        {"DISPLAY": ":987"},
        {"DISPLAY": "unix:987.0"},
        {"DISPLAY": "127.0.0.1:59535"},  # port 65535
        {"DISPLAY": "127.0.0.1:99999999"},
        {"WAYLAND_DISPLAY": "wayland-987", "XDG_RUNTIME_DIR": "/nonexistent"},
    ],
)
def test_variable_alone_is_no_screen(environment: dict[str, str]) -> None:
    found = screen.find(environment, "linux")
    assert found.kind == "none"
    assert "no screen answers there" in found.note
    assert next(iter(environment)) in found.note


def test_x11_over_a_network_that_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        assert screen.find({"DISPLAY": f"127.0.0.1:{number}.0"}, "linux") == screen.Screen("x11")


def test_wayland_that_answers(short_folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(short_folder / "wayland-0"))
        server.listen()
        environment = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(short_folder), "DISPLAY": ":987"}
        assert screen.find(environment, "linux") == screen.Screen("wayland")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="abstract sockets are Linux's own")
def test_local_x11_that_answers() -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0/tmp/.X11-unix/X98765")
        server.listen()
        assert screen.find({"DISPLAY": ":98765"}, "linux") == screen.Screen("x11")


def test_form_that_is_not_known_is_left_to_qt() -> None:
    assert screen.find({"DISPLAY": "/private/tmp/org.xquartz"}, "linux") == screen.Screen("x11")
