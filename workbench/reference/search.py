"""Looking things up in the reference: fields, tables, codes, data types and words, by what people type.

`FT1-26`, `modifier`, `340`, `CG`, `26`, `date of service` all lead somewhere. An index is built once for a version
(about 0.1 s, not for the thread that draws) and then asked on every keystroke. What other rooms know (charges) is given
to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from workbench import resources
from workbench.er7 import Path, PathError
from workbench.errors import WorkbenchError
from workbench.reference.definitions import SegmentDef
from workbench.reference.dictionary import Dictionary, dictionary
from workbench.reference.glossary import glossary
from workbench.reference.help import SegmentHelp, segment_help
from workbench.reference.tables import Table, table

KINDS = ("path", "word", "table", "datatype", "code", "charge")
"""What can be found. Of equally good hits those of an earlier kind come first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be looked up."""

    kind: str
    """One of KINDS."""
    key: str
    """Names its page: a path, a word, "0017", "0017 CG", a charge's code, "CX"."""
    title: str
    """What it is called where its page is listed."""
    detail: str = ""
    """A few words more."""
    aliases: tuple[str, ...] = ()
    """Other texts that mean exactly this, such as "CG" for "0017 CG"."""
    text: str = ""
    """Words that lead here when nothing better does."""
    weight: int = 1
    """0 for what charge messages use, 2 for what they do not."""


class Index:
    """Entries, ready to be searched. `troubles` are sentences about files that could not be read."""

    def __init__(self, entries: Iterable[Entry], book: Dictionary | None = None, troubles: Iterable[str] = ()) -> None:
        self.entries = tuple(entries)
        self.troubles = tuple(troubles)
        self._book = book
        self._rows = [_Row(entry) for entry in self.entries]

    def find(self, query: str, limit: int = 60) -> tuple[Entry, ...]:
        """What fits a text best, best first. A blank text finds nothing."""
        wanted = " ".join(query.casefold().split())
        if not wanted:
            return ()
        words = wanted.split()
        hits = []
        for number, row in enumerate(self._rows):
            rank = row.rank(wanted, words)
            if rank is not None:
                if rank and (row.entry.kind == "code" or row.entry.weight > 1):
                    rank += 1  # thousands of codes, which are typed in full; segments that no charge has
                hits.append((rank, row.entry.weight, KINDS.index(row.entry.kind), number))
        found = [self._rows[hit[-1]].entry for hit in sorted(hits)[:limit]]
        place = self._place(query)
        if place is not None and place.key not in (entry.key for entry in found[:1]):
            found = [place, *(entry for entry in found if entry.key != place.key)][:limit]
        return tuple(found)

    def _place(self, query: str) -> Entry | None:
        """A path that the index has no row for: a component, or the second FT1 of a message."""
        try:
            path = Path.parse(query.strip().replace(" ", "-"))
        except PathError:
            return None
        if self._book is None or self._book.segment(path.segment) is None:
            return None
        if path.field is None and path.occurrence == 1:
            return None  # three letters may be a word as well; the segment is in the index
        found = self._book.describe(path)
        return Entry("path", str(path), str(path), found.name)


class _Row:
    """An entry with its texts folded for comparing."""

    __slots__ = ("detail", "entry", "exact", "starts", "text")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.exact = {one.casefold() for one in (entry.key, entry.title, *entry.aliases)}
        self.detail = f"{entry.title} {entry.detail}".casefold()
        self.starts = " " + "".join(one if one.isalnum() else " " for one in self.detail)
        self.text = entry.text.casefold()

    def rank(self, wanted: str, words: list[str]) -> int | None:
        """0 is what was meant, greater is further away; None does not fit."""
        if wanted in self.exact:
            return 0
        if self.detail.startswith(wanted) or self.entry.detail.casefold().startswith(wanted):
            return 1
        if all(f" {word}" in self.starts for word in words):
            return 2
        if len(wanted) < 2:
            return None
        if all(word in self.detail for word in words):
            return 3
        return 4 if len(wanted) > 2 and all(word in self.text or word in self.detail for word in words) else None


def build(version: str, more: Iterable[Entry] = ()) -> Index:
    """The index for a version as MSH-12 has it, with entries from other rooms. Raises nothing for broken files."""
    book, troubles = dictionary(version), list[str]()
    entries = [*_paths(book, troubles), *_words(troubles), *_tables(troubles), *_datatypes(book), *more]
    return Index(entries, book, troubles)


def _paths(book: Dictionary, troubles: list[str]) -> Iterator[Entry]:
    for name in book.segment_names():
        segment = book.segment(name)
        if segment is None:
            continue
        help_text = _help(name, troubles)
        weight = 0 if name == "FT1" else 1 if help_text else 2
        about = help_text.about if help_text else ""
        yield Entry("path", name, name, segment.title, text=about, weight=weight)
        yield from _fields(segment, help_text, weight)


def _fields(segment: SegmentDef, help_text: SegmentHelp | None, weight: int) -> Iterator[Entry]:
    for field in segment.fields:
        key = f"{segment.name}-{field.number}"
        text = ""
        if help_text and (found := help_text.fields.get(field.number)):
            text = " ".join((found.means, found.put, *found.traps))
        aliases = (f"{segment.name} {field.number}", f"{segment.name}.{field.number}")
        yield Entry("path", key, key, field.name, aliases, text, weight)


def _help(name: str, troubles: list[str]) -> SegmentHelp | None:
    try:
        return segment_help(name)
    except WorkbenchError as error:
        troubles.append(str(error))
        return None


def _words(troubles: list[str]) -> Iterator[Entry]:
    try:
        terms = glossary().values()
    except WorkbenchError as error:
        troubles.append(str(error))
        return
    for term in terms:
        yield Entry("word", term.word, term.word, "", (f"{term.word}s",), term.means, weight=0)


def _tables(troubles: list[str]) -> Iterator[Entry]:
    for number in table_numbers():
        try:
            found = table(number)
        except WorkbenchError as error:
            troubles.append(str(error))
            continue
        if found is not None:
            yield from _table(found)


def _table(found: Table) -> Iterator[Entry]:
    short = found.number.lstrip("0")
    aliases = (short, f"table {found.number}", f"table {short}")
    yield Entry("table", found.number, f"Table {found.number}", found.name, aliases, found.note)
    for code in found.codes.values():
        yield Entry(
            "code",
            f"{found.number} {code.code}",
            code.code,
            f"{code.means} (table {found.number})",
            text=code.note,
            weight=0 if found.number in _CHARGE_TABLES else 1,
        )


_CHARGE_TABLES = frozenset(("0017", "0340", "0076", "0003"))
"""Transaction types, modifiers, messages and events: what a code in a charge message most often is."""


def _datatypes(book: Dictionary) -> Iterator[Entry]:
    for name in book.datatype_names():
        found = book.datatype(name)
        if found is not None:
            parts = " ".join(component.name for component in found.components)
            yield Entry("datatype", name, name, found.title if found.title != name else "Data type", (), parts)


@cache
def table_numbers() -> tuple[str, ...]:
    """The tables of which we have a file, in order."""
    return tuple(sorted(file.stem for file in resources.path("reference", "tables").glob("[0-9]*.toml")))
