"""Which rows the tree of a message has, and in which order: segments or the groups of the structure, filtered.

Rows are named by keys: a Path for what is in the message, others for groups, for required segments that are missing
("ghosts") and for stretches of a long list. Keys are worked out level by level, when a level is looked into; a change
of the text that leaves the names of the segments as they are leaves the upper levels as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, overload

from workbench.er7 import Component, Document, Field, Path, Repetition, Segment, Subcomponent
from workbench.er7.delimiters import HEADERS
from workbench.ui.editor.session import EditSession

if TYPE_CHECKING:
    from workbench.reference.definitions import Structure
    from workbench.reference.outline import Group, Missing

Part = Segment | Field | Repetition | Component | Subcomponent

STRETCH = 500
"""Lists of more than twice as many rows are divided into stretches of this length: a view asks about every row."""
MOST_OUTLINED = 20_000
"""Longer messages are shown as plain segments: their groups would take longer than a keystroke may."""


@dataclass(frozen=True, slots=True)
class GroupKey:
    """A group of the structure: names and numbers from the outermost in."""

    trail: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GhostKey:
    """A required segment that is missing in a group."""

    trail: tuple[tuple[str, int], ...]
    name: str


@dataclass(frozen=True, slots=True)
class StretchKey:
    """Rows number * STRETCH and following of a long list."""

    above: Key | None
    number: int


Key = Path | GroupKey | GhostKey | StretchKey


@dataclass(frozen=True)
class Filter:
    """What is to be seen. Without anything set: whatever is filled."""

    empty: bool = False
    """Fields and components that the definition has and the message leaves empty too."""
    segments: frozenset[tuple[str, int]] | None = None
    """Only these segments, by name and occurrence."""
    hits: frozenset[Path] | None = None
    """Only these parts, what is above them and what is below them."""
    ghosts: bool = True

    @cached_property
    def around(self) -> frozenset[Path]:
        """The hits and everything above them."""
        found: set[Path] = set()
        for hit in self.hits or ():
            step: Path | None = hit
            while step is not None and step not in found:
                found.add(step)
                step = step.parent()
        return frozenset(found)

    def shows_segment(self, path: Path) -> bool:
        return (self.segments is None or (path.segment, path.occurrence) in self.segments) and (
            self.hits is None or path in self.around
        )

    def shows(self, path: Path) -> bool:
        """Whether a part below a segment that is shown is shown too."""
        if self.hits is None or path in self.around:
            return True
        step = path.parent()
        while step is not None:
            if step in self.hits:
                return True
            step = step.parent()
        return False


USUAL = Filter()


class _Lines(Sequence[Key]):
    """Every line of the message, in order. The path of one is made when it is asked for: there may be 400 000."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def __len__(self) -> int:
        return len(self._shape.document.segments)

    @overload
    def __getitem__(self, index: int) -> Key: ...
    @overload
    def __getitem__(self, index: slice) -> list[Key]: ...
    def __getitem__(self, index: int | slice) -> Key | list[Key]:
        found = self._shape.document.segments[index]
        return found.path if isinstance(found, Segment) else [segment.path for segment in found]

    def spot(self, key: Key) -> int | None:
        """Which of them it is, from 0."""
        segment = self._shape.document.segment(key) if isinstance(key, Path) and key.field is None else None
        return segment.index if segment is not None else None


class Shape:
    """Keys below keys for the document of a session."""

    def __init__(self, session: EditSession) -> None:
        self._session = session
        self.document = session.document
        self.grouped = False
        self.filter = USUAL
        self._long: dict[Key | None, list[Key]] = {}
        self._spots: dict[Key | None, dict[Key, int]] = {}
        self._drop()

    def _drop(self) -> None:
        """Forget everything that follows from the names of the segments."""
        self._outline: Group | None = None
        self._trails: list[tuple[tuple[str, int], ...]] | None = None
        self._homes: list[Group] = []
        """For every line the group that it stands in, once they have been walked."""
        self._drop_levels()

    def _drop_levels(self) -> None:
        """Forget what is to be seen of them."""
        self._levels: dict[GroupKey | None, Sequence[Key]] = {}
        self._groups: dict[GroupKey, Group] = {}
        self._ghosts: dict[GhostKey, int] = {}
        self._long.clear()
        self._spots.clear()

    def take(self, document: Document, *, same_names: bool) -> None:
        """Go on with another document; `same_names` when its segments have the names they had."""
        self.document = document
        if not same_names:
            self._drop()
        for key in [key for key in self._long if isinstance(key, Path)]:
            del self._long[key]
            self._spots.pop(key, None)

    def set_view(self, *, grouped: bool, shown: Filter) -> bool:
        """Show groups or plain segments, through a filter. Whether that is a change."""
        if grouped == self.grouped and shown == self.filter:
            return False
        self.grouped, self.filter = grouped, shown
        self._drop_levels()
        return True

    # --- down ----------------------------------------------------------------------------------------------------

    def below(self, key: Key | None) -> Sequence[Key]:
        """The rows below a row; those of the whole message for None."""
        if isinstance(key, StretchKey):
            return self._all_below(key.above)[key.number * STRETCH : (key.number + 1) * STRETCH]
        found = self._all_below(key)
        if len(found) <= 2 * STRETCH:
            return found
        return [StretchKey(key, number) for number in range((len(found) - 1) // STRETCH + 1)]

    def _all_below(self, key: Key | None) -> Sequence[Key]:
        if key is None or isinstance(key, GroupKey):
            return self._level(key)
        if not isinstance(key, Path):
            return []
        found = self._long.get(key)
        if found is None:
            found = self._parts(key)
            if len(found) > 2 * STRETCH:
                self._long[key] = found
        return found

    def _parts(self, path: Path) -> list[Key]:
        part = self.document.part(path)
        if part is None:
            return []
        shown, empty = self.filter, self.filter.empty
        paths = [one.path for one in parts_below(part) if empty or one.text]
        if empty and isinstance(part, Segment) and not part.is_opaque:
            paths += [part.path.at(field=number) for number in self._missing_fields(part)]
        return [one for one in paths if shown.hits is None or shown.shows(one)]

    def _missing_fields(self, segment: Segment) -> range:
        definition = self._session.dictionary().segment(segment.name)
        defined = max((one.number for one in definition.fields), default=0) if definition else 0
        return range(len(segment.fields) + 1, defined + 1)

    def has_below(self, key: Key | None) -> bool:
        """Like asking for the rows, without making them: a view asks this of every row."""
        if not isinstance(key, Path):
            return not isinstance(key, GhostKey)
        part = self.document.segment(key) if key.field is None else None
        if self.filter.empty or self.filter.hits is not None or not isinstance(part, Segment):
            return bool(self._all_below(key))
        return not part.is_opaque and _is_filled(part)

    # --- levels of segments --------------------------------------------------------------------------------------

    @property
    def outline(self) -> Group:
        """The lines of the message in the groups of its structure."""
        if self._outline is None:
            from workbench.reference.outline import outline

            names = [segment.name for segment in self.document.segments]
            signs = self.document.delimiters
            kind = self.document.message_type.replace(signs.component or "^", "^")
            structure = None if self._is_too_long else self._session.dictionary().structure(kind)
            self._outline = outline(structure, names)
        return self._outline

    @property
    def _is_too_long(self) -> bool:
        return len(self.document.segments) > MOST_OUTLINED

    @property
    def _is_picked(self) -> bool:
        """Whether some of the lines are left out."""
        return self.filter.segments is not None or self.filter.hits is not None

    def _level(self, key: GroupKey | None) -> Sequence[Key]:
        found = self._levels.get(key)
        if found is None and key is None and self._is_too_long and not self._is_picked:
            found = self._levels[key] = _Lines(self)
        if found is None:
            trail = key.trail if key is not None else ()
            group = self._groups.get(key) if key is not None else self.outline
            if group is None:  # nothing in it gets through the filter
                return []
            found = self._levels[key] = list(self._keys(group, trail))
        return found

    def _keys(self, group: Group, trail: tuple[tuple[str, int], ...]) -> Iterator[Key]:
        groups, missing = _kinds()
        segments, shows = self.document.segments, self.filter.shows_segment
        for item in group.items:
            if isinstance(item, int):
                path = segments[item].path
                if shows(path):
                    yield path
            elif isinstance(item, groups):
                inside = (*trail, (item.name, item.number))
                if not self.grouped:
                    yield from self._keys(item, inside)
                elif any(self._keys(item, inside)):
                    self._groups[GroupKey(inside)] = item
                    yield GroupKey(inside)
            elif isinstance(item, missing) and self._shows_ghost(item):
                ghost = GhostKey(trail, item.name)
                self._ghosts[ghost] = item.index
                yield ghost

    def _shows_ghost(self, missing: Missing) -> bool:
        return self.filter.ghosts and (self.filter.segments is None or missing.name == "FT1")

    # --- up ------------------------------------------------------------------------------------------------------

    def steps(self, path: Path) -> Iterator[Key]:
        """The keys from the outermost row down to the row of a path, as far as there are rows."""
        segment = self.document.segment(path)
        above: Key | None = None
        if segment is not None and self.grouped:
            trail = self._trail(segment.index)
            for depth in range(1, len(trail) + 1):
                group = GroupKey(trail[:depth])
                yield from self._stretch(above, group)
                yield group
                above = group
        for step in _ancestry(path):
            yield from self._stretch(above, step)
            yield step
            above = step

    def _stretch(self, above: Key | None, key: Key) -> Iterator[Key]:
        keys = self._all_below(above)
        if len(keys) <= 2 * STRETCH:
            return
        if (spot := self._spot(above, keys, key)) is not None:
            yield StretchKey(above, spot // STRETCH)

    def _spot(self, above: Key | None, keys: Sequence[Key], key: Key) -> int | None:
        if isinstance(keys, _Lines):
            return keys.spot(key)
        spots = self._spots.get(above)
        if spots is None:
            spots = self._spots[above] = {one: spot for spot, one in enumerate(keys)}
        return spots.get(key)

    def _trail(self, line: int) -> tuple[tuple[str, int], ...]:
        trails = self._walked()
        return trails[line] if line < len(trails) else ()

    def _walked(self) -> list[tuple[tuple[str, int], ...]]:
        if self._trails is None:
            self._trails = [()] * len(self.document.segments)
            self._homes = [self.outline] * len(self.document.segments)
            self._note_trails(self.outline, ())
        return self._trails

    def _note_trails(self, group: Group, trail: tuple[tuple[str, int], ...]) -> None:
        groups, _missing = _kinds()
        assert self._trails is not None
        for item in group.items:
            if isinstance(item, int):
                self._trails[item] = trail
                self._homes[item] = group
            elif isinstance(item, groups):
                self._note_trails(item, (*trail, (item.name, item.number)))

    # --- about a key ---------------------------------------------------------------------------------------------

    def place(self, key: Key) -> Structure | None:
        """What the message's structure says of a segment or group there; None where it has no place for it."""
        if isinstance(key, GroupKey):
            node = group.node if (group := self._groups.get(key)) is not None else None
            return node if node is not None and node.kind == "group" else None
        segment = self.document.segment(key) if isinstance(key, Path) and key.field is None else None
        if segment is None or self._is_too_long:
            return None
        self._walked()
        home = self._homes[segment.index].node if segment.index < len(self._homes) else None
        return home.place(segment.name) if home is not None else None

    def line_of(self, ghost: GhostKey) -> int:
        """Before which line, from 0, a missing segment belongs."""
        return self._ghosts[ghost]

    def first_path(self, key: Key | None) -> Path | None:
        """Where the cursor goes when a row is chosen: its own path, or the first one below it; None for a ghost."""
        if key is None or isinstance(key, GhostKey):
            return None
        while key is not None and not isinstance(key, Path):
            key = next((one for one in self.below(key) if not isinstance(one, GhostKey)), None)
        return key

    def stretch_ends(self, key: StretchKey) -> tuple[Key, Key] | None:
        """First and last row of a stretch."""
        keys = self.below(key)
        return (keys[0], keys[-1]) if keys else None

    def count(self, key: GroupKey) -> int:
        """How many lines a group has, groups inside it included."""
        group = self._groups.get(key)
        return sum(1 for _line in group.lines()) if group is not None else 0


@cache
def _kinds() -> tuple[type[Group], type[Missing]]:
    """Imported once, when they are first needed: a long message has a group for every charge."""
    from workbench.reference.outline import Group, Missing

    return Group, Missing


def parts_below(part: Part) -> Sequence[Part]:
    """The parts that a part is divided into; none when it is not divided.

    A level that has one part only is left out, except a single component that has subcomponents.
    """
    if isinstance(part, Segment):
        return part.fields
    if isinstance(part, Field):
        if part.holds_delimiters:
            return ()
        return part.repetitions if len(part.repetitions) > 1 else parts_below(part.repetitions[0])
    if isinstance(part, Repetition):
        several = len(part.components) > 1 or len(part.components[0].subcomponents) > 1
        return part.components if several else ()
    if isinstance(part, Component):
        return part.subcomponents if len(part.subcomponents) > 1 else ()
    return ()


def _is_filled(segment: Segment) -> bool:
    """Whether anything but separators stands behind the name; in a header the separator is a field too."""
    behind = segment.text[3:]
    return bool(behind if segment.name in HEADERS else behind.strip(segment.delimiters.field))


def _ancestry(path: Path) -> list[Path]:
    """The path with everything above it, from the segment down."""
    steps = [path]
    while (above := steps[-1].parent()) is not None:
        steps.append(above)
    return steps[::-1]
