"""What is asked of a history about the lines of a message, so that nothing that concerns them is left out.

Everything that leads from a credit to its charge, or to a charge in its place, is an identifier of its message (FT1-2,
order, account, patient; see pairing.py and reposts.py), so that whole identifiers are asked for: an index answers, and
no list is cut off. Where an identifier reaches far, words tell what can concern the lines; the rest need not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.charges.ledger.identity import names_of_charge
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.posting import Posting
from workbench.charges.ledger.settings import Settings
from workbench.er7.charset import decode
from workbench.er7.delimiters import ASSUMED, Delimiters, read_delimiters

Key = tuple[str, str]
"""The kind of an identifier, as the history calls it, and the whole identifier."""

_NUMBERS = ("", *map(str, range(1, 10)))
"""What may follow the suffix of a credit: -R, -R2 … -R9."""
_END = re.compile(r"-[A-Za-z]+[0-9]{0,2}$")
"""The suffix of a credit, such as -R2."""
_FEW = 64
"""Words that are looked for one after the other."""
_SPACES = re.compile(r"[\s,;:()\[\]\"'“”=]+")
"""Between the words of a note."""


@dataclass(frozen=True)
class Question:
    """Identifiers by how far they reach, and the words that decide where they reach too far."""

    own: frozenset[Key]
    """Of the message or the order: all that has one of them is read."""
    named: frozenset[Key]
    """FT1-2, which feeds may count anew in every message: read is what has one of the words `somebody` too."""
    wide: frozenset[Key]
    """Of the patient or the account: read is what has one of the words `something` too."""
    somebody: frozenset[str]
    """Patients, accounts, orders and codes; empty when a line names no patient, and then all of `named` is read."""
    something: frozenset[str]
    """Codes, ids and orders."""


def has_word(raw: bytes, words: frozenset[str]) -> bool:
    """Whether one of the words stands in a message, as a value or in a note; when in doubt it does."""
    if _plainly_without(raw, words):
        return False
    text, _ = decode(raw)
    marks = _delimiters(text)
    if not words or (marks.escape and text.count(marks.escape) > 1):  # once in MSH-2; else it may be written otherwise
        return True
    parts = set(_between(marks.separators).split(text))
    if not words.isdisjoint(parts):
        return True
    return any(
        part.strip() in words or not words.isdisjoint(each.rstrip(".") for each in _SPACES.split(part))
        for part in parts
        if _SPACES.search(part)
    )


def _plainly_without(raw: bytes, words: frozenset[str]) -> bool:
    """The same for most messages, much faster: none of a few words is anywhere in it, and nothing is escaped."""
    if not 0 < len(words) <= _FEW or not raw.startswith(b"MSH|^~\\&|") or raw.count(b"\\") > 1:
        return False
    return all(word.isascii() and word.encode() not in raw for word in words)


def question_about(lines: Sequence[LedgerLine], settings: Settings) -> Question:
    """What is to be asked about these lines."""
    own: set[Key] = set()
    wide: set[Key] = set()
    codes: set[str] = set()
    for line in lines:
        head = line.head
        own.update((("control", head.control_id), ("accession", line.order)))
        wide.update((("account", head.account), ("patient", head.patient)))
        codes.update((line.procedure_code, line.transaction_code, line.code))
    named = {("transaction", text) for line in lines for text in _ids(line, settings)}
    orders = {text for kind, text in own if kind == "accession"}
    somebody = _filled(codes, orders, (text for _, text in wide))
    return Question(
        _filled_keys(own),
        _filled_keys(named),
        _filled_keys(wide),
        somebody if all(line.head.patient for line in lines) else frozenset(),
        _filled(codes, orders, (text for _, text in named)),
    )


def _filled(*groups: Iterable[str]) -> frozenset[str]:
    return frozenset(text for group in groups for text in group if text)


def _filled_keys(keys: Iterable[Key]) -> frozenset[Key]:
    return frozenset(key for key in keys if key[1])


def concerning(postings: Iterable[Posting], lines: Iterable[LedgerLine]) -> list[Posting]:
    """Those that share patient, account, order, id or message with one of the lines, or are named by their ids."""
    wanted = {name for line in lines for name in _shared(line)}
    return [one for one in postings if any(name in wanted for name in _shared(one.line))]


def _shared(line: LedgerLine) -> Iterator[Key]:
    head = line.head
    for key in (
        ("patient", head.patient),
        ("account", head.account),
        ("order", line.order),
        ("id", line.transaction_id),
        ("id", _END.sub("", line.transaction_id)),
        ("control", head.control_id),
    ):
        if key[1]:
            yield key


def cannot_be_found(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """Lines that name nothing by which a credit of them could be looked up: no id, order, account or patient."""
    return [line for line in lines if not (line.transaction_id or line.order or line.head.account or line.head.patient)]


def _ids(line: LedgerLine, settings: Settings) -> Iterator[str]:
    """The ids of the line, of its credits, and of the charge when it is a credit itself."""
    if line.transaction_id:
        yield from (line.transaction_id + end for end in _ends(settings))
    for name in names_of_charge(line, settings):
        yield name.transaction_id


def _ends(settings: Settings) -> Iterator[str]:
    yield ""
    for suffix in settings.pairing.suffixes:
        for number in _NUMBERS:
            yield suffix + number


@lru_cache(maxsize=64)
def _between(separators: str) -> re.Pattern[str]:
    return re.compile("[\r\n" + re.escape(separators) + "]")


def _delimiters(text: str) -> Delimiters:
    start = text.find("MSH")
    return read_delimiters(text[start : start + 20]) if start >= 0 else ASSUMED
