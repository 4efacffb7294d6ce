"""A message laid out in the groups of its structure: PROCEDURE, INSURANCE, FINANCIAL …, with what is missing in them.

Which segment belongs to which group follows from the abstract message syntax of the version (for DFT^P03: HL7 2.5.1,
chapter 6.4.1). A segment that the structure has no place for stays in the group that is open where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.reference.definitions import Structure
from workbench.reference.hl7apy_tables import ANY_SEGMENT
from workbench.reference.route import Route, Verdict

_MOVES = frozenset((Verdict.FITS, Verdict.ALONE))
"""Verdicts with which a message goes on to a leaf; with the others it stays where it was."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A required segment that is not there."""

    name: str
    index: int
    """Before which line it belongs, from 0."""


@dataclass(slots=True)
class Group:
    """One occurrence of a group, or the whole message. `items` are line numbers from 0, groups and missing segments."""

    name: str
    number: int = 1
    """Which of the groups with that name inside the group around it, from 1."""
    items: list[int | Group | Missing] = field(default_factory=list)
    node: Structure | None = field(default=None, compare=False, repr=False)
    """What the structure says of it; None where nothing is known."""

    def lines(self) -> Iterator[int]:
        """The lines in it and in the groups below it, in order."""
        for item in self.items:
            if isinstance(item, Group):
                yield from item.lines()
            elif isinstance(item, int):
                yield item


_ENVELOPE = frozenset({"FHS", "BHS", "BTS", "FTS"})
MESSAGE = "MESSAGE"
"""What the group of a whole message is called where a text holds several."""


def outline(structure: Structure | None, names: Sequence[str]) -> Group:
    """The lines of a message, by the names of their segments, in groups; flat when nothing is known of its structure.

    In a text of several messages each is a group of its own; envelopes stand beside them.
    """
    route = Route.of(structure) if structure is not None else None
    if structure is None or route is None:
        return Group("", items=list(range(len(names))))
    starts = [line for line, name in enumerate(names) if name == "MSH"]
    whole = Group("")
    whole.items.extend(range(starts[0] if starts else 0))
    for number, (start, end) in enumerate(zip(starts or [0], [*starts[1:], len(names)], strict=True), 1):
        stop = end
        while stop > start and names[stop - 1] in _ENVELOPE:
            stop -= 1
        group = whole if len(starts) < 2 else Group(MESSAGE, number)
        if group is not whole:
            whole.items.append(group)
        _Builder(structure, route, names[start:stop], start, group).build()
        whole.items.extend(range(stop, end))
    return whole


class _Open:
    """A group that is being filled: which children of its structure have been seen, and where they ended."""

    def __init__(self, node: Structure, group: Group, span: tuple[int, int]) -> None:
        self.node = node
        self.group = group
        self.span = span
        self.seen: dict[int, int] = {}
        """Position of a child in the structure -> position behind its last item."""


class _Builder:
    """Puts the lines of one message, the first of them number `first`, into the group `root`."""

    def __init__(self, structure: Structure, route: Route, names: Sequence[str], first: int, root: Group) -> None:
        self._route = route
        self._first = first
        self._astray: set[str] = set()
        self._needed: dict[int, list[tuple[int, str]]] = {}
        """For a node of the structure, by identity: place and first segment of every child that it requires."""
        self._names = names
        self._around: list[tuple[tuple[Structure, tuple[int, int], int], ...]] = []
        """For every leaf: the groups around it, outermost first, each with its span of leaves and place above."""
        self._spots: list[int] = []
        """For every leaf: its place among the children of the innermost group."""
        self._read(structure, (), 0)
        root.node = structure
        self._stack = [_Open(structure, root, (0, len(self._spots)))]

    def _read(self, node: Structure, around: tuple[tuple[Structure, tuple[int, int], int], ...], place: int) -> None:
        if node.kind == "segment":
            self._around.append(around)
            self._spots.append(place)
            return
        start = len(self._spots)
        here = (node, (start, start + _leaves(node)), place)
        # A choice has no name of its own in a message; what stands in it stands in the group around it.
        inside = around if node.kind == "choice" else (*around, here)
        for number, child in enumerate(node.children):
            self._read(child, inside, place if node.kind == "choice" else number)

    def build(self) -> None:
        here = -1
        steps = zip(self._names, self._route.walk(self._names), strict=True)
        for line, (name, (step, there)) in enumerate(steps, self._first):
            # A second ERR where one may stand does not move on: its leaf has its name, and yet it has no place.
            if step.verdict in _MOVES and there >= 0 and self._leaf_is(there, name):
                self._enter(here, there)
                here = there
                top = self._stack[-1]
                top.group.items.append(line)
                top.seen[self._spots[there]] = len(top.group.items)
            else:
                self._stack[-1].group.items.append(line)
                self._astray.add(name)
        while self._stack:
            self._close()

    def _leaf_is(self, leaf: int, name: str) -> bool:
        node = self._around[leaf][-1][0]
        child = node.children[self._spots[leaf]]
        return any(one.name == name for one in child.walk()) if child.kind == "choice" else child.name == name

    def _enter(self, here: int, there: int) -> None:
        """Close the groups that end before a leaf and open those that begin with it."""
        anew = self._route.restarting(here, there)
        wanted = self._around[there]
        depth = 1
        for opened, (node, span, _place) in zip(self._stack[1:], wanted[1:], strict=False):
            again = anew is not None and anew[0] <= span[0] and span[1] <= anew[1]
            if opened.node is not node or opened.span != span or again:
                break
            depth += 1
        while len(self._stack) > depth:
            self._close()
        for node, span, place in wanted[depth:]:
            above = self._stack[-1]
            number = 1
            for item in reversed(above.group.items):
                if isinstance(item, Group) and item.name == node.name:
                    number = item.number + 1
                    break
            group = Group(node.name, number, node=node)
            above.group.items.append(group)
            above.seen[place] = len(above.group.items)
            self._stack.append(_Open(node, group, span))

    def _close(self) -> None:
        """Finish the innermost group: what it requires and does not have becomes a missing segment."""
        done = self._stack.pop()
        behind, added = 0, 0
        needed = self._required_in(done.node)
        if all(place in done.seen for place, _name in needed):
            return
        names = dict(needed)
        for place in range(len(done.node.children)):
            if place in done.seen:
                behind = done.seen[place] + added
                continue
            name = names.get(place, "")
            if name and name not in self._astray:  # one out of its place is not missing
                line = self._line_behind(done.group, behind)
                if line is not None:
                    done.group.items.insert(behind, Missing(name, line))
                    added += 1
                    behind += 1

    def _required_in(self, node: Structure) -> list[tuple[int, str]]:
        found = self._needed.get(id(node))
        if found is None:
            firsts = ((place, _first_required(one)) for place, one in enumerate(node.children) if one.required)
            found = self._needed[id(node)] = [(place, name) for place, name in firsts if name]
        return found

    def _line_behind(self, group: Group, position: int) -> int | None:
        """The line behind the items before a position; None when nothing stands before it in the group."""
        for item in reversed(group.items[:position]):
            if lines := list(_lines(item)):
                return lines[-1] + 1
        behind = next((line for item in group.items[position:] for line in _lines(item)), None)
        return behind if self._stack else None  # in front of the header there is no place


def _lines(item: int | Group | Missing) -> Iterator[int]:
    if isinstance(item, Group):
        yield from item.lines()
    elif isinstance(item, int):
        yield item


def _leaves(node: Structure) -> int:
    return sum(one.kind == "segment" for one in node.walk())


def _first_required(node: Structure) -> str:
    """The segment that a required child begins with; "" for a choice, of which nobody knows which is meant."""
    if node.kind == "segment":
        return "" if node.name == ANY_SEGMENT else node.name
    if node.kind == "choice":
        return ""
    return next((name for child in node.children if child.required and (name := _first_required(child))), "")
