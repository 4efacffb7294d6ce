"""Following a message through its structure: does each segment have a place after the one before it?

A structure is flattened to its segments in order ("leaves"), each with the groups around it. From one leaf the next
segment may be the same leaf (when it repeats), a later one in the same group, the beginning of a new repetition of a
group around it, and so on outwards. Optional parts may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from workbench.reference.definitions import Structure
from workbench.reference.hl7apy_tables import ANY_SEGMENT


class Verdict(Enum):
    """What is to be said about a segment's place."""

    FITS = auto()
    EARLY = auto()
    """It would fit, but required segments that must come before it follow later in the message."""
    MISPLACED = auto()
    AGAIN = auto()
    """It was there already and does not repeat."""
    ALONE = auto()
    """It belongs to a group whose first segment is missing."""
    FOREIGN = auto()
    """The structure does not have it anywhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """The verdict on one segment; `other` is the segment it should follow (EARLY, ALONE)."""

    verdict: Verdict
    other: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    stop: int
    """Leaves start to stop - 1."""
    required: bool
    repeats: bool
    choice: bool


@dataclass(frozen=True, slots=True)
class _Leaf:
    name: str
    required: bool
    repeats: bool
    groups: tuple[int, ...]
    """Indices of the groups around it, innermost first; the last one is the message."""


_FITS = Step(Verdict.FITS)


class Route:
    """A structure, ready to be followed."""

    def __init__(self, structure: Structure) -> None:
        self._leaves: list[_Leaf] = []
        self._groups: list[_Group] = []
        self._add(structure, ())
        self.names = tuple(dict.fromkeys(leaf.name for leaf in self._leaves))
        """Names of the segments, each once, in order."""
        self.required = tuple(dict.fromkeys(leaf.name for leaf in self._leaves if self._is_required(leaf)))
        """Names of the segments that every such message has."""
        # What follows from two places alone is worked out once: a long message makes the same few moves all the time.
        self._moves: dict[tuple[int, str], int | None] = {}
        self._parents: dict[tuple[int, int], str] = {}
        self._anew: dict[tuple[int, int], tuple[int, int] | None] = {}

    @classmethod
    @lru_cache(maxsize=32)
    def of(cls, structure: Structure) -> Route | None:
        """The route of a structure; None when it has a place for any segment, so that nothing can be said."""
        if any(node.name == ANY_SEGMENT for node in structure.walk()):
            return None
        return cls(structure)

    def _add(self, node: Structure, around: tuple[int, ...]) -> None:
        if node.kind == "segment":
            self._leaves.append(_Leaf(node.name, node.required, node.repeats, around))
            return
        index, start = len(self._groups), len(self._leaves)
        self._groups.append(_Group(start, start, node.required, node.repeats, False))
        for child in node.children:
            self._add(child, (index, *around))
        # Of the children of a choice none is required by itself, and any may follow any.
        choice = node.kind == "choice"
        stop = len(self._leaves)
        self._groups[index] = _Group(start, stop, node.required and not choice, node.repeats or choice, choice)

    def _is_required(self, leaf: _Leaf) -> bool:
        return leaf.required and all(self._groups[index].required for index in leaf.groups)

    def follow(self, names: Sequence[str]) -> Iterator[Step]:
        """A step for each segment name, in order. The first fitting one is the start."""
        return (step for step, _leaf in self.walk(names))

    def walk(self, names: Sequence[str]) -> Iterator[tuple[Step, int]]:
        """Like `follow`, with the leaf where the message stands after each step; -1 before the first that fits.

        A leaf is the number of a segment of the structure, counted through all groups in order, from 0.
        """
        last = {name: index for index, name in enumerate(names)}
        visited: set[str] = set()
        here = -1
        for index, name in enumerate(names):
            step, here = self._step(here, name, index, last, visited)
            visited.add(name)
            yield step, here

    def restarting(self, here: int, there: int) -> tuple[int, int] | None:
        """The span of leaves that begins anew with a move from one leaf to another; None when it only goes on."""
        key = (here, there)
        if key not in self._anew:
            self._anew[key] = self._find_restart(here, there)
        return self._anew[key]

    def _find_restart(self, here: int, there: int) -> tuple[int, int] | None:
        if there > here or here < 0 or (here == there and self._leaves[here].repeats):
            return None
        around = [self._groups[index] for index in self._leaves[here].groups]
        repeating = next(one for one in around if one.repeats and one.start <= there < one.stop)
        return repeating.start, repeating.stop

    def _step(self, here: int, name: str, index: int, last: dict[str, int], visited: set[str]) -> tuple[Step, int]:
        there = self._move(here, name)
        if there is None:
            if name not in self.names:
                return Step(Verdict.FOREIGN), here
            once = all(not self._may_repeat(leaf) for leaf in self._leaves if leaf.name == name)
            return Step(Verdict.AGAIN if name in visited and once else Verdict.MISPLACED), here
        # A required segment that follows later and can no longer be reached from there: this one came too early.
        for anchor in self.required:
            follows = anchor != name and last.get(anchor, -1) > index
            if follows and self._move(there, anchor) is None and self._move(here, anchor) is not None:
                return Step(Verdict.EARLY, anchor), here
        parent = self._missing_parent(here, there)
        return (Step(Verdict.ALONE, parent) if parent else _FITS), there

    def _may_repeat(self, leaf: _Leaf) -> bool:
        return leaf.repeats or any(self._groups[index].repeats for index in leaf.groups)

    def _move(self, here: int, name: str) -> int | None:
        """The leaf where a segment of that name would stand after the one at `here`."""
        if name not in self.names:
            return None
        key = (here, name)
        if key not in self._moves:
            self._moves[key] = self._find(here, name)
        return self._moves[key]

    def _find(self, here: int, name: str) -> int | None:
        if here < 0:
            return next((index for index, leaf in enumerate(self._leaves) if leaf.name == name), None)
        leaf = self._leaves[here]
        if leaf.name == name and leaf.repeats:
            return here
        for group_index in leaf.groups:
            group = self._groups[group_index]
            again = range(group.start, here + 1) if group.repeats else range(0)
            for candidates in (range(here + 1, group.stop), again):
                for index in candidates:
                    if self._leaves[index].name == name:
                        return index
        return None

    def _missing_parent(self, here: int, there: int) -> str:
        """The required segment that was left out at the head of a group which is entered with this move."""
        key = (here, there)
        if key not in self._parents:
            self._parents[key] = self._find_parent(here, there)
        return self._parents[key]

    def _find_parent(self, here: int, there: int) -> str:
        for group_index in reversed(self._leaves[there].groups):
            group = self._groups[group_index]
            inside = group.start <= here < group.stop and not (there <= here and self._restarts(group, here, there))
            if inside or group.choice or group_index == 0:  # Group 0 is the message itself.
                continue
            for leaf in self._leaves[group.start : there]:
                direct = leaf.groups[: leaf.groups.index(group_index)]
                if leaf.required and all(self._groups[index].required for index in direct):
                    return leaf.name
        return ""

    def _restarts(self, group: _Group, here: int, there: int) -> bool:
        """Whether a move back from `here` to `there` begins the group anew."""
        anew = self.restarting(here, there)
        return anew is not None and anew[0] <= group.start and group.stop <= anew[1]
