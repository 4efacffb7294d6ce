"""Files that people write, read as text: TOML and CSV, with one sentence for each thing that can be wrong.

`called` is what the sentences call the file (`The profile`); `many` says that it is a plural (`The rules`).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError


def read_bytes(path: Path, called: str, error: type[WorkbenchError] = WorkbenchError) -> bytes:
    """The bytes of a file. Raises `error` when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise error(f"{called} {path} cannot be read: {fault.strerror}.") from fault


def read_text(path: Path, called: str, error: type[WorkbenchError], *, many: bool = False, save: str = "UTF-8") -> str:
    """The text of a file in UTF-8, with or without a mark in front. Raises `error` when it is none."""
    try:
        return read_bytes(path, called, error).decode("utf-8-sig")
    except UnicodeDecodeError:
        told = f"are not UTF-8 text; save them as {save}" if many else f"is not UTF-8 text; save it as {save}"
        raise error(f"{called} {path} {told}.") from None


def toml_of(text: str, called: str, error: type[WorkbenchError], *, many: bool = False) -> dict[str, Any]:
    """What a TOML text holds; `called` has the name of the file in it. Raises `error` when it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise error(f"{called} {'are' if many else 'is'} no valid TOML: {fault}. Correct that place.") from fault


def read_toml(path: Path, called: str, error: type[WorkbenchError], *, many: bool = False) -> dict[str, Any]:
    """What a TOML file holds. Raises `error` with a sentence."""
    return toml_of(read_text(path, called, error, many=many), f"{called} {path}", error, many=many)


def separator_of(text: str) -> str:
    """What divides the cells of a CSV text: the comma, semicolon or tab that its first line with text has most of."""
    return max(",;\t", key=text.lstrip().split("\n", 1)[0].count)
