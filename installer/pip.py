"""Runs pip inside `.venv` and puts its failures in words."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from installer.commands import Commands
from installer.place import Place, Purpose
from installer.stop import Stop

# Settings of the user that cannot work here. Where packages come from stays the user's business.
_ENVIRONMENT: dict[str, str | None] = {
    "PIP_USER": "0",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PIP_TARGET": None,
    "PIP_PREFIX": None,
    "PIP_NO_INPUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PYTHONHOME": None,
    "PYTHONPATH": None,
}

_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

# The first that fits is the one to tell: a full disk also breaks a download, a missing network also finds no version.
_REASONS: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|Errno 28|not enough space on the disk|Disk quota exceeded",
        "The disk is full. Make room (about 800 MB, also in the folder for temporary files), then start this again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded package is not the one that the lock names, so it was not installed. "
        "Start this again; if it stays so, do not use that source of packages.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "The source of packages shows a certificate that this machine does not trust. "
        "Behind a proxy, give pip its certificate (the setting PIP_CERT), then start this again.",
    ),
    (
        r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Max retries exceeded|ProxyError"
        r"|Network is unreachable|Connection (?:refused|reset|aborted|broken)|getaddrinfo failed|Read timed out",
        "The packages could not be fetched: no network, or the source of packages does not answer. "
        "The first start needs a network; the later ones do not.",
    ),
    (
        r"No matching distribution found for (?P<what>\S+?)(?:==|\s|$)",
        f"There is no ready-made {{what}} for Python {_PYTHON} on this machine in any source that pip knows. "
        "Use a Python from 3.11 to 3.14; if pip has a source of its own here, it lacks this package.",
    ),
    (
        r"Permission denied|Errno 13|Access is denied",
        "A file in .venv could not be written. Check who owns that folder.",
    ),
)


def install_lock(place: Place, purpose: Purpose, commands: Commands, say: Callable[[str], None]) -> None:
    """Install exactly what the lock lists: by hash, nothing besides, and nothing that would have to be built."""
    arguments = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(place.lock(purpose))]
    _install(place, arguments, commands, say)


def install_project(place: Place, commands: Commands, say: Callable[[str], None]) -> None:
    """Make `workbench` importable and `dft-workbench` a command. Editable, from what is here: needs no network."""
    arguments = ["--no-index", "--no-deps", "--no-build-isolation", "--editable", str(place.root)]
    _install(place, arguments, commands, say)


def _install(place: Place, arguments: list[str], commands: Commands, say: Callable[[str], None]) -> None:
    def each_line(line: str) -> None:
        # "Downloading x-1.0-….whl (90 MB)" is what a person waits for; the rest goes into the report.
        found = re.match(r"\s*Downloading (?:\S+/)?(?P<name>[^\s/-]+)-(?P<version>[^-]+)\S*(?P<size> \(.*\))?", line)
        if found:
            say(f"  {found['name']} {found['version']}{found['size'] or ''}")

    command = [str(place.python), "-m", "pip", "install", "--retries", "2", "--progress-bar", "off", *arguments]
    outcome = commands.read(command, env=_ENVIRONMENT, each_line=each_line)
    if outcome.status != 0:
        raise Stop(f"{explain(outcome.text)}\n{_keep_report(place, outcome.text)}")


def explain(report: str) -> str:
    """One sentence or two for what pip said; for the unknown, the end of what it said."""
    for pattern, sentence in _REASONS:
        found = re.search(pattern, report)
        if found:
            return sentence.format(**found.groupdict())
    return "The packages could not be installed. pip said:\n" + "\n".join(report.strip().splitlines()[-12:])


def _keep_report(place: Place, text: str) -> str:
    try:
        place.pip_report.write_text(text, encoding="utf-8")
    except OSError as problem:
        return f"(pip's own report could not be kept: {problem.strerror}.)"
    return f"pip's own report: {place.pip_report}"
