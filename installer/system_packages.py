"""Packages of the operating system: how to get them on Debian and Ubuntu, what to type where the installer may not."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from installer.commands import Commands
from installer.stop import Stop

# No questions, no pager, no restart dialogue; another apt that is at work gets two minutes.
_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1", "APT_LISTCHANGES_FRONTEND": "none"}
_OPTIONS = ("-y", "-o", "DPkg::Lock::Timeout=120")


@dataclass(frozen=True)
class Need:
    """Something that a system package brings: what it is called here, in Debian, and in RPM systems.

    An RPM system finds the package of a shared library by the library's own name.
    """

    name: str
    debian: str
    rpm: str = ""

    @property
    def in_rpm(self) -> str:
        return self.rpm or f"'{self.name}()(64bit)'"


@dataclass(frozen=True)
class Machine:
    """The package tool of this system ("" for one that the installer does not know), and whether we are root."""

    tool: str
    root: bool

    @property
    def can_install(self) -> bool:
        return self.tool == "apt-get" and self.root


def this_machine() -> Machine:
    try:
        release = platform.freedesktop_os_release()
    except OSError:  # not Linux, or a Linux that does not say which
        release = {}
    family = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    tools = (({"debian", "ubuntu"}, "apt-get"), ({"fedora", "rhel"}, "dnf"), ({"suse", "opensuse"}, "zypper"))
    found = (tool for names, tool in tools if names & family and shutil.which(tool))
    return Machine(tool=next(found, ""), root=hasattr(os, "geteuid") and os.geteuid() == 0)


def line_to_type(needs: Sequence[Need], machine: Machine) -> str:
    """The exact line that gets what is needed; "" for a system that the installer does not know."""
    sudo = "" if machine.root else "sudo "
    if machine.tool == "apt-get":
        names = " ".join(dict.fromkeys(need.debian for need in needs))
        return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {names}"
    if machine.tool:
        return f"{sudo}{machine.tool} install {' '.join(dict.fromkeys(need.in_rpm for need in needs))}"
    return ""


def provide(what: str, needs: Sequence[Need], machine: Machine, commands: Commands, say: Callable[[str], None]) -> None:
    """Install what is needed where the installer may; else raise Stop with the line to type.

    `what` begins the sentence for the user, such as "Qt needs system libraries that are not here".
    """
    if machine.can_install:
        _install(needs, machine, commands, say)
        return
    names = ", ".join(need.name for need in needs)
    line = line_to_type(needs, machine)
    if line:
        raise Stop(f"{what}: {names}. Type this line, then start this again:\n  {line}")
    raise Stop(f"{what}: {names}. Install the packages of your system that bring them, then start this again.")


def _install(needs: Sequence[Need], machine: Machine, commands: Commands, say: Callable[[str], None]) -> None:
    packages = list(dict.fromkeys(need.debian for need in needs))
    say(f"Installing with apt-get: {' '.join(packages)}")
    # The result of the update does not decide: one source that is silent must not stop what the others have.
    update = commands.read(["apt-get", *_OPTIONS, "update"], env=_ENVIRONMENT)
    install = ["apt-get", *_OPTIONS, "install", "--no-install-recommends", *packages]
    outcome = commands.read(install, env=_ENVIRONMENT)
    if outcome.status != 0:
        end = "\n".join((update.text + outcome.text).strip().splitlines()[-8:])
        line = line_to_type(needs, machine)
        raise Stop(f"apt-get could not install what is missing. It said:\n{end}\nTo try by hand:\n  {line}")
