"""The program from outside: what it imports, how it refuses, what it does without a screen."""

from __future__ import annotations

import argparse
import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.cli.arguments import Verbs

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    clean.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("words", [("--help",), ("show", "--help"), ("send", "--help"), ("--version",)])
def test_help_needs_nothing_heavy(words: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom workbench.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "heavy = {'PySide6', 'hl7apy', 'sqlalchemy', 'alembic', 'asyncio'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "dft-workbench" in done.stdout or "DFT Workbench" in done.stdout


def test_the_readme_names_every_verb_of_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    verbs = re.findall(r"^    ([a-z]+)(?:  |$)", capsys.readouterr().out, re.MULTILINE)
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(verbs) > 15
    assert [verb for verb in verbs if f"    dft-workbench {verb} " not in told] == []


@pytest.mark.parametrize("words", [(), ("some.hl7",), ("--data", "there")])
def test_the_window_starts_without_what_only_verbs_need(words: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom workbench.cli import main, window\n"
        "def started(*words):\n"
        "    needless = {'workbench.cli.verbs', 'workbench.er7', 'json'} & set(sys.modules)\n"
        "    sys.exit(f'imported {needless}' if needless else 0)\n"
        "window.open_window = started\nmain(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_verb_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in (
        "show",
        "get",
        "set",
        "check",
        "compose",
        "profiles",
        "chargemaster",
        "ledger",
        "pair",
        "send",
        "listen",
        "history",
        "tour",
    ):
        with pytest.raises(SystemExit) as stopped:
            main([verb, "--help"])
        assert stopped.value.code == 0
        assert f"dft-workbench {verb}" in capsys.readouterr().out.split("examples:")[1]


def test_the_window_without_a_screen_is_a_sentence() -> None:
    done = run()
    assert done.returncode == 2
    assert done.stderr.startswith("dft-workbench: There is no screen")


def test_a_slip_in_a_verb_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chek", "x.hl7"]) == 2
    assert "“chek” is neither a verb nor a file" in capsys.readouterr().err


def test_the_reader_may_go_away(tmp_path: Path) -> None:
    file = tmp_path / "long.hl7"
    file.write_text("MSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1\r" + "FT1|1|x\r" * 5000)
    command = f'"{sys.executable}" -m workbench show "{file}" | head -n 1'
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.startswith("MSH")
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
@pytest.mark.parametrize("words", ["show FILE", "get FILE MSH-3", "set FILE MSH-3 B", "check FILE --json"])
def test_an_answer_that_cannot_be_written_is_said(words: str, redirection: str, tmp_path: Path) -> None:
    file = tmp_path / "message.hl7"
    file.write_text("MSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1\r")
    command = f'"{sys.executable}" -m workbench {words} {redirection}'.replace("FILE", f'"{file}"')
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(
        ("dft-workbench: The answer could not be written: ", "dft-workbench: There is no standard output")
    )
    assert done.stderr.count("\n") == 1


def test_what_cannot_be_read_is_not_taken_for_an_answer_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(_folder: Path) -> list[Path]:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path))

    monkeypatch.setattr(Path, "iterdir", fail)
    assert main(["compose", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"dft-workbench: The folder {tmp_path} cannot be read: Permission denied.\n"
    monkeypatch.setattr("workbench.cli.charges._inside", fail)  # what nobody has thought of
    assert main(["compose", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"dft-workbench: {tmp_path} cannot be used: Permission denied.\n"


def test_a_pipe_can_be_read(tmp_path: Path) -> None:
    command = f"printf 'MSH|^~\\\\&|FROM A PIPE' | \"{sys.executable}\" -m workbench get - MSH-3"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.returncode) == ("FROM A PIPE\n", 0)


def test_a_verb_that_would_be_taken_for_a_file_cannot_be_added() -> None:
    verbs = Verbs(argparse.ArgumentParser())
    with pytest.raises(ValueError, match="letters only"):
        verbs.add("set-aside", lambda _words: 0, "")
