"""The words that the program uses, explained in our own: from `resources/reference/glossary.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbench import resources
from workbench.reference.datafiles import Entry, read_toml


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the glossary."""

    word: str
    means: str
    see: tuple[str, ...] = ()
    """Paths of places in a message, such as "FT1-26"."""


@cache
def glossary() -> Mapping[str, Term]:
    """All words, in the order of the file. Raises DataFileError for a broken file."""
    return read_glossary(resources.path("reference", "glossary.toml"))


def read_glossary(file: Path) -> Mapping[str, Term]:
    """Read one glossary file. Raises DataFileError with file and line."""
    data, text = read_toml(file)
    found: dict[str, Term] = {}
    for entry in Entry(file, text, data).entries("term"):
        term = Term(entry.text("word"), entry.text("means"), entry.texts("see"))
        if term.word in found:
            raise entry.wrong(f"the word “{term.word}” is explained twice")
        found[term.word] = term
    return found


def term(word: str) -> Term | None:
    """The term for a word in any case, in its plural too; None for one that is not explained. Raises DataFileError."""
    known = {one.casefold(): found for one, found in glossary().items()}
    folded = word.casefold()
    return known.get(folded) or known.get(folded.removesuffix("s"))


def terms_in(text: str) -> Iterator[tuple[int, int, Term]]:
    """Start, stop and term of every explained word in a text, from left to right. Raises DataFileError.

    Abbreviations count in their own case only: "ack" in a word of its own is no ACK.
    """
    for match in _pattern().finditer(text):
        found = term(match[0])
        if found is not None and (not found.word.isupper() or match[0].startswith(found.word)):
            yield match.start(), match.end(), found


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(glossary(), key=len, reverse=True)  # "Control ID" before anything that it begins with
    if not words:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})s?(?![\w-])", re.IGNORECASE)
