from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from installer import bundle, check, lock, main, start
from installer.stop import Stop

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"], ["test", "--help"], ["test", "-h"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments) == 0
    assert capsys.readouterr().out == main.HELP


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_no_such_verb(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments) == 2
    output = capsys.readouterr()
    assert "python3 installer run" in output.err
    assert output.out == ""


@pytest.mark.parametrize(
    ("verb", "module", "function"),
    [("run", start, "run"), ("test", check, "test"), ("bundle", bundle, "make"), ("lock", lock, "renew")],
)
def test_verbs_get_what_follows_and_give_the_status(
    verb: str, module: object, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, function, lambda place, rest, *_: 40 + len(rest))
    assert main.main([verb, "--data", "x"]) == 42


def test_stop_is_a_sentence_and_a_status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_: object) -> int:
        raise Stop("There is no room.")

    monkeypatch.setattr(start, "run", stop)
    assert main.main(["run"]) == 69
    assert capsys.readouterr().err == "There is no room.\n"


def test_interruption_is_a_sentence_and_a_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "run", interrupt)
    assert main.main(["run"]) == 130
    assert "Interrupted" in capsys.readouterr().err


def test_starts_by_its_path_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "installer", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == main.HELP


def test_old_python_is_told_in_one_sentence(tmp_path: Path) -> None:
    script = (
        "import runpy, sys; sys.version_info = (3, 8, 10, 'final', 0); "
        f"runpy.run_path({str(ROOT / 'installer')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("DFT Workbench needs Python 3.11 or newer; this is 3.8 (")
    assert done.stderr.count("\n") == 1


def test_old_python_can_read_the_first_file() -> None:
    """No annotations, no f-strings, no assignment expressions: it has to compile where the rest does not."""
    source = (ROOT / "installer" / "__main__.py").read_text(encoding="utf-8")
    assert "__future__" not in source
    assert 'f"' not in source
    assert ":=" not in source
    assert "->" not in source


def test_installer_needs_the_standard_library_alone() -> None:
    script = "import installer.main, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    ours = {"installer", "workbench", "__main__", "sitecustomize", "usercustomize"}
    assert loaded - sys.stdlib_module_names - ours == set()
