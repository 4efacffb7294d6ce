from __future__ import annotations

import pytest
from helpers.fake_commands import FakeCommands

from installer import pip
from installer.commands import Outcome
from installer.place import Place


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …", "not the one that the lock names"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] …'))", "certificate"),
        (
            "WARNING: Retrying … 'NewConnectionError(…: Failed to establish a new connection: [Errno 111])'\n"
            "ERROR: No matching distribution found for alembic==1.20.1",
            "no network",
        ),
        ("ERROR: No matching distribution found for pyside6-essentials==6.11.3", "no ready-made pyside6-essentials"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'", "who owns"),
        ("Traceback\n  something new", "pip said:\nTraceback\n  something new"),
    ],
)
def test_explains(report: str, words: str) -> None:
    assert words in pip.explain(report)


def test_full_disk_is_told_before_the_broken_download_it_causes() -> None:
    assert "disk is full" in pip.explain("Max retries exceeded\nNo space left on device")


def test_long_unknown_report_is_told_by_its_end() -> None:
    report = "\n".join(str(number) for number in range(100))
    assert pip.explain(report).splitlines()[1:] == [str(number) for number in range(88, 100)]


def test_lock_is_installed_by_hash_and_never_built(place: Place) -> None:
    commands = FakeCommands()
    pip.install_lock(place, "run", commands, print)
    [arguments] = commands.asked
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(arguments)
    assert arguments[-2:] == ("-r", str(place.lock("run")))


def test_settings_of_the_user_that_would_lead_elsewhere_are_off(place: Place) -> None:
    commands = FakeCommands()
    pip.install_lock(place, "run", commands, print)
    [settings] = commands.environments
    assert settings["PIP_USER"] == "0"
    assert settings["PIP_TARGET"] is None
    assert not {"PIP_INDEX_URL", "PIP_CERT", "PIP_FIND_LINKS"} & set(settings), "where packages come from is the user's"


def test_says_what_is_downloaded_and_no_address(place: Place, said: list[str]) -> None:
    text = (
        "Looking in indexes: https://packages.invalid/simple\n"
        "  Downloading https://packages.invalid/a/b/alembic-1.20.1-py3-none-any.whl (270 kB)\n"
        "Downloading pyside6_essentials-6.11.3-cp310-abi3-manylinux_2_34_x86_64.whl (80.3 MB)\n"
    )
    pip.install_lock(place, "run", FakeCommands({"install": Outcome(0, text)}), said.append)
    assert said == ["  alembic 1.20.1 (270 kB)", "  pyside6_essentials 6.11.3 (80.3 MB)"]
