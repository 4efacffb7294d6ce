from __future__ import annotations

import platform
import shutil

import pytest
from helpers.fake_commands import FakeCommands

from installer.commands import Outcome
from installer.stop import Stop
from installer.system_packages import Machine, Need, line_to_type, provide, this_machine

GL, EGL = Need("libGL.so.1", "libgl1"), Need("libEGL.so.1", "libegl1")
FONT = Need("a font", "fonts-dejavu-core", "dejavu-sans-fonts")


def ignore(text: str) -> None:
    """Nobody listens."""


def test_root_on_debian_installs_after_an_update_and_without_questions(root: Machine, said: list[str]) -> None:
    commands = FakeCommands()
    provide("Qt needs", [GL, EGL, GL], root, commands, said.append)
    assert [arguments[0] for arguments in commands.asked] == ["apt-get", "apt-get"]
    assert "update" in commands.asked[0]
    assert "-y" in commands.asked[1]
    assert commands.asked[1][-2:] == ("libgl1", "libegl1"), "each once"
    assert all(settings["DEBIAN_FRONTEND"] == "noninteractive" for settings in commands.environments)
    assert said == ["Installing with apt-get: libgl1 libegl1"]


def test_failed_update_does_not_stop_the_installation(root: Machine) -> None:
    commands = FakeCommands({"update": Outcome(100, "E: one source is silent")})
    provide("Qt needs", [GL], root, commands, ignore)
    assert commands.asked_with("install")


def test_failed_installation_says_why_and_what_to_type(root: Machine) -> None:
    commands = FakeCommands({"install": Outcome(100, "E: Unable to locate package libgl1")})
    with pytest.raises(Stop) as stop:
        provide("Qt needs", [GL], root, commands, ignore)
    assert "Unable to locate" in str(stop.value)
    assert "\n  apt-get update && apt-get install -y --no-install-recommends libgl1" in str(stop.value)


def test_user_gets_one_line_and_nothing_is_run(user: Machine) -> None:
    commands = FakeCommands()
    with pytest.raises(Stop) as stop:
        provide("Qt needs", [GL, EGL], user, commands, ignore)
    assert str(stop.value) == (
        "Qt needs: libGL.so.1, libEGL.so.1. Type this line, then start this again:\n"
        "  sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libegl1"
    )
    assert stop.value.status == 69
    assert commands.asked == []


@pytest.mark.parametrize("tool", ["dnf", "zypper"])
def test_rpm_systems_find_the_package_by_the_library(tool: str) -> None:
    line = line_to_type([GL, FONT], Machine(tool=tool, root=False))
    assert line == f"sudo {tool} install 'libGL.so.1()(64bit)' dejavu-sans-fonts"


def test_unknown_system_gets_the_names() -> None:
    with pytest.raises(Stop, match=r"libGL\.so\.1\. Install the packages of your system"):
        provide("Qt needs", [GL], Machine(tool="", root=True), FakeCommands(), ignore)


@pytest.mark.parametrize(
    ("release", "tool"),
    [
        ({"ID": "debian"}, "apt-get"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "apt-get"),
        ({"ID": "fedora"}, "dnf"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "dnf"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "zypper"),
        ({"ID": "arch"}, ""),
    ],
)
def test_knows_the_family(release: dict[str, str], tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert this_machine().tool == tool


def test_system_without_a_release_file_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> dict[str, str]:
        raise OSError("no os-release")

    monkeypatch.setattr(platform, "freedesktop_os_release", absent)
    assert this_machine().tool == ""
