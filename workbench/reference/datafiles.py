"""Reading the TOML and JSON files of `resources/reference/`, with errors that name file and line.

These files are made to be edited with a text editor, so a slip in one of them is the user's to correct, not a bug.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError


class DataFileError(WorkbenchError):
    """A resource file that cannot be used; the text names the file, the line if known, and what is wrong."""


def read_toml(file: Path) -> tuple[dict[str, Any], str]:
    """The content of a TOML file and its text (for line numbers). Raises DataFileError."""
    text = _read(file)
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{file}: {_decapitalised(str(error))}. Correct the file and try again.") from None


def read_json(file: Path) -> Any:
    """The content of a JSON file. Raises DataFileError."""
    try:
        return json.loads(_read(file))
    except json.JSONDecodeError as error:
        raise DataFileError(
            f"{file}, line {error.lineno}: {_decapitalised(error.msg)}. Correct the file and try again."
        ) from None


def wrong(file: Path, line: int, what: str) -> DataFileError:
    """An error for a file that can be read but says something that cannot be. Line 0 means that none is known."""
    place = f"{file}, line {line}" if line else str(file)
    return DataFileError(f"{place}: {what}. Correct the file and try again.")


@dataclass(frozen=True)
class Entry:
    """One table of a TOML file, read item by item; what is missing or of the wrong kind is said with its line."""

    file: Path
    source: str
    """The text of the whole file."""
    data: Mapping[str, Any]
    header: str = ""
    """"field" for a `[[field]]`; "" for the items at the top of the file."""
    index: int = 0
    """Which of the `[[field]]` it is, from 0."""

    def wrong(self, what: str) -> DataFileError:
        """An error about this entry."""
        return wrong(self.file, line_of(self.source, self.header, self.index) if self.header else 1, what)

    def text(self, name: str, *, default: str | None = None, one_of: tuple[str, ...] = ()) -> str:
        """A text that must not be blank; `default` makes it optional."""
        value = self.data.get(name, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.wrong(f"“{name}” must be a text in quotes that is not empty")
        if one_of and value not in one_of:
            raise self.wrong(f"“{name}” must be one of {', '.join(one_of)}, not “{value}”")
        return value

    def number(self, name: str) -> int:
        """A whole number from 1 on."""
        value = self.data.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(f"“{name}” must be a whole number from 1 on")
        return value

    def list(self, name: str) -> Sequence[Any]:
        """A list; empty when it is not there."""
        value = self.data.get(name, [])
        if not isinstance(value, list):
            raise self.wrong(f"“{name}” must be a list in square brackets")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, none of them blank; empty when it is not there."""
        values = self.list(name)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(f"each of “{name}” must be a text in quotes that is not empty")
        return tuple(values)

    def entries(self, header: str) -> Iterator[Entry]:
        """The `[[header]]` entries below this one, in order."""
        found = self.data.get(header, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong(f"“{header}” must be written as [[{header}]]")
        for index, one in enumerate(found):
            yield Entry(self.file, self.source, one, header, index)


def line_of(text: str, header: str, index: int) -> int:
    """The line on which the nth (from 0) `[[header]]` of a TOML text stands; 0 when it cannot be found."""
    pattern = re.compile(rf"^\s*\[\[\s*{re.escape(header)}\s*\]\]", re.MULTILINE)
    for count, match in enumerate(pattern.finditer(text)):
        if count == index:
            return text.count("\n", 0, match.start(0)) + match[0].count("\n") + 1
    return 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].count(b"\n") + 1
        raise DataFileError(f"{file}, line {before}: the file is not in UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise DataFileError(f"{file} cannot be read ({reason}). Restore the file or install again.") from None


def _decapitalised(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
