"""The rules of the house that no other tool looks after."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "workbench").rglob("*.py"))
PACKAGES = [file for file in SOURCES if file.name == "__init__.py"] + [ROOT / "installer" / "__init__.py"]
PLACES = sorted(file.parent for file in (ROOT / "workbench" / "ui").glob("*/__init__.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(file: Path) -> set[str]:
    """The full names of the modules that a file imports, wherever in it and under whatever condition."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(file)}: imports say the full name, so that they can be searched for"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("file", PACKAGES, ids=name)
def test_package_says_what_it_is(file: Path) -> None:
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    assert docstring, "the first lines of a package say what it is and what it does not know"


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_only_the_window_imports_qt(file: Path) -> None:
    """import-linter says so too; this also sees imports inside functions of the command line."""
    if (ROOT / "workbench" / "ui") not in file.parents and file != ROOT / "workbench" / "app.py":
        assert not {module for module in imports(file) if module.startswith(("PySide6", "shiboken6"))}


@pytest.mark.parametrize("folder", PLACES, ids=name)
def test_places_of_the_window_do_not_know_one_another(folder: Path) -> None:
    others = tuple(f"workbench.ui.{other.name}." for other in PLACES if other != folder)
    known = {module for file in folder.rglob("*.py") for module in imports(file) if f"{module}.".startswith(others)}
    assert known == set(), "what two places share belongs into workbench/ui itself; app and the window connect them"


def test_command_line_starts_without_the_heavy_parts() -> None:
    heavy = ("PySide6", "shiboken6", "hl7apy", "sqlalchemy", "alembic")
    script = f"import sys, workbench.cli; print(*(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
