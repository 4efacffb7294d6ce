"""What a filter or a search lets through: which segments are charges, where problems are, what a word is found in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from workbench.er7 import Document, Path
from workbench.er7.escapes import escape
from workbench.er7.path import PathError
from workbench.ui.editor.naming import Names
from workbench.ui.editor.tree_shape import USUAL, Filter, parts_below

ALL, FILLED, PROBLEMS, CHARGES = "all", "filled", "problems", "charges"
MOST_HITS = 2000
"""More hits than this are no help to anybody."""


@dataclass(frozen=True)
class Found:
    """Where a word was found, in the order of the message; `more` when there are others beyond."""

    paths: tuple[Path, ...] = ()
    more: bool = False


def filter_for(mode: str, document: Document, problems: Iterable[Path], found: Found | None) -> Filter:
    """The filter for one of the modes, narrowed to what a search has found (None: nothing was searched for)."""
    hits = frozenset(found.paths) if found is not None else None
    if mode == CHARGES:
        return Filter(segments=_charge_segments(document), hits=hits, ghosts=hits is None)
    if mode == PROBLEMS:
        wrong = frozenset(path for path in problems if document.segment(path) is not None)
        if hits is not None:
            both = Filter(hits=hits)
            wrong = frozenset(path for path in wrong if both.shows(path) or path in both.around)
        return Filter(empty=True, hits=wrong, ghosts=hits is None)
    if mode == FILLED and hits is None:
        return USUAL
    return Filter(empty=mode == ALL, hits=hits, ghosts=hits is None)


def _charge_segments(document: Document) -> frozenset[tuple[str, int]]:
    """Every FT1 with what goes with it."""
    from workbench.charges.ft1.groups import groups_of

    return frozenset((one.name, one.occurrence) for group in groups_of(document) for one in group.segments)


def search(document: Document, names: Names, words: str, *, empty: bool = False) -> Found:
    """The parts whose path, name, value or meaning holds some words; upper and lower case are the same.

    A path such as `FT1-7` finds that field of every FT1, `FT1[2]-7` one of them. Fields that are `empty` are found by
    name and path where they are to be seen.
    """
    words = words.strip()
    if not words:
        return Found()
    found: dict[Path, None] = {}
    for path in chain(
        _by_path(document, names, words, empty),
        _by_name(document, names, words, empty),
        _by_value(document, words),
        _by_meaning(document, names, words),
    ):
        found[path] = None
        if len(found) > MOST_HITS:
            break
    ordered = sorted(found, key=by_place(document))
    return Found(tuple(ordered[:MOST_HITS]), len(found) > MOST_HITS)


def by_place(document: Document) -> Callable[[Path], tuple[int, ...]]:
    """Where a path stands, for sorting: what contains another comes before it, an empty field where it would be."""

    def place(path: Path) -> tuple[int, ...]:
        segment = document.segment(path)
        line = segment.index if segment is not None else len(document.segments)
        return line, path.field or 0, path.repetition or 0, path.component or 0, path.subcomponent or 0

    return place


def _by_path(document: Document, names: Names, words: str, empty: bool) -> Iterator[Path]:
    try:
        wanted = Path.parse(words)
    except PathError:
        return
    for segment in document.all(wanted.segment):
        path = Path(wanted.segment, segment.occurrence, *_rest(wanted))
        shown = empty and path == path.field_path() and 0 < (path.field or 0) <= names.field_count(path.segment)
        there = shown or document.get(path) is not None
        if there and ("[" not in words or segment.occurrence == wanted.occurrence):
            yield path


def _rest(path: Path) -> tuple[int | None, int | None, int | None, int | None]:
    return path.field, path.repetition, path.component, path.subcomponent


def _by_name(document: Document, names: Names, words: str, empty: bool) -> Iterator[Path]:
    wanted = words.casefold()
    places: dict[str, list[Path]] = {}
    for segment in document.segments:
        if segment.is_opaque:
            continue
        if segment.name not in places:
            fields = max(len(segment.fields), names.field_count(segment.name) if empty else 0)
            places[segment.name] = list(_named_places(names, segment.name, min(fields, 300), wanted))
        for place in places[segment.name]:
            if place.field is None:
                yield segment.path
            elif (field := segment.field(place.field)) is None or not field.text:
                if empty and place.component is None:
                    yield segment.path.at(field=place.field)
            elif place.component is None:
                yield field.path
            else:
                inside = (one.components[place.component - 1 : place.component] for one in field.repetitions)
                yield from (one.path for components in inside for one in components if one.text)


def _named_places(names: Names, segment: str, fields: int, wanted: str) -> Iterator[Path]:
    """The segment, its fields and their components whose name holds the words."""
    if wanted in names.name(Path(segment)).casefold():
        yield Path(segment)
    for number in range(1, fields + 1):
        path = Path(segment, 1, number)
        if wanted in names.name(path).casefold():
            yield path
        for component in range(1, names.component_count(path) + 1):
            below = path.at(component=component)
            if wanted in names.name(below).casefold():
                yield below


def _by_meaning(document: Document, names: Names, words: str) -> Iterator[Path]:
    """Codes whose meaning, which stands beside them, holds the words."""
    wanted = words.casefold()
    places: dict[str, list[tuple[Path, frozenset[str]]]] = {}
    for segment in document.segments:
        if segment.is_opaque:
            continue
        if segment.name not in places:
            places[segment.name] = list(_meant_places(names, segment.name, min(len(segment.fields), 300), wanted))
        for place, codes in places[segment.name]:
            field = segment.field(place.field or 0)
            if field is None or not field.text:
                continue
            for one in field.repetitions if len(field.repetitions) > 1 else (field,):
                path = one.path.at(component=place.component) if place.component is not None else one.path
                if names.code(path) in codes:
                    yield path


def _meant_places(names: Names, segment: str, fields: int, wanted: str) -> Iterator[tuple[Path, frozenset[str]]]:
    """Coded fields and components of a segment, with the codes whose meaning holds the words."""
    for number in range(1, fields + 1):
        field = Path(segment, 1, number)
        below = (field.at(component=one) for one in range(1, names.component_count(field) + 1))
        for path in (field,) if names.table_number(field) else below:
            table = names.table(path)
            codes = frozenset(c.code for c in table.codes.values() if wanted in c.means.casefold()) if table else None
            if codes:
                yield path, codes


def _by_value(document: Document, words: str) -> Iterator[Path]:
    """By the raw text and, where the words hold delimiters, by how they are written in a value."""
    text = document.text.casefold()
    if len(text) != len(document.text):  # a letter whose small form is longer: offsets would be off
        text = document.text.lower() if len(document.text.lower()) == len(document.text) else document.text
    seen: set[Path] = set()
    for wanted in {words.casefold(), escape(words, document.delimiters).casefold()}:
        position = text.find(wanted)
        while position >= 0 and len(seen) <= MOST_HITS:
            path = document.path_at(position)
            if path is not None and path not in seen and _holds(document, path, position, len(wanted)):
                seen.add(path)
                yield path
            position = text.find(wanted, position + 1)


def _holds(document: Document, path: Path, position: int, length: int) -> bool:
    """Whether the words lie inside one value, not across several, nor in the name of a segment."""
    part = document.part(path)
    if part is None or not part.start <= position or position + length > part.stop:
        return False
    return path.field is not None or not parts_below(part)
