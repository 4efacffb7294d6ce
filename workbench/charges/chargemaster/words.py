"""Comparing the name of a procedure in a report with the words of a charge master.

Both are brought to the same small vocabulary (`resources/charges/words.toml`): "Sono abd, ltd" and
"US abdomen limited" have the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from workbench import resources
from workbench.charges.text_files import read_toml
from workbench.errors import WorkbenchError

_TOKEN = re.compile(r"[^\W_]+")
_MOST_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class Phrase:
    """One alternative of the column `matches`: words that must occur, words that must not, and the text itself."""

    text: str
    required: frozenset[str]
    forbidden: frozenset[str]

    def fits(self, words: frozenset[str]) -> bool:
        """Whether all required words are there and none of the forbidden ones. An empty phrase never fits."""
        return bool(self.required) and self.required <= words and not self.forbidden & words


@dataclass(frozen=True)
class Vocabulary:
    """Which words mean the same, and which say that an examination is no ultrasound."""

    phrases: Mapping[str, str]
    synonyms: Mapping[str, str]
    other_examinations: frozenset[str]
    other_sections: frozenset[str]
    ultrasound_sections: frozenset[str]
    _known: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Texts that were read: the same few names of exams come again and again."""

    def words(self, text: str) -> frozenset[str]:
        """The words of a text in this vocabulary."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[text] = self._read(text)
        return known

    def _read(self, text: str) -> frozenset[str]:
        joined = f" {' '.join(_TOKEN.findall(text.lower()))} "
        for phrase, word in self.phrases.items():
            joined = joined.replace(f" {phrase} ", f" {word} ")
        return frozenset(self.synonyms.get(word, word) for word in joined.split())

    def phrase(self, text: str) -> Phrase:
        """Read one alternative: `us abdomen limited -doppler`."""
        parts = text.split()
        wanted = " ".join(part for part in parts if not part.startswith("-"))
        unwanted = " ".join(part[1:] for part in parts if part.startswith("-"))
        return Phrase(text.strip(), self.words(wanted), self.words(unwanted))


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary file. Raises WorkbenchError when it cannot be read."""
    data = read_toml(path, "The word list", WorkbenchError)
    synonyms = {word: meaning for meaning, words in data.get("synonyms", {}).items() for word in words.split()}
    other = data.get("not_ultrasound", {})
    return Vocabulary(
        phrases=dict(data.get("phrases", {})),
        synonyms=synonyms,
        other_examinations=frozenset(other.get("words", [])),
        other_sections=frozenset(other.get("sections", [])),
        ultrasound_sections=frozenset(data.get("ultrasound", {}).get("sections", [])),
    )


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the program."""
    return read_vocabulary(resources.path("charges", "words.toml"))
